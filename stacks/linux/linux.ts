import type { Stack, StackProvider } from "../../harness/port/stack";
import { StackUnavailable } from "../../harness/port/stack";
import { SocketDiagnosis } from "../../adapters/native/socket-diag";
import { TunNetwork } from "../../adapters/tun/tun-network";
import { Applications } from "./applications";
import { readBaseline } from "./baseline";
import { LinuxStack } from "./linux-stack";
import type { Shared } from "./linux-stack";
import { privilege } from "./privilege";
import { readProfile } from "./profile";

/** The TCP of the kernel that this machine runs. */
export const linux: StackProvider = {
  name: "linux",
  summary: "the TCP of the running Linux kernel, over a TUN device in a network namespace of its own",
  // A new namespace has the defaults that this one shows, as far as the baseline asks.
  get baseline() {
    return readBaseline();
  },
  open(seats) {
    return new Promise((resolve) => {
      resolve(openSeats(seats));
    });
  },
};

function openSeats(seats: number): readonly Stack[] {
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
  const network = openNetwork();
  const shared = network.namespace.within(() => ({
    network,
    diagnosis: new SocketDiagnosis(),
    applications: new Applications(),
    profile: readProfile(),
  }));
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

async function close({ network, diagnosis, applications }: Shared): Promise<void> {
  await applications.close();
  diagnosis.close();
  network.close();
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
