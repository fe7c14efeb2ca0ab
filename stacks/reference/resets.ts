/** RFC 9293 3.5.2: what a RST looks like that answers a segment. */

import { ACK, RST } from "../../harness/wire/flags";
import { add, seq } from "../../harness/wire/seq";
import type { Segment, SegmentToSend } from "../../harness/wire/segment";
import { segmentLength } from "./acceptability";
import type { Turn } from "./turn";

/** A reset that whoever sent `segment` will believe. Nobody may send one in answer to a RST. */
export function resetFor(segment: Segment): SegmentToSend {
  const ports = { sourcePort: segment.destinationPort, destinationPort: segment.sourcePort };
  if ((segment.flags & ACK) !== 0) {
    // <SEQ=SEG.ACK><CTL=RST>
    return { ...ports, seq: segment.ack, flags: RST, window: 0 };
  }
  // <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
  const ack = add(segment.seq, segmentLength(segment));
  return { ...ports, seq: seq(0), ack, flags: RST | ACK, window: 0 };
}

/** Answers a segment with a reset; the connection stays as it is. */
export function sendReset(turn: Turn, segment: Segment): void {
  turn.actions.push({ kind: "send", segment: resetFor(segment) });
}
