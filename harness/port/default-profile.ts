import type { Profile, Timing } from "./profile";
import { MILLISECOND, MINUTE, SECOND, type Duration } from "./time";

/** RFC 6298 4: clocks of 100 ms or finer are known to do well; a timer may be off by that, either way. */
const GRANULARITY = 100 * MILLISECOND;

function within(value: Duration): Timing {
  return { value, early: GRANULARITY, late: GRANULARITY };
}

function exactly(value: Duration): Timing {
  return { value, early: 0, late: 0 };
}

/** RFC 9293 3.4.2 */
const MSL = 2 * MINUTE;

/** What the RFCs recommend: what is expected of a stack that claims nothing else about itself. */
export const DEFAULT_PROFILE: Profile = {
  capabilities: [],
  timers: {
    msl: within(MSL),
    // RFC 6298 2.1, 2.4
    initialRto: within(SECOND),
    minimumRto: within(SECOND),
    // MUST-40: less than half a second
    delayedAck: exactly(500 * MILLISECOND),
    reaction: exactly(0),
    answerSpacing: exactly(0),
  },
  // MUST-23: 3 minutes at the least; after the seventh, at 123 s or later, another RTO of 60 s or more passes.
  synRetries: 7,
  synAckRetries: 7,
  // RFC 9293 3.4.1: a tick every 4 microseconds, roughly, or more; and no number comes round again within an MSL.
  isnTicksPerSecond: { least: 225_000, most: Math.floor(2 ** 32 / (MSL / SECOND)) },
};
