/** The RTO that follows from what a scenario itself has measured: its formula is in `oracle/rto.ts`. */

/** RFC 6298 2 after these round trips, none before them counting: known only when the scenario runs. */
export interface SampledRto {
  /** The names of segments, in the order in which they were acknowledged. */
  readonly roundTrips: readonly string[];
  /** `rtoAfter("the first", "the second")` */
  toString(): string;
  toJSON(): { readonly $rto: readonly string[] };
}

/**
 * The RTO after the round trips of these segments, each from its sending to its acknowledgment. A segment that was sent more
 * than once is none (RFC 6298 3, Karn); when none is left it is the first RTO.
 */
export function rtoAfter(...roundTrips: readonly string[]): SampledRto {
  return {
    roundTrips,
    toString: () => `rtoAfter(${roundTrips.map((name) => JSON.stringify(name)).join(", ")})`,
    toJSON: () => ({ $rto: roundTrips }),
  };
}
