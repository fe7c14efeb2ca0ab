// RFC 9293 3.5, figure 6: the peer calls. RFC 9293 3.10.7.2 and 3.10.7.4: what LISTEN and SYN-RECEIVED make of segments.

import {
  ACK,
  answersProbe,
  DATA,
  FIN,
  FIN_ACK,
  IRS,
  ISS,
  listening,
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
  wait,
} from "../../harness/scenario";

export const passiveOpen = suite("handshake/passive", [
  scenario("three-way", "LISTEN: SYN -> SYN,ACK; ACK -> ESTABLISHED", {
    covers: ["793-3.4-FIG7-3WHS", "793-3.9-SEGARR-LISTEN-SYN", "793-3.9-SEGARR-SYNRCVD-ACK"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
      stack.isIn("SYN-RECEIVED"),
      peer.sends(ACK, { seq: IRS.plus(1), ack: ISS.plus(1) }),
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
      // The empty ACK took no number: the first octet has the one that it had.
      peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
      stack.acknowledges(),
      user.receives(10),
    ],
  }),

  scenario("first-octet-from-the-stack", "ESTABLISHED: the first octet that the stack sends has SEQ=ISS+1", {
    covers: ["793-3.3-SYN-FIN-OCCUPY", "793-3.4-FIG7-3WHS"],
    from: synReceived(),
    steps: [
      peer.sends(ACK),
      user.isTold("established"),
      user.send(10),
      stack.sends(DATA, { seq: ISS.plus(1), ack: RCV.NXT, text: 10 }),
      peer.sends(ACK),
      answersProbe(),
    ],
  }),

  scenario("silent-listener", "CLOSED: passive OPEN -> LISTEN, nothing is sent", {
    covers: ["793-3.9-OPEN-CLOSED-PASSIVE"],
    steps: [
      user.listen(),
      stack.isIn("LISTEN"),
      stack.staysSilent(RTO.times(2)),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    ],
  }),

  scenario("peer-isn-at-the-wrap", "LISTEN: SYN with SEQ=2^32-1 -> SYN,ACK with ACK=0", {
    covers: ["793-3.3-SEQ-MOD32", "793-3.9-SEGARR-LISTEN-SYN"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: 4_294_967_295 }),
      stack.sends(SYN_ACK, { ack: 0 }),
      peer.sends(ACK, { seq: 0 }),
      stack.isIn("ESTABLISHED"),
      peer.sends(DATA, { seq: 0, text: 5 }),
      stack.acknowledges(),
      user.receives(5),
    ],
  }),

  scenario("text-on-the-third-segment", "SYN-RECEIVED: ACK with text -> ESTABLISHED, the text is delivered", {
    covers: ["793-3.9-SEGARR-SYNRCVD-TEXT"],
    from: synReceived(),
    steps: [
      peer.sends(DATA, { text: 20 }),
      stack.isIn("ESTABLISHED"),
      stack.acknowledges(),
      user.isTold("established"),
      user.receives(20),
    ],
  }),

  scenario("window-of-the-third-segment", "SYN-RECEIVED: ACK with a window -> it takes the place of the SYN's", {
    covers: ["1122-4.2.2.20f"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, window: 0, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK, { window: 5000 }),
      user.isTold("established"),
      user.send(100),
      stack.sends(DATA, { seq: ISS.plus(1), ack: RCV.NXT, text: 100 }),
    ],
  }),

  scenario("text-on-the-syn", "LISTEN: SYN with text -> the text is delivered once, after the handshake", {
    covers: ["793-3.9-SEGARR-LISTEN-SYN-DATA", "793-3.3-SYN-FIN-OCCUPY"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, text: 10, options: [mss(1460)] }),
      oneOf({
        "RFC 9293 3.10.7.2, third, the text waits or must come again: ACK=IRS+1": [
          stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
          peer.sends(ACK, { seq: IRS.plus(1) }),
        ],
        "RFC 9293 3.4, the text is held and acknowledged: ACK=IRS+11": [
          stack.sends(SYN_ACK, { ack: IRS.plus(11) }),
          // What is acknowledged is left of the window by now.
          peer.sends(ACK, { seq: IRS.plus(11) }),
        ],
      }),
      stack.isIn("ESTABLISHED"),
      peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
      stack.acknowledges(),
      user.receives(10),
      peer.sends(DATA, { text: 5 }),
      stack.acknowledges(),
      user.receives(5),
    ],
  }),

  scenario("syn-ack-again", "SYN-RECEIVED: no ACK -> the same SYN,ACK after RTO and 2 RTO", {
    covers: ["1122-4.2.3.1-SYN-RTO", "793-3.9-TIMEOUT-RETX", "6298-2.1-INIT1S"],
    level: "SHOULD",
    from: synReceived(),
    steps: [
      stack.resends("the SYN+ACK", { after: RTO }),
      stack.resends("the SYN+ACK", { after: RTO.times(2) }),
      peer.sends(ACK),
      stack.isIn("ESTABLISHED"),
      // Acknowledged, it comes no more.
      stack.staysSilent(RTO.times(5)),
      answersProbe(),
    ],
  }),

  scenario("repeated-syn", "SYN-RECEIVED: the same SYN again -> SYN,ACK or ACK with the same numbers", {
    covers: ["793-3.9-SEGARR-SYNRCVD-SEQ"],
    from: synReceived(),
    steps: [
      peer.resends(),
      oneOf({
        "RFC 9293 3.10.7.4, first: an ACK, as for any segment left of the window": [
          stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
        ],
        "the SYN,ACK again, taken for lost": [stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) })],
      }),
      peer.sends(ACK),
      stack.isIn("ESTABLISHED"),
    ],
  }),

  scenario("reset", "SYN-RECEIVED after a passive OPEN: RST -> LISTEN, no more SYN,ACKs; a new SYN is answered", {
    covers: ["793-3.9-SEGARR-SYNRCVD-RST", "MUST-11", "793-3.4-RST-NEVER-FOR-RST"],
    from: synReceived(),
    steps: [
      peer.sends(RST),
      stack.isIn("LISTEN"),
      stack.staysSilent(RTO.times(2)),
      // The ACK of the old SYN+ACK finds no connection.
      peer.sends(ACK),
      stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
      peer.sends(SYN, { seq: IRS.plus(5000) }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
      peer.sends(ACK),
      stack.isIn("ESTABLISHED"),
    ],
  }),

  scenario("wrong-ack", "SYN-RECEIVED: ACK of what was never sent -> RST with SEQ=SEG.ACK, and still waiting", {
    covers: ["793-3.9-SEGARR-SYNRCVD-ACK", "793-3.4-RSTGEN-CLOSED-SEQ"],
    from: synReceived(),
    steps: [
      peer.sends(ACK, { ack: SND.NXT.plus(1000) }),
      oneOf({
        "RFC 9293 3.10.7.4, fifth: a reset": [stack.sends(RST, { seq: SND.NXT.plus(1000) })],
        "RFC 5961 5.2: an ACK": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
      }),
      stack.isIn("SYN-RECEIVED"),
      peer.sends(ACK),
      stack.isIn("ESTABLISHED"),
    ],
  }),

  scenario(
    "ack-of-nothing-new",
    "SYN-RECEIVED: ACK that does not cover the SYN -> RST with SEQ=SEG.ACK, still waiting",
    {
      covers: ["793-3.9-SEGARR-SYNRCVD-ACK", "793-3.4-RSTGEN-CLOSED-SEQ"],
      from: synReceived(),
      steps: [
        // RFC 9293 3.10.7.4, fifth: SND.UNA < SEG.ACK, where RFC 793 had =<.
        peer.sends(ACK, { ack: ISS }),
        stack.sends(RST, { seq: ISS }),
        stack.isIn("SYN-RECEIVED"),
        peer.sends(ACK),
        stack.isIn("ESTABLISHED"),
      ],
    },
  ),

  scenario("stray-ack", "LISTEN: ACK -> RST with SEQ=SEG.ACK, and still LISTEN", {
    covers: ["793-3.9-SEGARR-LISTEN-ACK", "793-3.4-RSTGEN-CLOSED-SEQ"],
    from: listening(),
    steps: [
      peer.sends(ACK, { seq: IRS, ack: 123_456 }),
      stack.sends(RST, { seq: 123_456 }),
      stack.isIn("LISTEN"),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    ],
  }),

  scenario("stray-reset", "LISTEN: RST -> nothing, and still LISTEN", {
    covers: ["793-3.9-SEGARR-LISTEN-RST", "793-3.4-RST-NEVER-FOR-RST"],
    from: listening(),
    steps: [
      peer.sends(RST, { seq: IRS }),
      peer.sends(RST | ACK, { seq: IRS, ack: 123_456 }),
      stack.staysSilent(RTO),
      stack.isIn("LISTEN"),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    ],
  }),

  scenario("stray-fin", "LISTEN: FIN without ACK -> nothing; FIN,ACK -> RST", {
    covers: ["793-3.9-SEGARR-LISTEN-FIN", "793-3.9-SEGARR-LISTEN-ACK"],
    from: listening(),
    steps: [
      peer.sends(FIN, { seq: IRS }),
      stack.staysSilent(RTO),
      peer.sends(FIN_ACK, { seq: IRS, ack: 777 }),
      stack.sends(RST, { optionalFlags: ACK, seq: 777 }),
      stack.isIn("LISTEN"),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    ],
  }),

  scenario("close-the-listener", "LISTEN: CLOSE -> CLOSED, a SYN draws RST", {
    covers: ["793-3.9-CLOSE-LISTEN", "793-3.9-SEGARR-CLOSED-NOACK"],
    from: listening(),
    steps: [
      user.close(),
      stack.isIn("CLOSED"),
      wait.past(RTO),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(RST | ACK, { seq: 0, ack: IRS.plus(1) }),
    ],
  }),
]);
