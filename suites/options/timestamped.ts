/** What scenarios of timestamps share. */

import { ACK, IRS, ISS, mss, peer, RCV, stack, SYN, SYN_ACK, user, type Step } from "../../harness/scenario";

/** The peer's clock in an ordinary connection. */
export const T = 1_000_000;

/** A connection with timestamps, the peer's clock at `clock`. */
export function established(clock = T): readonly Step[] {
  return [
    user.listen(),
    peer.sends(SYN, { seq: IRS, options: [mss(1460)], tsValue: clock }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, tsEcho: clock }),
    peer.sends(ACK, { tsValue: clock }),
    user.isTold("established"),
    stack.isIn("ESTABLISHED"),
  ];
}

/** What it takes of a stack. */
export const needs = ["timestamps"] as const;
