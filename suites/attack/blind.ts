// RFC 5961 4.2, 5.2 and 7, RFC 1337 2.3: segments of somebody who sees nothing of the connection and guesses its numbers, and two
// ends that disagree about them.

import {
  ACK,
  ANSWER_SPACING,
  answersProbe,
  DATA,
  established,
  IRS,
  ISS,
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
  wait,
  type Step,
} from "../../harness/scenario";

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
const CHALLENGE = stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT });

const TAKES_TEXT: readonly Step[] = [
  peer.sends(DATA, { text: 10 }),
  stack.acknowledges(),
  stack.isIn("ESTABLISHED"),
  ...answersProbe(),
];

/** Full-sized segments, which no sender holds back. */
const SIZE = 500;
/** A small window from the SYN on, so that the range of RFC 5961 5.2 is a small one as well. */
const WINDOW = 4 * SIZE;
/** RFC 5961 5.2 allows that value for MAX.SND.WND, whatever the peer has offered. */
const LARGEST_WINDOW = 65_535;

/** An echo program gives the text back when it gets it. */
const COMES_BACK = stack.sends(DATA, { seq: SND.NXT, within: RTO });

const ECHOES: readonly Step[] = [peer.sends(DATA, { text: SIZE }), COMES_BACK, peer.sends(ACK)];

/** Acknowledgments below ISS+1, which acknowledge nothing that ever was. */
const NEVER_SENT = [
  { name: "of-the-syn", what: "ISS", ack: ISS },
  { name: "below-the-syn", what: "ISS-1", ack: ISS.minus(1) },
  { name: "far-below-the-syn", what: "ISS-60000", ack: ISS.minus(60_000) },
];

/** What either end of a connection whose ends disagree hears of the other one again and again. */
const DISAGREEING = [
  { name: "unsent", what: "an ACK of what was never sent", sends: peer.sends(ACK, { ack: SND.NXT.plus(40) }) },
  {
    name: "outside",
    what: "an ACK outside the window",
    sends: peer.sends(ACK, { seq: RCV.NXT.minus(1), ack: SND.UNA }),
  },
];

export const blindAttacks = suite("attack/blind", [
  // RFC 5961 4.2: the one number whose challenge the restarted peer takes for an answer to its call.
  scenario("syn-corner", "ESTABLISHED: SYN at RCV.NXT-1, again and again -> an ACK each time, the connection stays", {
    covers: ["5961-4.2-SYN-CORNER", "5961-4.2-SYN-CHALLENGE"],
    from: established(),
    steps: [
      Array.from({ length: 3 }, () => [
        peer.sends(SYN, { seq: RCV.NXT.minus(1), options: [mss(1460)] }),
        CHALLENGE,
        stack.isIn("ESTABLISHED"),
        wait.past(ANSWER_SPACING),
        wait.past(RTO),
      ]).flat(),
      TAKES_TEXT,
    ],
  }),

  scenario(
    "low-ack",
    "ESTABLISHED: text whose ACK is older than any window -> ACK, the text is not taken; or it is taken",
    {
      covers: ["5961-5.2-ACK-LOW", "MAY-12"],
      level: "IMPLIED", // The check may be left out. Whoever makes it must answer, and must not refuse what lies in its range.
      steps: [
        user.listen("echo"),
        peer.sends(SYN, { seq: IRS, options: [mss(SIZE)], window: WINDOW }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
        peer.sends(ACK),
        // So much that all of the range was sent, and by RFC 5961 or by whoever closes it to the unsent.
        Array.from({ length: Math.ceil((LARGEST_WINDOW + WINDOW) / SIZE) }, () => ECHOES).flat(),
        // An ACK that is as old as the window allows.
        peer.sends(DATA, { ack: SND.UNA.minus(WINDOW), text: SIZE }),
        COMES_BACK,
        peer.sends(ACK),
        wait.past(ANSWER_SPACING),
        peer.sends(DATA, { ack: SND.UNA.minus(LARGEST_WINDOW + 1), text: SIZE }),
        oneOf({
          "MAY-12, RFC 5961 5.2: refused with an ACK": [
            stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT.minus(SIZE) }),
            peer.sends(DATA, { seq: RCV.NXT.minus(SIZE), text: SIZE }),
            COMES_BACK,
          ],
          "RFC 9293 3.10.7.4, fifth: an old ACK is passed over, and the text taken": [COMES_BACK],
        }),
        peer.sends(ACK),
        answersProbe(),
      ],
    },
  ),

  ...NEVER_SENT.map(({ name, what, ack }) =>
    scenario(`ghost-ack-${name}`, `ESTABLISHED: first text with an ACK of ${what} -> taken; or an ACK, and not taken`, {
      covers: ["5961-5.2-ACK-NEVERSENT", "MAY-12"],
      level: "IMPLIED", // Either is legal; neither is not.
      from: established(),
      steps: [
        peer.sends(DATA, { ack, text: 10 }),
        oneOf({
          "not taken: what was never sent is not acknowledged": [
            stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT.minus(10) }),
            peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 10 }),
            stack.acknowledges(),
          ],
          "RFC 5961 5.2, RFC 9293 3.10.7.4, fifth: taken": [stack.acknowledges()],
        }),
        TAKES_TEXT,
      ],
    }),
  ),

  // RFC 5961 5: what lies ahead would be waiting for the peer's own text.
  scenario("injected", "ESTABLISHED: text ahead with an ACK of what was never sent -> none of it gets to the user", {
    covers: ["5961-5.2-ACK-HIGH", "793-3.9-SEGARR-ESTAB-ACK"],
    from: established(),
    steps: [
      [2 ** 16, 2 ** 24, 2 ** 30].flatMap((distance, i) => [
        peer.sends(DATA, { seq: RCV.NXT.plus(20 * i + 10), ack: SND.NXT.plus(distance), text: "injected" }),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        wait.past(ANSWER_SPACING),
      ]),
      peer.sends(DATA, { text: 100 }),
      stack.acknowledges(),
      user.receives(100),
    ],
  }),

  ...DISAGREEING.map(({ name, what, sends }) =>
    scenario(`ack-loop-${name}`, `ESTABLISHED: ${what}, a hundred times -> answered or not, the connection stays`, {
      covers: ["1337-2.3-H2-ACKLOOP"],
      level: "IMPLIED", // Whether there is an end to the answers is advice; that the connection stays is none.
      from: established(),
      steps: [
        Array.from({ length: 100 }, () => sends),
        // What has been answered so far lies before this.
        user.send(10),
        stack.sends(DATA, { text: 10 }),
        sends,
        oneOf({
          "RFC 9293 3.10.7.4: each is answered": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
          "RFC 5961 7: not any more": [stack.staysSilent(RTO.times(0.1))],
        }),
        peer.sends(ACK),
        TAKES_TEXT,
      ],
    }),
  ),
]);
