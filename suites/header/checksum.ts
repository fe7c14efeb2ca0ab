// RFC 9293 3.1, Checksum: every segment has one (MUST-2), and one that fails is dropped, as if the network had lost it (MUST-3).

import {
  ACK,
  answersProbe,
  DATA,
  established,
  FIN_ACK,
  IRS,
  isGone,
  ISS,
  listening,
  MINIMUM_RTO,
  mss,
  nop,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  sackPermitted,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synReceived,
  user,
  windowScale,
} from "../../harness/scenario";

/** One bit is wrong, and no checksum at all, which only UDP knows. */
const BAD = { wrong: "a wrong checksum", none: "the checksum 0" } as const;

const CHECKSUMS = ["wrong", "none"] as const;

/** Whether a checksum is right an always-on rule sees; here there is one of each kind to be seen. */
const SENT = [
  scenario("sent", "a connection from its SYN to its FIN, text of odd and even length -> right on every segment", {
    covers: ["MUST-2"],
    steps: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      ["a", "bc", "def", "\x00\x00\x01", "\xff\xff\xff\xff\xff"].flatMap((text) => [
        peer.sends(DATA, { text }),
        stack.transmits(text),
        peer.sends(ACK),
      ]),
      answersProbe(),
      peer.sends(FIN_ACK),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, within: RTO }),
      peer.sends(ACK),
      isGone(),
    ],
  }),

  scenario("sent-with-options", "the same with every option that both sides know -> right on every segment", {
    covers: ["MUST-2"],
    steps: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460), sackPermitted, nop, windowScale(2)], tsValue: 1000 }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK, { tsValue: 1000 }),
      peer.sends(DATA, { seq: RCV.NXT.plus(2), text: "llo", tsValue: 1000 }),
      peer.sends(DATA, { text: "he", tsValue: 1000 }),
      oneOf({
        "SHLD-31, what lay beyond the gap was kept": [stack.transmits("hello")],
        "it was forgotten, and comes again": [
          stack.transmits("he"),
          peer.sends(DATA, { seq: IRS.plus(3), text: "llo", tsValue: 1000 }),
          stack.transmits("llo"),
        ],
      }),
    ],
  }),
];

export const checksums = suite("header/checksum", [
  ...SENT,
  ...CHECKSUMS.flatMap((checksum) => [
    scenario(`${checksum}-on-text`, `ESTABLISHED: text with ${BAD[checksum]} -> nothing; the same with the right one`, {
      covers: ["MUST-3"],
      from: established(),
      steps: [
        peer.sends(DATA, { text: 11, checksum }),
        stack.staysSilent(RTO),
        // Had the octets been taken, these would be old ones.
        peer.sends(DATA, { text: 25 }),
        stack.acknowledges(),
        user.receives(25),
      ],
    }),

    scenario(`${checksum}-on-a-syn`, `LISTEN: SYN with ${BAD[checksum]} -> nothing, still LISTEN`, {
      covers: ["MUST-3"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS, options: [mss(1460)], checksum }),
        stack.staysSilent(RTO.times(2)),
        stack.isIn("LISTEN"),
        peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
      ],
    }),

    scenario(`${checksum}-on-the-third-segment`, `SYN-RECEIVED: ACK with ${BAD[checksum]} -> the SYN,ACK again`, {
      covers: ["MUST-3"],
      // Only who sends it again anyway shows so that no ACK of it has come.
      from: [...synReceived(), stack.resends("the SYN+ACK", { after: RTO })],
      steps: [
        peer.sends(ACK, { checksum }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, within: RTO.times(8) }),
        peer.sends(ACK),
        user.isTold("established"),
        stack.isIn("ESTABLISHED"),
      ],
    }),

    scenario(`${checksum}-on-an-ack`, `ESTABLISHED: ACK with ${BAD[checksum]} -> what it is for goes again`, {
      covers: ["MUST-3"],
      from: [
        ...established(),
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
        stack.resends("the text", { after: MINIMUM_RTO }),
      ],
      steps: [
        peer.sends(ACK, { checksum }),
        stack.sends(DATA, { seq: SND.UNA, within: RTO.times(8) }),
        peer.sends(ACK),
        user.send(5),
        stack.sends(DATA, { seq: SND.NXT, text: 5 }),
      ],
    }),

    scenario(`${checksum}-on-a-fin`, `ESTABLISHED: FIN with ${BAD[checksum]} -> nothing, still ESTABLISHED`, {
      covers: ["MUST-3"],
      from: established(),
      steps: [
        peer.sends(FIN_ACK, { checksum }),
        stack.staysSilent(RTO),
        stack.isIn("ESTABLISHED"),
        peer.sends(FIN_ACK),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        user.isTold("end of stream"),
      ],
    }),

    scenario(`${checksum}-on-a-reset`, `ESTABLISHED: RST with ${BAD[checksum]} -> nothing, still ESTABLISHED`, {
      covers: ["MUST-3"],
      from: established(),
      steps: [
        peer.sends(RST, { checksum }),
        stack.staysSilent(RTO),
        stack.isIn("ESTABLISHED"),
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        user.receives(10),
      ],
    }),
  ]),
]);
