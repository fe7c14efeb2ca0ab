import type { ScenarioResult, StackDescription } from "../../harness/port/results";
import { failureBlock, type FailureBlockOptions } from "./failure-block";
import { printable } from "./layout";
import { palette, VERDICT_LOOKS } from "./palette";

/** So many scenarios are shown in full; a stack that answers nothing would fill the terminal with the same. */
export const SHOWN_FAILURES = 10;

/**
 * What to print of each result that should be looked at, as they come: the first ones in full, one line where the other IP
 * version comes to the same, and nothing any more when there have been enough.
 */
export function failureLog(
  stack: StackDescription,
  options: FailureBlockOptions,
): (result: ScenarioResult) => string | undefined {
  const paints = palette(options.color);
  const shown = new Map<string, ScenarioResult>();
  let full = false;
  return (result) => {
    const before = shown.get(result.id);
    if (before !== undefined && isSame(before, result)) {
      const { mark, paint } = VERDICT_LOOKS[result.verdict];
      return `${paints[paint](`${mark} ${printable(result.id)}`)}  the same over IPv${result.ip} as over IPv${before.ip}`;
    }
    if (shown.size < SHOWN_FAILURES || before !== undefined) {
      shown.set(result.id, before ?? result);
      return failureBlock(result, stack, options);
    }
    if (full) return undefined;
    full = true;
    return paints.faint("… what else failed is listed at the end");
  };
}

function isSame(a: ScenarioResult, b: ScenarioResult): boolean {
  return a.verdict === b.verdict && a.failure?.step === b.failure?.step && a.failure?.message === b.failure?.message;
}
