// RFC 9293 3.5.2: when a reset is sent, in three groups of states, and what it looks like.

import {
  ACK,
  ANSWER_SPACING,
  answersProbe,
  closeWait,
  closed,
  DATA,
  established,
  FIN,
  FIN_ACK,
  finWait2,
  IRS,
  ISS,
  mss,
  oneOf,
  peer,
  PSH,
  RCV,
  RST,
  RST_ACK,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synReceived,
  synSent,
  URG,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** Segments without ACK to nobody, and where each ends: <SEQ=0><ACK=SEG.SEQ+SEG.LEN>. */
const WITHOUT_ACK = [
  { name: "text", what: "text alone", flags: PSH, seq: 5000, text: 10, ack: 5010 },
  { name: "urgent-text", what: "urgent text", flags: PSH | URG, seq: 5000, text: 10, ack: 5010 },
  { name: "no-flags", what: "no flags, with text", flags: 0, seq: 5000, text: 1, ack: 5001 },
  { name: "fin-with-text", what: "FIN with text", flags: FIN, seq: 5000, text: 10, ack: 5011 },
  { name: "syn-at-the-wrap", what: "SYN with SEQ=2^32-1", flags: SYN, seq: 2 ** 32 - 1, text: 0, ack: 0 },
  { name: "text-across-the-wrap", what: "SYN with text across 2^32", flags: SYN, seq: 2 ** 32 - 5, text: 10, ack: 6 },
  { name: "fin-across-the-wrap", what: "FIN with text across 2^32", flags: FIN, seq: 2 ** 32 - 3, text: 3, ack: 1 },
];

/** Distances of a wrong ACK in SYN-SENT from ISS; ISS+1 is the right one. */
const WRONG_ACKS = [0, -1, 2, 2 ** 31 - 1, -(2 ** 31 - 1)];

/** What a synchronized connection refuses: it says where it stands, <SEQ=SND.NXT><ACK=RCV.NXT>, and stays. */
const REFUSED: readonly Step[] = [
  peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 10 }), // text left of the window
  peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND).plus(1), text: 10 }), // text right of the window
  peer.sends(FIN_ACK, { seq: RCV.NXT.plus(RCV.WND).plus(1) }), // a FIN right of the window
  peer.sends(DATA | URG, { seq: RCV.NXT.minus(10), text: 10, urgentPointer: 10 }), // urgent text left of the window
  peer.sends(ACK, { seq: RCV.NXT.minus(1) }), // an ACK left of the window
];

const STAYS = [
  ["ESTABLISHED", established],
  ["FIN-WAIT-2", finWait2],
  ["CLOSE-WAIT", closeWait],
] as const;

export const resetGeneration = suite("reset/generation", [
  // Group 1: there is no connection.
  ...WITHOUT_ACK.map(({ name, what, flags, seq, text, ack }) =>
    scenario(`closed-${name}`, `CLOSED: ${what} -> RST,ACK with SEQ=0 and ACK=SEG.SEQ+SEG.LEN`, {
      covers: ["793-3.4-RSTGEN-CLOSED-SEQ", "793-3.9-SEGARR-CLOSED-NOACK"],
      steps: [
        peer.sends(flags, { seq, text, ...((flags & URG) === 0 ? {} : { urgentPointer: text }) }),
        stack.sends(RST_ACK, { seq: 0, ack }),
      ],
    }),
  ),

  scenario("closed-each-time", "CLOSED: the same segment five times -> a reset for each", {
    covers: ["793-3.9-SEGARR-CLOSED-ACK", "793-3.4-RSTGEN-CLOSED-SEQ"],
    steps: Array.from({ length: 5 }, () => [
      peer.sends(ACK, { seq: 5000, ack: 90_210 }),
      stack.sends(RST, { optionalFlags: ACK, seq: 90_210 }),
    ]).flat(),
  }),

  // MUST-3: what has been damaged counts as lost, and nobody is told.
  scenario("closed-wrong-checksum", "CLOSED: a segment with a wrong checksum -> nothing", {
    covers: ["MUST-3", "793-3.9-SEGARR-CLOSED-NOACK"],
    steps: [
      peer.sends(SYN, { seq: IRS, checksum: "wrong" }),
      stack.staysSilent(RTO),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(RST_ACK, { seq: 0, ack: IRS.plus(1) }),
    ],
  }),

  scenario("after-the-end", "CLOSED after 2 MSL: the peer's FIN, text, an old ACK -> RST with SEQ=SEG.ACK for each", {
    covers: ["793-3.9-SEGARR-CLOSED-ACK", "793-3.9-TIMEOUT-TIMEWAIT", "793-3.4-RSTGEN-CLOSED-SEQ"],
    from: closed(),
    steps: [
      peer.resends(),
      stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
      peer.sends(DATA, { text: 10, ack: SND.NXT.minus(1) }),
      stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT.minus(1) }),
      peer.sends(SYN, { seq: IRS.plus(100_000) }),
      stack.sends(RST_ACK, { seq: 0, ack: RCV.NXT }), // RCV.NXT is of this SYN by now.
    ],
  }),

  // Group 2: not synchronized yet, and the ACK is of something else.
  ...WRONG_ACKS.map((distance, i) =>
    scenario(
      `syn-sent-ack-${i + 1}`,
      `SYN-SENT: SYN,ACK with ACK=ISS${distance < 0 ? "" : "+"}${distance} -> RST, still SYN-SENT`,
      {
        covers: ["793-3.4-RSTGEN-CLOSED-SEQ", "793-3.9-SEGARR-SYNSENT-ACKBAD", "793-3.3-SEQ-MOD32"],
        from: synSent(),
        steps: [
          peer.sends(SYN_ACK, { seq: IRS, ack: ISS.plus(distance), options: [mss(1460)] }),
          stack.sends(RST, { optionalFlags: ACK, seq: ISS.plus(distance) }),
          stack.isIn("SYN-SENT"),
          peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
          stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
          stack.isIn("ESTABLISHED"),
        ],
      },
    ),
  ),

  scenario(
    "syn-received-text",
    "SYN-RECEIVED: text whose ACK was never sent -> RST with SEQ=SEG.ACK, nothing is taken",
    {
      covers: ["793-3.4-RSTGEN-CLOSED-SEQ", "793-3.9-SEGARR-SYNRCVD-ACK"],
      from: synReceived(),
      steps: [
        peer.sends(DATA, { ack: SND.NXT.plus(1), text: 10 }),
        oneOf({
          "RFC 9293 3.10.7.4, fifth: a reset": [stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT.plus(1) })],
          "RFC 5961 5.2: an ACK": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
        }),
        stack.isIn("SYN-RECEIVED"),
        peer.sends(ACK, { seq: IRS.plus(1) }),
        user.isTold("established"),
        peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
        stack.acknowledges(),
        user.receives(10),
      ],
    },
  ),

  // Group 3: synchronized, and only an empty ACK may answer what is not acceptable.
  ...STAYS.map(([state, from]) =>
    scenario(
      `${state.toLowerCase()}-stays`,
      `${state}: segments outside the window -> an ACK for each, never a reset`,
      {
        covers: ["793-3.9-SEGARR-SEQ-LNWN", "793-3.9-SEGARR-SEQ-L0WN"],
        from: from(),
        steps: [
          REFUSED.flatMap((sends) => [
            wait.past(ANSWER_SPACING),
            sends,
            stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
            stack.isIn(state),
          ]),
          answersProbe(),
        ],
      },
    ),
  ),
]);
