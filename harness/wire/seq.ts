/**
 * Sequence numbers and their arithmetic modulo 2^32 (RFC 9293 3.4).
 *
 * A comparison is meaningful only between numbers less than 2^31 apart, as everywhere in TCP. Nobody writes `<`
 * on sequence numbers: the verbs below say which inequality is meant.
 */

declare const seqBrand: unique symbol;

/** A sequence number: a whole number from 0 to 2^32 - 1. Made by {@link seq}. */
export type Seq = number & { readonly [seqBrand]: true };

/** Any whole number, taken modulo 2^32. `seq(-1)` is 4294967295. */
export function seq(value: number): Seq {
  // ToUint32 is exact for whole numbers up to 2^53, so this is a true modulus and not a truncation.
  return (value >>> 0) as Seq;
}

/** `a + octets` modulo 2^32; `octets` may be negative. */
export function add(a: Seq, octets: number): Seq {
  return ((a + octets) >>> 0) as Seq;
}

/** How far `a` lies ahead of `b`: -2^31 <= diff < 2^31, so `add(b, diff(a, b)) === a`. */
export function diff(a: Seq, b: Seq): number {
  return (a - b) | 0;
}

/** a < b */
export function precedes(a: Seq, b: Seq): boolean {
  return ((a - b) | 0) < 0;
}

/** a <= b */
export function precedesOrEquals(a: Seq, b: Seq): boolean {
  return ((a - b) | 0) <= 0;
}

/** first <= a < end; an empty range holds nothing. */
export function inRange(a: Seq, first: Seq, end: Seq): boolean {
  return (a - first) >>> 0 < (end - first) >>> 0;
}

/** start <= a < start + size, the form of the acceptability test (RFC 9293 3.4). */
export function inWindow(a: Seq, start: Seq, size: number): boolean {
  return (a - start) >>> 0 < size;
}

/** The one that lies further ahead. */
export function latest(a: Seq, b: Seq): Seq {
  return precedes(a, b) ? b : a;
}
