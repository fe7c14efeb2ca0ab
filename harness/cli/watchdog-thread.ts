/** The other end of watchdog.ts: runs in a thread of its own. */

import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import type { WatchdogOrders } from "./watchdog";

/** Looks within one limit. */
const LOOKS = 10;

const { beats, limitMs } = workerData as WatchdogOrders;

let last = Atomics.load(beats, 0);
let since = workedMs();

setInterval(() => {
  const count = Atomics.load(beats, 0);
  if (count === last && workedMs() - since < limitMs) return;
  if (count === last) breakOff();
  last = count;
  since = workedMs();
}, limitMs / LOOKS);

/** What the process has worked, not what has passed: one that was asleep, or had to wait for its turn, has missed nothing. */
function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The debugger is the only one that the other thread listens to when it is busy. */
function breakOff(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
  });
}
