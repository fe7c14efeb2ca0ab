// RFC 9293 3.5.3: a reset is judged by its SEQ alone, but in SYN-SENT, and its user is told.

import {
  ACK,
  answersProbe,
  closeWait,
  DATA,
  established,
  FIN,
  FIN_ACK,
  generated,
  goesOnGenerating,
  IRS,
  isGone,
  MINIMUM_RTO,
  mss,
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
  URG,
  user,
} from "../../harness/scenario";

/** Resets at RCV.NXT that are all as good as one without anything. */
const RIGHT = [
  { name: "right-ack", what: "a right ACK", sends: peer.sends(RST_ACK) },
  {
    name: "ack-never-sent",
    what: "an ACK of what was never sent",
    sends: peer.sends(RST_ACK, { ack: SND.NXT.plus(1000) }),
  },
  { name: "old-ack", what: "an ACK far behind", sends: peer.sends(RST_ACK, { ack: SND.UNA.minus(100_000) }) },
  { name: "fin", what: "FIN", sends: peer.sends(RST | FIN | ACK) },
  { name: "urgent", what: "URG and PSH", sends: peer.sends(RST | URG | PSH | ACK, { urgentPointer: 1 }) },
];

const IS_OVER = [
  user.isTold("reset"),
  stack.isIn("CLOSED"),
  stack.staysSilent(MINIMUM_RTO.times(2)),
  ...isGone(),
] as const;

export const believedReset = suite("reset/believed", [
  ...RIGHT.flatMap(({ name, what, sends }) => [
    scenario(`${name}-in-established`, `ESTABLISHED: RST at RCV.NXT with ${what} -> CLOSED, no answer`, {
      covers: ["793-3.4-RST-SEQ-ONLY", "5961-3.2-RST-EXACT", "793-3.9-SEGARR-ESTAB-RST"],
      from: established(),
      steps: [sends, IS_OVER],
    }),
    scenario(`${name}-in-close-wait`, `CLOSE-WAIT: RST at RCV.NXT with ${what} -> CLOSED, no answer`, {
      covers: ["793-3.4-RST-SEQ-ONLY", "5961-3.2-RST-EXACT", "793-3.9-SEGARR-CLOSEW-RST"],
      from: closeWait(),
      steps: [user.isTold("end of stream"), sends, IS_OVER],
    }),
  ]),

  scenario("with-text", "ESTABLISHED: RST at RCV.NXT with text that says why -> CLOSED, the text is not delivered", {
    covers: ["SHLD-2"],
    from: established(),
    steps: [peer.sends(RST, { text: "out of memory" }), IS_OVER],
  }),

  scenario("wrong-checksum", "ESTABLISHED: RST at RCV.NXT with a wrong checksum -> nothing", {
    covers: ["MUST-3"],
    from: established(),
    steps: [peer.sends(RST, { checksum: "wrong" }), stack.staysSilent(RTO), stack.isIn("ESTABLISHED"), answersProbe()],
  }),

  scenario("text-outstanding", "ESTABLISHED, text not acknowledged: RST -> CLOSED, the text is not sent again", {
    covers: ["793-3.9-SEGARR-ESTAB-RST", "793-3.9-SEGARR-RST-PENDINGCALLS"],
    from: established(),
    steps: [user.send(10), stack.sends(DATA, { text: 10 }), peer.sends(RST), IS_OVER],
  }),

  scenario("calls-afterwards", "ESTABLISHED: RST -> SEND and RECEIVE fail from then on, and send nothing", {
    covers: ["793-3.9-SEGARR-RST-PENDINGCALLS", "793-3.9-SEND-CLOSED", "793-3.9-RECV-CLOSED"],
    from: established(),
    steps: [
      peer.sends(RST),
      user.isTold("reset"),
      // RFC 9293 3.10.7.4, second: what waits is answered 'reset'; 3.10: afterwards there is no connection. A socket says either.
      user.send(5, "connection reset", "connection does not exist", "connection closing"),
      user.send(5, "connection reset", "connection does not exist", "connection closing"),
      stack.staysSilent(RTO),
      isGone(),
    ],
  }),

  scenario("text-beyond-a-gap", "ESTABLISHED, text held beyond a gap: RST at RCV.NXT -> CLOSED", {
    covers: ["793-3.9-SEGARR-ESTAB-RST", "5961-3.2-RST-EXACT"],
    from: established(),
    steps: [
      peer.sends(DATA, { seq: RCV.NXT.plus(10), text: 10 }),
      stack.sends(ACK, { ack: IRS.plus(1) }),
      peer.sends(RST, { seq: IRS.plus(1) }),
      IS_OVER,
    ],
  }),

  scenario("after-fin-beyond-a-gap", "ESTABLISHED, FIN held beyond a gap: RST at RCV.NXT -> CLOSED, told 'reset'", {
    covers: ["793-3.9-SEGARR-ESTAB-RST", "MUST-12"],
    from: established(),
    steps: [
      peer.sends(FIN_ACK, { seq: RCV.NXT.plus(10), text: 10 }),
      stack.sends(ACK, { ack: IRS.plus(1) }),
      peer.sends(RST, { seq: IRS.plus(1) }),
      IS_OVER,
    ],
  }),

  scenario("syn-received-left", "SYN-RECEIVED: RST left of the window -> nothing, the handshake completes", {
    covers: ["5961-3.2-RST-SYNRCVD", "793-3.9-SEGARR-SEQ-RST-SILENT"],
    from: synReceived(),
    steps: [
      peer.sends(RST, { seq: IRS }),
      stack.staysSilent(RTO.times(0.5)),
      stack.isIn("SYN-RECEIVED"),
      peer.sends(ACK),
      user.isTold("established"),
      answersProbe(),
    ],
  }),

  scenario("the-next-call", "LISTEN again after RST: the same socket calls once more -> SYN,ACK, ESTABLISHED", {
    covers: ["793-3.9-SEGARR-SYNRCVD-RST", "MUST-11"],
    from: synReceived(),
    steps: [
      peer.sends(RST_ACK, { ack: SND.NXT.plus(5) }),
      stack.isIn("LISTEN"),
      peer.sends(SYN, { seq: IRS.plus(5000), options: [mss(1460)] }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
      peer.sends(ACK),
      user.isTold("established"),
    ],
  }),

  scenario("while-it-sends", "ESTABLISHED: RST at RCV.NXT in the middle of text without end -> no more of it", {
    covers: ["793-3.9-SEGARR-ESTAB-RST", "5961-3.2-RST-EXACT"],
    from: [...generated([mss(400)], 1200), goesOnGenerating, stack.flight({})],
    steps: [peer.sends(RST), stack.staysSilent(MINIMUM_RTO.times(2)), isGone()],
  }),
]);
