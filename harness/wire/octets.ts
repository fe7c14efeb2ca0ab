/** Octets in network order: the most significant first (RFC 9293 3.1 by way of RFC 791, appendix B). */

/** No octets. Shared, so that a header without options and a segment without text cost no allocation. */
export const NO_OCTETS = new Uint8Array(0);

/** Past the end of `bytes` there are zeros. */
export function read8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function read16(bytes: Uint8Array, at: number): number {
  return (read8(bytes, at) << 8) | read8(bytes, at + 1);
}

/** 0 to 2^32 - 1. */
export function read32(bytes: Uint8Array, at: number): number {
  return ((read16(bytes, at) << 16) | read16(bytes, at + 2)) >>> 0;
}

/** Writes the low 16 bits of `value`. */
export function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

/** Writes `value` modulo 2^32. */
export function write32(bytes: Uint8Array, at: number, value: number): void {
  write16(bytes, at, value >>> 16);
  write16(bytes, at + 2, value);
}

/** A view of `bytes` from `start` to `end`, not a copy; {@link NO_OCTETS} where there is nothing between them. */
export function view(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return start < end ? bytes.subarray(start, end) : NO_OCTETS;
}

/** `00 1f a0` -> `"001fa0"` */
export function printHex(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
