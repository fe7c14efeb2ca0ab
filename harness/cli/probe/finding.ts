/** What came of watching a stack. */

import { printDuration } from "../../port/duration-text";
import type { TimingJson } from "../../port/read-profile";
import type { Clock } from "../../port/clock";
import { MILLISECOND, SECOND, type Duration } from "../../port/time";

export interface Finding {
  /** A key of the profile, `timers.msl`, or what else it is about. */
  readonly about: string;
  /** What the profile can say; absent where nothing was seen that a profile could say. */
  readonly claim?: TimingJson | number | { readonly least: number; readonly most: number } | null;
  /** What was seen, and how often. */
  readonly seen: string;
}

/** A machine that is busy is so much late. */
const BUSY = 30 * MILLISECOND;

/**
 * A claim that allows for all that was seen. What was not always the same can lie further apart than it happened to: a quarter of
 * the spread is allowed for on either side. In real time a kernel may have rounded a timer up by as much as an eighth, or may
 * do so the next time, and the machine may be busy.
 * @param ownDelay how much later it can be in real time by fault of ours
 */
export function timing(seen: readonly Duration[], clock: Clock["kind"], ownDelay: Duration = 0): TimingJson {
  const least = Math.min(...seen);
  const spread = Math.max(...seen) - least;
  const more = Math.ceil(spread / 4 / MILLISECOND) * MILLISECOND;
  if (clock === "virtual")
    return spread === 0
      ? printDuration(least)
      : {
          value: printDuration(least),
          early: printDuration(Math.min(more, least)),
          late: printDuration(spread + more),
        };
  const value = wholeMs(least);
  const rounding = wholeMs(value / 8);
  return {
    value: printDuration(value),
    early: printDuration(rounding),
    late: printDuration(wholeMs(spread) + rounding + BUSY + ownDelay),
  };
}

/** The same for answers, which may come earlier than the latest that was seen. */
export function answerTiming(latest: Duration, clock: Clock["kind"]): TimingJson {
  const value = Math.ceil(latest / MILLISECOND) * MILLISECOND;
  if (clock === "virtual" && value === 0) return printDuration(0);
  return {
    value: printDuration(value),
    early: printDuration(value),
    late: printDuration(clock === "virtual" ? 0 : BUSY),
  };
}

function wholeMs(duration: Duration): Duration {
  return Math.round(duration / MILLISECOND) * MILLISECOND;
}

/** `1.000` */
export function seconds(duration: Duration): string {
  return (duration / SECOND).toFixed(3);
}

/** `1.000 s, 5 times`, or `1.000 to 1.500 s, 5 times` */
export function printRange(seen: readonly Duration[]): string {
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  const range = least === most ? seconds(least) : `${seconds(least)} to ${seconds(most)}`;
  return `${range} s, ${seen.length === 1 ? "once" : `${seen.length} times`}`;
}

/** `1.000, 2.000, 4.000 s` */
export function printGaps(gaps: readonly Duration[]): string {
  return `${gaps.map(seconds).join(", ")} s`;
}
