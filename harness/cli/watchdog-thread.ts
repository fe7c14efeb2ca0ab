/** The other end of watchdog.ts: runs in a thread of its own. */

import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import type { WatchdogOrders } from "./watchdog";

/** Looks within one limit. They are counted, not timed: a process that was asleep has missed nothing. */
const LOOKS = 10;

const { beats, limitMs } = workerData as WatchdogOrders;

let last = Atomics.load(beats, 0);
let missing = 0;

setInterval(() => {
  const count = Atomics.load(beats, 0);
  missing = count === last ? missing + 1 : 0;
  last = count;
  if (missing < LOOKS) return;
  missing = 0;
  breakOff();
}, limitMs / LOOKS);

/** The debugger is the only one that the other thread listens to when it is busy. */
function breakOff(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
  });
}
