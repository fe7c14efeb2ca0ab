// RFC 7323 3 and 4: timestamps, and which TSval is echoed.

import {
  ACK,
  connection,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  listening,
  mss,
  nop,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  timestamps,
  user,
} from "../../harness/scenario";
import { PAWS } from "./paws";
import { established, needs, T } from "./timestamped";

const another = connection("another");

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
    // Only where a SYN,ACK goes again at all does the time say something of the echo.
    from: [
      another.user.listen(),
      another.peer.sends(SYN, { seq: IRS, options: [mss(1460)], tsValue: T }),
      another.stack.sends(SYN_ACK, { ack: RCV.NXT, tsEcho: T, as: "the SYN+ACK" }),
      another.stack.resends("the SYN+ACK", { after: RTO }),
      another.peer.sends(RST),
      ...listening(),
    ],
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

  ...PAWS,

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
