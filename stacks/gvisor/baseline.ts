import type { BaselineEntry, KnownBreach } from "../../harness/port/baseline";

const THE_EDGE = "the first number beyond the receive window counts as inside (README, deviation 1)";
const PAST_THE_FIN = "{close-wait,closing,last-ack}";

/** Globs of scenarios in segment-arrives that fail. */
const arriving = (reason: string, ...globs: readonly string[]): readonly BaselineEntry[] =>
  globs.map((glob) => ({ scenario: `segment-arrives/${glob}`, verdict: "fail", reason }));

/** Scenarios of what should be so. */
const shouldBe = (reason: string, ...scenarios: readonly string[]): readonly BaselineEntry[] =>
  scenarios.map((scenario) => ({ scenario, verdict: "nonstrict", reason }));
const RESET_FOR_A_RESET = "LISTEN answers a reset with a reset (README, deviation 2)";
const ACKS_TOO_MUCH = "ESTABLISHED takes what acknowledges more than was sent (README, deviation 4)";
const SMALL_DEFAULT = "without an MSS option segments have 536 octets over IPv6 as well (README, deviation 14)";
const NO_PAWS = "no segment is too old by its timestamp (README, deviation 10)";

/** Globs of scenarios of congestion control. */
const congested = (
  verdict: BaselineEntry["verdict"],
  reason: string,
  ...globs: readonly string[]
): readonly BaselineEntry[] => globs.map((glob) => ({ scenario: `congestion/${glob}`, verdict, reason }));
const FEW_REPORTS = "of ICMP errors, the user is told of few (README, deviation 27)";

/** Where netstack is known to depart from the standard; the README has each one's story. */
export const BASELINE: readonly BaselineEntry[] = [
  {
    scenario: "user-calls/sockets/call-to-*",
    verdict: "fail",
    reason: "OPEN calls broadcast and multicast addresses (README, deviation 26)",
  },
  { scenario: "options/mss/default", ip: 6, verdict: "fail", reason: SMALL_DEFAULT },
  { scenario: "options/mss/default-for-the-caller", ip: 6, verdict: "fail", reason: SMALL_DEFAULT },
  { scenario: "options/timestamps/old-text{,-later,-after-a-day,-after-40-days}", verdict: "fail", reason: NO_PAWS },
  { scenario: "options/timestamps/old-over-the-end", verdict: "fail", reason: NO_PAWS },
  { scenario: "options/timestamps/old-ack", verdict: "fail", reason: NO_PAWS },
  { scenario: "options/timestamps/old-after-24-days", verdict: "fail", reason: NO_PAWS },
  {
    scenario: "{window/sender/old-ack,window/held-back/older-window}",
    verdict: "fail",
    reason: "an ACK older than the last one sets the window (README, deviation 9)",
  },
  {
    scenario: "window/held-back/silly-when-idle",
    verdict: "fail",
    reason: "silly windows are filled when nothing is on its way (README, deviation 40)",
  },
  {
    scenario: "retransmission/data/karn",
    verdict: "fail",
    reason: "the ACK of what was sent twice ends the back-off (README, deviation 15)",
  },
  {
    scenario: "retransmission/bounds/after-a-lost-syn",
    verdict: "fail",
    reason: "after a SYN that was sent twice text starts with an RTO of 1 s (README, deviation 16)",
  },
  { scenario: "icmp/soft/user-is-told-host-unreachable", ip: 6, verdict: "nonstrict", reason: FEW_REPORTS },
  {
    scenario:
      "icmp/soft/user-is-told-{hop-limit-exceeded,reassembly-time-exceeded,parameter-problem,unrecognized-option}",
    verdict: "nonstrict",
    reason: FEW_REPORTS,
  },
  {
    scenario: "retransmission/giving-up/report{,-in-90-seconds}",
    verdict: "nonstrict",
    reason: "nobody is told of R1 (README, deviation 28)",
  },
  {
    scenario: "retransmission/giving-up/syn-after-three-minutes",
    verdict: "fail",
    reason: "an attempt to connect ends after 127 s (README, deviation 17)",
  },
  {
    scenario: "options/timestamps/echo-of-a-fin",
    verdict: "fail",
    reason: "the timestamp of a FIN is not echoed (README, deviation 11)",
  },
  {
    scenario: "handshake/recovery/reset-right-of-the-window",
    verdict: "fail",
    reason: THE_EDGE,
  },
  { scenario: "sequence/far/text-with-wild-ack", verdict: "fail", reason: ACKS_TOO_MUCH },
  { scenario: "reset/challenge/fin-with-wild-ack", verdict: "fail", reason: ACKS_TOO_MUCH },
  { scenario: "window/held-back/ack-of-what-waits", verdict: "fail", reason: ACKS_TOO_MUCH },
  { scenario: "reset/never-for-a-reset/listen", verdict: "fail", reason: RESET_FOR_A_RESET },
  {
    scenario: "sequence/overlap/old-text-new-fin",
    verdict: "fail",
    reason: "a FIN behind text that is there already is not taken (README, deviation 12)",
  },
  {
    scenario: "sequence/reassembly/fin-in-every-order",
    verdict: "nonstrict",
    reason: "a FIN alone that comes early is not kept (README, deviation 13)",
  },
  ...arriving(
    THE_EDGE,
    "{established,fin-wait-1,fin-wait-2,close-wait,closing,last-ack}/{empty,rst}-next-to-the-right-*",
    `${PAST_THE_FIN}/{text,fin}-next-to-the-right-*`,
  ),
  ...arriving(RESET_FOR_A_RESET, "listen/{rst-syn,all-flags}-isn-ack-*"),
  ...arriving(
    ACKS_TOO_MUCH,
    "established/{empty,text,fin,fin-with-text,urgent}-left-edge-ack-beyond*",
    "window/{empty,text}-left-edge-ack-beyond-in-established",
  ),
  ...arriving(
    "after crossing SYNs any ACK makes the connection (README, deviation 5)",
    "syn-received/{empty,text,fin}-left-edge-ack-{una,beyond}-after-crossing-syns",
  ),
  ...arriving(
    "after crossing SYNs another SYN ends the connection in silence (README, deviation 6)",
    "syn-received/syn-{left-edge,inside}-*-after-crossing-syns",
  ),
  ...arriving(
    "the ACK of text behind the peer's FIN is not read, and a closed connection is reset (README, deviation 7)",
    "close-wait/{text,urgent}-left-edge-ack-nxt",
    "{closing,last-ack}/{text,urgent}-left-edge-ack-{old,una,new,nxt}*",
    "last-ack/{fin,fin-with-text}-left-edge-ack-nxt*",
  ),
  ...arriving(
    "TIME-WAIT drops a SYN without a word (README, deviation 8)",
    "time-wait/{syn,syn-fin}-{left-edge,inside,right-edge}-*",
    "time-wait/{syn,syn-fin}-{left,right}-no-ack*",
    "time-wait/{syn,syn-fin}-right-ack-nxt",
  ),
  ...arriving("an old ACK sets the send window (README, deviation 9)", "window/empty-left-edge-ack-old-*"),
  ...congested(
    "fail",
    "above ssthresh each ACK lets one segment more go (README, deviation 18)",
    "congestion-avoidance/one-by-one",
    "loss-window/{half-the-flight,again}",
    "fast-recovery/{halved,linear}",
  ),
  ...congested(
    "fail",
    "SYN,ACKs that were sent again leave the initial window as it is (README, deviation 19)",
    "initial-window/lost-syn-acks",
  ),
  ...congested(
    "fail",
    "a partial ACK leaves the window inflated (README, deviation 20)",
    "fast-recovery/partial-ack-window",
  ),
  ...congested("nonstrict", "the first duplicate ACKs let nothing go (README, deviation 21)", "limited-transmit/two"),
  ...congested(
    "nonstrict",
    "loss in a large burst makes the next one no smaller (README, deviation 22)",
    "idle/restart-after-loss",
  ),
  {
    scenario: "acks/delayed/waits",
    verdict: "nonstrict",
    reason: "no ACK is delayed (README, deviation 23)",
  },
  {
    scenario: "window/sender/nagle-{waits,stays}",
    verdict: "nonstrict",
    reason: "the Nagle algorithm is off (README, deviation 24)",
  },
  {
    scenario: "push/push/packed",
    verdict: "nonstrict",
    reason: "the Nagle algorithm is off (README, deviation 24)",
  },
  {
    scenario: "window/sender/beyond-the-edge",
    verdict: "nonstrict",
    reason: "a window that recedes into the oldest segment stops it (README, deviation 25)",
  },
  {
    scenario: "options/window-scale/receded-edge",
    verdict: "nonstrict",
    reason: "a window that recedes into the oldest segment stops it (README, deviation 25)",
  },
  ...shouldBe(
    "what lies outside the window and has no ACK is not answered (README, deviation 29)",
    "segment-arrives/{established,fin-wait-2,close-wait,closing,last-ack,time-wait}/{empty,text}-{left,right}-no-ack*",
    "segment-arrives/fin-wait-1/{empty,text}-{left,right}-no-ack{,-after-active-open,-with-http}",
  ),
  ...shouldBe(
    "whether a SYN opens a connection in TIME-WAIT, its number decides alone (README, deviation 30)",
    "close/reopening/{later,earlier,first}-timestamp",
  ),
  ...shouldBe("there is no way back to TIME-WAIT (README, deviation 31)", "close/reopening/old-duplicate"),
  ...shouldBe("text without timestamps is taken (README, deviation 32)", "options/timestamps/text-without"),
  ...shouldBe("resets of a closed port have no timestamps (README, deviation 33)", "options/timestamps/on-a-reset"),
  ...shouldBe(
    "one timestamp clock for each pair of addresses (README, deviation 34)",
    "options/timestamp-clocks/offsets",
  ),
  ...shouldBe(
    "a window that is not closed opens by every octet that is read (README, deviation 42)",
    "window/receiver/small-reads-of-little-room",
  ),
  ...shouldBe("the RTO may be as short as 0.2 s (README, deviation 35)", "retransmission/bounds/least"),
  {
    scenario: "close/before-established/{close,abort}-after-crossing-syns",
    verdict: "fail",
    reason: "after crossing SYNs CLOSE and ABORT drop the connection without a word (README, deviation 37)",
  },
  {
    scenario: "options/window-scale/ack-of-a-repeated-syn",
    verdict: "fail",
    reason: "the ACK of a SYN that comes again has a window that is not scaled (README, deviation 38)",
  },
  {
    scenario: "keepalive/probes/none-in-time-wait",
    verdict: "fail",
    reason: "keep-alives go on in TIME-WAIT (README, deviation 41)",
  },
  {
    scenario: "user-calls/time-outs/call",
    verdict: "info",
    reason: "the user timeout of OPEN is for text, which is legal (README, deviation 39)",
  },
  {
    scenario: "icmp/hard/guessed-number",
    verdict: "info",
    reason: "the number that an ICMP error quotes is not looked at, which is legal (README, deviation 36)",
  },
];

/** What fuzzing finds of it. */
export const KNOWN: readonly KnownBreach[] = [
  { breaks: "793-3.4-RST-NEVER-FOR-RST", reason: "a reset is answered with a reset (README, deviation 2)" },
];
