/** Ctrl-C and its like. */

import { EXIT } from "./exit-code";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * The work, which the first SIGINT or SIGTERM ends together with the process and all that it has started: there is nothing yet
 * that could be ended in order.
 */
export async function endedByInterrupts<T>(work: Promise<T>): Promise<T> {
  const end = (): void => {
    process.stderr.write("interrupted\n");
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    return await work;
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
  }
}

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
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    stop() {
      stopped = true;
    },
  };
}
