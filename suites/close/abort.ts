// RFC 9293 3.10.5: ABORT. RFC 9293 3.6: the user can tell a reset from a close.

import {
  ACK,
  closeWait,
  DATA,
  established,
  finWait1,
  finWait2,
  isGone,
  MINIMUM_RTO,
  oneOf,
  peer,
  RCV,
  RST,
  RST_ACK,
  scenario,
  SND,
  stack,
  suite,
  user,
  answersProbe,
  type Step,
} from "../../harness/scenario";

/** <SEQ=SND.NXT><CTL=RST>; many stacks set ACK as well, which the text neither asks for nor forbids. */
const RESETS = oneOf({
  "RST alone": [stack.sends(RST, { seq: SND.NXT })],
  "RST with ACK": [stack.sends(RST_ACK, { seq: SND.NXT, ack: RCV.NXT })],
});

/** RFC 9293 3.10.5 ends in CLOSED; 3.5.2 would rather have the side that resets rest in TIME-WAIT. */
const ENDS: readonly Step[] = [
  stack.staysSilent(MINIMUM_RTO.times(4)),
  oneOf({
    "RFC 9293 3.10.5: CLOSED": [stack.isIn("CLOSED"), ...isGone()],
    "RFC 9293 3.5.2: TIME-WAIT": [stack.isIn("TIME-WAIT"), ...answersProbe()],
  }),
];

export const abort = suite("close/abort", [
  scenario("established", "ESTABLISHED: ABORT -> RST with SEQ=SND.NXT, the connection is gone", {
    covers: ["793-3.9-ABORT-ESTAB"],
    from: established(),
    steps: [user.abort(), RESETS, ENDS],
  }),

  scenario("with-text-outstanding", "ESTABLISHED, text not acknowledged: ABORT -> RST, nothing is sent again", {
    covers: ["793-3.9-ABORT-ESTAB"],
    from: established(),
    steps: [user.send(50), stack.sends(DATA, { seq: SND.NXT, text: 50 }), user.abort(), RESETS, ENDS],
  }),

  scenario("fin-wait-1", "FIN-WAIT-1: ABORT -> RST, the FIN is not sent again", {
    covers: ["793-3.9-ABORT-FINWAIT1"],
    from: finWait1(),
    steps: [user.abort(), RESETS, ENDS],
  }),

  scenario("fin-wait-2", "FIN-WAIT-2: ABORT -> RST", {
    covers: ["793-3.9-ABORT-FINWAIT2"],
    from: finWait2(),
    steps: [user.abort(), RESETS, ENDS],
  }),

  scenario("close-wait", "CLOSE-WAIT: ABORT -> RST", {
    covers: ["793-3.9-ABORT-CLOSEWAIT"],
    from: closeWait(),
    steps: [user.abort(), RESETS, ENDS],
  }),

  scenario("reset-is-not-a-close", "ESTABLISHED: RST -> the user is told 'reset', not the end of the stream", {
    covers: ["MUST-12", "793-3.9-SEGARR-ESTAB-RST"],
    from: established(),
    steps: [
      peer.sends(RST, { seq: RCV.NXT }),
      user.isTold("reset"),
      user.send(10, "connection reset", "connection does not exist", "connection closing"),
      stack.isIn("CLOSED"),
      isGone(),
    ],
  }),

  scenario("reset-in-close-wait", "CLOSE-WAIT: RST -> CLOSED, the user is told 'reset'", {
    covers: ["793-3.9-SEGARR-CLOSEW-RST", "MUST-12"],
    from: closeWait(),
    steps: [
      user.isTold("end of stream"),
      peer.sends(RST, { seq: RCV.NXT }),
      user.isTold("reset"),
      stack.isIn("CLOSED"),
      isGone(),
    ],
  }),

  scenario("reset-with-text-waiting", "ESTABLISHED: text, then RST -> CLOSED, one ACK at the most and no reset", {
    covers: ["793-3.9-SEGARR-ESTAB-RST", "793-3.4-RST-NEVER-FOR-RST"],
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      peer.sends(RST_ACK, { seq: RCV.NXT }),
      user.isTold("reset"),
      stack.isIn("CLOSED"),
      peer.sends(ACK),
      stack.sends(RST, { seq: SND.NXT }),
    ],
  }),
]);
