/** The retransmission timeout worked out from round-trip times: RFC 6298 2. */

import type { Duration } from "../../harness/port/time";
import type { ReferenceOptions } from "./options";

/** What is known of the path, in nanoseconds. */
export interface RoundTrip {
  readonly srtt: Duration;
  readonly rttvar: Duration;
}

const K = 4;
const ALPHA = 1 / 8;
const BETA = 1 / 4;

/**
 * What is known after one more sample `r`. Where a round trip brings several, each counts for less, and the history is as
 * long as with one (RFC 7323 4.2, appendix G).
 */
export function afterSample(known: RoundTrip | undefined, r: Duration, perRoundTrip = 1): RoundTrip {
  // RFC 6298 2.2: the first sample
  if (known === undefined) return { srtt: r, rttvar: r / 2 };
  // RFC 6298 2.3: RTTVAR first, as it needs the old SRTT
  const alpha = ALPHA / perRoundTrip;
  const beta = BETA / perRoundTrip;
  const rttvar = (1 - beta) * known.rttvar + beta * Math.abs(known.srtt - r);
  const srtt = (1 - alpha) * known.srtt + alpha * r;
  return { srtt, rttvar };
}

type Bounds = Pick<ReferenceOptions, "minimumRto" | "maximumRto" | "clockGranularity">;

/** RTO = SRTT + max(G, K * RTTVAR), within its bounds. */
export function rtoOf(known: RoundTrip, { minimumRto, maximumRto, clockGranularity }: Bounds): Duration {
  const rto = Math.ceil(known.srtt + Math.max(clockGranularity, K * known.rttvar));
  return Math.min(Math.max(rto, minimumRto), maximumRto);
}

/** RFC 6298 5.5: each timeout doubles it. */
export function backedOff(rto: Duration, { maximumRto }: Bounds): Duration {
  return Math.min(2 * rto, maximumRto);
}
