// RFC 9293 3.9.1.1, 3.9.1.4 and 3.10.8: the user timeout. The other two are in suites/close and suites/handshake.

import {
  ACK,
  answersProbe,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  isGone,
  mss,
  oneOf,
  peer,
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

/** So long that several retransmissions fit in. */
const TIMEOUT = RTO.times(6);

/** By then it has run out, also where only retransmissions look at it. */
const OVER = wait.past(RTO.times(16));

const ESTABLISHED: readonly Step[] = [
  user.connectWithTimeout(TIMEOUT),
  stack.sends(SYN, { seq: ISS }),
  peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
  stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
  user.isTold("established"),
];

/** RFC 1122 4.2.3.5 would rather have the user told first: it is, one way or the other. A reset may say goodbye. */
const IS_OVER: readonly Step[] = [
  stack.isIn("CLOSED"),
  oneOf({
    "RFC 9293 3.10.8: nothing is sent": [stack.staysSilent(RTO.times(20))],
    "as after ABORT, a reset": [
      stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
      stack.staysSilent(RTO.times(20)),
    ],
  }),
  ...isGone(),
];

export const timeOuts = suite("user-calls/time-outs", [
  scenario(
    "text",
    "ESTABLISHED: text is not acknowledged for the user timeout -> told, CLOSED, nothing is sent again",
    {
      covers: ["793-3.8-OPEN-SEND-TIMEOUT", "793-3.9-TIMEOUT-USER"],
      from: ESTABLISHED,
      steps: [user.send(10), stack.sends(DATA, { seq: SND.NXT, text: 10 }), OVER, user.isTold("timeout"), IS_OVER],
    },
  ),

  // RFC 9293 3.10.8 has a user timeout in any state; that of OPEN is for text (3.9.1.1), and there is none yet.
  scenario("call", "SYN-SENT: nobody answers for the user timeout -> told, CLOSED, no SYN comes any more", {
    covers: ["793-3.9-TIMEOUT-USER", "793-3.8-OPEN-SEND-TIMEOUT"],
    level: "GUIDANCE",
    from: [user.connectWithTimeout(TIMEOUT), stack.sends(SYN, { seq: ISS })],
    steps: [OVER, user.isTold("timeout"), IS_OVER],
  }),

  scenario("fin", "FIN-WAIT-1: the FIN is not acknowledged for the user timeout -> CLOSED, nothing is sent again", {
    covers: ["793-3.8-CLOSE-TIMEOUT-ABORT", "793-3.9-TIMEOUT-USER"],
    needs: ["half-close"],
    from: ESTABLISHED,
    steps: [
      user.send(10),
      user.close(),
      stack.transmits(10),
      stack.sends(FIN_ACK, { seq: ISS.plus(11) }),
      OVER,
      IS_OVER,
    ],
  }),

  scenario("nothing-outstanding", "ESTABLISHED: nothing waits for an acknowledgment -> the user timeout does not run", {
    covers: ["793-3.9-TIMEOUT-USER", "793-3.8-OPEN-SEND-TIMEOUT"],
    from: ESTABLISHED,
    steps: [
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      peer.sends(ACK),
      OVER,
      stack.isIn("ESTABLISHED"),
      answersProbe(),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
    ],
  }),

  scenario("not-before", "ESTABLISHED: an acknowledgment well within the user timeout -> the connection goes on", {
    covers: ["793-3.8-OPEN-SEND-TIMEOUT"],
    from: ESTABLISHED,
    steps: [
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      wait.past(RTO.times(4)),
      stack.isIn("ESTABLISHED"),
      peer.sends(ACK),
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      user.receives(10),
    ],
  }),
]);
