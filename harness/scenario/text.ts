/** The running text: octets that tell their own place in the stream. */

import type { SegmentPattern, TextByVersion, TextSpec } from "./segment-spec";

/** Printable, and with no short period, so that a shifted or doubled piece differs from the right one. */
export function octetAt(position: number): number {
  return 0x21 + ((position * 31 + (position >>> 5) * 7 + (position >>> 11)) % 94);
}

export function isByVersion(text: SegmentPattern["text"]): text is TextByVersion {
  return typeof text === "object";
}

export function lengthOf(spec: TextSpec): number {
  return typeof spec === "number" ? spec : spec.length;
}

/**
 * The octets that a spec stands for.
 * @param position of the first one in the stream; it matters only to a numeric spec.
 */
export function octetsOf(spec: TextSpec, position: number): Uint8Array {
  if (typeof spec === "string") return Uint8Array.from(spec, (character) => character.charCodeAt(0) & 0xff);
  const octets = new Uint8Array(spec);
  for (let i = 0; i < spec; i++) octets[i] = octetAt(position + i);
  return octets;
}
