import type { Profile, Timing } from "../../harness/port/profile";
import { MILLISECOND, MINUTE, SECOND } from "../../harness/port/time";

/** TCP_SLOW_INTERVAL and TCP_FAST_INTERVAL (lwip/priv/tcp_priv.h): all of lwIP's times are multiples of these. */
const SLOW_TICK = 500 * MILLISECOND;
const FAST_TICK = 250 * MILLISECOND;

/** TCP_MSL (lwip/priv/tcp_priv.h). TIME-WAIT ends with the first tick after more than twice that, counted from a tick. */
const MSL: Timing = { value: MINUTE, early: 0, late: SLOW_TICK / 2 };

/** Six ticks, the first of which comes at any time. */
const INITIAL_RTO: Timing = { value: 3 * SECOND, early: SLOW_TICK, late: 0 };

/**
 * It begins with six ticks and comes down by one with each round trip shorter than a tick, to three; no trip is measured
 * before the first tick, half a second into the connection.
 */
const MINIMUM_RTO: Timing = { value: 3 * SLOW_TICK, early: SLOW_TICK, late: 3 * SLOW_TICK };

/** TCP_SYNMAXRTX (lwip/opt.h). None of them doubles the time-out (README, deviation 4). */
const SYN_RETRIES = 6;

/** What lwIP claims, with the options that Debian's package is built with, over what its host says. */
export function withTimers(claimed: Profile): Profile {
  return {
    capabilities: [...claimed.capabilities, "window-scale", "slow-start", "reno", "counted-losses"],
    timers: {
      msl: MSL,
      initialRto: INITIAL_RTO,
      minimumRto: MINIMUM_RTO,
      delayedAck: { value: FAST_TICK, early: FAST_TICK, late: 0 },
      reaction: { value: 0, early: 0, late: 0 },
      answerSpacing: { value: 0, early: 0, late: 0 },
    },
    synRetries: SYN_RETRIES,
    synLinearRetries: SYN_RETRIES,
    // TCP_SYN_RCVD_TIMEOUT is 20 s (lwip/priv/tcp_priv.h): they come after 3 and 9.
    synAckRetries: 2,
    // LWIP_TCP_CALC_INITIAL_CWND (lwip/priv/tcp_priv.h)
    initialWindow: "rfc5681",
    // No isnTicksPerSecond: the numbers follow no clock (README, deviation 1).
  };
}
