// RFC 9293 3.8.1, 3.8.3, 3.10.8 and RFC 6298: what goes again, and when. SYNs have their scenarios among the handshakes.

import {
  ACK,
  DATA,
  established,
  FIN_ACK,
  generated,
  goesOnGenerating,
  IRS,
  ISS,
  listening,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  RCV,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";

const SIZE = 400;

/** The peer takes segments of 400 octets. */
const inSmallSegments: readonly Step[] = [
  ...listening(),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
  user.isTold("established"),
];

/** Text that nobody has acknowledged yet. */
const sent = (name: string): readonly Step[] => [
  user.send(10),
  stack.sends(DATA, { seq: SND.NXT, text: 10, as: name }),
];

/** Only where text goes again at all is there something to be seen of the times. */
const goneTwice: readonly Step[] = [
  ...established(),
  ...sent("the text"),
  stack.resends("the text", { after: MINIMUM_RTO }),
];

export const dataRetransmission = suite("retransmission/data", [
  scenario("back-off", "ESTABLISHED: no ACK -> the same octets after RTO, and after 2, 4 and 8 times that", {
    covers: ["793-3.9-TIMEOUT-RETX", "6298-5.5-DOUBLE", "6298-5.6-RESTART", "MUST-19", "793-3.7-RETX-CONSISTENT"],
    from: established(),
    steps: [
      sent("the text"),
      ...[1, 2, 4, 8].map((factor) => stack.resends("the text", { after: MINIMUM_RTO.times(factor) })),
      // MUST-20: R1 is three of them at the least, and R2 more than that.
      peer.sends(ACK),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),

  scenario("earliest", "ESTABLISHED: no ACK of several segments -> the first one goes again", {
    covers: ["6298-5.4-EARLIEST"],
    // RFC 5681 3.1: the first flight may be less.
    from: [
      ...inSmallSegments,
      user.send(3 * SIZE),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE, as: "the first" }),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
    ],
    steps: [
      stack.resends("the first", { after: MINIMUM_RTO }),
      peer.sends(ACK),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),

  scenario("from-the-acknowledged", "ESTABLISHED: ACK of a part of a segment -> the rest goes again, the same octets", {
    covers: ["793-3.9-TIMEOUT-RETX", "6298-5.4-EARLIEST", "793-3.7-RETX-CONSISTENT"],
    from: inSmallSegments,
    steps: [
      user.send(SIZE),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
      peer.sends(ACK, { ack: SND.UNA.plus(150) }),
      oneOf({
        "RFC 6298 5.4, the earliest that is not acknowledged": [
          stack.sends(DATA, { seq: SND.UNA, text: SIZE - 150, within: RTO.times(2) }),
        ],
        "RFC 9293 3.10.7.4, fifth, only a segment that is all acknowledged leaves the queue": [
          stack.sends(DATA, { seq: SND.UNA.minus(150), text: SIZE, within: RTO.times(2) }),
        ],
      }),
      peer.sends(ACK),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),

  scenario("stops", "ESTABLISHED: everything is acknowledged -> the timer stops, and starts with the next text", {
    covers: ["6298-5.2-STOP", "6298-5.1-START"],
    from: established(),
    steps: [
      sent("the text"),
      peer.sends(ACK),
      stack.staysSilent(MINIMUM_RTO.times(5)),
      sent("more text"),
      stack.resends("more text", { after: MINIMUM_RTO }),
    ],
  }),

  scenario("karn", "ESTABLISHED: ACK of what was sent twice -> no sample: the next text has the backed-off RTO", {
    covers: ["6298-3-KARN", "MUST-18"],
    from: goneTwice,
    steps: [peer.sends(ACK), sent("more text"), stack.resends("more text", { after: MINIMUM_RTO.times(2) })],
  }),

  scenario("collapse", "ESTABLISHED: a sample after back-off -> the RTO is what it was", {
    covers: ["6298-5-COLLAPSE"],
    from: goneTwice,
    steps: [
      stack.resends("the text", { after: MINIMUM_RTO.times(2) }),
      peer.sends(ACK),
      sent("text for a sample"),
      peer.sends(ACK),
      sent("more text"),
      stack.resends("more text", { after: MINIMUM_RTO }),
    ],
  }),

  scenario("fin-behind-text", "FIN-WAIT-1: no ACK of text and FIN -> the text again, and with its ACK the FIN", {
    covers: ["793-3.9-TIMEOUT-RETX", "6298-5.4-EARLIEST"],
    from: established(),
    steps: [
      sent("the text"),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, as: "the FIN" }),
      // The FIN may go again with it.
      stack.sends(DATA, { seq: SND.UNA, optionalFlags: FIN_ACK & ~ACK, text: 10, within: RTO.times(2) }),
      peer.sends(ACK, { ack: SND.UNA.plus(10) }),
      stack.sends(FIN_ACK, { seq: SND.NXT.minus(1), within: RTO.times(8) }),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("fin-behind-many", "FIN-WAIT-1: no ACK of several segments and FIN -> the first again, and no FIN with it", {
    covers: ["793-3.9-TIMEOUT-RETX", "6298-5.4-EARLIEST", "793-3.7-RETX-CONSISTENT"],
    from: [
      ...inSmallSegments,
      user.send(3 * SIZE),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT }),
    ],
    steps: [
      stack.sends(DATA, { seq: SND.UNA, text: SIZE, within: RTO.times(2) }),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
    ],
  }),

  scenario(
    "synack-then-text",
    "SYN-RECEIVED: the SYN,ACK is lost -> again; the handshake and the text go on from there",
    {
      covers: ["793-3.9-TIMEOUT-RETX", "1122-4.2.3.1-SYN-RTO"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, as: "the SYN+ACK" }),
        // When exactly, other scenarios ask.
        stack.resends("the SYN+ACK", { after: RTO, orLater: true }),
        peer.sends(ACK),
        user.isTold("established"),
        user.send(10),
        stack.sends(DATA, { seq: ISS.plus(1), text: 10 }),
      ],
    },
  ),

  scenario(
    "without-end",
    "ESTABLISHED: no ACK of text without end -> its beginning again, after 1, 2 and 4 times the RTO",
    {
      covers: ["793-3.9-TIMEOUT-RETX", "6298-5.5-DOUBLE", "6298-5.4-EARLIEST", "793-3.7-RETX-CONSISTENT"],
      from: [
        ...generated([mss(SIZE)], 3 * SIZE),
        stack.sends(DATA, { seq: SND.NXT, as: "the first" }),
        stack.flight({}),
      ],
      steps: [
        ...[1, 2, 4].map((factor) => stack.resends("the first", { after: MINIMUM_RTO.times(factor) })),
        peer.sends(ACK),
        goesOnGenerating,
      ],
    },
  ),
]);
