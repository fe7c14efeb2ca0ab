// RFC 9293 3.9.1.4, 3.9.1.6, 3.10.4 and 3.10.5: CLOSE and ABORT where suites/close does not go.

import {
  ACK,
  answersProbe,
  closing,
  established,
  FIN_ACK,
  isGone,
  ISS,
  lastAck,
  MINIMUM_RTO,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  synReceived,
  synSent,
  SYN_ACK,
  IRS,
  mss,
  timeWait,
  user,
} from "../../harness/scenario";

export const closeCall = suite("user-calls/close", [
  scenario("syn-received-with-text", "SYN-RECEIVED, text queued: CLOSE -> after ESTABLISHED the text, then FIN", {
    covers: ["793-3.9-CLOSE-SYNRCVD-PENDING", "793-3.5-CLOSE-DELIVERS-QUEUE"],
    from: synReceived(),
    steps: [
      user.send(10),
      user.close(),
      peer.sends(ACK),
      stack.transmits(10),
      stack.sends(FIN_ACK, { seq: ISS.plus(11), ack: RCV.NXT }),
      stack.isIn("FIN-WAIT-1"),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
      answersProbe(),
    ],
  }),

  scenario("syn-sent-with-text", "SYN-SENT, text queued: CLOSE -> CLOSED, neither SYN nor text any more", {
    covers: ["793-3.9-CLOSE-SYNSENT"],
    from: synSent(),
    steps: [
      user.send(10),
      user.close(),
      stack.isIn("CLOSED"),
      peer.sends(SYN_ACK, { seq: IRS, ack: ISS.plus(1), options: [mss(1460)] }),
      stack.sends(RST, { optionalFlags: ACK, seq: ISS.plus(1) }),
      stack.staysSilent(RTO.times(3)),
      isGone(),
    ],
  }),

  scenario("closing", "CLOSING: CLOSE again -> 'connection closing', no second FIN, TIME-WAIT as ever", {
    covers: ["793-3.9-CLOSE-CLOSINGSTATES"],
    from: closing(),
    steps: [
      user.close("connection closing", "ok"),
      stack.isIn("CLOSING"),
      peer.sends(ACK),
      stack.isIn("TIME-WAIT"),
      peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("after-the-end", "CLOSED after LAST-ACK: CLOSE -> 'connection does not exist', nothing is sent", {
    covers: ["793-3.9-CLOSE-CLOSED"],
    from: lastAck(),
    steps: [
      peer.sends(ACK),
      stack.isIn("CLOSED"),
      user.close("connection does not exist", "connection closing"),
      stack.staysSilent(MINIMUM_RTO.times(2)),
      isGone(),
    ],
  }),

  scenario("after-a-reset", "CLOSED by RST: CLOSE -> an error, or 'ok' where it lets the socket go; nothing is sent", {
    covers: ["793-3.9-CLOSE-CLOSED", "793-3.9-SEGARR-ESTAB-RST"],
    from: established(),
    steps: [
      peer.sends(RST),
      user.isTold("reset"),
      user.close("connection does not exist", "connection reset", "connection closing", "ok"),
      stack.staysSilent(MINIMUM_RTO.times(2)),
      isGone(),
    ],
  }),

  scenario("abort-after-the-end", "CLOSED after LAST-ACK: ABORT -> 'connection does not exist', no reset", {
    covers: ["793-3.9-ABORT-CLOSED"],
    from: lastAck(),
    steps: [
      peer.sends(ACK),
      stack.isIn("CLOSED"),
      user.abort("connection does not exist", "connection closing", "ok"),
      stack.staysSilent(MINIMUM_RTO.times(2)),
      isGone(),
    ],
  }),

  // MUST-13 lets a connection that its user has no hold on any more rest for its 2 MSL.
  scenario("abort-in-time-wait", "TIME-WAIT: ABORT -> CLOSED; or it rests on", {
    covers: ["793-3.9-ABORT-CLOSINGSTATES"],
    from: timeWait(),
    steps: [
      user.abort("ok", "connection does not exist", "connection closing"),
      oneOf({
        "RFC 9293 3.10.5: nothing is sent": [stack.staysSilent(MINIMUM_RTO.times(0.5))],
        "RFC 9293 3.9.1.6: a reset": [stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT })],
      }),
      peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
      oneOf({
        "RFC 9293 3.10.5: CLOSED": [stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }), stack.isIn("CLOSED")],
        "MUST-13: TIME-WAIT": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
      }),
    ],
  }),

  scenario("text-after-abort", "ABORT with text unread and unsent -> the calls afterwards find no connection", {
    covers: ["793-3.9-ABORT-ESTAB", "793-3.9-SEND-CLOSED", "793-3.9-CLOSE-CLOSED"],
    from: established(),
    steps: [
      peer.sends(ACK, { text: 10 }),
      stack.acknowledges(),
      user.abort(),
      stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
      user.send(5, "connection does not exist", "connection closing", "connection reset"),
      user.close("connection does not exist", "connection closing", "connection reset"),
      stack.staysSilent(RTO),
      peer.sends(FIN_ACK),
      oneOf({
        "RFC 9293 3.10.5: CLOSED": [stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT })],
        "RFC 9293 3.5.2: TIME-WAIT": [stack.sends(ACK, { seq: SND.NXT })],
      }),
    ],
  }),
]);
