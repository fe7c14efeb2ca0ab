/** The retransmission timeout that follows from round-trip times: RFC 6298 2.2 and 2.3, without the bounds that stacks put on it. */

import type { Duration } from "../port/time";

const K = 4;
const ALPHA = 1 / 8;
const BETA = 1 / 4;

/** What is known of the path. */
interface Estimate {
  readonly srtt: Duration;
  readonly rttvar: Duration;
}

/**
 * The least that the formula allows: G, the grain of the stack's own clock, only makes it more.
 * @param samples round-trip times in their order, one for each round trip.
 * @returns undefined where there is no sample.
 */
export function rtoOf(samples: readonly Duration[]): Duration | undefined {
  const estimate = samples.reduce<Estimate | undefined>(afterSample, undefined);
  return estimate && estimate.srtt + K * estimate.rttvar;
}

function afterSample(known: Estimate | undefined, r: Duration): Estimate {
  if (known === undefined) return { srtt: r, rttvar: r / 2 };
  return {
    // RFC 6298 2.3: with the SRTT before this sample
    rttvar: (1 - BETA) * known.rttvar + BETA * Math.abs(known.srtt - r),
    srtt: (1 - ALPHA) * known.srtt + ALPHA * r,
  };
}
