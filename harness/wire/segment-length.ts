import { FIN, SYN } from "./flags";
import { add, type Seq } from "./seq";
import type { Segment } from "./segment";

/** SEG.LEN: the octets of text, and one each for SYN and FIN (RFC 9293 3.4). */
export function segmentLength(segment: Pick<Segment, "flags" | "text">): number {
  return segment.text.length + ((segment.flags & SYN) === 0 ? 0 : 1) + ((segment.flags & FIN) === 0 ? 0 : 1);
}

/** The sequence number after the segment's last. */
export function segmentEnd(segment: Pick<Segment, "flags" | "text" | "seq">): Seq {
  return add(segment.seq, segmentLength(segment));
}
