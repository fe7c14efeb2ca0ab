// RFC 9293 3.10.4, 3.10.5: CLOSE and ABORT before there is a connection.

import {
  ACK,
  answersProbe,
  FIN_ACK,
  IRS,
  ISS,
  isGone,
  listening,
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
  SYN,
  SYN_ACK,
  synReceived,
  synReceivedAfterCrossingSyns,
  synSent,
  user,
  type Step,
} from "../../harness/scenario";
import { staysAborted } from "./after-abort";

/** An answer that comes late finds nobody, and no SYN comes after it. */
const ATTEMPT_IS_OVER = [
  stack.isIn("CLOSED"),
  peer.sends(SYN_ACK, { seq: IRS, ack: ISS.plus(1) }),
  stack.sends(RST, { optionalFlags: ACK, seq: ISS.plus(1) }),
  stack.staysSilent(RTO.times(3)),
  ...isGone(),
] as const;

/** RFC 9293 3.10.5 */
const ABORTS: readonly Step[] = [
  user.abort(),
  oneOf({
    "RST alone": [stack.sends(RST, { seq: ISS.plus(1) })],
    "RST with ACK": [stack.sends(RST_ACK, { seq: ISS.plus(1), ack: RCV.NXT })],
  }),
  ...staysAborted(RTO.times(3)),
];

/**
 * RFC 9293 3.10.4 and 3.10.5 delete the connection and name no segment. A reset is not forbidden: the user can issue one at any
 * time (3.5.2).
 */
const A_RESET_OR_NOTHING = oneOf({
  "RFC 9293 3.10.4, 3.10.5: nothing is sent": [stack.staysSilent(RTO.times(0.5))],
  "RFC 9293 3.5.2, 3.9.1.6: RST alone": [stack.sends(RST, { seq: SND.NXT })],
  "RFC 9293 3.5.2, 3.9.1.6: RST with ACK": [stack.sends(RST_ACK, { seq: SND.NXT })],
});

export const beforeEstablished = suite("close/before-established", [
  scenario("close-in-syn-sent", "SYN-SENT: CLOSE -> CLOSED, no more SYNs, a late SYN,ACK draws RST", {
    covers: ["793-3.9-CLOSE-SYNSENT"],
    from: synSent(),
    steps: [user.close(), A_RESET_OR_NOTHING, ...ATTEMPT_IS_OVER],
  }),

  scenario("abort-in-syn-sent", "SYN-SENT: ABORT -> CLOSED, no more SYNs, a late SYN,ACK draws RST", {
    covers: ["793-3.9-ABORT-SYNSENT"],
    from: synSent(),
    steps: [user.abort(), A_RESET_OR_NOTHING, ...ATTEMPT_IS_OVER],
  }),

  scenario("abort-in-listen", "LISTEN: ABORT -> CLOSED, nothing is sent, a SYN draws RST", {
    covers: ["793-3.9-ABORT-LISTEN"],
    from: listening(),
    steps: [
      user.abort(),
      stack.isIn("CLOSED"),
      stack.staysSilent(RTO),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(RST_ACK, { seq: 0, ack: IRS.plus(1) }),
    ],
  }),

  scenario("close-in-syn-received", "SYN-RECEIVED: CLOSE -> FIN with SEQ=ISS+1, FIN-WAIT-1; ACK -> FIN-WAIT-2", {
    covers: ["793-3.9-CLOSE-SYNRCVD-IDLE", "793-3.3-SYN-FIN-OCCUPY"],
    from: synReceived(),
    steps: [
      user.close(),
      stack.sends(FIN_ACK, { seq: ISS.plus(1), ack: RCV.NXT }),
      stack.isIn("FIN-WAIT-1"),
      // It acknowledges the SYN and the FIN.
      peer.sends(ACK, { ack: ISS.plus(2) }),
      stack.isIn("FIN-WAIT-2"),
      stack.staysSilent(RTO.times(3)),
      answersProbe(),
    ],
  }),

  scenario("close-after-crossing-syns", "SYN-RECEIVED after an active OPEN: CLOSE -> FIN with SEQ=ISS+1, FIN-WAIT-2", {
    covers: ["793-3.9-CLOSE-SYNRCVD-IDLE"],
    needs: ["simultaneous-open"],
    from: synReceivedAfterCrossingSyns(),
    steps: [
      user.close(),
      oneOf({
        "RFC 9293 3.10.4: with nothing to be sent, at once": [
          stack.sends(FIN_ACK, { seq: ISS.plus(1), ack: RCV.NXT }),
          stack.isIn("FIN-WAIT-1"),
        ],
        // A round trip later, and no more.
        "RFC 9293 3.10.4: in ESTABLISHED, as where text waits": [
          stack.isIn("SYN-RECEIVED"),
          peer.sends(ACK),
          stack.sends(FIN_ACK, { seq: ISS.plus(1), ack: RCV.NXT }),
        ],
      }),
      peer.sends(ACK, { ack: ISS.plus(2) }),
      stack.isIn("FIN-WAIT-2"),
      stack.staysSilent(RTO.times(3)),
      answersProbe(),
    ],
  }),

  scenario("abort-in-syn-received", "SYN-RECEIVED: ABORT -> RST with SEQ=ISS+1, no more SYN,ACKs", {
    covers: ["793-3.9-ABORT-SYNRCVD"],
    from: synReceived(),
    steps: ABORTS,
  }),

  scenario("abort-after-crossing-syns", "SYN-RECEIVED after an active OPEN: ABORT -> RST with SEQ=ISS+1, CLOSED", {
    covers: ["793-3.9-ABORT-SYNRCVD"],
    needs: ["simultaneous-open"],
    from: synReceivedAfterCrossingSyns(),
    steps: ABORTS,
  }),

  scenario("close-without-connection", "CLOSED: CLOSE, ABORT, SEND, RECEIVE -> 'connection does not exist'", {
    covers: ["793-3.9-CLOSE-CLOSED", "793-3.9-ABORT-CLOSED", "793-3.9-SEND-CLOSED", "793-3.9-RECV-CLOSED"],
    steps: [
      user.close("connection does not exist"),
      user.abort("connection does not exist"),
      user.send(1, "connection does not exist"),
      user.receive("connection does not exist"),
    ],
  }),
]);
