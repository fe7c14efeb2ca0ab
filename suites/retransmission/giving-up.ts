// RFC 9293 3.8.3: R1 and R2, for text and for SYNs. Where the user chooses R2 as a time, suites/user-calls/time-outs has more.

import {
  ACK,
  connection,
  DATA,
  established,
  IRS,
  ISS,
  isGone,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  REACTION,
  RST,
  RTO,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synSent,
  user,
  wait,
  type SeqValue,
  type Step,
} from "../../harness/scenario";
import { connected, echoed } from "./echo";

const second = connection("second");

/** No RFC has an upper bound for R2: within a day it is reached if it ever is. */
const A_DAY = SECONDS.times(86_400);

/** Who goes on for ever goes on once more within this. */
const LONG_ENOUGH = SECONDS.times(300);

/** R2 as the user would have it, so long that several retransmissions fit in, and the time by which it is certainly over. */
const R2 = RTO.times(8);
const OVER = wait.past(RTO.times(20));

const textIsSent: readonly Step[] = [user.send(10), stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" })];

/** A reset may say goodbye. */
const connectionIsOver: readonly Step[] = [
  oneOf({
    "RFC 9293 3.8.3 (c): closed without a word": [stack.staysSilent(RTO)],
    "as after ABORT, a reset": [stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }), stack.staysSilent(RTO)],
  }),
  stack.isIn("CLOSED"),
  ...isGone(),
];

const goesAgain = (name: string): Step => stack.resends(name, { after: MINIMUM_RTO, orLater: true });

/** A late answer finds nobody. */
const callIsOver: readonly Step[] = [
  user.isTold("timeout"),
  stack.isIn("CLOSED"),
  peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
  stack.sends(RST, { optionalFlags: ACK, seq: ISS.plus(1) }),
];

/** An eighth of the three minutes, so that a stack that gives up too early is seen soon. */
const stillCalling: readonly Step[] = [wait.past(SECONDS.times(22.5)), stack.isIn("SYN-SENT")];

/** The peer refuses what is sent, once in an RTO, until nobody knows of it any more. */
function talksOn(times: number): readonly Step[] {
  if (times === 0) return [user.isTold("timeout")];
  const reset = (seq: SeqValue) => [stack.sends(RST, { optionalFlags: ACK, seq }), user.isTold("timeout")];
  return [
    wait.past(RTO),
    peer.sends(ACK, { ack: SND.UNA }),
    oneOf({
      "RFC 9293 3.5.2, group 1: it is over": reset(SND.UNA),
      "as after ABORT, a reset": reset(SND.NXT),
      "R2 is not reached": [stack.staysSilent(REACTION), ...talksOn(times - 1)],
    }),
  ];
}

export const givingUp = suite("retransmission/giving-up", [
  scenario("text", "ESTABLISHED: text is never acknowledged -> at last closed, or sent for ever", {
    covers: ["MUST-20"],
    needs: ["virtual-time"],
    from: established(),
    steps: [
      textIsSent,
      wait.past(A_DAY),
      oneOf({
        "RFC 9293 3.8.3 (c): R2 was reached": [user.isTold("timeout"), ...connectionIsOver],
        "RFC 9293 3.8.3 (d): R2 is infinite where nobody chooses it": [
          stack.staysSilent(RTO),
          stack.sends(DATA, { seq: SND.UNA, text: 10, within: LONG_ENOUGH }),
        ],
      }),
    ],
  }),

  scenario("not-at-once", "ESTABLISHED: text is not acknowledged -> it goes again more than three times", {
    // R1 is three of them at the least, and R2 lies beyond.
    covers: ["SHLD-10", "MUST-20"],
    level: "SHOULD",
    from: connected,
    steps: [
      echoed("the text"),
      goesAgain("the text"),
      goesAgain("the text"),
      goesAgain("the text"),
      goesAgain("the text"),
      echoed("more text"),
    ],
  }),

  scenario("after-100-seconds", "ESTABLISHED: text is acknowledged 100 seconds late -> the connection goes on", {
    covers: ["SHLD-11"],
    needs: ["virtual-time"],
    from: connected,
    steps: [echoed("the text"), wait.past(SECONDS.times(100)), echoed("more text")],
  }),

  scenario("report", "ESTABLISHED: text is not acknowledged -> at R1, before R2, the user hears of it", {
    covers: ["SHLD-9"],
    needs: ["soft-errors", "choose-user-timeout"],
    from: established(),
    steps: [user.chooses({ userTimeout: R2 }), textIsSent, OVER, user.isTold("soft error"), user.isTold("timeout")],
  }),

  // 3.8.3 (e): where nobody chooses it R2 is 100 s at the least.
  scenario("report-in-90-seconds", "ESTABLISHED: text is not acknowledged -> the user hears of it, and it goes on", {
    covers: ["SHLD-9"],
    needs: ["soft-errors", "virtual-time"],
    from: established(),
    steps: [
      textIsSent,
      wait.past(SECONDS.times(90)),
      user.isTold("soft error"),
      peer.sends(ACK),
      user.send(10),
      stack.transmits(10),
    ],
  }),

  // What counts is how often one segment goes, not whether the peer is there.
  scenario("of-a-peer-that-talks", "ESTABLISHED: text is refused again and again -> given up like any other", {
    covers: ["MUST-20", "793-3.8-OPEN-SEND-TIMEOUT"],
    from: established(),
    steps: [user.chooses({ userTimeout: R2 }), textIsSent, ...talksOn(20)],
  }),

  scenario("of-one-connection", "ESTABLISHED: R2 is chosen for one of two connections -> that one alone is closed", {
    covers: ["MUST-21", "MUST-20"],
    from: [...established(), ...established("second")],
    steps: [
      user.chooses({ userTimeout: R2 }),
      textIsSent,
      second.user.send(10),
      second.stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      wait.shortOf(R2),
      stack.isIn("ESTABLISHED"),
      OVER,
      user.isTold("timeout"),
      connectionIsOver,
      second.stack.isIn("ESTABLISHED"),
      second.peer.sends(ACK),
      second.answersProbe(),
    ],
  }),

  scenario("syn", "SYN-SENT: silence -> at last the user is told, or it is tried for ever", {
    covers: ["MUST-22"],
    needs: ["virtual-time"],
    from: [...synSent(), stack.resends("the SYN", { after: RTO, orLater: true })],
    steps: [
      wait.past(A_DAY),
      oneOf({
        "RFC 9293 3.8.3 (c): R2 was reached": callIsOver,
        "RFC 9293 3.8.3 (d): R2 is infinite where nobody chooses it": [
          stack.staysSilent(RTO),
          stack.sends(SYN, { seq: ISS, within: LONG_ENOUGH }),
        ],
      }),
    ],
  }),

  scenario("syn-after-three-minutes", "SYN-SENT: silence for three minutes -> a SYN,ACK still completes it", {
    covers: ["MUST-23"],
    needs: ["virtual-time"],
    from: synSent(),
    steps: [
      Array.from({ length: 8 }, () => stillCalling).flat(),
      peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
      stack.sends(ACK, { seq: ISS.plus(1) }),
      user.isTold("established"),
    ],
  }),
]);
