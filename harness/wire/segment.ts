/** The TCP segment as a value: header, options and text, every bit of it (RFC 9293 3.1). */

import type { Flags } from "./flags";
import type { TcpOption } from "./option";
import type { Seq } from "./seq";

/** A whole segment, as decoded. Every field is what stood in the bytes, right or wrong. */
export interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: Seq;
  /** Meaningful only with ACK, but always there. */
  readonly ack: Seq;
  /** In words of four octets; 5 without options. */
  readonly dataOffset: number;
  /** The four bits between the data offset and CWR. */
  readonly reserved: number;
  readonly flags: Flags;
  /** As it stands in the header, before any window scale. */
  readonly window: number;
  readonly checksum: number;
  readonly urgentPointer: number;
  readonly options: readonly TcpOption[];
  /** The octets behind the header; RFC 793 calls them text. */
  readonly text: Uint8Array;
}

/**
 * A segment on its way to the encoder: a field that is left out gets its right value, one that is given goes out as it
 * is, however illegal. A decoded {@link Segment} is one of these, and encodes to the bytes that it came from.
 */
export interface SegmentToSend {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: Seq;
  readonly ack?: Seq;
  readonly dataOffset?: number;
  readonly reserved?: number;
  readonly flags: Flags;
  readonly window: number;
  readonly checksum?: number;
  readonly urgentPointer?: number;
  readonly options?: readonly TcpOption[];
  readonly text?: Uint8Array;
}
