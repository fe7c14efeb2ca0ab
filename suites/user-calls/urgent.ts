// RFC 9293 3.8.5, 3.10.2 and 3.10.3: SEND with URGENT, and what the user who receives is told. Urgent data is a mark in the stream, and
// moves nothing in it.

import {
  ACK,
  answersProbe,
  closeWait,
  DATA,
  established,
  FIN_ACK,
  IRS,
  ISS,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  RCV,
  RTO,
  scenario,
  settles,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  URG,
  user,
  type Step,
} from "../../harness/scenario";

const URGENT = DATA | URG;

/** All of it in order; where a RECEIVE stops at the mark, what is behind that may wait for an ACK of what stood before. */
const comesBack = (text: string, mark: number): Step =>
  mark <= 0 || mark >= text.length
    ? stack.transmits(text)
    : oneOf({
        "all of it": [stack.transmits(text)],
        "RFC 9293 3.7.4: up to the mark, and the rest with its ACK": [
          stack.transmits(text.slice(0, mark)),
          peer.sends(ACK),
          stack.transmits(text.slice(mark)),
        ],
      });

export const urgentCalls = suite("user-calls/urgent", [
  scenario(
    "send",
    "ESTABLISHED: SEND with URGENT -> URG, the pointer behind it; the next SEND, once that is acknowledged, has none",
    {
      covers: ["793-3.9-SEND-URGENT", "MUST-62", "MUST-30"],
      from: established(),
      steps: [
        user.sendUrgent(10),
        stack.sends(ACK | URG, { seq: SND.NXT, ack: RCV.NXT, text: 10, urgentPointer: 10 }),
        peer.sends(ACK),
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
        peer.sends(ACK),
        answersProbe(),
      ],
    },
  ),

  scenario("send-again", "ESTABLISHED: urgent text that is not acknowledged -> sent again with URG", {
    covers: ["793-3.9-SEND-URGENT", "793-3.9-TIMEOUT-RETX"],
    from: established(),
    steps: [
      user.sendUrgent(10),
      stack.sends(ACK | URG, { seq: SND.NXT, text: 10, urgentPointer: 10, as: "the text" }),
      settles("793-3.9-TIMEOUT-RETX"),
      stack.resends("the text", { after: MINIMUM_RTO }),
      peer.sends(ACK),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
    ],
  }),

  scenario("behind-the-window", "ESTABLISHED: urgent text behind what the window takes -> URG on what goes before it", {
    covers: ["793-3.9-SEND-URGENT", "MUST-31"],
    steps: [
      user.listen(),
      peer.sends(SYN, { seq: IRS, window: 10, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      user.isTold("established"),
      user.sendUrgent(25),
      stack.sends(ACK | URG, { seq: ISS.plus(1), text: 10, urgentPointer: 25, within: RTO }),
      peer.sends(ACK),
      stack.sends(ACK | URG, { seq: ISS.plus(11), text: 10, urgentPointer: 15, within: RTO }),
      peer.sends(ACK),
      stack.sends(ACK | URG, { seq: ISS.plus(21), text: 5, urgentPointer: 5, within: RTO }),
      peer.sends(ACK),
      answersProbe(),
    ],
  }),

  scenario("told", "ESTABLISHED: URG -> the user is told of it, and gets all of the text", {
    covers: ["793-3.9-RECV-URG", "MUST-32"],
    from: established(),
    steps: [
      peer.sends(URGENT, { text: 10, urgentPointer: 5 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      answersProbe(),
    ],
  }),

  // RFC 9293 3.8.5: the pointer may name what is still to come. Some interfaces tell of it only when it is there.
  scenario(
    "ahead",
    "ESTABLISHED: a pointer beyond the text that brings it -> told when that octet is there, at the latest",
    {
      covers: ["793-3.9-RECV-URG", "MUST-32", "793-3.7-URG-MODE"],
      from: established(),
      steps: [
        peer.sends(URGENT, { text: 10, urgentPointer: 30 }),
        stack.acknowledges(),
        user.receives(10),
        peer.sends(DATA, { text: 20 }),
        stack.acknowledges(),
        user.isTold("urgent data"),
        answersProbe(),
      ],
    },
  ),

  scenario("without-text", "ESTABLISHED: URG on an empty segment -> told when that octet is there, at the latest", {
    covers: ["793-3.9-RECV-URG", "MUST-32"],
    from: established(),
    steps: [
      peer.sends(ACK | URG, { urgentPointer: 20 }),
      peer.sends(DATA, { text: 20 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      answersProbe(),
    ],
  }),

  scenario(
    "pointer-without-urg",
    "ESTABLISHED: an urgent pointer without URG -> the user is told of nothing; with it, he is",
    {
      covers: ["793-3.1-HDR-URGPTR-NOFLAG"],
      needs: ["urgent-data"],
      from: established(),
      steps: [
        peer.sends(DATA, { text: 10, urgentPointer: 5 }),
        stack.acknowledges(),
        user.isNotTold("urgent data"),
        peer.sends(URGENT, { text: 10, urgentPointer: 5 }),
        stack.acknowledges(),
        user.isTold("urgent data"),
      ],
    },
  ),

  scenario("further-ahead", "ESTABLISHED: the pointer moves on after the urgent text was read -> told again", {
    covers: ["MUST-32", "793-3.9-RECV-URG"],
    from: established(),
    steps: [
      peer.sends(URGENT, { text: 10, urgentPointer: 10 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      user.receive(),
      user.receive(),
      peer.sends(URGENT, { text: 10, urgentPointer: 10 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      answersProbe(),
    ],
  }),

  scenario("still-ahead", "ESTABLISHED: URG -> STATUS knows of it until all of it has been received", {
    covers: ["MUST-33"],
    from: established(),
    steps: [
      user.learns("urgent-ahead", "no"),
      peer.sends(URGENT, { text: 10, urgentPointer: 10 }),
      stack.acknowledges(),
      user.learns("urgent-ahead", "yes"),
      // A RECEIVE may stop at the mark.
      user.receive(),
      user.receive(),
      user.learns("urgent-ahead", "no"),
      answersProbe(),
    ],
  }),

  scenario(
    "still-ahead-behind-old-text",
    "ESTABLISHED: URG on text of which a part is old -> the mark is where it was set",
    {
      covers: ["MUST-33", "793-3.9-SEGARR-SEQ-TRIM-LEFT"],
      from: established(),
      steps: [
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        peer.sends(URGENT, { seq: RCV.NXT.minus(10), text: 20, urgentPointer: 20 }),
        stack.acknowledges(),
        user.learns("urgent-ahead", "yes"),
        user.receive(),
        user.receive(),
        user.learns("urgent-ahead", "no"),
        answersProbe(),
      ],
    },
  ),

  scenario("up-to-the-mark", "ESTABLISHED: urgent text and more behind it -> one RECEIVE for each", {
    covers: ["793-3.8-RECV-URG-BOUNDARY"],
    needs: ["urgent-data", "urgent-mark"],
    from: established(),
    steps: [
      peer.sends(URGENT, { text: 10, urgentPointer: 4 }),
      peer.sends(DATA, { text: 5 }),
      stack.acknowledges(),
      user.receives(4),
      user.receives(11),
    ],
  }),

  ...(
    [
      ["inside", 4],
      ["at-the-end", 10],
      ["beyond", 15],
    ] as const
  ).map(([where, urgentPointer]) =>
    scenario(
      `echo-${where}`,
      `ESTABLISHED: URG, the pointer ${where.replaceAll("-", " ")} -> an echo has every octet`,
      {
        covers: ["6093-4-URG-SEMANTIC"],
        steps: [
          user.listen("echo"),
          peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
          stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
          peer.sends(ACK),
          peer.sends(URGENT, { text: "0123456789", urgentPointer }),
          comesBack("0123456789", urgentPointer),
          peer.sends(ACK),
          peer.sends(DATA, { text: "abcdefghij" }),
          comesBack("abcdefghij", urgentPointer - 10),
          peer.sends(ACK),
        ],
      },
    ),
  ),

  // RFC 9293 3.10.7.4, sixth: the peer has said that there is nothing more.
  scenario("after-the-end", "CLOSE-WAIT: URG -> ignored", {
    covers: ["793-3.9-SEGARR-CLOSEW-URG"],
    from: closeWait(),
    steps: [
      peer.sends(ACK | URG, { urgentPointer: 10 }),
      stack.isIn("CLOSE-WAIT"),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: IRS.plus(2) }),
    ],
  }),
]);
