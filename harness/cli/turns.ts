/** The wall clock's part in a run, which the runner knows nothing of: how long to wait, and when to let others have a turn. */

import { setMaxListeners } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../port/clock";
import { StackLost } from "../port/stack";

/**
 * No scenario takes as long on a stack that works. In virtual time the longest takes a fraction of a second; in real time there is
 * TIME-WAIT of two minutes twice over, and some.
 */
export const PATIENCE_MS: Readonly<Record<Clock["kind"], number>> = { virtual: 10_000, real: 15 * 60_000 };

/** As long a run may keep the process to itself. */
const TURN_MS = 25;

export type Patience = <T>(work: Promise<T>) => Promise<T>;

/** Gives up after so long with {@link StackLost}, and as soon as the signal is aborted. */
export function patienceUntil(signal: AbortSignal, limitMs: number): Patience {
  // Of as many listeners as there are seats node would think that they leak.
  setMaxListeners(0, signal);
  return (work) => within(limitMs, untilAborted(signal, work));
}

/** A listener for each work and none that stays: a promise raced against all of them would keep what they came to. */
function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = (): void => {
      reject(new Error("interrupted"));
    };
    signal.addEventListener("abort", interrupt);
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", interrupt);
    });
  });
}

/** The work's outcome. @throws {StackLost} when it takes longer. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  // It keeps the process alive: work that nothing is going to finish must not end it, as if all were done.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = (pieces: number): void => {
      if (pieces > 0) timer = setTimeout(wait, limitMs / PIECES, pieces - 1);
      else reject(new StackLost(`the stack did not come back within ${printDuration(limitMs)}`));
    };
    wait(PIECES);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** In pieces: time in which this process got no processor, or was stopped, is not the stack's, and counts as one of them. */
const PIECES = 20;

function printDuration(ms: number): string {
  return ms >= 120_000 ? `${ms / 60_000} minutes` : `${ms / 1000} s`;
}

/** Lets the process handle signals and timers now and then. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN_MS) return;
    await nextTurn();
    last = performance.now();
  };
}
