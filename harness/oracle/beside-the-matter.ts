/** Segments that a stack may always send, whatever the script is waiting for. */

import { ACK, FIN, RST, SYN, URG } from "../wire/flags";
import type { Segment } from "../wire/segment";
import { precedes, precedesOrEquals, type Seq } from "../wire/seq";
import { isRetransmission, mostAcknowledgeable, type SequenceView } from "./sequence-view";

export function isBareAck(segment: Segment): boolean {
  return (segment.flags & (SYN | FIN | RST | URG | ACK)) === ACK && segment.text.length === 0;
}

/** An ACK or window update that says nothing wrong (RFC 9293 3.8.6.2.2 leaves its moment to the receiver). */
function isRightAck(view: SequenceView, segment: Segment): boolean {
  return (
    isBareAck(segment) &&
    view.irs !== undefined &&
    precedesOrEquals(view.sndUna, segment.seq) &&
    precedesOrEquals(segment.seq, view.sndNxt) &&
    precedesOrEquals(view.acknowledged, segment.ack) &&
    precedesOrEquals(segment.ack, mostAcknowledgeable(view))
  );
}

/** A segment, and what had been acknowledged when it was sent. */
interface Sent {
  readonly segment: Segment;
  readonly sndUna: Seq;
}

/** A retry of what is not acknowledged (RFC 6298 5), or was not when the segment left. */
export function isRetry(view: SequenceView, { segment, sndUna }: Sent): boolean {
  return isRetransmission(view, segment, sndUna);
}

/** A retry, or an ACK with right numbers. */
export function isBesideTheMatter(view: SequenceView, sent: Sent): boolean {
  return isRetry(view, sent) || isRightAck(view, sent.segment);
}

/** An ACK that the stack still owes: held back legally for a while (RFC 9293 3.8.6.3). */
export function isOwedAck(view: SequenceView, segment: Segment): boolean {
  return isRightAck(view, segment) && precedes(view.acknowledged, view.rcvNxt) && segment.ack === view.rcvNxt;
}
