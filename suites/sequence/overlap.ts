// RFC 9293 3.10.7, before the states, and 3.10.7.4, first: segments may overlap what came before, and only what is new in them counts.

import {
  ACK,
  ANSWER_SPACING,
  DATA,
  established,
  FIN_ACK,
  IRS,
  oneOf,
  peer,
  RCV,
  scenario,
  settles,
  SND,
  stack,
  suite,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** The n-th octet of the text, counted from 0. */
const octet = (n: number) => IRS.plus(1 + n);

/** Octets `first` to `end` of the running text. */
const piece = (first: number, end: number): Step => peer.sends(DATA, { seq: octet(first), text: end - first });

/** So many octets are acknowledged, and no more. */
const standsAt = (n: number): Step => stack.sends(ACK, { ack: octet(n) });

/** Those who kept nothing beyond the gap get all of it again (SHLD-31 is no MUST); it is there once either way. */
const inTheEnd = (end: number): readonly Step[] => [piece(0, end), stack.acknowledges(), user.receives(end)];

/** Pieces that overlap beyond a gap, which is octets 0 to 10. */
const QUEUED = [
  { name: "same-again", what: "the same again", pieces: [piece(10, 20), piece(10, 20)], end: 20 },
  { name: "contained", what: "a piece of it", pieces: [piece(10, 30), piece(15, 20)], end: 30 },
  { name: "containing", what: "more on both sides", pieces: [piece(15, 20), piece(10, 30)], end: 30 },
  { name: "left", what: "its beginning with more before", pieces: [piece(20, 30), piece(10, 25)], end: 30 },
  { name: "right", what: "its end with more behind", pieces: [piece(10, 25), piece(20, 30)], end: 30 },
  { name: "by-one-octet", what: "its last octet with more behind", pieces: [piece(10, 20), piece(19, 30)], end: 30 },
  {
    name: "bridging",
    what: "what joins two pieces, and some of both",
    pieces: [piece(10, 16), piece(24, 30), piece(13, 27)],
    end: 30,
  },
  {
    name: "containing-two",
    what: "what contains two pieces",
    pieces: [piece(12, 16), piece(20, 24), piece(10, 30)],
    end: 30,
  },
];

export const overlap = suite("sequence/overlap", [
  scenario("all-old", "ESTABLISHED: text that was acknowledged -> ACK at once, it is not delivered again", {
    covers: ["793-3.9-SEGARR-SEQ-LNWN"],
    from: established(),
    steps: [
      peer.sends(DATA, { text: 20 }),
      stack.acknowledges(),
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      wait.past(ANSWER_SPACING),
      piece(5, 15),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.receives(20),
      wait.past(ANSWER_SPACING),
      piece(0, 20),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.receives(0),
    ],
  }),

  ...[1, 10, 19].map((old) =>
    scenario(
      `old-and-new-${old}`,
      `ESTABLISHED: ${old} old octets and new ones behind them -> only the new are taken`,
      {
        covers: ["793-3.9-SEGARR-SEQ-TRIM-LEFT"],
        from: established(),
        steps: [
          piece(0, 20),
          stack.acknowledges(),
          piece(20 - old, 30),
          standsAt(30),
          user.receives(30),
          // Delivered or not: it is the number that counts.
          piece(30 - old, 40),
          standsAt(40),
          user.receives(10),
        ],
      },
    ),
  ),

  scenario("old-text-new-fin", "ESTABLISHED: old octets with a FIN behind them -> the FIN is taken", {
    covers: ["793-3.9-SEGARR-SEQ-TRIM-LEFT", "793-3.9-SEGARR-ESTAB-FIN"],
    from: established(),
    steps: [
      piece(0, 20),
      stack.acknowledges(),
      peer.sends(FIN_ACK, { seq: octet(5), text: 15 }),
      standsAt(21),
      stack.isIn("CLOSE-WAIT"),
      user.receives(20),
      user.isTold("end of stream"),
    ],
  }),

  scenario("other-octets-later", "ESTABLISHED: other octets under acknowledged numbers -> the first ones stay", {
    covers: ["793-3.9-SEGARR-SEQ-TRIM-LEFT", "793-3.9-SEGARR-SEQ-LNWN"],
    from: established(),
    steps: [
      peer.sends(DATA, { seq: octet(0), text: "abcdefghij" }),
      stack.acknowledges(),
      peer.sends(DATA, { seq: octet(0), text: "ABCDEFGHIJ" }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      settles("793-3.9-SEGARR-SEQ-TRIM-LEFT"),
      peer.sends(DATA, { seq: octet(5), text: "FGHIJklmno" }),
      standsAt(15),
      user.receives("abcdefghijklmno"),
    ],
  }),

  ...QUEUED.map(({ name, what, pieces, end }) =>
    scenario(`queued-${name}`, `ESTABLISHED: text beyond a gap, and ${what} -> each octet once, in order`, {
      covers: ["793-3.9-SEGARR-OVERLAP-QUEUED", "793-3.3-ACK-CUMULATIVE"],
      from: established(),
      steps: [pieces.flatMap((each) => [each, standsAt(0)]), piece(0, 10), inTheEnd(end)],
    }),
  ),

  // Which copy of an octet counts is left open, so long as it is one of them.
  scenario("queued-other-octets", "ESTABLISHED: two texts for the same octets beyond a gap -> either of them", {
    covers: ["793-3.9-SEGARR-OVERLAP-QUEUED"],
    from: established(),
    steps: [
      peer.sends(DATA, { seq: octet(4), text: "abcdef" }),
      standsAt(0),
      peer.sends(DATA, { seq: octet(4), text: "ABCDEF" }),
      standsAt(0),
      peer.sends(DATA, { seq: octet(0), text: "0123" }),
      peer.sends(DATA, { seq: octet(4), text: "abcdef" }),
      standsAt(10),
      oneOf({
        "RFC 9293 3.10.7: the first copy": [user.receives("0123abcdef")],
        "RFC 9293 3.10.7: the last copy": [user.receives("0123ABCDEF")],
      }),
    ],
  }),

  scenario(
    "gap-filled-too-far",
    "ESTABLISHED: a gap filled with more than is missing -> either text, and what is behind it",
    {
      covers: ["793-3.9-SEGARR-OVERLAP-QUEUED"],
      from: established(),
      steps: [
        peer.sends(DATA, { seq: octet(4), text: "efghij" }),
        standsAt(0),
        peer.sends(DATA, { seq: octet(0), text: "ABCDEFG" }),
        peer.sends(DATA, { seq: octet(7), text: "hij" }),
        standsAt(10),
        oneOf({
          "RFC 9293 3.10.7: what was held stays": [user.receives("ABCDefghij")],
          "RFC 9293 3.10.7: what came last takes its place": [user.receives("ABCDEFGhij")],
        }),
      ],
    },
  ),
]);
