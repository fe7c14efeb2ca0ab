// RFC 9293 3.10.4, 3.10.5: CLOSE and ABORT before there is a connection.

import { IRS, ISS, peer, RST, RTO, scenario, SND, stack, suite, SYN_ACK, synSent, user } from "../../harness/scenario";

/** Nothing goes on, and an answer that comes late finds nobody. */
const ATTEMPT_IS_OVER = [
  stack.isIn("CLOSED"),
  stack.staysSilent(RTO.times(3)),
  peer.sends(SYN_ACK, { seq: IRS, ack: ISS.plus(1) }),
  stack.sends(RST, { seq: SND.NXT }),
] as const;

export const beforeEstablished = suite("close/before-established", [
  scenario("close-in-syn-sent", "SYN-SENT: CLOSE -> CLOSED, no more SYNs, a late SYN,ACK draws RST", {
    covers: ["793-3.9-CLOSE-SYNSENT"],
    from: synSent(),
    steps: [user.close(), ...ATTEMPT_IS_OVER],
  }),

  scenario("abort-in-syn-sent", "SYN-SENT: ABORT -> CLOSED, no more SYNs, a late SYN,ACK draws RST", {
    covers: ["793-3.9-ABORT-SYNSENT"],
    from: synSent(),
    steps: [user.abort(), ...ATTEMPT_IS_OVER],
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
