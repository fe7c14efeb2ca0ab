/** Ctrl-C and its like. */

import { EXIT } from "./exit-code";

/** For as long as something goes on that is worth ending in order. */
export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** From now on they end the process again. */
  readonly stop: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * The second signal ends the process at once.
 * @param onFirst is called at the first.
 */
export function heedInterrupts(onFirst: () => void): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    onFirst();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    stop() {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
