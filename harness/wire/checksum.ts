/** The Internet checksum (RFC 1071) and the pseudo headers of IPv4 and IPv6. */

import { read16, read8 } from "./octets";

/** From so many octets on, reading two words at once is worth the view of the bytes that it takes. */
const LONG = 128;

/**
 * `sum` and the 16-bit words from `start` to `end`, carries not yet folded in. Sums of a whole datagram and its pseudo
 * header stay below 2^32.
 */
export function sumWords(bytes: Uint8Array, start: number, end: number, sum = 0): number {
  if (end - start >= LONG && end <= bytes.length) {
    const paired = end - ((end - start) & 3);
    return sumWords(bytes, paired, end, sum + sumPairs(bytes, start, paired));
  }
  const even = end - ((end - start) & 1);
  for (let at = start; at < even; at += 2) sum += read16(bytes, at);
  // RFC 9293 3.1: an odd octet at the end counts as the left half of a word whose right half is zero.
  return even < end ? sum + (read8(bytes, even) << 8) : sum;
}

/** The same of words that come in pairs. Neither half of the sum reaches 2^31 in a datagram, so that integers will do. */
function sumPairs(bytes: Uint8Array, start: number, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let left = 0;
  let right = 0;
  for (let at = start; at < end; at += 4) {
    const pair = view.getUint32(at);
    left = (left + (pair >>> 16)) | 0;
    right = (right + (pair & 0xffff)) | 0;
  }
  return left + right;
}

/** The sum in ones' complement: carries come back in at the right end. */
function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/** What goes into the checksum field, given the sum of everything else. */
export function checksumOf(sum: number): number {
  return ~fold(sum) & 0xffff;
}

/** Whether the sum of everything, checksum field included, is right: all ones. */
export function sumsUp(sum: number): boolean {
  return fold(sum) === 0xffff;
}

/** The Internet checksum of a range of octets, which may be odd in number. */
export function internetChecksum(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return checksumOf(sumWords(bytes, start, end));
}
