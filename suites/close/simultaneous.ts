// RFC 9293 3.6, case 3, and figure 13: both users close at once, and the FINs cross.

import {
  ACK,
  answersProbe,
  closing,
  DATA,
  FIN_ACK,
  finWait1,
  MINIMUM_RTO,
  peer,
  RCV,
  scenario,
  settles,
  SND,
  stack,
  suite,
  user,
} from "../../harness/scenario";

export const simultaneousClose = suite("close/simultaneous", [
  scenario("fins-cross", "FIN-WAIT-1: FIN that does not acknowledge ours -> ACK, CLOSING; ACK -> TIME-WAIT", {
    covers: ["793-3.5-CLOSE-SIMULTANEOUS", "793-3.9-SEGARR-FINW1-FIN", "793-3.9-SEGARR-CLOSING-ACK"],
    from: finWait1(),
    steps: [
      peer.sends(FIN_ACK, { seq: RCV.NXT, ack: SND.UNA }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("CLOSING"),
      peer.sends(ACK, { seq: RCV.NXT, ack: SND.NXT }),
      stack.isIn("TIME-WAIT"),
      stack.staysSilent(MINIMUM_RTO.times(4)),
      peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("fin-again", "CLOSING: no ACK -> the same FIN after RTO, and after twice that", {
    covers: ["793-3.9-TIMEOUT-RETX", "6298-5.5-DOUBLE", "793-3.9-SEGARR-CLOSING-ACK"],
    from: closing(),
    steps: [
      stack.resends("the FIN", { after: MINIMUM_RTO }),
      stack.resends("the FIN", { after: MINIMUM_RTO.times(2) }),
      stack.isIn("CLOSING"),
      settles("793-3.9-SEGARR-CLOSING-ACK"),
      peer.sends(ACK),
      stack.isIn("TIME-WAIT"),
      stack.staysSilent(MINIMUM_RTO.times(5)),
      answersProbe(),
    ],
  }),

  scenario("fin-repeated", "CLOSING: the peer's FIN again -> the same ACK again, still CLOSING", {
    covers: ["793-3.9-SEGARR-CLOSING-FIN"],
    from: closing(),
    steps: [
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("CLOSING"),
      peer.sends(ACK),
      stack.isIn("TIME-WAIT"),
    ],
  }),

  scenario("fin-with-text", "FIN-WAIT-1: text and FIN cross our FIN -> both acknowledged, the text delivered", {
    covers: ["793-3.9-SEGARR-FINW1-TEXT", "793-3.9-SEGARR-FINW1-FIN"],
    needs: ["half-close"],
    from: finWait1(),
    steps: [
      peer.sends(DATA, { ack: SND.UNA, text: 10 }),
      peer.sends(FIN_ACK, { ack: SND.UNA, text: 10 }),
      stack.acknowledges(),
      stack.isIn("CLOSING"),
      user.receives(20),
      user.isTold("end of stream"),
      peer.sends(ACK),
      stack.isIn("TIME-WAIT"),
    ],
  }),
]);
