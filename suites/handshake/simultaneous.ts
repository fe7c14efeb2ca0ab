// RFC 9293 3.5, figure 7: both sides call at once. MUST-10: one connection comes of it.

import {
  ACK,
  DATA,
  IRS,
  ISS,
  isGone,
  mss,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synSent,
  user,
} from "../../harness/scenario";

const CROSSING = [
  peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1), as: "the SYN+ACK" }),
  stack.isIn("SYN-RECEIVED"),
] as const;

const DATA_BOTH_WAYS = [
  user.send(10),
  stack.sends(DATA, { seq: ISS.plus(1), text: 10 }),
  peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
  stack.acknowledges(),
  user.receives(10),
] as const;

export const simultaneousOpen = suite("handshake/simultaneous", [
  scenario("ack", "SYN-SENT: SYN -> SYN,ACK; ACK -> ESTABLISHED", {
    covers: ["MUST-10", "793-3.9-SEGARR-SYNSENT-SYN", "793-3.4-FIG8-SIMOPEN"],
    needs: ["simultaneous-open"],
    from: synSent(),
    steps: [
      ...CROSSING,
      peer.sends(ACK, { seq: IRS.plus(1), ack: ISS.plus(1) }),
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
      ...DATA_BOTH_WAYS,
    ],
  }),

  scenario("syn-ack", "SYN-SENT: SYN -> SYN,ACK; the peer's SYN,ACK as figure 7 has it -> ESTABLISHED", {
    covers: ["793-3.4-FIG8-SIMOPEN", "MUST-10"],
    needs: ["simultaneous-open"],
    from: synSent(),
    steps: [
      ...CROSSING,
      peer.sends(SYN_ACK, { seq: IRS, ack: ISS.plus(1) }),
      oneOf({
        "RFC 9293 3.5, figure 7: ESTABLISHED": [stack.isIn("ESTABLISHED")],
        "RFC 9293 3.10.7.4, first, and A.2: its SEQ is left of the window, so an ACK; then a bare ACK completes": [
          stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
          stack.isIn("SYN-RECEIVED"),
        ],
      }),
      // Needed in the second case, and of no harm in the first.
      peer.sends(ACK),
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
      ...DATA_BOTH_WAYS,
    ],
  }),

  scenario("reset", "SYN-RECEIVED after an active OPEN: RST -> CLOSED, the user is told 'refused'", {
    covers: ["MUST-11", "793-3.9-SEGARR-SYNRCVD-RST"],
    needs: ["simultaneous-open"],
    from: synSent(),
    steps: [
      ...CROSSING,
      peer.sends(RST),
      user.isTold("refused", "reset"),
      stack.isIn("CLOSED"),
      stack.staysSilent(RTO.times(2)),
      isGone(),
    ],
  }),
]);
