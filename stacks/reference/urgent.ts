/** Urgent data: RFC 9293 3.8.5, 3.10.2 and 3.10.7.4 sixth. */

import { URG } from "../../harness/wire/flags";
import { add, diff, latest, precedes } from "../../harness/wire/seq";
import type { Segment } from "../../harness/wire/segment";
import type { Seq } from "../../harness/wire/seq";
import { endOfText } from "./send-queue";
import type { Draft, Tcb } from "./tcb";
import { tell } from "./turn";
import type { Turn } from "./turn";

const LARGEST_POINTER = 0xffff;

/** SEND with URGENT: all that is queued by now is urgent. */
export function markUrgent(tcb: Draft): void {
  // MUST-62: the pointer names the octet behind the urgent data
  tcb.snd.up = endOfText(tcb.queue);
}

/** What the urgent pointer of a segment at `seq` has to be; 0 when no urgent data lie ahead. */
export function urgentPointerAt(tcb: Pick<Tcb, "snd">, seq: Seq): number {
  const isAnyOnItsWay = precedes(tcb.snd.una, tcb.snd.up);
  if (!isAnyOnItsWay || !precedes(seq, tcb.snd.up)) return 0;
  // MUST-31: urgent data may reach further than the field; later segments carry the pointer on
  return Math.min(diff(tcb.snd.up, seq), LARGEST_POINTER);
}

/** The sixth step: RCV.UP <- max(RCV.UP, SEG.UP). */
export function noteUrgent(tcb: Draft, segment: Segment): void {
  if ((segment.flags & URG) === 0) return;
  const up = add(segment.seq, segment.urgentPointer);
  tcb.rcv.up = latest(tcb.rcv.up, up);
}

/** The sequence number of the next octet that the user will get. */
function consumed(tcb: Pick<Tcb, "rcv">): Seq {
  return add(tcb.rcv.nxt, -tcb.rcv.text.length);
}

/** MUST-33: octets between the user and the end of the urgent data. */
export function urgentAhead(tcb: Pick<Tcb, "rcv">): number {
  return Math.max(diff(tcb.rcv.up, consumed(tcb)), 0);
}

/**
 * The user has taken text. What it has is not urgent any more, and the pointers do not stay further behind than numbers are
 * comparable (RFC 9293 3.4).
 */
export function followUser({ rcv }: Draft): void {
  const next = consumed({ rcv });
  rcv.up = latest(rcv.up, next);
  rcv.upTold = latest(rcv.upTold, next);
}

/** MUST-32: the user is told when urgent data lie ahead, and again whenever they reach further. */
export function signalUrgent(turn: Turn): void {
  const { rcv } = turn.tcb;
  if (urgentAhead(turn.tcb) > 0 && precedes(rcv.upTold, rcv.up)) tell(turn, "urgent data");
  rcv.upTold = rcv.up;
}
