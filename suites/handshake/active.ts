// RFC 9293 3.5, figure 6: the stack calls. RFC 9293 3.10.7.3: what SYN-SENT makes of segments.

import {
  ACK,
  answersProbe,
  DATA,
  FIN,
  FIN_ACK,
  IRS,
  ISS,
  isGone,
  mss,
  peer,
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
  synSent,
  user,
} from "../../harness/scenario";

/** The peer answers as it should, and the attempt that went on all the while succeeds. */
const HANDSHAKE_COMPLETES = [
  peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
  stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
  stack.isIn("ESTABLISHED"),
] as const;

export const activeOpen = suite("handshake/active", [
  scenario("three-way", "CLOSED: active OPEN -> SYN; SYN,ACK -> ACK, ESTABLISHED", {
    covers: ["793-3.4-FIG7-3WHS", "793-3.9-OPEN-CLOSED-ACTIVE", "793-3.9-SEGARR-SYNSENT-SYNACK"],
    steps: [
      user.connect(),
      stack.sends(SYN, { seq: ISS }),
      stack.isIn("SYN-SENT"),
      peer.sends(SYN_ACK, { seq: IRS, ack: ISS.plus(1), options: [mss(1460)] }),
      stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
      user.send(10),
      stack.sends(DATA, { seq: ISS.plus(1), ack: IRS.plus(1), text: 10 }),
      peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
      stack.acknowledges(),
      user.receives(10),
    ],
  }),

  scenario(
    "text-on-the-syn-ack",
    "SYN-SENT: SYN,ACK with text -> ESTABLISHED, the text is acknowledged and delivered",
    {
      covers: ["793-3.9-SEGARR-SYNSENT-SYN-DATA", "793-3.9-SEGARR-SYNSENT-SYNACK"],
      from: synSent(),
      steps: [
        peer.sends(SYN_ACK, { seq: IRS, text: 10, options: [mss(1460)] }),
        stack.sends(ACK, { seq: ISS.plus(1) }),
        stack.isIn("ESTABLISHED"),
        // Whether it was held or dropped, sent again it is there once.
        peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
        stack.acknowledges(),
        user.receives(10),
      ],
    },
  ),

  scenario("syn-again", "SYN-SENT: silence -> the same SYN after RTO; a late SYN,ACK still completes it", {
    covers: ["793-3.9-TIMEOUT-RETX", "793-3.9-OPEN-CLOSED-ACTIVE", "6298-2.1-INIT1S"],
    from: synSent(),
    steps: [stack.resends("the SYN", { after: RTO }), stack.isIn("SYN-SENT"), ...HANDSHAKE_COMPLETES],
  }),

  scenario("syn-back-off", "SYN-SENT: silence -> the gaps between SYNs double", {
    covers: ["1122-4.2.3.1-SYN-RTO", "6298-5.5-DOUBLE"],
    level: "SHOULD",
    from: synSent(),
    steps: [
      stack.resends("the SYN", { after: RTO }),
      stack.resends("the SYN", { after: RTO.times(2) }),
      stack.resends("the SYN", { after: RTO.times(4) }),
      ...HANDSHAKE_COMPLETES,
    ],
  }),

  scenario("refused", "SYN-SENT: RST,ACK of the SYN -> CLOSED, the user is told", {
    covers: ["793-3.9-SEGARR-SYNSENT-RST-ACKOK", "5961-3.2-RST-SYNSENT"],
    from: synSent(),
    steps: [
      // The form that a closed port answers with.
      peer.sends(RST_ACK, { seq: 0 }),
      // RFC 9293 3.10.7.3 has it told of a reset, which BSD's interface calls refused.
      user.isTold("refused", "reset"),
      stack.isIn("CLOSED"),
      stack.staysSilent(RTO.times(2)),
      isGone(),
    ],
  }),

  scenario("reset-without-ack", "SYN-SENT: RST without ACK -> nothing, the attempt goes on", {
    covers: ["793-3.9-SEGARR-SYNSENT-RST-NOACK", "5961-3.2-RST-SYNSENT"],
    from: synSent(),
    steps: [
      peer.sends(RST, { seq: IRS }),
      stack.staysSilent(RTO.times(0.5)),
      stack.isIn("SYN-SENT"),
      ...HANDSHAKE_COMPLETES,
    ],
  }),

  scenario("reset-with-wrong-ack", "SYN-SENT: RST with an ACK of what was never sent -> nothing, the attempt goes on", {
    covers: ["793-3.9-SEGARR-SYNSENT-ACKBAD-RST", "793-3.4-RST-NEVER-FOR-RST", "5961-3.2-RST-SYNSENT"],
    from: synSent(),
    steps: [
      peer.sends(RST_ACK, { seq: 0, ack: ISS.plus(2) }),
      peer.sends(RST_ACK, { seq: 0, ack: ISS }),
      stack.staysSilent(RTO.times(0.5)),
      stack.isIn("SYN-SENT"),
      ...HANDSHAKE_COMPLETES,
    ],
  }),

  scenario("stray-fin", "SYN-SENT: FIN without SYN -> nothing, the attempt goes on", {
    covers: ["793-3.9-SEGARR-SYNSENT-FIN"],
    from: synSent(),
    steps: [
      peer.sends(FIN, { seq: IRS }),
      peer.sends(FIN_ACK, { seq: IRS, ack: ISS.plus(1) }),
      stack.staysSilent(RTO.times(0.5)),
      stack.isIn("SYN-SENT"),
      ...HANDSHAKE_COMPLETES,
      answersProbe(),
    ],
  }),

  scenario("stray-ack", "SYN-SENT: the right ACK without SYN, empty or with text -> nothing, the attempt goes on", {
    covers: ["793-3.9-SEGARR-SYNSENT-NONE"],
    from: synSent(),
    steps: [
      peer.sends(ACK, { seq: IRS.plus(1), ack: ISS.plus(1) }),
      peer.sends(DATA, { seq: IRS.plus(1), ack: ISS.plus(1), text: 10 }),
      stack.staysSilent(RTO.times(0.5)),
      stack.isIn("SYN-SENT"),
      ...HANDSHAKE_COMPLETES,
      // Nothing of it was kept.
      answersProbe(),
    ],
  }),

  scenario("open-twice", "SYN-SENT and ESTABLISHED: OPEN -> 'connection already exists', nothing changes", {
    covers: ["793-3.9-OPEN-OTHER"],
    from: synSent(),
    steps: [
      user.connect("connection already exists"),
      stack.isIn("SYN-SENT"),
      ...HANDSHAKE_COMPLETES,
      user.connect("connection already exists"),
      stack.isIn("ESTABLISHED"),
      peer.sends(DATA, { text: 5 }),
      stack.acknowledges(),
    ],
  }),

  scenario("send-while-connecting", "SYN-SENT: SEND -> queued, sent once ESTABLISHED", {
    covers: ["793-3.9-SEND-SYNSENT"],
    from: synSent(),
    steps: [
      user.send(10),
      stack.staysSilent(RTO.times(0.5)),
      peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
      stack.transmits(10),
      peer.sends(ACK, { seq: RCV.NXT, ack: SND.NXT }),
      answersProbe(),
    ],
  }),
]);
