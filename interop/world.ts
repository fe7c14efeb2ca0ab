/** Where one case is played: a namespace, the kernel in it, the reference at the other end of the device. */

import { readFileSync } from "node:fs";
import { impairedLink } from "../adapters/wrap";
import type { Impairments } from "../adapters/wrap";
import { openTunLink } from "../adapters/tun";
import type { TunLink } from "../adapters/tun";
import type { Duration } from "../harness/port/time";
import { MILLISECOND, MINUTE } from "../harness/port/time";
import { createTcp, DEFAULT_OPTIONS } from "../stacks/reference";
import type { ReferenceOptions, Tcp } from "../stacks/reference";
import { profileOf } from "../stacks/reference/profile";
import type { KernelHost } from "./kernel-socket";
import { recorder } from "./recorder";
import type { Recorder } from "./recorder";
import { summarize } from "./wire-summary";
import type { WireSummary } from "./wire-summary";

export interface World {
  readonly link: TunLink;
  /** The reference, at `link.endpoints[...].peer`. */
  readonly tcp: Tcp;
  /** Waits for a segment that goes this way, as the reference sees it, and fits. */
  passes: Recorder["passes"];
  /** What passed the wire so far, judged. */
  judge(): WireSummary;
  /** Ends it all. */
  close(): void;
}

/** A network has no patience with those who have more: retries do not end a transfer here, the run's time-out does. */
const PATIENT: Partial<ReferenceOptions> = { userTimeout: 60 * MINUTE, dataRetries: 100 };

const PATIENCE_MS = 90_000;
const LOOK_MS = 20;

export interface WorldPlan {
  readonly seed: number;
  /** They apply to both directions. */
  readonly impairments: Impairments;
  /** The least RTO of the reference; the second of RFC 6298 unless given, where the kernel has a fifth of it. */
  readonly minimumRto?: Duration;
}

export function openWorld({ seed, impairments, minimumRto = DEFAULT_OPTIONS.minimumRto }: WorldPlan): World {
  const options = { ...DEFAULT_OPTIONS, ...PATIENT, minimumRto };
  const link = openTunLink();
  const record = recorder(impairedLink(link, { seed, outgoing: impairments, incoming: impairments }));
  const tcp = createTcp({
    link: record,
    addresses: [link.endpoints[4].peer, link.endpoints[6].peer],
    options,
    seed,
  });
  return {
    link,
    tcp,
    passes: (direction, fits) => record.passes(direction, fits),
    judge() {
      const { timers, ...profile } = profileOf(options);
      const reaction = { value: 0, early: 0, late: REACTION };
      return summarize(record.events, { ...profile, timers: { ...timers, reaction } });
    },
    close() {
      tcp.close();
    },
  };
}

/** What happens at once over a real link, happens within this. */
const REACTION: Duration = 100 * MILLISECOND;

/** linux/include/net/tcp_states.h, as hexadecimal in /proc/net/tcp: TIME-WAIT and LISTEN. */
const OVER = ["06", "0A"];

/**
 * Waits until the kernel has no connection there that is not over.
 * @throws {Error} as the promise's rejection, when that does not come within the patience.
 */
export async function kernelIsDone(host: Pick<KernelHost, "within">): Promise<void> {
  const start = performance.now();
  for (let open = connectionsOf(host); open.length > 0; open = connectionsOf(host)) {
    if (performance.now() - start > PATIENCE_MS) throw new Error(`the kernel still has ${open.join(", ")}`);
    await sleep(LOOK_MS);
  }
}

/** Connections of the kernel that are not over, as /proc/net/tcp has them. */
function connectionsOf(host: Pick<KernelHost, "within">): readonly string[] {
  const tables = host.within(() =>
    ["tcp", "tcp6"].map((name) => readFileSync(`/proc/thread-self/net/${name}`, "latin1")),
  );
  return tables
    .flatMap((table) => table.trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = ""]) => !OVER.includes(state))
    .map(([, local = "", foreign = "", state = ""]) => `${local} ${foreign} in state ${state}`);
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
