/** Ctrl-C and its like. */

import { EXIT } from "./exit-code";

/** For as long as something goes on that is worth ending in order. */
export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** There is nothing to be saved any more: from now on the first one ends the process as well. */
  readonly stop: () => void;
}

/**
 * The second signal ends the process at once.
 * @param onFirst is called at the first.
 */
export function heedInterrupts(onFirst: () => void = () => undefined): Interruption {
  const controller = new AbortController();
  let stopped = false;
  const interrupt = (): void => {
    if (stopped || controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    onFirst();
  };
  // They stay: a signal that comes while nobody listens any more, or just then, may be lost.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    stop() {
      stopped = true;
    },
  };
}
