/**
 * What went before on one pair of sockets, as far as always-on rules need it. A rule must never accuse a right stack,
 * so where it is open what the stack has taken, everything that it may have taken counts.
 */

import type { CallEvent, PacketEvent } from "../../port/trace";
import { ACK, FIN, RST, SYN } from "../../wire/flags";
import type { Segment } from "../../wire/segment";
import { segmentEnd } from "../../wire/segment-length";
import { add, diff, inRange, latest, seq as seqOf, type Seq } from "../../wire/seq";
import { endOfRun, withRange, type SeqRange } from "../seq-ranges";
import { shiftOffered } from "../sequence-view";

/** The value of an MSS option; that there is none; or that it is open how the option is to be read. */
type PeerSize = number | "default" | "unclear";

export interface Flow {
  /** The stack's initial number in the present connection; absent before its SYN. */
  iss: Seq | undefined;
  /** The number after the greatest that it has sent. */
  sndNxt: Seq;
  /** The number of its FIN, once sent. */
  fin: Seq | undefined;
  /** The greatest acknowledgment that it has sent, once it has sent one. */
  acknowledged: Seq | undefined;
  /** The greatest right edge of a window that it has offered, once it has offered one. */
  edge: Seq | undefined;
  /** The shift of the window scale option on its SYN (RFC 7323 2.2). */
  shift: number | undefined;
  /** The octets that it has sent, from ISS+1 on; holes are 0 and not in {@link sentRanges}. */
  sentText: Uint8Array;
  sentRanges: readonly SeqRange[];
  /** Everything that intact segments of the peer covered, of all connections on these sockets. */
  received: readonly SeqRange[];
  /** The sequence numbers of the peer's SYNs. */
  readonly peerSyns: Set<number>;
  /** The ACK fields of the peer's segments, and the numbers just after its segments: what a reset may bear. */
  readonly peerAcks: Set<number>;
  readonly peerEnds: Set<number>;
  /** The numbers just after the peer's FINs. */
  readonly peerFins: Set<number>;
  /** Whether the peer's SYNs had a window scale option: those that had one, and those that had none. */
  readonly peerScales: Set<boolean>;
  /** What the peer's SYNs say of the size of segments, and whatever else has an MSS option. */
  readonly peerSizes: Set<PeerSize>;
  /** What the connection before would send next, and what it acknowledged: TIME-WAIT may go on (RFC 9293 3.6.1, MAY-2). */
  before: { readonly sndNxt: Seq; readonly acknowledged: Seq } | undefined;
  /** A reset went either way, or the user ended or opened something, since the last SYN of the stack. */
  mayHaveEnded: boolean;
  /** The last packet event of the flow in either direction, and the last user call. */
  lastPacket: PacketEvent | undefined;
  lastCall: CallEvent | undefined;
}

export function newFlow(): Flow {
  return {
    iss: undefined,
    sndNxt: 0 as Seq,
    fin: undefined,
    acknowledged: undefined,
    edge: undefined,
    shift: undefined,
    sentText: new Uint8Array(0),
    sentRanges: [],
    received: [],
    peerSyns: new Set(),
    peerAcks: new Set(),
    peerEnds: new Set(),
    peerFins: new Set(),
    peerScales: new Set(),
    peerSizes: new Set(),
    before: undefined,
    mayHaveEnded: false,
    lastPacket: undefined,
    lastCall: undefined,
  };
}

/** A segment of the peer has been sent. */
export function observePeer(flow: Flow, segment: Segment): void {
  const { flags, seq, ack } = segment;
  if ((flags & ACK) !== 0) flow.peerAcks.add(ack);
  flow.peerEnds.add(segmentEnd(segment));
  if ((flags & RST) !== 0) {
    flow.mayHaveEnded = true;
    return;
  }
  // MUST-65: elsewhere it has no place, and nobody says what is to be made of it there.
  const size = sizeOffered(segment);
  if ((flags & SYN) !== 0 || size !== "default") flow.peerSizes.add(size);
  if ((flags & SYN) !== 0) {
    flow.peerSyns.add(seq);
    flow.peerScales.add(shiftOffered(segment) !== undefined);
  }
  if ((flags & FIN) !== 0) flow.peerFins.add(segmentEnd(segment));
  flow.received = withRange(flow.received, { from: seq, to: segmentEnd(segment) });
}

const MSS_KIND = 2;

/** An MSS of 0 would let nothing through, and nobody says what is to be made of it, nor of one that is malformed. */
function sizeOffered({ options }: Segment): PeerSize {
  const isUnclear = options.some(
    (each) =>
      each.kind === "malformed" ||
      (each.kind === "unknown" && each.code === MSS_KIND) ||
      (each.kind === "mss" && each.value === 0),
  );
  if (isUnclear) return "unclear";
  const sizes = options.flatMap((each) => (each.kind === "mss" ? [each.value] : []));
  return sizes.length === 0 ? "default" : Math.max(...sizes);
}

/** The user has made a call on the connection. */
export function observeCall(flow: Flow, call: CallEvent): void {
  flow.lastCall = call;
  flow.mayHaveEnded = true;
}

/** The stack has sent a segment; called after the rules have looked at it. */
export function observeStack(flow: Flow, segment: Segment): void {
  const { flags, seq, ack, text } = segment;
  if ((flags & RST) !== 0) {
    flow.mayHaveEnded = true;
    return;
  }
  if ((flags & SYN) !== 0) observeStackSyn(flow, segment);
  if (flow.iss === undefined) return;
  if (text.length > 0) keepText(flow, flow.iss, (flags & SYN) === 0 ? seq : add(seq, 1), text);
  if ((flags & FIN) !== 0) flow.fin ??= add(segmentEnd(segment), -1);
  flow.sndNxt = latest(flow.sndNxt, segmentEnd(segment));
  if ((flags & ACK) === 0) return;
  flow.acknowledged = flow.acknowledged === undefined ? ack : latest(flow.acknowledged, ack);
  const edge = rightEdgeOf(flow, segment);
  if (edge !== undefined) flow.edge = flow.edge === undefined ? edge : latest(flow.edge, edge);
}

/**
 * A SYN with other numbers than before is the first of another connection on these sockets. With the same numbers it is most
 * likely a repetition, but two connections may begin within one tick of the ISN clock: where the one before can have ended,
 * what is known of it binds no longer.
 */
function observeStackSyn(flow: Flow, segment: Segment): void {
  const { flags, seq, ack } = segment;
  const otherAck = (flags & ACK) !== 0 && flow.acknowledged !== undefined && ack !== flow.acknowledged;
  const another = seq !== flow.iss || otherAck;
  if (!another && !flow.mayHaveEnded) return;
  if (another) {
    const { sndNxt, acknowledged } = flow;
    flow.before = acknowledged === undefined ? undefined : { sndNxt, acknowledged };
    flow.sndNxt = add(seq, 1);
  }
  flow.iss = seq;
  flow.fin = undefined;
  flow.acknowledged = undefined;
  flow.edge = undefined;
  flow.shift = shiftOffered(segment);
  flow.sentText = new Uint8Array(0);
  flow.sentRanges = [];
  flow.mayHaveEnded = false;
}

/** The stack is in a connection and this segment is a part of it. */
export function isInConnection(flow: Flow, segment: Segment): boolean {
  return (segment.flags & (SYN | RST)) === 0 && flow.iss !== undefined && !isFromTimeWait(flow, segment);
}

/** The peer has refused the connection that took the place of one in TIME-WAIT, which answers again. */
function isFromTimeWait({ before, mayHaveEnded }: Flow, { seq, ack }: Segment): boolean {
  return mayHaveEnded && seq === before?.sndNxt && ack === before.acknowledged;
}

/**
 * The right edge of the window that a segment of the stack with ACK offers (RFC 9293 3.8.6). Undefined where it is not clear
 * whether windows are scaled.
 */
export function rightEdgeOf(flow: Flow, { flags, ack, window }: Segment): Seq | undefined {
  if ((flags & SYN) !== 0 || flow.shift === undefined) return add(ack, window);
  if (flow.peerScales.size !== 1) return undefined;
  return add(ack, flow.peerScales.has(true) ? window * 2 ** flow.shift : window);
}

/** More than any scenario sends: a wild sequence number must not make us reserve gigabytes. */
const MOST_TEXT = 1 << 24;

function keepText(flow: Flow, iss: Seq, first: Seq, text: Uint8Array): void {
  const position = diff(first, add(iss, 1));
  const end = position + text.length;
  if (position < 0 || end > MOST_TEXT) return;
  if (end > flow.sentText.length) {
    const larger = new Uint8Array(Math.max(end, 2 * flow.sentText.length));
    larger.set(flow.sentText);
    flow.sentText = larger;
  }
  flow.sentText.set(text, position);
  flow.sentRanges = withRange(flow.sentRanges, { from: first, to: add(first, text.length) });
}

/** Was this octet of the stack's text sent before, and what was it? */
export function octetSentAt(flow: Flow, number: Seq): number | undefined {
  if (flow.iss === undefined) return undefined;
  if (!flow.sentRanges.some(({ from, to }) => inRange(number, from, to))) return undefined;
  return flow.sentText[diff(number, add(flow.iss, 1))];
}

/**
 * How far an acknowledgment lies past what has arrived in a row after the SYN that it counts from; 0 when it does not.
 * Undefined when the peer has sent no SYN.
 */
export function pastReceived(flow: Flow, ack: Seq): number | undefined {
  let least: { readonly distance: number; readonly past: number } | undefined;
  for (const syn of flow.peerSyns) {
    const irs = seqOf(syn);
    const end = endOfRun(flow.received, irs);
    if (inRange(add(ack, -1), irs, end)) return 0;
    // None justifies it: the SYN that comes nearest below is the one that the stack must have meant.
    const distance = (ack - irs) >>> 0;
    if (least === undefined || distance < least.distance) least = { distance, past: diff(ack, end) };
  }
  return least?.past;
}

/** `1.2.3.4:80 5.6.7.8:4000`, the same for both directions, the stack's socket first. */
export function flowKey(event: PacketEvent): string | undefined {
  if (!event.decoded.ok || event.decoded.value.kind !== "tcp") return undefined;
  const { ip, segment } = event.decoded.value;
  const source = `${ip.source}:${segment.sourcePort}`;
  const destination = `${ip.destination}:${segment.destinationPort}`;
  return event.direction === "stack->peer" ? `${source} ${destination}` : `${destination} ${source}`;
}
