import type { BaselineEntry, KnownBreach } from "../../harness/port/baseline";

const RESET_WITH_ACK = "a reset in answer to a segment with ACK has ACK set as well (README, deviation 2)";
const RESET_FOR_A_RIGHT_ACK = "SYN-SENT resets what acknowledges its SYN and has no SYN itself (README, deviation 3)";
const ACKS_TOO_MUCH = "what acknowledges more than was sent is taken (README, deviation 7)";
const NO_CLOCK = "initial sequence numbers follow ticks of half a second and no secret (README, deviation 1)";
const SMALL_DEFAULT = "without an MSS option segments have 536 octets over IPv6 as well (README, deviation 13)";

const ANYTHING = "{empty,text,fin,fin-with-text,urgent}";
const ANYTHING_LONG = "{text,fin,fin-with-text,urgent}";
const ANY_SYN = "{syn,syn-fin}";
const ACKS_OUTSIDE_THE_WINDOW = "ACKs of segments outside the window count (README, deviation 24)";
const FIN_IN_THE_MIDST = "a FIN in the midst of the text (README, deviation 29)";
const PROBE_ACKNOWLEDGED = "a probe that is acknowledged ends the program (README, deviation 30)";
const SENT_EARLY = "text sent early, and a small window, end the program (README, deviation 31)";
const STILL_RECEIVING = "{established,fin-wait-1,fin-wait-2}";
const PAST_THE_FIN = "{close-wait,closing,last-ack}";

/** Globs of scenarios in segment-arrives. */
const verdictsOnArriving =
  (verdict: BaselineEntry["verdict"]) =>
  (reason: string, ...globs: readonly string[]): readonly BaselineEntry[] =>
    globs.map((glob) => ({ scenario: `segment-arrives/${glob}`, verdict, reason }));
const arriving = verdictsOnArriving("fail");
const arrivingUnanswered = verdictsOnArriving("nonstrict");

/** Globs of scenarios of congestion control. */
const congested = (
  verdict: BaselineEntry["verdict"],
  reason: string,
  ...globs: readonly string[]
): readonly BaselineEntry[] => globs.map((glob) => ({ scenario: `congestion/${glob}`, verdict, reason }));

/** Where lwIP is known to depart from the standard; the README has each one's story. */
export const BASELINE: readonly BaselineEntry[] = [
  {
    scenario: "user-calls/sockets/{call-to-*,nobody-to-call}",
    verdict: "fail",
    reason: "OPEN calls broadcast and multicast addresses, and nobody (README, deviation 25)",
  },
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
  { scenario: "options/mss/default", ip: 6, verdict: "fail", reason: SMALL_DEFAULT },
  { scenario: "options/mss/default-for-the-caller", ip: 6, verdict: "fail", reason: SMALL_DEFAULT },
  {
    scenario: "handshake/recovery/reset-right-of-the-window",
    verdict: "fail",
    reason: "the first number beyond the receive window counts as inside (README, deviation 5)",
  },
  { scenario: "sequence/far/text-with-wild-ack", verdict: "fail", reason: ACKS_TOO_MUCH },
  { scenario: "reset/challenge/fin-with-wild-ack", verdict: "fail", reason: ACKS_TOO_MUCH },
  {
    scenario: "sequence/far/text-half-way-round",
    verdict: "error",
    reason: "text just half the sequence space away ends the program (README, deviation 14)",
  },
  {
    scenario: "reset/challenge/limit-for-*",
    verdict: "nonstrict",
    reason: "challenge ACKs have no limit (README, deviation 15)",
  },
  {
    scenario: "icmp/hard/{syn-sent,protocol-in-syn-sent,eight-octets}",
    verdict: "nonstrict",
    reason: "ICMP errors do not come as far as TCP (README, deviation 26)",
  },
  {
    scenario: "keepalive/probes/not-while-text-is-out",
    verdict: "fail",
    reason: "keep-alives are sent beside text that is not acknowledged (README, deviation 27)",
  },
  {
    scenario: "retransmission/giving-up/syn-after-three-minutes",
    verdict: "fail",
    reason: "an attempt to connect ends after 18 s (README, deviation 17)",
  },
  {
    scenario: "user-calls/close/syn-received-with-text",
    verdict: "fail",
    reason: "CLOSE in SYN-RECEIVED keeps back the text that was queued (README, deviation 16)",
  },
  ...arriving(RESET_WITH_ACK, `closed/${ANYTHING}-seq-5000-ack-*`, `closed/{syn,syn-with-text,syn-fin}-seq-5000-ack-*`),
  ...arriving(RESET_FOR_A_RIGHT_ACK, `syn-sent/${ANYTHING}-isn-ack-nxt`),
  ...arriving(
    "the first number beyond the receive window counts as inside (README, deviation 5)",
    "*/empty-next-to-the-right-*",
    `{syn-received,established,fin-wait-1,fin-wait-2,close-wait,closing,last-ack}/rst-next-to-the-right-*`,
    `${PAST_THE_FIN}/{text,fin}-next-to-the-right-*`,
  ),
  ...arriving(
    "text and FIN without ACK are taken (README, deviation 6)",
    "window/text-left-edge-no-ack-in-established",
    `${STILL_RECEIVING}/${ANYTHING_LONG}-left-edge-no-ack{,-after-active-open,-after-syn-received,-with-discard,-with-http}`,
    `${STILL_RECEIVING}/${ANYTHING_LONG}-across-left-edge-no-ack`,
    `time-wait/${ANYTHING_LONG}-left-edge-no-ack*`,
  ),
  ...arriving(
    ACKS_TOO_MUCH,
    `${STILL_RECEIVING}/${ANYTHING_LONG}-left-edge-ack-beyond{,-after-active-open,-after-syn-received,-with-discard,-with-http}`,
  ),
  ...arriving(ACKS_OUTSIDE_THE_WINDOW, "fin-wait-1/{empty,text,fin}-left-ack-nxt-after-syn-received"),
  ...arriving(
    "SYN-RECEIVED looks at the ACK and at nothing before it (README, deviation 8)",
    `syn-received/${ANYTHING}-{left,right,next-to-the-right}-ack-nxt`,
    `syn-received/${ANY_SYN}-{left,left-edge,inside,right-edge,right}-{no-ack,ack-nxt}`,
  ),
  ...arrivingUnanswered(
    "SYN-RECEIVED looks at the ACK and at nothing before it (README, deviation 8)",
    "syn-received/{empty,text}-{left,right}-no-ack",
  ),
  ...arriving(
    "TIME-WAIT does not answer empty segments (README, deviation 9)",
    "time-wait/empty-{left,right}-ack-nxt*",
  ),
  ...arrivingUnanswered(
    "TIME-WAIT does not answer empty segments (README, deviation 9)",
    "time-wait/empty-{left,right}-no-ack*",
  ),
  ...arriving(
    "TIME-WAIT answers a SYN with a reset and stays (README, deviation 10)",
    `time-wait/${ANY_SYN}-{left-edge,inside,right-edge}-*`,
  ),
  ...arriving(
    "in a reset, SYN and FIN of one segment count as one number (README, deviation 11)",
    "closed/syn-fin-seq-*-no-ack",
  ),
  ...arriving(
    "a reset takes its SEQ from the field of an ACK that is none (README, deviation 12)",
    `closed/${ANYTHING}-seq-5000-stray-ack`,
    "closed/{syn,syn-with-text,syn-fin}-seq-5000-stray-ack",
  ),
  ...arriving(
    "an ACK that is old, or of what was never sent, sets the send window (README, deviation 28)",
    "window/empty-left-edge-ack-old-in-close-wait",
    "window/{empty,text}-left-edge-ack-beyond-*",
  ),
  ...congested(
    "fail",
    "a SYN,ACK that was sent twice leaves the initial window as it is (README, deviation 18)",
    "initial-window/lost-syn-{ack,acks}",
  ),
  ...congested(
    "fail",
    "a loss halves cwnd, however little is on the way (README, deviation 19)",
    "loss-window/half-the-flight",
    "fast-recovery/{halved,linear,inflated,half-in-a-round-trip}",
  ),
  ...congested(
    "fail",
    "after a timeout in fast recovery the window is ssthresh (README, deviation 20)",
    "fast-recovery/lost-again",
  ),
  ...congested("nonstrict", "the first duplicate ACKs let nothing go (README, deviation 21)", "limited-transmit/two"),
  ...congested("nonstrict", "idling leaves the window as it is (README, deviation 22)", "idle/*"),
  ...congested(
    "nonstrict",
    "the ACK of what fills a part of a gap is held back (README, deviation 23)",
    "fast-retransmit/gap-filled",
  ),
  {
    scenario: "window/receiver/ack-when-stalled",
    verdict: "fail",
    reason: ACKS_OUTSIDE_THE_WINDOW,
  },
  {
    scenario: "acks/arrivals/fills",
    verdict: "nonstrict",
    reason: "the ACK of what fills a part of a gap is held back (README, deviation 23)",
  },
  { scenario: "window/narrow/fin-waits", verdict: "fail", reason: FIN_IN_THE_MIDST },
  { scenario: "window/narrow/probe-is-taken", verdict: "error", reason: PROBE_ACKNOWLEDGED },
  { scenario: "window/narrow/sent-while-calling", verdict: "error", reason: SENT_EARLY },
];

/** What fuzzing finds of it. */
export const KNOWN: readonly KnownBreach[] = [
  {
    breaks: "793-3.4-RSTGEN-CLOSED-SEQ",
    reason: "a reset takes its SEQ from a field that says nothing (README, deviation 12)",
  },
  {
    breaks: "793-3.3-ACK-CUMULATIVE",
    reason: "a FIN beyond a gap moves to the end of the text that fills it (README, found by fuzzing)",
  },
  {
    breaks: "793-3.3-SYN-FIN-OCCUPY",
    reason:
      "a FIN in the midst of the text (README, deviation 29), text before there is a connection (README, found by fuzzing)",
  },
  { breaks: "793-3.7-RETX-CONSISTENT", reason: FIN_IN_THE_MIDST },
  { breaks: "SHLD-14", reason: "a window scale counts after the first SYN, too (README, found by fuzzing)" },
  { breaks: "insane offset!", reason: "text half the sequence space away ends the program (README, deviation 14)" },
  {
    breaks: "persist ticking with empty send buffer",
    reason: PROBE_ACKNOWLEDGED,
  },
  {
    breaks: "inconsistent oversize vs. space",
    reason: SENT_EARLY,
  },
  {
    breaks: "mss_local is too small",
    reason: SENT_EARLY,
  },
];
