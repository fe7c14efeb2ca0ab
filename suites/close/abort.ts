// RFC 9293 3.10.5: ABORT. RFC 9293 3.6, MUST-12: the user can tell a reset from a close.

import {
  ACK,
  closeWait,
  closing,
  DATA,
  established,
  finWait1,
  finWait2,
  isGone,
  lastAck,
  MINIMUM_RTO,
  oneOf,
  peer,
  RCV,
  RST,
  RST_ACK,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  user,
} from "../../harness/scenario";
import { staysAborted } from "./after-abort";

/** <SEQ=SND.NXT><CTL=RST>; many stacks set ACK as well, which the text neither asks for nor forbids. */
const RESETS = oneOf({
  "RST alone": [stack.sends(RST, { seq: SND.NXT })],
  "RST with ACK": [stack.sends(RST_ACK, { seq: SND.NXT, ack: RCV.NXT })],
});

const ENDS = staysAborted(MINIMUM_RTO.times(4));

/** RFC 9293 3.10.5 sends nothing in these states; 3.9.1.6 has ABORT send a reset whatever the state. */
const MAY_RESET = oneOf({
  "RFC 9293 3.10.5: nothing is sent": [stack.staysSilent(MINIMUM_RTO.times(0.5))],
  "RFC 9293 3.9.1.6: RST alone": [stack.sends(RST, { seq: SND.NXT })],
  "RFC 9293 3.9.1.6: RST with ACK": [stack.sends(RST_ACK, { seq: SND.NXT, ack: RCV.NXT })],
});

export const abort = suite("close/abort", [
  scenario("established", "ESTABLISHED: ABORT -> RST with SEQ=SND.NXT, the connection is gone", {
    covers: ["793-3.9-ABORT-ESTAB", "9293-3.5.2-RST-TIMEWAIT"],
    from: established(),
    steps: [user.abort(), RESETS, ENDS],
  }),

  scenario("with-text-outstanding", "ESTABLISHED, text not acknowledged: ABORT -> RST, nothing is sent again", {
    covers: ["793-3.9-ABORT-ESTAB"],
    from: established(),
    steps: [user.send(50), stack.sends(DATA, { seq: SND.NXT, text: 50 }), user.abort(), RESETS, ENDS],
  }),

  scenario("at-a-closed-window", "ESTABLISHED, a closed window is probed: ABORT -> RST, the connection is gone", {
    covers: ["6429-3-PERSIST-ABORT", "793-3.9-ABORT-ESTAB"],
    from: established(),
    steps: [
      peer.sends(ACK, { window: 0 }),
      user.send(100),
      oneOf({
        "RFC 9293 3.8.6.1, the first octet beyond the window": [
          stack.sends(DATA, { seq: SND.UNA, within: RTO.times(2) }),
        ],
        "an octet that is acknowledged already": [stack.sends(DATA, { seq: SND.UNA.minus(1), within: RTO.times(2) })],
        "an empty segment left of the window": [stack.sends(ACK, { seq: SND.UNA.minus(1), within: RTO.times(2) })],
      }),
      user.abort(),
      stack.sends(RST, { optionalFlags: ACK }),
      stack.isIn("CLOSED", "TIME-WAIT"),
      stack.staysSilent(MINIMUM_RTO.times(4)),
      isGone(),
    ],
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

  scenario("closing", "CLOSING: ABORT -> 'ok', the FIN is not sent again", {
    covers: ["793-3.9-ABORT-CLOSINGSTATES"],
    from: closing(),
    steps: [user.abort(), MAY_RESET, ENDS],
  }),

  scenario("last-ack", "LAST-ACK: ABORT -> 'ok', the FIN is not sent again", {
    covers: ["793-3.9-ABORT-CLOSINGSTATES"],
    from: lastAck(),
    steps: [user.abort(), MAY_RESET, ENDS],
  }),

  scenario("reset-is-not-a-close", "ESTABLISHED: RST -> CLOSED, the user is told 'reset'", {
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

  scenario("reset-in-fin-wait-1", "FIN-WAIT-1: RST -> CLOSED, the user is told 'reset', the FIN is not sent again", {
    covers: ["793-3.9-SEGARR-FINW1-RST", "MUST-12"],
    needs: ["half-close"],
    from: finWait1(),
    steps: [
      peer.sends(RST),
      user.isTold("reset"),
      stack.isIn("CLOSED"),
      stack.staysSilent(MINIMUM_RTO.times(4)),
      isGone(),
    ],
  }),

  scenario("reset-in-fin-wait-2", "FIN-WAIT-2: RST -> CLOSED, the user is told 'reset'", {
    covers: ["793-3.9-SEGARR-FINW2-RST", "MUST-12"],
    needs: ["half-close"],
    from: finWait2(),
    steps: [peer.sends(RST), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  // RFC 9293 3.10.7.4, second: whether the user hears of it is left open from here on.
  scenario("reset-in-closing", "CLOSING: RST -> CLOSED, the FIN is not sent again", {
    covers: ["793-3.9-SEGARR-CLOSING-RST"],
    from: closing(),
    steps: [peer.sends(RST), stack.isIn("CLOSED"), stack.staysSilent(MINIMUM_RTO.times(4)), isGone()],
  }),

  scenario("reset-in-last-ack", "LAST-ACK: RST -> CLOSED, the FIN is not sent again", {
    covers: ["793-3.9-SEGARR-LASTACK-RST"],
    from: lastAck(),
    steps: [peer.sends(RST), stack.isIn("CLOSED"), stack.staysSilent(MINIMUM_RTO.times(4)), isGone()],
  }),

  scenario(
    "reset-with-text-waiting",
    "ESTABLISHED: RST with text still unread -> CLOSED, the user is told, no answer",
    {
      covers: ["793-3.9-SEGARR-ESTAB-RST", "793-3.4-RST-NEVER-FOR-RST"],
      from: established(),
      steps: [
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        peer.sends(RST_ACK, { seq: RCV.NXT }),
        user.isTold("reset"),
        stack.isIn("CLOSED"),
        stack.staysSilent(MINIMUM_RTO),
        isGone(),
      ],
    },
  ),
]);
