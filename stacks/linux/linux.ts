import type { BaselineEntry } from "../../harness/port/baseline";
import type { Profile } from "../../harness/port/profile";
import type { Stack, StackProvider } from "../../harness/port/stack";
import { StackUnavailable } from "../../harness/port/stack";
import { goFirst, goWithTheOthers } from "../../adapters/native/scheduling";
import { SocketDiagnosis } from "../../adapters/native/socket-diag";
import { TunNetwork } from "../../adapters/tun/tun-network";
import { Applications } from "./applications";
import { readBaseline } from "./baseline";
import { applySettings } from "./kernel-settings";
import type { KernelSettings } from "./kernel-settings";
import { LinuxStack } from "./linux-stack";
import type { Shared } from "./linux-stack";
import { privilege } from "./privilege";
import { readProfile } from "./profile";

/** How the kernel's TCP is to be tested. */
export interface LinuxDescription {
  readonly name: string;
  readonly summary: string;
  /** What is set before there is a socket, in the network namespace of the run and nowhere else. */
  readonly settings: KernelSettings;
  /** What is claimed, given what the settings of the namespace come to. */
  readonly claimed: (own: Profile) => Profile;
  /** Departures beside those that `readBaseline` knows. */
  readonly baseline: readonly BaselineEntry[];
}

const AS_IT_IS: LinuxDescription = {
  name: "linux",
  summary: "the TCP of the running Linux kernel, over a TUN device in a network namespace of its own",
  settings: {},
  claimed: (own) => own,
  baseline: [],
};

/** The TCP of the kernel that this machine runs; what the description leaves out is as ever. */
export function linuxProvider(description: Partial<LinuxDescription>): StackProvider {
  const whole = { ...AS_IT_IS, ...description };
  const { name, summary, settings, baseline } = whole;
  return {
    name,
    summary,
    get baseline() {
      return [...baseline, ...readBaseline(settings)];
    },
    open(seats) {
      return new Promise((resolve) => {
        resolve(openSeats(seats, whole));
      });
    },
  };
}

/** As it is. */
export const linux = linuxProvider({});

function openSeats(seats: number, { name, settings, claimed }: LinuxDescription): readonly Stack[] {
  const able = privilege();
  switch (able.kind) {
    case "unavailable":
      throw new StackUnavailable(able.missing, able.remedy);
    case "needs-user-namespace":
      throw new StackUnavailable(
        "this user may not make a network namespace",
        "run with sudo, or under `unshare -Urn`",
      );
    case "ready":
  }
  goFirst();
  const network = openNetwork();
  const shared = settled(network, () => {
    applySettings(settings);
    return {
      name,
      network,
      settings,
      profile: claimed(readProfile()),
      diagnosis: new SocketDiagnosis(),
      applications: new Applications(),
    };
  });
  let open = seats;
  return Array.from(
    { length: seats },
    () =>
      new LinuxStack(shared, async () => {
        open--;
        if (open === 0) await close(shared);
      }),
  );
}

/** What is made inside of the network; when it cannot be made, the network goes. */
function settled<T>(network: TunNetwork, make: () => T): T {
  try {
    return network.namespace.within(make);
  } catch (error) {
    network.close();
    throw error;
  }
}

async function close({ network, diagnosis, applications }: Shared): Promise<void> {
  await applications.close();
  diagnosis.close();
  network.close();
  goWithTheOthers();
}

/** What the kernel refuses although everything looked well, it refuses for reasons of its own. */
function openNetwork(): TunNetwork {
  try {
    return new TunNetwork();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StackUnavailable(message, "run with sudo outside of containers that restrict system calls");
  }
}
