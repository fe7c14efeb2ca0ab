/** Time as the whole project counts it: whole nanoseconds since the scenario began. */

/** Nanoseconds since the scenario began, 0 <= t < 2^53 (104 days). */
export type Time = number;

/** Nanoseconds; never negative. */
export type Duration = number;

export const MICROSECOND: Duration = 1_000;
export const MILLISECOND: Duration = 1_000_000;
export const SECOND: Duration = 1_000_000_000;
export const MINUTE: Duration = 60 * SECOND;

/** `1500000000` -> `"1.500"`: seconds with three decimals, six where there is something below a millisecond. */
export function printSeconds(time: Time): string {
  return (time / SECOND).toFixed(time % MILLISECOND === 0 ? 3 : 6);
}
