/** The window that is offered, moved in large steps only: RFC 9293 3.8.6.2.2 (MUST-39). */

import { effectiveSendMss } from "./segment-size";
import type { ReferenceOptions } from "./options";
import type { Tcb } from "./tcb";
import type { Turn } from "./turn";
import { LARGEST_FIELD } from "./window-scale";

/** Fr: the part of the buffer that is worth telling of. */
const FR = 1 / 2;

/** RCV.BUFF - RCV.USER, so far as it can be offered. */
function space(tcb: Pick<Tcb, "rcv">, { receiveBuffer }: ReferenceOptions): number {
  return Math.max(Math.min(receiveBuffer - tcb.rcv.text.length, LARGEST_FIELD << tcb.rcv.shift), 0);
}

/** Sets RCV.WND for a segment that is about to leave. */
export function adjustWindow({ tcb, options }: Turn): void {
  const reduction = space(tcb, options) - tcb.rcv.wnd;
  if (reduction >= Math.min(FR * options.receiveBuffer, effectiveSendMss(tcb, options))) {
    tcb.rcv.wnd = space(tcb, options);
  }
}

/**
 * Whether the user has made so much room that the peer should hear of it without having sent anything: at once where it
 * may be waiting for that, and otherwise only if the next ACK, which comes with every second segment, is not enough.
 */
export function isUpdateDue(
  tcb: Pick<Tcb, "rcv" | "snd" | "local" | "agreed" | "pathMtu">,
  options: ReferenceOptions,
): boolean {
  const mss = effectiveSendMss(tcb, options);
  const reduction = space(tcb, options) - tcb.rcv.wnd;
  const isWorthTelling = reduction >= Math.min(FR * options.receiveBuffer, mss);
  const isPeerShort = tcb.rcv.wnd < 2 * mss;
  return isWorthTelling && (isPeerShort || reduction > 2 * mss);
}
