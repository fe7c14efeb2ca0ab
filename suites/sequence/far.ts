// RFC 9293 3.4, 3.10.7.4, first and fifth: half of all numbers lie ahead of a given one, and half behind it.

import {
  ACK,
  ANSWER_SPACING,
  answersProbe,
  DATA,
  established,
  MINIMUM_RTO,
  peer,
  RCV,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** Numbers at which an implementation with too few bits, or with the wrong sign, changes its mind. */
const DISTANCES = [2 ** 16, 2 ** 24, 2 ** 30, 2 ** 31 - 1];

/** An octet that lies nowhere near: <SEQ=SND.NXT><ACK=RCV.NXT>, and it is as if it had not come. */
const REFUSED = [
  stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
  user.receives(0),
  wait.past(ANSWER_SPACING),
] as const;

const TAKES_WHAT_IS_RIGHT: readonly Step[] = [
  peer.sends(DATA, { text: 10 }),
  stack.acknowledges(),
  user.receives(10),
  stack.isIn("ESTABLISHED"),
];

/** Only where text goes again at all does it say something that it does so after an ACK. */
const TEXT_GOES_AGAIN = [
  ...established(),
  user.send(10),
  stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
  stack.resends("the text", { after: MINIMUM_RTO }),
];

/** It is still not acknowledged. */
const STILL_GOES_AGAIN = stack.sends(DATA, { seq: SND.UNA, text: 10, within: RTO.times(8) });

export const farAway = suite("sequence/far", [
  scenario("text-behind", "ESTABLISHED: text that lies up to half the space behind -> ACK, nothing is taken", {
    covers: ["793-3.9-SEGARR-SEQ-LNWN", "793-3.3-SEQ-MOD32"],
    from: established(),
    steps: [
      DISTANCES.flatMap((distance) => [peer.sends(DATA, { seq: RCV.NXT.minus(distance), text: 1 }), ...REFUSED]),
      TAKES_WHAT_IS_RIGHT,
    ],
  }),

  scenario("text-ahead", "ESTABLISHED: text that lies up to half the space ahead -> ACK, nothing is taken", {
    covers: ["793-3.9-SEGARR-SEQ-LNWN", "793-3.3-SEQ-MOD32"],
    from: established(),
    steps: [
      DISTANCES.flatMap((distance) => [
        peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND).plus(distance), text: 1 }),
        ...REFUSED,
      ]),
      TAKES_WHAT_IS_RIGHT,
    ],
  }),

  // Which of the two comes first no comparison can say.
  scenario("text-half-way-round", "ESTABLISHED: text just half the space away -> ACK, nothing is taken", {
    covers: ["793-3.9-SEGARR-SEQ-LNWN", "793-3.3-SEQ-MOD32"],
    from: established(),
    steps: [peer.sends(DATA, { seq: RCV.NXT.plus(2 ** 31), text: 1 }), REFUSED, TAKES_WHAT_IS_RIGHT],
  }),

  ...(
    [
      ["behind", "below SND.UNA", (distance: number) => SND.UNA.minus(distance)],
      ["ahead", "above SND.NXT", (distance: number) => SND.NXT.plus(distance)],
    ] as const
  ).map(([side, where, from]) =>
    scenario(`acks-${side}`, `ESTABLISHED: ACKs far ${where} between right ones -> text goes on, number by number`, {
      covers: ["793-3.9-SEGARR-ESTAB-ACK", "793-3.3-SEQ-MOD32"],
      from: established(),
      steps: [
        [1, ...DISTANCES].flatMap((distance) => [
          user.send(10),
          stack.transmits(10),
          peer.sends(ACK, { ack: from(distance) }),
          peer.sends(ACK),
        ]),
        user.send(5),
        stack.transmits(5),
        answersProbe(),
      ],
    }),
  ),

  // RFC 5961 5.2 may answer an old ACK, RFC 793 passes it over: what counts is that it acknowledges nothing.
  ...[1, ...DISTANCES].map((distance, i) =>
    scenario(`ack-behind-${i + 1}`, `ESTABLISHED: ACK ${distance} below SND.UNA -> acknowledges nothing`, {
      covers: ["793-3.9-SEGARR-ESTAB-ACK", "793-3.3-SEQ-MOD32"],
      from: TEXT_GOES_AGAIN,
      steps: [
        peer.sends(ACK, { ack: SND.UNA.minus(distance) }),
        STILL_GOES_AGAIN,
        peer.sends(ACK),
        stack.staysSilent(MINIMUM_RTO.times(4)),
        answersProbe(),
      ],
    }),
  ),

  ...[1, ...DISTANCES].map((distance, i) =>
    scenario(`ack-ahead-${i + 1}`, `ESTABLISHED: ACK ${distance} above SND.NXT -> ACK, acknowledges nothing`, {
      covers: ["793-3.9-SEGARR-ESTAB-ACK", "5961-5.2-ACK-HIGH", "793-3.3-SEQ-MOD32"],
      from: TEXT_GOES_AGAIN,
      steps: [
        // Half the space is counted from SND.UNA, which is where the stack counts from.
        peer.sends(ACK, { ack: SND.UNA.plus(distance === 1 ? 11 : distance) }),
        STILL_GOES_AGAIN,
        peer.sends(ACK),
        stack.staysSilent(MINIMUM_RTO.times(4)),
        answersProbe(),
      ],
    }),
  ),

  scenario(
    "text-with-old-ack",
    "ESTABLISHED: text whose ACK is an old one -> the ACK is passed over, the text is taken",
    {
      covers: ["793-3.9-SEGARR-ESTAB-ACK", "793-3.3-ACK-CUMULATIVE"],
      from: established(),
      steps: [
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
        peer.sends(ACK),
        // As when it was overtaken by the ACK.
        peer.sends(DATA, { ack: SND.UNA.minus(10), text: 10 }),
        stack.acknowledges(),
        user.receives(10),
        answersProbe(),
      ],
    },
  ),

  scenario(
    "text-with-wild-ack",
    "ESTABLISHED: text whose ACK is of what was never sent -> ACK, the text is not taken",
    {
      covers: ["793-3.9-SEGARR-ESTAB-ACK", "5961-5.2-ACK-HIGH"],
      from: established(),
      steps: [
        [1, ...DISTANCES].flatMap((distance) => [
          peer.sends(DATA, { ack: SND.NXT.plus(distance), text: 5 }),
          ...REFUSED,
        ]),
        TAKES_WHAT_IS_RIGHT,
      ],
    },
  ),
]);
