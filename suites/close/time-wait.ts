// RFC 9293 3.6.1, 3.10.8 and 3.10.7.4, fifth and eighth: TIME-WAIT lasts 2 MSL and begins again with a repeated FIN.

import {
  ACK,
  closing,
  FIN_ACK,
  isGone,
  MSL,
  oneOf,
  peer,
  RCV,
  MINIMUM_RTO,
  RST,
  scenario,
  SND,
  stack,
  suite,
  timeWait,
  timeWaitFromClosing,
  user,
  wait,
} from "../../harness/scenario";

export const timeWaitState = suite("close/time-wait", [
  scenario("lasts", "TIME-WAIT after FIN-WAIT-2: just short of 2 MSL later still TIME-WAIT", {
    covers: ["MUST-13"],
    from: timeWait(),
    steps: [
      wait.shortOf(MSL.times(2)),
      stack.isIn("TIME-WAIT"),
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("lasts-after-closing", "TIME-WAIT after CLOSING: just short of 2 MSL later still TIME-WAIT", {
    covers: ["MUST-13", "793-3.9-SEGARR-CLOSING-ACK"],
    from: timeWaitFromClosing(),
    steps: [
      wait.shortOf(MSL.times(2)),
      stack.isIn("TIME-WAIT"),
      peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("ends", "TIME-WAIT: 2 MSL -> CLOSED, the connection is gone", {
    covers: ["793-3.9-TIMEOUT-TIMEWAIT", "MUST-13"],
    from: timeWait(),
    steps: [wait.past(MSL.times(2)), stack.isIn("CLOSED"), isGone()],
  }),

  scenario("starts-again", "TIME-WAIT: the peer's FIN again -> ACK, and 2 MSL from then on", {
    covers: ["793-3.9-SEGARR-TIMEW-FIN", "793-3.9-SEGARR-TIMEW-ACK"],
    // 3.10.7.4, fifth and eighth, restart the timer; taken by the letter, the first step drops the repeated FIN before that.
    level: "SHOULD",
    from: timeWait(),
    steps: [
      // Long enough for its first end, tolerance included, to come and go before the second one.
      wait.past(MSL.times(0.4)),
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      wait.shortOf(MSL.times(2)),
      stack.isIn("TIME-WAIT"),
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("ends-after-starting-again", "TIME-WAIT that began again: 2 MSL -> CLOSED", {
    covers: ["793-3.9-SEGARR-TIMEW-FIN", "793-3.9-TIMEOUT-TIMEWAIT"],
    from: timeWait(),
    steps: [
      wait.past(MSL.times(0.1)),
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      wait.past(MSL.times(2)),
      stack.isIn("CLOSED"),
      isGone(),
    ],
  }),

  scenario("reset", "TIME-WAIT: RST at RCV.NXT -> CLOSED, or ignored", {
    covers: ["793-3.9-SEGARR-TIMEW-RST", "1337-3-F1"],
    from: timeWait(),
    steps: [
      peer.sends(RST),
      // The FIN once more tells which it was.
      peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
      oneOf({
        "RFC 9293 3.10.7.4, second: CLOSED": [
          stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
          stack.isIn("CLOSED"),
        ],
        "RFC 1337 3, fix F1: ignored": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }), stack.isIn("TIME-WAIT")],
      }),
    ],
  }),

  scenario("calls", "TIME-WAIT: SEND and CLOSE -> 'connection closing'", {
    covers: ["793-3.9-SEND-CLOSINGSTATES", "793-3.9-CLOSE-CLOSINGSTATES"],
    from: timeWait(),
    steps: [
      user.send(10, "connection closing"),
      user.close("connection closing", "ok"),
      stack.staysSilent(MINIMUM_RTO),
      stack.isIn("TIME-WAIT"),
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("only-after-our-fin-is-acknowledged", "CLOSING: an ACK that does not cover our FIN -> still CLOSING", {
    covers: ["793-3.9-SEGARR-CLOSING-ACK"],
    from: closing(),
    steps: [
      stack.isIn("CLOSING"),
      peer.sends(ACK, { ack: SND.UNA }),
      stack.isIn("CLOSING"),
      peer.sends(ACK),
      stack.isIn("TIME-WAIT"),
    ],
  }),
]);
