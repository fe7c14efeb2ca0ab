/** The TCP header and its text between bytes and values (RFC 9293 3.1). The right checksum is IP's affair: packet-codec.ts. */

import { decoded, undecodable } from "./decoded";
import type { Decoded } from "./decoded";
import { requireFit } from "./fit";
import { NO_OCTETS, read16, read32, read8, view, write16, write32 } from "./octets";
import type { TcpOption } from "./option";
import { decodeOptions, encodedOptionsLength, encodeOptionsInto, NO_OPTIONS } from "./option-codec";
import type { Segment, SegmentToSend } from "./segment";
import { seq } from "./seq";

/** Where each field begins, in octets from the start of the segment. */
export const TCP_FIELD = {
  sourcePort: 0,
  destinationPort: 2,
  seq: 4,
  ack: 8,
  /** Four bits of data offset, four reserved ones. */
  dataOffset: 12,
  flags: 13,
  window: 14,
  checksum: 16,
  urgentPointer: 18,
  options: 20,
} as const;

const WORD = 4;
const LEAST_DATA_OFFSET = 5;

/** Octets that the segment takes. */
export function encodedSegmentLength(segment: SegmentToSend): number {
  return rightDataOffset(segment.options ?? NO_OPTIONS) * WORD + (segment.text ?? NO_OCTETS).length;
}

/** Where the text begins, in words from the start of the segment. */
export function rightDataOffset(options: readonly TcpOption[]): number {
  if (options.length === 0) return LEAST_DATA_OFFSET;
  // RFC 9293 3.1: the header ends with a whole word.
  return LEAST_DATA_OFFSET + Math.ceil(encodedOptionsLength(options) / WORD);
}

/**
 * Writes the segment at `start` and returns where it ends. A checksum that is not given is left 0.
 * @throws {RangeError} when a value has no room in its field.
 */
export function encodeSegmentInto(segment: SegmentToSend, bytes: Uint8Array, start: number): number {
  const options = segment.options ?? NO_OPTIONS;
  const text = segment.text ?? NO_OCTETS;
  const optionsEnd = encodeOptionsInto(options, bytes, start + TCP_FIELD.options);
  const words = Math.ceil((optionsEnd - start) / WORD);
  const textStart = start + words * WORD;
  const dataOffset = segment.dataOffset ?? words;
  const reserved = segment.reserved ?? 0;
  const checksum = segment.checksum ?? 0;
  const urgentPointer = segment.urgentPointer ?? 0;
  const fields16 = segment.sourcePort | segment.destinationPort | segment.window | checksum | urgentPointer;
  if ((fields16 >>> 16) + (segment.flags >>> 8) + ((dataOffset | reserved) >>> 4) !== 0) {
    requireHeaderFit(segment, dataOffset);
  }

  write16(bytes, start + TCP_FIELD.sourcePort, segment.sourcePort);
  write16(bytes, start + TCP_FIELD.destinationPort, segment.destinationPort);
  write32(bytes, start + TCP_FIELD.seq, segment.seq);
  write32(bytes, start + TCP_FIELD.ack, segment.ack ?? 0);
  bytes[start + TCP_FIELD.dataOffset] = (dataOffset << 4) | reserved;
  bytes[start + TCP_FIELD.flags] = segment.flags;
  write16(bytes, start + TCP_FIELD.window, segment.window);
  write16(bytes, start + TCP_FIELD.checksum, checksum);
  write16(bytes, start + TCP_FIELD.urgentPointer, urgentPointer);
  // MUST-69 (RFC 9293 3.1): what fills the last word of the options is zeros, which are end-of-list options as well.
  for (let at = optionsEnd; at < textStart; at += 1) bytes[at] = 0;
  if (text.length > 0) bytes.set(text, textStart);
  return textStart + text.length;
}

/** Says which field it is that something has no room in. */
function requireHeaderFit(segment: SegmentToSend, dataOffset: number): void {
  requireFit("source port", segment.sourcePort, 16);
  requireFit("destination port", segment.destinationPort, 16);
  requireFit("window", segment.window, 16);
  requireFit("checksum", segment.checksum ?? 0, 16);
  requireFit("urgent pointer", segment.urgentPointer ?? 0, 16);
  requireFit("flags", segment.flags, 8);
  requireFit("reserved bits", segment.reserved ?? 0, 4);
  requireFit("data offset", dataOffset, 4);
}

/** The segment from `start` to `end`. Options and text are views of `bytes`, not copies. */
export function decodeSegment(bytes: Uint8Array, start: number, end: number): Decoded<Segment> {
  if (end - start < TCP_FIELD.options) {
    return undecodable("truncated", end, `a TCP header has 20 octets, and ${end - start} are here`);
  }
  const offsetAndReserved = read8(bytes, start + TCP_FIELD.dataOffset);
  const dataOffset = offsetAndReserved >>> 4;
  const textStart = start + dataOffset * WORD;
  if (dataOffset < LEAST_DATA_OFFSET) {
    return undecodable("data-offset", start + TCP_FIELD.dataOffset, `data offset ${dataOffset} lies inside the header`);
  }
  if (textStart > end) {
    return undecodable("data-offset", start + TCP_FIELD.dataOffset, `data offset ${dataOffset} lies past the segment`);
  }
  return decoded({
    sourcePort: read16(bytes, start + TCP_FIELD.sourcePort),
    destinationPort: read16(bytes, start + TCP_FIELD.destinationPort),
    seq: seq(read32(bytes, start + TCP_FIELD.seq)),
    ack: seq(read32(bytes, start + TCP_FIELD.ack)),
    dataOffset,
    reserved: offsetAndReserved & 0xf,
    flags: read8(bytes, start + TCP_FIELD.flags),
    window: read16(bytes, start + TCP_FIELD.window),
    checksum: read16(bytes, start + TCP_FIELD.checksum),
    urgentPointer: read16(bytes, start + TCP_FIELD.urgentPointer),
    options: decodeOptions(bytes, start + TCP_FIELD.options, textStart),
    text: view(bytes, textStart, end),
  });
}
