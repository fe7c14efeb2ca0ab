/** RFC 9293 3.4 and 3.10.7.4 first, table 6: does a segment lie in the receive window, and what of it? */

import { FIN, SYN } from "../../harness/wire/flags";
import { add, diff, inWindow, precedes } from "../../harness/wire/seq";
import type { Segment } from "../../harness/wire/segment";
import type { Seq } from "../../harness/wire/seq";

/** SEG.LEN: the octets of text, and one each for SYN and FIN (RFC 9293 3.4). */
export function segmentLength(segment: Pick<Segment, "flags" | "text">): number {
  const syn = (segment.flags & SYN) === 0 ? 0 : 1;
  const fin = (segment.flags & FIN) === 0 ? 0 : 1;
  return syn + segment.text.length + fin;
}

/** The four cases of table 6. */
export function isAcceptable(seq: Seq, length: number, rcv: { readonly nxt: Seq; readonly wnd: number }): boolean {
  if (length === 0 && rcv.wnd === 0) return seq === rcv.nxt;
  if (length === 0) return inWindow(seq, rcv.nxt, rcv.wnd);
  if (rcv.wnd === 0) return false;
  const last = add(seq, length - 1);
  return inWindow(seq, rcv.nxt, rcv.wnd) || inWindow(last, rcv.nxt, rcv.wnd);
}

/** The part of a segment that lies in the window: its text, its SYN and its FIN only so far as they do. */
export function trim(segment: Segment, rcv: { readonly nxt: Seq; readonly wnd: number }): Segment {
  return trimRight(trimLeft(segment, rcv.nxt), add(rcv.nxt, rcv.wnd));
}

function trimLeft(segment: Segment, start: Seq): Segment {
  if (!precedes(segment.seq, start)) return segment;
  const syn = (segment.flags & SYN) === 0 ? 0 : 1;
  const old = diff(start, segment.seq);
  return {
    ...segment,
    seq: start,
    flags: segment.flags & ~SYN,
    // It counts from SEG.SEQ, and names the same octet as before.
    urgentPointer: Math.max(segment.urgentPointer - old, 0),
    text: segment.text.subarray(Math.min(old - syn, segment.text.length)),
  };
}

function trimRight(segment: Segment, end: Seq): Segment {
  const beyond = diff(add(segment.seq, segmentLength(segment)), end);
  if (beyond <= 0) return segment;
  const fin = (segment.flags & FIN) === 0 ? 0 : 1;
  const octets = Math.max(segment.text.length - (beyond - fin), 0);
  const controls = precedes(segment.seq, end) ? FIN : FIN | SYN;
  return { ...segment, flags: segment.flags & ~controls, text: segment.text.subarray(0, octets) };
}
