/** Durations as people type them: `"1 s"`, `"200 ms"`, `"2 min"`. */

import { MICROSECOND, MILLISECOND, MINUTE, SECOND, type Duration } from "./time";

/** From the longest to the shortest. */
const UNITS = { min: MINUTE, s: SECOND, ms: MILLISECOND, us: MICROSECOND, ns: 1 };

type Unit = keyof typeof UNITS;

/** A number, a space, a unit. */
export type DurationText = `${number} ${Unit}`;

/** Rounded to whole nanoseconds; undefined for text that is no duration, and for more than 2^53 - 1 ns (104 days). */
export function readDuration(text: string): Duration | undefined {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) (min|s|ms|us|ns)$/.exec(text) ?? [];
  if (number === "") return undefined;
  const duration = Math.round(Number(number) * UNITS[unit as Unit]);
  return Number.isSafeInteger(duration) ? duration : undefined;
}

/** In the longest unit of which it is a whole number: `90 s`, `2 min`, `1500 ms`. */
export function printDuration(duration: Duration): DurationText {
  if (duration === 0) return "0 s";
  for (const [unit, length] of Object.entries(UNITS) as [Unit, Duration][])
    if (duration % length === 0) return `${duration / length} ${unit}`;
  return `${duration} ns`;
}
