import type { Profile, Timing } from "../../harness/port/profile";
import { MILLISECOND, SECOND } from "../../harness/port/time";
import type { Duration } from "../../harness/port/time";

/** Virtual time is exact. */
function exactly(value: Duration): Timing {
  return { value, early: 0, late: 0 };
}

/** DefaultTCPTimeWaitTimeout (protocol.go): all of TIME-WAIT. */
const TIME_WAIT = 60 * SECOND;
/** InitialRTO (connect.go), RFC 6298 2.1. */
const INITIAL_RTO = SECOND;
/** MinRTO (snd.go), under the second of RFC 6298 2.4 as in Linux. */
const MINIMUM_RTO = 200 * MILLISECOND;
/** defaultTCPInvalidRateLimit (stack_options.go). */
const ANSWER_SPACING = 500 * MILLISECOND;
/** DefaultSynRetries (protocol.go), of SYNs and, as MaxRTO (snd.go) has it, of SYN,ACKs. */
const SYN_RETRIES = 6;
/** generateSecureISN() (connect.go) counts units of 64 ns. */
const ISN_TICKS_PER_SECOND = SECOND / 64;

/** What netstack claims, with the options that it has of itself, over what its host says. */
export function withTimers(claimed: Profile): Profile {
  return {
    // No "sack-recovery": RACK (RFC 8985) decides, and every segment keeps room for blocks, with which scenarios do not reckon.
    capabilities: [...claimed.capabilities, "window-scale", "timestamps", "sack", "slow-start", "reno", "newreno"],
    timers: {
      msl: exactly(TIME_WAIT / 2),
      initialRto: exactly(INITIAL_RTO),
      // A handshake that takes no time, as in virtual time, is no sample to netstack: the RTO is the initial one until the
      // first acknowledgment of text.
      minimumRto: { value: MINIMUM_RTO, early: 0, late: INITIAL_RTO - MINIMUM_RTO },
      delayedAck: exactly(0),
      reaction: exactly(0),
      answerSpacing: exactly(ANSWER_SPACING),
    },
    synRetries: SYN_RETRIES,
    synAckRetries: SYN_RETRIES,
    // InitialCwnd (snd.go)
    initialWindow: "rfc6928",
    isnTicksPerSecond: { least: ISN_TICKS_PER_SECOND, most: ISN_TICKS_PER_SECOND },
  };
}
