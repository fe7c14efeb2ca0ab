// RFC 7323 3 to 5: timestamps, which TSval is echoed, and segments that are too old by theirs (PAWS).

import {
  ACK,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  isGone,
  listening,
  MINIMUM_RTO,
  mss,
  nop,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  timestamps,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** The peer's clock in an ordinary connection. */
const T = 1_000_000;

/** Older than any tick by which clocks may be apart. */
const LONG_AGO = T - 100_000;

/** As many seconds are ticks of the slowest clock (RFC 7323 5.4). */
const TWENTY_DAYS = SECONDS.times(1_728_000);

/** A connection with timestamps, the peer's clock at `clock`. */
function established(clock = T): readonly Step[] {
  return [
    user.listen(),
    peer.sends(SYN, { seq: IRS, options: [mss(1460)], tsValue: clock }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, tsEcho: clock }),
    peer.sends(ACK, { tsValue: clock }),
    user.isTold("established"),
    stack.isIn("ESTABLISHED"),
  ];
}

/** RFC 7323 5.3 R1: not taken, and answered where the connection stands; with a right TSval it is taken. */
function isTooOld(tsValue: number, right: number): readonly Step[] {
  return [
    peer.sends(DATA, { text: 10, tsValue }),
    // By their numbers alone the ten octets are right.
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT.minus(10) }),
    peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 10, tsValue: right }),
    stack.acknowledges(),
    user.receives(10),
  ];
}

const needs = ["timestamps"] as const;

export const timestampsOption = suite("options/timestamps", [
  scenario("answered", "LISTEN: SYN with timestamps -> SYN,ACK with timestamps, the TSval echoed", {
    covers: ["7323-3.2-TS-ECHO"],
    needs,
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(1460)], tsValue: 3_000_000_000 }),
      stack.sends(SYN_ACK, { ack: RCV.NXT, tsEcho: 3_000_000_000 }),
    ],
  }),

  scenario("not-unless-offered", "LISTEN: SYN without timestamps -> SYN,ACK and ACK without timestamps", {
    covers: ["7323-3.2-TS-SYNACK-ONLYIF", "7323-3.2-TS-UNNEGOTIATED"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, without: ["timestamps"] }),
      peer.sends(ACK),
      user.isTold("established"),
      // It is ignored here, and the segment is not.
      peer.sends(DATA, { text: 10, tsValue: 5 }),
      stack.sends(ACK, { ack: RCV.NXT, without: ["timestamps"] }),
      user.receives(10),
    ],
  }),

  scenario("echo-on-a-syn", "LISTEN: SYN with a TSecr -> it is ignored, as there is no ACK", {
    covers: ["7323-3.2-TS-ECR-IGNORED"],
    needs,
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(1460), nop, nop, timestamps(T, 123_456)] }),
      stack.sends(SYN_ACK, { ack: RCV.NXT, tsEcho: T, as: "the SYN+ACK" }),
      stack.resends("the SYN+ACK", { after: RTO }),
    ],
  }),

  scenario("from-the-caller", "SYN-SENT: SYN,ACK with timestamps -> ACK with timestamps, the TSval echoed", {
    covers: ["7323-3.2-TS-ECHO", "7323-3.2-TS-ALWAYS"],
    needs,
    steps: [
      user.connect(),
      stack.sends(SYN, { options: ["timestamps"] }),
      peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)], tsValue: T }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, tsEcho: T }),
    ],
  }),

  scenario("caller-alone", "SYN-SENT: SYN,ACK without timestamps -> ACK without them", {
    covers: ["7323-3.2-TS-ALWAYS"],
    needs,
    steps: [
      user.connect(),
      stack.sends(SYN, { options: ["timestamps"] }),
      peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, without: ["timestamps"] }),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5, without: ["timestamps"] }),
    ],
  }),

  scenario("on-every-segment", "ESTABLISHED: text, text again, ACK and FIN -> timestamps on each", {
    covers: ["7323-3.2-TS-ALWAYS", "7323-3.2-TS-ECHO"],
    needs,
    // Only where text goes again at all there is something to be seen of it.
    from: [
      ...established(),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      stack.sends(DATA, { seq: SND.UNA, text: 10, within: RTO.times(2) }),
    ],
    steps: [
      stack.sends(DATA, { seq: SND.UNA, text: 10, tsEcho: T, within: RTO.times(8) }),
      peer.sends(ACK, { tsValue: T }),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, tsEcho: T }),
      peer.sends(ACK, { tsValue: T + 1 }),
      peer.sends(DATA, { text: 10, tsValue: T + 2 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 2 }),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, tsEcho: T + 2 }),
      peer.sends(ACK, { tsValue: T + 3 }),
      peer.sends(FIN_ACK, { tsValue: T + 4 }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, options: ["timestamps"] }),
    ],
  }),

  scenario("echo-of-a-fin", "ESTABLISHED: FIN with a later TSval -> ACK that echoes it", {
    covers: ["7323-3.2-TS-ECHO", "7323-4.3-TSRECENT-RULE"],
    needs,
    from: established(),
    steps: [peer.sends(FIN_ACK, { tsValue: T + 4 }), stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, tsEcho: T + 4 })],
  }),

  scenario("take-of-the-room", "ESTABLISHED: an MSS of 700 -> segments of 688 octets beside the timestamps", {
    covers: ["6691-2-SENDER-REDUCE", "MUST-16"],
    needs,
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(700)], tsValue: T }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, tsEcho: T }),
      peer.sends(ACK, { tsValue: T }),
      user.isTold("established"),
      user.send(2 * 688),
      // Ten octets and two NOPs, so that the header ends with a whole word.
      stack.sends(DATA, { seq: SND.NXT, text: 688 }),
      stack.sends(DATA, { seq: SND.NXT, text: 688 }),
    ],
  }),

  scenario(
    "echo-behind-a-gap",
    "ESTABLISHED: text beyond a gap -> its TSval is not echoed; that which fills the gap is",
    {
      covers: ["7323-4.3-TSRECENT-FILL", "7323-4.3-TSRECENT-HOLE", "7323-5.3-PAWS-ONCE"],
      level: "SHOULD", // HOLE; that the filling segment's is echoed at last is a MUST with a scenario of its own.
      needs,
      from: established(),
      steps: [
        peer.sends(DATA, { text: 10, tsValue: T + 1 }),
        stack.acknowledges(),
        peer.sends(DATA, { seq: RCV.NXT.plus(10), text: 10, tsValue: T + 3 }),
        stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 1 }),
        peer.sends(DATA, { text: 10, tsValue: T + 2 }),
        stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 2 }),
      ],
    },
  ),

  scenario("echo-of-what-fills-a-gap", "ESTABLISHED: a gap is filled -> the TSval of what filled it is echoed", {
    covers: ["7323-4.3-TSRECENT-FILL", "7323-5.3-PAWS-ONCE"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { seq: RCV.NXT.plus(10), text: 10, tsValue: T + 2 }),
      stack.sends(ACK, { ack: RCV.NXT }),
      peer.sends(DATA, { text: 10, tsValue: T + 3 }),
      // What waited beyond the gap is older by now, and is not looked at again.
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 3 }),
      user.receives(20),
    ],
  }),

  scenario("old-text", "ESTABLISHED: text with an older TSval -> ACK, not taken", {
    covers: ["7323-5.3-PAWS-R1"],
    needs,
    from: established(),
    steps: isTooOld(LONG_AGO, T + 1),
  }),

  // RFC 7323 5.5: what was seen last counts for 24 days.
  scenario("old-text-later", "ESTABLISHED, idle for twenty seconds: text with an older TSval -> ACK, not taken", {
    covers: ["7323-5.3-PAWS-R1"],
    needs,
    from: established(),
    steps: [wait.past(SECONDS.times(20)), ...isTooOld(LONG_AGO, T + 1)],
  }),

  scenario("old-text-after-a-day", "ESTABLISHED, idle for a day: text with an older TSval -> ACK, not taken", {
    covers: ["7323-5.3-PAWS-R1"],
    needs: ["timestamps", "virtual-time"],
    from: established(),
    steps: [wait.past(SECONDS.times(86_400)), ...isTooOld(LONG_AGO, T + 1)],
  }),

  // RFC 7323 5.5: it is idleness that counts, and not the age of the connection.
  scenario(
    "old-text-after-40-days",
    "ESTABLISHED, for 40 days, never idle for 24: text with an older TSval -> ACK, not taken",
    {
      covers: ["7323-5.3-PAWS-R1", "7323-5.5-PAWS-24DAYS"],
      needs: ["timestamps", "virtual-time"],
      from: established(),
      steps: [
        wait.past(TWENTY_DAYS),
        peer.sends(DATA, { text: 10, tsValue: T + 1_728_000 }),
        stack.acknowledges(),
        user.receives(10),
        wait.past(TWENTY_DAYS),
        isTooOld(T, T + 2 * 1_728_000),
      ],
    },
  ),

  scenario("old-over-the-end", "ESTABLISHED: TSval 2^32-100000 after 5 -> older, ACK, not taken", {
    covers: ["7323-5.3-PAWS-WRAP", "7323-5.3-PAWS-R1"],
    needs,
    from: established(5),
    steps: isTooOld(2 ** 32 - 100_000, 6),
  }),

  scenario("new-over-the-end", "ESTABLISHED: TSval 3 after 2^32-2 -> newer, taken and echoed", {
    covers: ["7323-5.3-PAWS-WRAP"],
    needs,
    from: established(2 ** 32 - 2),
    steps: [
      peer.sends(DATA, { text: 10, tsValue: 3 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: 3 }),
      user.receives(10),
    ],
  }),

  scenario("newer-by-half", "ESTABLISHED: TSval ahead by 2^31-1 -> newer, taken and echoed", {
    covers: ["7323-5.3-PAWS-WRAP"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10, tsValue: T + 2 ** 31 - 1 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 2 ** 31 - 1 }),
      user.receives(10),
    ],
  }),

  scenario("equal", "ESTABLISHED: several segments with one TSval -> all are taken", {
    covers: ["7323-5.3-PAWS-EQUAL"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10, tsValue: T }),
      peer.sends(DATA, { text: 10, tsValue: T }),
      peer.sends(DATA, { text: 10, tsValue: T }),
      stack.acknowledges(),
      user.receives(30),
    ],
  }),

  scenario("old-ack", "ESTABLISHED: ACK with an older TSval -> what it is for goes again", {
    covers: ["7323-5.3-PAWS-ACK"],
    needs,
    from: [
      ...established(),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
      stack.resends("the text", { after: MINIMUM_RTO }),
    ],
    steps: [
      peer.sends(ACK, { tsValue: LONG_AGO }),
      stack.resends("the text", { after: MINIMUM_RTO, orLater: true }),
      peer.sends(ACK, { tsValue: T + 1 }),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),

  scenario("old-reset", "ESTABLISHED: RST with an older TSval -> CLOSED", {
    covers: ["7323-5.2-PAWS-RST"],
    needs,
    from: established(),
    steps: [peer.sends(RST, { tsValue: LONG_AGO }), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  scenario("reset-without", "ESTABLISHED: RST without timestamps -> CLOSED", {
    covers: ["7323-5.2-PAWS-RST"],
    needs,
    from: established(),
    steps: [peer.sends(RST), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  scenario("reset-with-a-wrong-echo", "ESTABLISHED: RST with an echo of what was never sent -> CLOSED, or ignored", {
    covers: ["7323-5.2-RST-TSECR"],
    // It is a MAY, and one or the other has to be.
    level: "IMPLIED",
    needs,
    from: established(),
    steps: [
      peer.sends(RST, { options: [nop, nop, timestamps(T + 1, 123_456)] }),
      oneOf({
        "RFC 7323 5.2: the number alone counts": [user.isTold("reset"), stack.isIn("CLOSED"), ...isGone()],
        "RFC 7323 5.2: TSecr is tested": [
          stack.staysSilent(RTO),
          stack.isIn("ESTABLISHED"),
          peer.sends(DATA, { text: 10, tsValue: T + 1 }),
          stack.sends(ACK, { seq: SND.NXT }),
        ],
      }),
    ],
  }),

  scenario("old-syn", "ESTABLISHED: SYN in the window with an older TSval -> ACK, never a reset", {
    covers: ["7323-5.3-PAWS-FIRST"],
    needs,
    from: established(),
    steps: [
      // RFC 793 would reset for its SYN; but it is not acceptable before anybody looks at that.
      peer.sends(SYN, { seq: RCV.NXT.plus(10), tsValue: LONG_AGO }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("ESTABLISHED"),
      peer.sends(DATA, { text: 10, tsValue: T + 1 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 1 }),
      user.receives(10),
    ],
  }),

  scenario("old-and-outside", "ESTABLISHED: text beyond the window with an older TSval -> ACK, TS.Recent stays", {
    covers: ["7323-5.3-PAWS-FIRST"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND).plus(1000), text: 10, tsValue: LONG_AGO }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, tsEcho: T }),
      peer.sends(DATA, { text: 10, tsValue: T }),
      stack.acknowledges(),
      user.receives(10),
    ],
  }),

  scenario("old-after-24-days", "ESTABLISHED: idle for 25 days, text with an older TSval -> it is taken and echoed", {
    covers: ["7323-5.5-PAWS-24DAYS"],
    needs: ["timestamps", "virtual-time"],
    from: established(),
    steps: [
      wait.past(SECONDS.times(25 * 86_400)),
      peer.sends(DATA, { text: 10, tsValue: LONG_AGO }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: LONG_AGO }),
      user.receives(10),
    ],
  }),

  scenario("echo-of-two", "ESTABLISHED: two segments with text -> an ACK of both echoes the first one's TSval", {
    covers: ["7323-4.3-TSRECENT-DELACK"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10, tsValue: T + 1 }),
      peer.sends(DATA, { text: 10, tsValue: T + 2 }),
      oneOf({
        "RFC 7323 4.3: one ACK for both": [stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 1 })],
        "an ACK for each": [
          stack.sends(ACK, { ack: RCV.NXT.minus(10), tsEcho: T + 1 }),
          stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 2 }),
        ],
      }),
    ],
  }),

  scenario("text-without", "ESTABLISHED: text without timestamps -> dropped without a word", {
    covers: ["7323-3.2-TS-MISSING-DROP"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { text: "not these." }),
      stack.staysSilent(RTO),
      peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 10, tsValue: T + 1 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 1 }),
      user.receives(10),
    ],
  }),

  scenario("text-without-is-no-end", "ESTABLISHED: text without timestamps -> the connection goes on", {
    covers: ["7323-3.2-TS-MISSING-NOABORT"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10 }),
      oneOf({
        "RFC 9293 3.10.7.4, taken all the same": [stack.sends(ACK, { ack: RCV.NXT })],
        "RFC 7323 3.2, dropped": [stack.staysSilent(RTO)],
      }),
      peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 20, tsValue: T + 1 }),
      stack.acknowledges(),
      user.receives(20),
    ],
  }),

  scenario("on-a-reset", "CLOSED: SYN with timestamps -> RST with timestamps, the TSval echoed", {
    covers: ["7323-3.2-TS-RST"],
    needs,
    steps: [peer.sends(SYN, { seq: IRS, tsValue: T }), stack.sends(RST | ACK, { ack: IRS.plus(1), tsEcho: T })],
  }),
]);
