// RFC 9293 3.1: reserved bits, ports, and the urgent pointer of a segment without URG.

import {
  ACK,
  AFTERWARDS,
  answersProbe,
  connection,
  DATA,
  established,
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
  sackPermitted,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synReceived,
  URG,
  user,
  windowScale,
} from "../../harness/scenario";

/** All four, and on a SYN those that nobody has a use for: the last one may ask for accurate ECN there. */
const RESERVED = 0b1111;
const RESERVED_ON_SYN = 0b1110;

export const headerFields = suite("header/fields", [
  scenario("reserved-on-a-syn", "LISTEN: SYN with reserved bits -> SYN,ACK", {
    covers: ["793-3.1-HDR-RESERVED"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(1460)], reserved: RESERVED_ON_SYN }),
      stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
      stack.isIn("SYN-RECEIVED"),
    ],
  }),

  scenario("reserved-on-the-third-segment", "SYN-RECEIVED: ACK with reserved bits -> ESTABLISHED", {
    covers: ["793-3.1-HDR-RESERVED"],
    from: synReceived(),
    steps: [
      peer.sends(ACK, { reserved: RESERVED }),
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
      answersProbe(),
    ],
  }),

  scenario("reserved-on-text", "ESTABLISHED: text with reserved bits -> taken and acknowledged", {
    covers: ["793-3.1-HDR-RESERVED"],
    from: established(),
    steps: [peer.sends(DATA, { text: 10, reserved: RESERVED }), stack.acknowledges(), user.receives(10)],
  }),

  scenario("reserved-on-an-ack", "ESTABLISHED: ACK with reserved bits -> what it is for does not go again", {
    covers: ["793-3.1-HDR-RESERVED"],
    from: established(),
    steps: [
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      peer.sends(ACK, { reserved: RESERVED }),
      stack.staysSilent(MINIMUM_RTO.times(4)),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),

  scenario("reserved-on-a-fin", "ESTABLISHED: FIN with reserved bits -> CLOSE-WAIT", {
    covers: ["793-3.1-HDR-RESERVED"],
    from: established(),
    steps: [
      peer.sends(FIN_ACK, { reserved: RESERVED }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.isTold("end of stream"),
      stack.isIn("CLOSE-WAIT"),
    ],
  }),

  scenario("reserved-on-a-reset", "ESTABLISHED: RST with reserved bits -> CLOSED", {
    covers: ["793-3.1-HDR-RESERVED"],
    from: established(),
    steps: [peer.sends(RST, { reserved: RESERVED }), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  // RFC 9293 3.1, Options: zeros behind an end of the list. An always-on rule sees to that; a list may be without an end.
  scenario(
    "padding",
    "LISTEN: SYN with every option -> a list of whole words, filled up with NOPs or with an end and zeros",
    {
      covers: ["MUST-69"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS, options: [mss(1460), sackPermitted, nop, windowScale(2)], tsValue: 1000 }),
        oneOf({
          "RFC 9293 3.1: an end of the list": [stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["end"] })],
          "RFC 9293 3.1: none": [stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, without: ["end"] })],
        }),
      ],
    },
  ),

  // RFC 9293 3.3.1: a pair of sockets is a connection, and a segment is for the one whose four numbers it bears.
  ...[
    { name: "from-another-port", other: "somebody else", from: "from another port of the peer" },
    { name: "to-another-port", other: AFTERWARDS, from: "to another port" },
  ].map(({ name, other, from }) => {
    const stranger = connection(other);
    return scenario(`text-${name}`, `ESTABLISHED: text ${from} -> RST with SEQ=SEG.ACK there, nothing here`, {
      covers: ["793-3.1-HDR-PORTDEMUX", "793-3.9-SEGARR-CLOSED-ACK", "793-3.9-SEGARR-LISTEN-ACK"],
      from: established(),
      steps: [
        stranger.peer.sends(DATA, { seq: 1000, ack: 2000, text: 10 }),
        // Scenarios about resets settle whether it may have ACK as well.
        stranger.stack.sends(RST, { optionalFlags: ACK, seq: 2000 }),
        answersProbe(),
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        user.receives(10),
      ],
    });
  }),

  scenario("urgent-pointer-without-urg", "ESTABLISHED: text with an urgent pointer and no URG -> ordinary text", {
    covers: ["793-3.1-HDR-URGPTR-NOFLAG"],
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10, urgentPointer: 5 }),
      stack.acknowledges(),
      peer.sends(DATA, { text: 10, urgentPointer: 65_535 }),
      stack.acknowledges(),
      user.receives(20),
    ],
  }),

  ...[
    { name: "to-its-end", pointer: 10, where: "at its end" },
    { name: "in-part", pointer: 4, where: "inside it" },
    { name: "to-come", pointer: 15, where: "ahead of it" },
  ].map(({ name, pointer, where }) =>
    // RFC 9293 3.8.5: urgent text is a part of the stream, and nothing is taken out of it.
    scenario(`urgent-text-${name}`, `ESTABLISHED: URG, the pointer ${where} -> every octet is delivered in its place`, {
      covers: ["6093-4-URG-SEMANTIC"],
      from: established(),
      steps: [
        peer.sends(DATA | URG, { text: 10, urgentPointer: pointer }),
        stack.acknowledges(),
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        oneOf({
          "RFC 9293 3.9.1.3, urgent text and other text by a RECEIVE each": [
            user.receives(pointer),
            user.receives(20 - pointer),
          ],
          "RFC 6093 4, all of it in line": [user.receives(20)],
        }),
      ],
    }),
  ),

  scenario("urgent-is-told", "ESTABLISHED: URG -> the user is told, and told again when the pointer advances", {
    covers: ["MUST-32", "MUST-30"],
    from: established(),
    steps: [
      peer.sends(DATA | URG, { text: 10, urgentPointer: 10 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      user.receives(10),
      peer.sends(DATA | URG, { text: 10, urgentPointer: 10 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      user.receives(10),
    ],
  }),
]);
