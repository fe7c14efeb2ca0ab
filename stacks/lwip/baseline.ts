import type { BaselineEntry } from "../../harness/port/baseline";

const RESET_WITH_ACK = "a reset in answer to a segment with ACK has ACK set as well (README, deviation 2)";
const RESET_FOR_A_RIGHT_ACK = "SYN-SENT resets what acknowledges its SYN and has no SYN itself (README, deviation 3)";
const NO_CLOCK = "initial sequence numbers follow ticks of half a second and no secret (README, deviation 1)";

/** Where lwIP is known to depart from the standard; the README has each one's story. */
export const BASELINE: readonly BaselineEntry[] = [
  { scenario: "isn/differ", verdict: "nonstrict", reason: NO_CLOCK },
  { scenario: "isn/differ-when-calling", verdict: "nonstrict", reason: NO_CLOCK },
  { scenario: "isn/unpredictable", verdict: "nonstrict", reason: NO_CLOCK },
  { scenario: "handshake/closed/ack", verdict: "fail", reason: RESET_WITH_ACK },
  { scenario: "handshake/passive/stray-ack", verdict: "fail", reason: RESET_WITH_ACK },
  { scenario: "handshake/passive/wrong-ack", verdict: "fail", reason: RESET_WITH_ACK },
  { scenario: "handshake/passive/ack-of-nothing-new", verdict: "fail", reason: RESET_WITH_ACK },
  { scenario: "handshake/recovery/syn-ack-for-an-old-syn", verdict: "fail", reason: RESET_WITH_ACK },
  { scenario: "handshake/recovery/two-listeners", verdict: "fail", reason: RESET_WITH_ACK },
  { scenario: "handshake/active/stray-ack", verdict: "fail", reason: RESET_FOR_A_RIGHT_ACK },
  { scenario: "handshake/active/stray-fin", verdict: "fail", reason: RESET_FOR_A_RIGHT_ACK },
  {
    scenario: "handshake/active/syn-back-off",
    verdict: "nonstrict",
    reason: "SYNs come three seconds apart, without back-off (README, deviation 4)",
  },
  {
    scenario: "handshake/recovery/reset-right-of-the-window",
    verdict: "fail",
    reason: "the first number beyond the receive window counts as inside (README, deviation 5)",
  },
];
