/**
 * Breaks off JavaScript that never comes to an end: a TCP in this process that goes round in circles would hold up the run for
 * ever, and Ctrl-C with it, since nothing else gets a turn.
 */

import { Worker } from "node:worker_threads";

/** How often this thread says that it is alive. */
const BEAT_MS = 100;

/** What the thread that watches is given. */
export interface WatchdogOrders {
  /** Counts up while all is well. */
  readonly beats: Int32Array<SharedArrayBuffer>;
  /** So long the process may work without any. */
  readonly limitMs: number;
}

/**
 * Watches this thread from another one. What works for longer than the limit without giving way is broken off where it stands:
 * promises that it would have settled stay as they are, so whoever waits for them has to have a limit as well.
 * @returns what calls the dog off
 */
export function startWatchdog(limitMs: number): () => Promise<void> {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const orders: WatchdogOrders = { beats, limitMs };
  const worker = new Worker(require.resolve("./watchdog-thread"), { workerData: orders });
  worker.unref();
  const beat = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  return async () => {
    clearInterval(beat);
    await worker.terminate();
  };
}
