import type { Profile, Timing } from "../../harness/port/profile";
import { MILLISECOND, SECOND } from "../../harness/port/time";
import type { Duration } from "../../harness/port/time";
import { isBefore } from "./version";

/** Virtual time is exact. */
function exactly(value: Duration): Timing {
  return { value, early: 0, late: 0 };
}

/** CLOSE_DELAY in src/socket/tcp.rs: all of TIME-WAIT. */
const TIME_WAIT = 10 * SECOND;
/** ACK_DELAY_DEFAULT */
const DELAYED_ACK = 10 * MILLISECOND;
/** Socket::challenge_ack_reply() */
const ANSWER_SPACING = SECOND;

/**
 * RFC 6298 2.1 and 2.4, followed since 0.13. Above its least value the RTO may be short of four milliseconds: RTTVAR, of which it
 * has four times as much, is kept in whole ones.
 */
const BY_THE_RFC = { initialRto: exactly(SECOND), minimumRto: { ...exactly(SECOND), early: 4 * MILLISECOND } };

/**
 * Before that the estimator began with a round trip of 300 ms and a deviation of 100 ms, and the RTO was the one and four
 * times the other. Samples of no length, which is what virtual time makes of quick answers, take it to 827, 887 and 899 ms
 * before it begins to shrink, to 608 with the ninth; 10 ms are the least.
 */
const BEFORE_0_13 = {
  initialRto: exactly(700 * MILLISECOND),
  minimumRto: { value: 827 * MILLISECOND, early: 219 * MILLISECOND, late: 72 * MILLISECOND },
};

/** smoltcp sends a SYN again for ever, unless the user sets a timeout; more often than anybody waits for. */
const FOR_EVER = 1000;

/** What a version of smoltcp claims, over what its host says. */
export function profileOf(version: string): (claimed: Profile) => Profile {
  return ({ capabilities }) => ({
    capabilities: [...capabilities, "window-scale", "sack"],
    timers: {
      ...(isBefore(version, "0.13.0") ? BEFORE_0_13 : BY_THE_RFC),
      msl: exactly(TIME_WAIT / 2),
      delayedAck: exactly(DELAYED_ACK),
      reaction: exactly(0),
      answerSpacing: exactly(ANSWER_SPACING),
    },
    synRetries: FOR_EVER,
    synAckRetries: FOR_EVER,
    // No isnTicksPerSecond: the numbers follow no clock (README, deviation 4).
  });
}
