// RFC 9293 3.9.1.3 and 3.10.3: RECEIVE, which here never waits: what it would wait for it brings later.

import {
  ACK,
  closing,
  DATA,
  established,
  FIN_ACK,
  finWait1,
  finWait2,
  IRS,
  ISS,
  lastAck,
  listening,
  mss,
  peer,
  RCV,
  REACTION,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synReceived,
  synSent,
  timeWait,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

const TEXT_COMES = [peer.sends(DATA, { text: 10 }), stack.acknowledges(), user.receives(10)] as const;

/** A connection whose user reads, and does nothing else before the end. */
const SERVED: readonly Step[] = [
  user.listen("discard"),
  peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
  stack.isIn("ESTABLISHED"),
];

export const receiveCall = suite("user-calls/receive", [
  scenario("in-listen", "LISTEN: RECEIVE -> nothing, or an error; still LISTEN", {
    covers: ["793-3.9-RECV-PREESTAB"],
    from: listening(),
    steps: [
      user.receive("ok", "connection does not exist", "connection closing", "foreign socket unspecified", "other"),
      stack.isIn("LISTEN"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
      peer.sends(ACK),
      user.isTold("established"),
      TEXT_COMES,
    ],
  }),

  scenario("in-syn-sent", "SYN-SENT: RECEIVE -> nothing before ESTABLISHED, then the text", {
    covers: ["793-3.9-RECV-PREESTAB"],
    from: synSent(),
    steps: [
      user.receive(),
      user.receives(0),
      peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
      stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
      user.receives(0),
      TEXT_COMES,
    ],
  }),

  scenario("in-syn-received", "SYN-RECEIVED: RECEIVE -> nothing before ESTABLISHED, then the text", {
    covers: ["793-3.9-RECV-PREESTAB"],
    from: synReceived(),
    steps: [
      user.receive(),
      user.receives(0),
      peer.sends(ACK),
      user.isTold("established"),
      user.receives(0),
      TEXT_COMES,
    ],
  }),

  scenario("waits", "ESTABLISHED: RECEIVE with nothing there -> nothing, and the text when it comes", {
    covers: ["793-3.9-RECV-ESTAB"],
    from: established(),
    steps: [user.receives(0), TEXT_COMES, user.receives(0), TEXT_COMES],
  }),

  scenario("several-segments", "ESTABLISHED: segments with and without PSH -> one text, in order, each octet once", {
    covers: ["793-3.9-RECV-ESTAB", "793-2.8-PSH-RECV"],
    from: established(),
    steps: [
      peer.sends(ACK, { text: 5 }),
      peer.sends(ACK, { text: 1 }),
      peer.sends(DATA, { text: 100 }),
      stack.acknowledges(),
      peer.sends(ACK, { text: 7 }),
      peer.sends(DATA, { text: 3 }),
      stack.acknowledges(),
      user.receives(116),
      user.receives(0),
    ],
  }),

  // RFC 9293 3.9.1.3, 3.8.6.3: PSH means that the receiver waits for no more.
  scenario("pushed", "ESTABLISHED: a segment with PSH -> at once with the user", {
    covers: ["793-2.8-PSH-RECV"],
    from: established(),
    steps: [peer.sends(DATA, { text: 1 }), wait.past(REACTION), user.receives(1), TEXT_COMES],
  }),

  scenario("fin-pushes", "ESTABLISHED: FIN behind text without PSH -> text and end at once with the user", {
    covers: ["793-3.7-FIN-PUSH", "793-3.9-RECV-CLOSEWAIT-DATA"],
    from: established(),
    steps: [
      peer.sends(ACK, { text: 10 }),
      peer.sends(FIN_ACK, { text: 5 }),
      stack.sends(ACK, { ack: IRS.plus(17) }),
      user.receives(15),
      user.isTold("end of stream"),
      stack.isIn("CLOSE-WAIT"),
    ],
  }),

  // The program has a RECEIVE waiting all the while, and closes when that brings the end.
  scenario("waits-for-the-end", "ESTABLISHED: RECEIVE waits; FIN -> it returns with the end", {
    covers: ["793-3.9-SEGARR-FIN-PENDINGRECV"],
    from: SERVED,
    steps: [
      stack.staysSilent(RTO),
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      stack.staysSilent(RTO),
      peer.sends(FIN_ACK),
      stack.sends(FIN_ACK, { seq: ISS.plus(1), ack: IRS.plus(12), within: RTO }),
    ],
  }),

  scenario(
    "waits-for-an-early-end",
    "ESTABLISHED: RECEIVE waits; FIN beyond a gap -> it waits on, until that is filled",
    {
      covers: ["793-3.9-SEGARR-FIN-PENDINGRECV"],
      from: SERVED,
      steps: [
        peer.sends(FIN_ACK, { seq: RCV.NXT.plus(10) }),
        stack.acknowledges(),
        stack.staysSilent(RTO),
        peer.sends(DATA, { text: 10 }),
        // A stack that did not keep it (SHLD-31) gets it again.
        peer.sends(FIN_ACK, { seq: IRS.plus(11) }),
        stack.sends(FIN_ACK, { seq: ISS.plus(1), ack: IRS.plus(12), within: RTO }),
      ],
    },
  ),

  ...(
    [
      ["FIN-WAIT-1", finWait1],
      ["FIN-WAIT-2", finWait2],
    ] as const
  ).map(([state, from]) =>
    scenario(`in-${state.toLowerCase()}`, `${state}: RECEIVE -> nothing, and the text when it comes, piece by piece`, {
      covers: ["793-3.9-RECV-ESTAB", "793-3.5-CLOSE-HALF-RECV"],
      needs: ["half-close"],
      from: from(),
      steps: [
        user.receives(0),
        [5, 1, 30].flatMap((length) => [
          peer.sends(DATA, { ack: SND.UNA, text: length }),
          stack.acknowledges(),
          user.receives(length),
        ]),
        stack.isIn(state),
      ],
    }),
  ),

  // An interface may call it the end of the stream. Nothing that was there before is left.
  ...(
    [
      ["CLOSING", closing],
      ["LAST-ACK", lastAck],
      ["TIME-WAIT", timeWait],
    ] as const
  ).map(([state, from]) =>
    scenario(`in-${state.toLowerCase()}`, `${state}: RECEIVE -> 'connection closing', or the end of the stream`, {
      covers: ["793-3.9-RECV-CLOSINGSTATES"],
      needs: ["half-close"],
      from: from(),
      steps: [
        user.isTold("end of stream"),
        user.receive("ok", "connection closing"),
        user.receives(0),
        stack.isIn(state),
        peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1), ack: SND.UNA }),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      ],
    }),
  ),
]);
