/** RFC 9293 3.5.2: what a RST looks like that answers a segment. */

import { ACK, RST } from "../../harness/wire/flags";
import { nop, timestamps } from "../../harness/wire/option";
import type { TcpOption } from "../../harness/wire/option";
import { add, seq } from "../../harness/wire/seq";
import type { Segment, SegmentToSend } from "../../harness/wire/segment";
import { segmentLength } from "./acceptability";
import type { ReferenceOptions } from "./options";
import { timestampsIn } from "./timestamps";
import type { Turn } from "./turn";

/** A reset that whoever sent `segment` will believe. Nobody may send one in answer to a RST. */
export function resetFor(segment: Segment, options: Pick<ReferenceOptions, "timestamps">): SegmentToSend {
  const ports = { sourcePort: segment.destinationPort, destinationPort: segment.sourcePort };
  const echo = echoIn(segment, options);
  if ((segment.flags & ACK) !== 0) {
    // <SEQ=SEG.ACK><CTL=RST>
    return { ...ports, seq: segment.ack, flags: RST, window: 0, options: echo };
  }
  // <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
  const ack = add(segment.seq, segmentLength(segment));
  return { ...ports, seq: seq(0), ack, flags: RST | ACK, window: 0, options: echo };
}

/** RFC 7323 5.2: TSecr <- SEG.TSval, and a TSval of 0, as there is no connection with a clock. */
function echoIn(segment: Segment, options: Pick<ReferenceOptions, "timestamps">): readonly TcpOption[] {
  const option = timestampsIn(segment.options);
  if (!options.timestamps || option === undefined) return [];
  return [nop, nop, timestamps(0, option.value)];
}

/** Answers a segment with a reset; the connection stays as it is. */
export function sendReset(turn: Turn, segment: Segment): void {
  turn.actions.push({ kind: "send", segment: resetFor(segment, turn.options) });
}
