/** sched(7): which process goes before which. */

import { readdirSync } from "node:fs";
import { systemCall } from "./libc";

/** linux/sched.h */
const SCHED_OTHER = 0;
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x4000_0000;

const setScheduler = systemCall<[thread: number, policy: number, parameters: Uint8Array]>(
  "int sched_setscheduler(int, int, void *)",
);

/**
 * All threads of this process, the collectors of garbage too, go before those of ordinary processes where they may, which takes
 * root; what the process starts does not. A stack in real time takes what its peer needs for the network's doing: a peer that
 * waits for a processor lets timers run out.
 */
export function goFirst(): void {
  // The least of the real-time priorities.
  schedule(SCHED_RR | SCHED_RESET_ON_FORK, 1);
}

/** As if {@link goFirst} had not been: what has no peer in real time any more has no need to push in. */
export function goWithTheOthers(): void {
  schedule(SCHED_OTHER, 0);
}

function schedule(policy: number, priority: number): void {
  // struct sched_param
  const parameters = new Uint8Array(Int32Array.of(priority).buffer);
  for (const thread of readdirSync("/proc/self/task")) setScheduler(Number(thread), policy, parameters);
}
