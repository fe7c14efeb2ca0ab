// RFC 9293 3.4: numbers go round at 2^32, and which of two comes first is asked modulo 2^32.
//
// Here it is the peer's numbers that go round, as scripts choose them. The stack chooses its own; the tests of this repository play
// all suites with those moved to the end of the space.

import {
  ACK,
  ANSWER_SPACING,
  answersProbe,
  DATA,
  FIN_ACK,
  isGone,
  ISS,
  mss,
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
  user,
  wait,
  type Step,
} from "../../harness/scenario";

const mod = (number: number) => number % 2 ** 32;

/** The three-way handshake with a peer whose SYN has this number. */
function establishedFrom(isn: number): readonly Step[] {
  return [
    user.listen(),
    peer.sends(SYN, { seq: isn, options: [mss(1460)] }),
    stack.sends(SYN_ACK, { seq: ISS, ack: mod(isn + 1) }),
    peer.sends(ACK),
    user.isTold("established"),
    stack.isIn("ESTABLISHED"),
  ];
}

/** Where the numbers go round, or change their sign for a stack that takes them for signed ones; and the peer's SYN. */
const PLACES = [
  { place: "before-the-text", where: "the first octet has the number 0", isn: 2 ** 32 - 1 },
  { place: "after-one-octet", where: "the first octet has the number 2^32-1", isn: 2 ** 32 - 2 },
  { place: "in-the-text", where: "the eleventh octet has the number 0", isn: 2 ** 32 - 11 },
  { place: "behind-the-text", where: "the number behind the text is 0", isn: 2 ** 32 - 21 },
  { place: "at-the-sign", where: "the eleventh octet has the number 2^31", isn: 2 ** 31 - 11 },
];

export const wrap = suite(
  "sequence/wrap",
  PLACES.flatMap(({ place, where, isn }) => [
    scenario(`fin-${place}`, `${where}: two segments and a FIN -> acknowledged, delivered, CLOSE-WAIT`, {
      covers: ["793-3.3-SEQ-MOD32", "793-3.3-SYN-FIN-OCCUPY"],
      from: establishedFrom(isn),
      steps: [
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        user.receives(20),
        peer.sends(FIN_ACK, { seq: mod(isn + 21) }),
        stack.sends(ACK, { ack: mod(isn + 22) }),
        user.isTold("end of stream"),
        stack.isIn("CLOSE-WAIT"),
      ],
    }),

    scenario(`early-${place}`, `${where}: the second half comes first -> nothing is delivered before the first half`, {
      covers: ["793-3.3-SEQ-MOD32", "793-3.3-ACK-CUMULATIVE"],
      from: establishedFrom(isn),
      steps: [
        peer.sends(DATA, { seq: mod(isn + 11), text: 10 }),
        stack.sends(ACK, { ack: mod(isn + 1) }),
        user.receives(0),
        peer.sends(DATA, { seq: mod(isn + 1), text: 10 }),
        // One that did not keep the second half (SHLD-31) gets it again.
        peer.sends(DATA, { seq: mod(isn + 11), text: 10 }),
        stack.acknowledges(),
        user.receives(20),
      ],
    }),

    scenario(`overlap-${place}`, `${where}: the first half again, with the second -> each octet is delivered once`, {
      covers: ["793-3.3-SEQ-MOD32", "793-3.9-SEGARR-SEQ-TRIM-LEFT"],
      from: establishedFrom(isn),
      steps: [
        peer.sends(DATA, { seq: mod(isn + 1), text: 10 }),
        stack.acknowledges(),
        peer.sends(DATA, { seq: mod(isn + 1), text: 20 }),
        stack.acknowledges(),
        user.receives(20),
      ],
    }),

    scenario(`edges-${place}`, `${where}: text on either side of the window -> ACK, nothing of it is taken`, {
      covers: ["793-3.3-SEQ-MOD32", "793-3.9-SEGARR-SEQ-LNWN"],
      from: establishedFrom(isn),
      steps: [
        peer.sends(DATA, { seq: isn, text: 1 }),
        stack.sends(ACK, { seq: SND.NXT, ack: mod(isn + 1) }),
        wait.past(ANSWER_SPACING),
        peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND), text: 1 }),
        stack.sends(ACK, { seq: SND.NXT, ack: mod(isn + 1) }),
        peer.sends(DATA, { text: 20 }),
        stack.acknowledges(),
        user.receives(20),
      ],
    }),

    scenario(`reset-${place}`, `${where}: RST left of the window -> nothing; RST at RCV.NXT -> CLOSED`, {
      covers: ["793-3.3-SEQ-MOD32", "793-3.9-SEGARR-SEQ-RST-SILENT", "5961-3.2-RST-EXACT"],
      from: establishedFrom(isn),
      steps: [
        peer.sends(RST, { seq: isn }),
        stack.staysSilent(RTO),
        answersProbe(),
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        peer.sends(RST, { seq: mod(isn + 11) }),
        user.isTold("reset"),
        stack.isIn("CLOSED"),
        isGone(),
      ],
    }),
  ]),
);
