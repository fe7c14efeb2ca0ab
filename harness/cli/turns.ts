/** Time and interruptions for a run: the wall clock's part, which the runner knows nothing of. */

import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { StackFailed } from "../port/stack";

/** No scenario lasts as long on a stack that works: TIME-WAIT of two minutes twice over, and some. */
const PATIENCE_MS = 15 * 60_000;
/** As long a run may keep the process to itself. */
const TURN_MS = 25;

/** Gives up after {@link PATIENCE_MS}, and as soon as the signal is aborted. */
export function patienceUntil(signal: AbortSignal): <T>(work: Promise<T>) => Promise<T> {
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error("interrupted"));
    });
  });
  interrupted.catch(() => undefined);
  return async (work) => {
    const over = new AbortController();
    const late = sleep(PATIENCE_MS, undefined, { signal: over.signal, ref: false }).then(() => {
      throw new StackFailed(`the stack did not come back within ${PATIENCE_MS / 60_000} minutes`);
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([work, interrupted, late]);
    } finally {
      over.abort();
    }
  };
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

/**
 * A signal that SIGINT and SIGTERM abort. The second one ends the process at once.
 * @param onFirst is called at the first.
 */
export function abortOnInterrupt(onFirst: () => void): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    onFirst();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    stop() {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}
