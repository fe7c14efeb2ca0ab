// RFC 9293 3.9.1.2 and 3.10.2: SEND, what it queues, and what it refuses.

import {
  ACK,
  answersProbe,
  closing,
  DATA,
  established,
  FIN_ACK,
  IRS,
  isGone,
  ISS,
  lastAck,
  listening,
  MINIMUM_RTO,
  mss,
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
  synReceived,
  user,
  type Step,
} from "../../harness/scenario";

/** A connection to a peer that takes so many octets at a time, so that no more of them is there to be sent at once. */
const establishedWithWindow = (window: number): readonly Step[] => [
  user.listen(),
  peer.sends(SYN, { seq: IRS, window, options: [mss(1460)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
  user.isTold("established"),
  stack.isIn("ESTABLISHED"),
];

/** The peer calls, and takes two segments of 500 octets at a time. */
const CALLED: readonly Step[] = [
  user.listen(),
  peer.sends(SYN, { seq: IRS, window: 1000, options: [mss(500)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
];

/** An interface whose SEND waits for room takes it all. */
const SEND_TOO_MUCH: readonly Step[] = Array.from({ length: 2 }, () =>
  user.send(65_535, "insufficient resources", "ok"),
);

/** RFC 9293 3.10.2: what was refused is as if it had never been offered. */
const WHAT_WAS_TAKEN_COMES: readonly Step[] = [
  oneOf({
    "of what was taken, as much as the window has room for": [stack.transmits(1000)],
    "all was refused, and the next SEND goes on where the last one ended": [
      stack.staysSilent(MINIMUM_RTO),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),
  peer.sends(RST),
  user.isTold("reset"),
];

export const sendCall = suite("user-calls/send", [
  // The listener of these scripts waits for one socket, but not every interface tells its user so.
  scenario("in-listen", "LISTEN: SEND -> SYN, and the text when it is answered; or an error, and still LISTEN", {
    covers: ["793-3.9-SEND-LISTEN-SPEC", "793-3.9-SEND-LISTEN-UNSPEC"],
    from: listening(),
    steps: [
      user.send(10, "ok", "foreign socket unspecified", "connection does not exist", "connection closing", "other"),
      oneOf({
        "RFC 9293 3.10.2, a known foreign socket: the listener calls": [
          stack.sends(SYN, { seq: ISS }),
          stack.isIn("SYN-SENT"),
          peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
          stack.transmits(10),
        ],
        "RFC 9293 3.10.2, none: LISTEN as before": [
          stack.staysSilent(RTO.times(0.5)),
          stack.isIn("LISTEN"),
          peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
          stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
        ],
      }),
    ],
  }),

  scenario("in-syn-received", "SYN-RECEIVED: SEND -> queued, sent once ESTABLISHED", {
    covers: ["793-3.9-SEND-SYNRCVD"],
    from: synReceived(),
    steps: [
      user.send(10),
      stack.staysSilent(RTO.times(0.5)),
      stack.isIn("SYN-RECEIVED"),
      peer.sends(ACK),
      stack.transmits(10),
      stack.isIn("ESTABLISHED"),
      peer.sends(ACK),
      answersProbe(),
    ],
  }),

  scenario("in-order", "ESTABLISHED: several SENDs -> their octets in that order, without gaps", {
    covers: ["793-3.9-SEND-ESTAB"],
    from: established(),
    steps: [
      [1, 7, 300, 2].flatMap((length) => [user.send(length), stack.transmits(length), peer.sends(ACK)]),
      user.send("one, "),
      user.send("two, "),
      user.send("three"),
      // What waits for an acknowledgment (RFC 9293 3.7.4) gets one.
      oneOf({
        "in one or more segments at once": [stack.transmits("one, two, three")],
        "RFC 9293 3.7.4: the first SEND alone": [
          stack.sends(DATA, { seq: SND.NXT, text: "one, " }),
          peer.sends(ACK),
          oneOf({
            "what waits, in one or more segments": [stack.transmits("two, three")],
            // The program was slow, and the third SEND found the second on its way.
            "RFC 9293 3.7.4: the second SEND alone": [
              stack.sends(DATA, { seq: SND.NXT, text: "two, " }),
              peer.sends(ACK),
              stack.transmits("three"),
            ],
          }),
        ],
      }),
      peer.sends(ACK),
      answersProbe(),
    ],
  }),

  scenario("acknowledges-as-well", "ESTABLISHED: SEND after text has come -> the segment acknowledges that text", {
    covers: ["793-3.9-SEND-ESTAB"],
    from: established(),
    steps: [peer.sends(DATA, { text: 20 }), user.send(10), stack.sends(DATA, { seq: SND.NXT, ack: RCV.NXT, text: 10 })],
  }),

  scenario("nothing", "ESTABLISHED: SEND of no octets -> nothing is sent, and the next SEND goes on", {
    covers: ["793-3.9-SEND-ESTAB"],
    from: established(),
    steps: [
      user.send(0),
      stack.staysSilent(MINIMUM_RTO),
      user.send(10),
      stack.sends(DATA, { seq: ISS.plus(1), text: 10 }),
    ],
  }),

  scenario(
    "no-room",
    "ESTABLISHED, the window closed: SEND of too much -> 'insufficient resources', nothing of it is sent",
    {
      covers: ["793-3.9-SEND-NORESOURCES"],
      from: [...CALLED, peer.sends(ACK), user.isTold("established")],
      steps: [
        user.send(10),
        stack.transmits(10),
        peer.sends(ACK, { window: 0 }),
        SEND_TOO_MUCH,
        peer.sends(ACK, { window: 1000 }),
        WHAT_WAS_TAKEN_COMES,
      ],
    },
  ),

  scenario(
    "no-room-in-syn-received",
    "SYN-RECEIVED: SEND of too much -> 'insufficient resources', nothing of it is sent",
    {
      covers: ["793-3.9-SEND-NORESOURCES"],
      from: CALLED,
      steps: [SEND_TOO_MUCH, peer.sends(ACK), WHAT_WAS_TAKEN_COMES],
    },
  ),

  scenario("how-much-is-acknowledged", "ESTABLISHED: SEND, ACKs of half of it and of all -> STATUS knows how much", {
    covers: ["793-3.9-SEGARR-ACK-USEROK"],
    from: established(),
    steps: [
      user.send(20),
      stack.transmits(20),
      user.learns("unacknowledged", "20"),
      peer.sends(ACK, { ack: ISS.plus(11) }),
      user.learns("unacknowledged", "10"),
      peer.sends(ACK, { ack: ISS.plus(21) }),
      user.learns("unacknowledged", "0"),
      answersProbe(),
    ],
  }),

  ...(
    [
      ["CLOSING", closing, "TIME-WAIT", answersProbe()],
      ["LAST-ACK", lastAck, "CLOSED", isGone()],
    ] as const
  ).map(([state, from, next, goesOn]) =>
    scenario(`in-${state.toLowerCase()}`, `${state}: SEND -> 'connection closing', nothing of it is sent`, {
      covers: ["793-3.9-SEND-CLOSINGSTATES"],
      needs: ["half-close"], // Else who has closed may have no name left for the connection.
      from: from(),
      steps: [
        user.send(10, "connection closing"),
        stack.staysSilent(MINIMUM_RTO.times(0.25)),
        stack.isIn(state),
        peer.sends(ACK),
        stack.isIn(next),
        goesOn,
      ],
    }),
  ),

  // RFC 9293 3.10.4: CLOSE waits until all SENDs are segmentized, and their text goes before the FIN.
  scenario("queue-before-the-fin", "FIN-WAIT-1: text that the window keeps back -> window by window, then FIN", {
    covers: ["793-3.5-CLOSE-DELIVERS-QUEUE", "793-3.9-CLOSE-ESTAB", "793-3.7-WND-OBEY"],
    from: establishedWithWindow(10),
    steps: [
      user.send(25),
      user.close(),
      stack.transmits(10),
      peer.sends(ACK),
      stack.transmits(10),
      peer.sends(ACK),
      stack.transmits(5),
      stack.sends(FIN_ACK, { seq: ISS.plus(26), ack: RCV.NXT }),
      stack.isIn("FIN-WAIT-1"),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
      answersProbe(),
    ],
  }),

  scenario(
    "queue-before-the-fin-in-close-wait",
    "CLOSE-WAIT: text that the window keeps back, CLOSE -> text, then FIN",
    {
      covers: ["793-3.5-CLOSE-DELIVERS-QUEUE", "793-3.9-CLOSE-CLOSEWAIT"],
      from: establishedWithWindow(10),
      steps: [
        peer.sends(FIN_ACK),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        user.send(15),
        user.close(),
        stack.transmits(10),
        peer.sends(ACK),
        stack.transmits(5),
        stack.sends(FIN_ACK, { seq: ISS.plus(16), ack: RCV.NXT }),
        stack.isIn("LAST-ACK"),
        peer.sends(ACK),
        stack.isIn("CLOSED"),
      ],
    },
  ),

  scenario(
    "queue-is-dropped",
    "ESTABLISHED: text that the window keeps back, ABORT -> RST with SEQ=SND.NXT, no more text",
    {
      covers: ["793-3.9-ABORT-ESTAB"],
      from: establishedWithWindow(10),
      steps: [
        user.send(25),
        stack.transmits(10),
        user.abort(),
        // What was never sent has no numbers.
        stack.sends(RST, { optionalFlags: ACK, seq: ISS.plus(11) }),
        peer.sends(ACK, { ack: ISS.plus(11) }),
        oneOf({
          "RFC 9293 3.10.5: CLOSED": [stack.sends(RST, { optionalFlags: ACK, seq: ISS.plus(11) })],
          "RFC 9293 3.5.2: TIME-WAIT": [stack.staysSilent(MINIMUM_RTO.times(4)), ...answersProbe()],
        }),
      ],
    },
  ),
]);
