/**
 * The sequence variables of a connection as a right stack would hold them, worked out from the segments alone
 * (RFC 9293 3.3.1). Scripts are written in these variables, and judgement compares with them.
 */

import { ACK, FIN, RST, SYN } from "../wire/flags";
import type { Segment } from "../wire/segment";
import { segmentEnd } from "../wire/segment-length";
import { add, diff, inRange, latest, precedes, precedesOrEquals, seq, type Seq } from "../wire/seq";
import { endOfRun, withRange, type SeqRange } from "./seq-ranges";

export interface SequenceView {
  /** The stack's initial sequence number; absent before its SYN. */
  readonly iss?: Seq;
  /** The peer's; absent before its SYN. */
  readonly irs?: Seq;
  readonly sndUna: Seq;
  readonly sndNxt: Seq;
  /** The window that the peer offered last, scaled. */
  readonly sndWnd: number;
  readonly rcvNxt: Seq;
  /** The right edge of the window that the stack offered. */
  readonly rcvEdge: Seq;
  /** The greatest acknowledgment that the stack has sent. */
  readonly acknowledged: Seq;
  /** What the peer sent beyond a gap. */
  readonly held: readonly SeqRange[];
  /** The number after the peer's FIN, once it lay within the window; absent before. */
  readonly fin?: Seq;
  /** The peer's FIN has been taken in order. */
  readonly ended: boolean;
  /** A reset ended the connection: the next SYN begins another one. */
  readonly gone: boolean;
  /** The connection in TIME-WAIT that this one took the place of; there again when the peer refuses (RFC 9293 3.6.1, MAY-2). */
  readonly resumes?: SequenceView;
  /** The shifts of the window scale option (RFC 7323 2.2) that each side offered on its SYN. */
  readonly peerShift?: number;
  readonly stackShift?: number;
  /** The MSS option of the stack's SYN. */
  readonly stackMss?: number;
  /** What the MSS option of the peer's SYN says; absent where it had none. */
  readonly peerMss?: number;
  /** TSval of the stack's latest segment with timestamps (RFC 7323 3.2). */
  readonly tsValue?: number;
}

const ZERO = seq(0);

/** No segment has been seen. */
export const NO_CONNECTION: SequenceView = {
  sndUna: ZERO,
  sndNxt: ZERO,
  sndWnd: 0,
  rcvNxt: ZERO,
  rcvEdge: ZERO,
  acknowledged: ZERO,
  held: [],
  ended: false,
  gone: false,
};

/** RCV.WND: what is left of the window that the stack offered. */
export function receiveWindow(view: SequenceView): number {
  return precedes(view.rcvNxt, view.rcvEdge) ? (view.rcvEdge - view.rcvNxt) >>> 0 : 0;
}

/** The shift of the window scale option, no more than 14 (RFC 7323 2.3). */
export function shiftOffered(segment: Segment): number | undefined {
  for (const option of segment.options) if (option.kind === "window-scale") return Math.min(option.shift, 14);
  return undefined;
}

function mssOf(segment: Segment): number | undefined {
  for (const option of segment.options) if (option.kind === "mss") return option.value;
  return undefined;
}

function timestampOf(segment: Segment): number | undefined {
  for (const option of segment.options) if (option.kind === "timestamps") return option.value;
  return undefined;
}

/** Both sides must have offered to scale, and the window of a SYN is never scaled (RFC 7323 2.2). */
function scaled(segment: Segment, own: number | undefined, other: number | undefined): number {
  const applies = own !== undefined && other !== undefined && (segment.flags & SYN) === 0;
  return applies ? segment.window * 2 ** own : segment.window;
}

/** RCV.NXT+RCV.WND as a segment of the stack with ACK tells it. */
export function rightEdge(view: SequenceView, segment: Segment): Seq {
  return add(segment.ack, scaled(segment, view.stackShift, view.peerShift));
}

/** The view after an intact segment of the peer has reached the stack. */
export function afterPeer(view: SequenceView, segment: Segment): SequenceView {
  const { flags } = segment;
  if ((flags & RST) !== 0) return isTakenReset(view, segment) ? afterReset(view) : view;
  if ((flags & SYN) !== 0) return afterPeerSyn(view, segment);
  // RFC 9293 3.10.7.4, fifth: without ACK, or with an ACK of what was never sent, a segment is dropped.
  if ((flags & ACK) === 0 || view.irs === undefined) return view;
  if (view.iss === undefined || precedes(view.sndNxt, segment.ack)) return view;
  const acked = withAck(view, segment);
  return view.ended ? acked : withText(acked, segment);
}

/** RFC 9293 3.10.7.3, second: in SYN-SENT a reset must acknowledge the SYN; 3.10.7.4, second: later its SEQ decides. */
function isTakenReset(view: SequenceView, segment: Segment): boolean {
  if (view.irs !== undefined) return segment.seq === view.rcvNxt;
  return (segment.flags & ACK) !== 0 && view.iss !== undefined && inRange(add(segment.ack, -1), view.iss, view.sndNxt);
}

/** What is refused before it is there leaves what was before it (RFC 9293 3.6.1, MAY-2). */
function afterReset(view: SequenceView): SequenceView {
  return view.resumes !== undefined && view.sndUna === view.iss ? view.resumes : { ...view, gone: true };
}

function afterPeerSyn(view: SequenceView, segment: Segment): SequenceView {
  const fresh = view.irs === undefined || view.gone;
  if (!fresh || isRefusedSynAck(view, segment)) return view;
  const shift = shiftOffered(segment);
  const peerMss = mssOf(segment);
  const first = add(segment.seq, 1);
  const opened: SequenceView = {
    ...(view.gone ? NO_CONNECTION : view),
    // What the stack takes stands until its next SYN says something else.
    ...(view.stackMss === undefined ? {} : { stackMss: view.stackMss }),
    irs: segment.seq,
    rcvNxt: first,
    rcvEdge: first,
    acknowledged: segment.seq,
    sndWnd: segment.window,
    // Whether text on a SYN is taken at once is the stack's choice (RFC 9293 3.10.7.2, third).
    held: withRange([], { from: first, to: segmentEnd(segment) }),
    ...(shift === undefined ? {} : { peerShift: shift }),
    ...(peerMss === undefined ? {} : { peerMss }),
  };
  return (segment.flags & ACK) === 0 ? opened : withAck(opened, segment);
}

/** RFC 9293 3.10.7.2, second, and 3.10.7.3, first: a SYN+ACK that acknowledges no SYN of the stack opens nothing. */
function isRefusedSynAck(view: SequenceView, segment: Segment): boolean {
  if ((segment.flags & ACK) === 0) return false;
  return view.iss === undefined || !inRange(add(segment.ack, -1), view.iss, view.sndNxt);
}

function withAck(view: SequenceView, segment: Segment): SequenceView {
  const advances = precedes(view.sndUna, segment.ack) && precedesOrEquals(segment.ack, view.sndNxt);
  return {
    ...view,
    sndUna: advances ? segment.ack : view.sndUna,
    sndWnd: scaled(segment, view.peerShift, view.stackShift),
  };
}

function withText(view: SequenceView, segment: Segment): SequenceView {
  const end = segmentEnd(segment);
  // RFC 9293 3.10.7.4, first: what lies to the right of the window is cut off, a FIN there with it.
  const fits = precedesOrEquals(end, view.rcvEdge);
  const last = fits ? end : view.rcvEdge;
  if (!precedes(view.rcvNxt, last)) return view;
  const held = withRange(view.held, { from: segment.seq, to: last });
  const rcvNxt = endOfRun(held, view.rcvNxt);
  const fin = fits && (segment.flags & FIN) !== 0 ? end : view.fin;
  const ended = fin !== undefined && precedesOrEquals(fin, rcvNxt);
  const taken = { ...view, held: held.filter(({ to }) => precedes(rcvNxt, to)), rcvNxt, ended };
  return fin === undefined ? taken : { ...taken, fin };
}

/** The view after the stack has sent a segment. */
export function afterStack(view: SequenceView, segment: Segment): SequenceView {
  const { flags } = segment;
  if ((flags & RST) !== 0) {
    // SYN-SENT and SYN-RECEIVED refuse an ACK of what was never sent, and go on trying (RFC 9293 3.10.7.3, first; 3.10.7.4,
    // fifth); from SND.NXT comes the reset of an abort.
    const isTrying = view.iss !== undefined && view.sndUna === view.iss;
    const refuses = isTrying && (view.irs === undefined || segment.seq !== view.sndNxt);
    return refuses ? view : { ...view, gone: true };
  }
  // A call that was refused may be made again within one tick of the ISN clock, with the same number.
  const another = segment.seq !== view.iss || (view.gone && (flags & ACK) === 0);
  const begun = (flags & SYN) !== 0 && another ? afterStackSyn(view, segment) : view;
  if (begun.iss === undefined) return view;
  const tsValue = timestampOf(segment);
  const sent: SequenceView = {
    ...begun,
    sndNxt: latest(begun.sndNxt, segmentEnd(segment)),
    ...(tsValue === undefined ? {} : { tsValue }),
  };
  if ((flags & ACK) === 0) return sent;
  const edge = rightEdge(view, segment);
  return {
    ...sent,
    acknowledged: latest(sent.acknowledged, segment.ack),
    rcvEdge: sent.rcvEdge === sent.rcvNxt ? edge : latest(sent.rcvEdge, edge),
  };
}

function afterStackSyn(view: SequenceView, segment: Segment): SequenceView {
  const shift = shiftOffered(segment);
  const stackMss = mssOf(segment);
  const begun: SequenceView = {
    ...(view.gone || view.iss !== undefined ? { ...NO_CONNECTION, sndWnd: view.sndWnd } : view),
    iss: segment.seq,
    sndUna: segment.seq,
    sndNxt: add(segment.seq, 1),
    gone: false,
    ...(shift === undefined ? {} : { stackShift: shift }),
    ...(stackMss === undefined ? {} : { stackMss }),
  };
  if ((segment.flags & ACK) === 0 || begun.irs !== undefined) return begun;
  const irs = add(segment.ack, -1);
  const isInTimeWait = view.ended && !view.gone && view.sndUna === view.sndNxt;
  return {
    ...begun,
    irs,
    rcvNxt: segment.ack,
    rcvEdge: segment.ack,
    acknowledged: irs,
    ...(isInTimeWait ? { resumes: view } : {}),
  };
}

/** The greatest number that the stack may acknowledge: what it may hold beyond RCV.NXT is counted in. */
export function mostAcknowledgeable(view: SequenceView): Seq {
  return endOfRun(view.held, view.rcvNxt);
}

/** How many octets of text the peer has sent in order. */
export function textInOrder({ irs, rcvNxt, ended }: SequenceView): number {
  if (irs === undefined) return 0;
  return diff(rcvNxt, add(irs, 1)) - (ended ? 1 : 0);
}

/** Does the segment repeat, wholly, numbers that were sent before and reach past `sndUna`? A legal retry. */
export function isRetransmission(view: SequenceView, segment: Segment, sndUna: Seq): boolean {
  const end = segmentEnd(segment);
  return (
    view.iss !== undefined &&
    !view.gone &&
    (segment.flags & RST) === 0 &&
    end !== segment.seq &&
    precedesOrEquals(end, view.sndNxt) &&
    precedes(sndUna, end) &&
    inRange(segment.seq, view.iss, view.sndNxt)
  );
}
