// RFC 9293 3.8.4 and 3.10.7.4, first: the side that is probed.

import {
  ACK,
  ANSWER_SPACING,
  DATA,
  established,
  peer,
  RCV,
  scenario,
  SND,
  stack,
  suite,
  user,
  wait,
} from "../../harness/scenario";

export const keepAliveAnswers = suite("keepalive/answers", [
  scenario("octet-of-garbage", "ESTABLISHED: an octet of garbage left of the window -> an ACK; nobody receives it", {
    covers: ["MAY-6"],
    level: "MUST",
    from: [...established(), peer.sends(DATA, { text: 5 }), stack.acknowledges(), user.receives(5)],
    steps: [
      peer.sends(ACK, { seq: RCV.NXT.minus(1), text: "#" }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      wait.past(ANSWER_SPACING),
      peer.sends(ACK, { seq: RCV.NXT.minus(1), text: "#" }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      peer.sends(DATA, { text: 5 }),
      stack.acknowledges(),
      user.receives(5),
    ],
  }),
]);
