/** A peer that takes segments of 400 octets, so that windows of a few segments are small numbers. */

import { ACK, DATA, IRS, ISS, listening, mss, peer, RCV, SND, stack, SYN, SYN_ACK, user } from "../../harness/scenario";
import type { Step } from "../../harness/scenario";

export const SIZE = 400;

/** A full segment, for the first time. */
export const segment: Step = stack.sends(DATA, { seq: SND.NXT, text: SIZE });

/** ESTABLISHED, and the peer has room for so many octets. */
export function establishedWith(window: number): readonly Step[] {
  return [
    ...listening(),
    peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    peer.sends(ACK, { window }),
    user.isTold("established"),
  ];
}
