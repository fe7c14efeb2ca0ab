import type { Duration } from "../../port/time";

/** Where to look for it. */
export interface Range {
  /** The first step from 0; each further one is twice as long. */
  readonly first: Duration;
  readonly most: Duration;
  readonly precision: Duration;
}

/**
 * The least duration for which something holds that holds for all longer ones: by doubling, then by halving, so that it is
 * found at most `precision` too long. Undefined where it does not hold for the most, either.
 */
export async function threshold(
  holds: (duration: Duration) => Promise<boolean>,
  { first, most, precision }: Range,
): Promise<Duration | undefined> {
  if (await holds(0)) return 0;
  let below = 0;
  let above = first;
  while (!(await holds(above))) {
    if (above >= most) return undefined;
    below = above;
    above = Math.min(2 * above, most);
  }
  while (above - below > precision) {
    const middle = below + Math.ceil((above - below) / 2 / precision) * precision;
    if (middle >= above) break;
    if (await holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
