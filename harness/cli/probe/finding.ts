/** What came of watching a stack. */

import { printDuration } from "../../port/duration-text";
import type { TimingJson } from "../../port/read-profile";
import type { Clock } from "../../port/clock";
import { MILLISECOND, printSeconds, type Duration } from "../../port/time";

export interface Finding {
  /** A key of the profile, `timers.msl`, or what else it is about. */
  readonly about: string;
  /** What the profile can say; absent where nothing was seen that a profile could say. */
  readonly claim?: TimingJson | number | { readonly least: number; readonly most: number } | null;
  /** What was seen, and how often. */
  readonly seen: string;
}

/** A timer goes off no earlier than so much before its time where machines have the say. */
const EARLY = 10 * MILLISECOND;
/** And this much late on a machine that is busy. */
const BUSY = 30 * MILLISECOND;

/**
 * A claim that allows for all that was seen; in real time, for as much again as kernels round their timers (an eighth), and a busy
 * machine.
 */
export function timing(seen: readonly Duration[], clock: Clock["kind"]): TimingJson {
  const least = Math.min(...seen);
  const spread = Math.max(...seen) - least;
  if (clock === "virtual")
    return spread === 0
      ? printDuration(least)
      : { value: printDuration(least), early: "0 s", late: printDuration(spread) };
  const value = wholeMs(least);
  return {
    value: printDuration(value),
    early: printDuration(Math.min(value, EARLY)),
    late: printDuration(wholeMs(spread + value / 8) + BUSY),
  };
}

function wholeMs(duration: Duration): Duration {
  return Math.round(duration / MILLISECOND) * MILLISECOND;
}

/** `1.000, 2.000, 4.000 s` */
export function printGaps(gaps: readonly Duration[]): string {
  return `${gaps.map(printSeconds).join(", ")} s`;
}
