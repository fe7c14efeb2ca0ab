/** Points in time, and how they are cut in two for a file, exact to the nanosecond. */

/**
 * Nanoseconds since 1970-01-01 00:00 UTC. A number counts exactly only up to 2^53 (the middle of April 1970), which is
 * enough for simulated time; for the time of day give a bigint.
 */
export type Nanoseconds = number | bigint;

const SECOND = 1_000_000_000;

/** The first time that 64 bits cannot hold: July 2554. */
const END_OF_TIME = 1n << 64n;

/** A 64-bit count as two words (draft-ietf-opsawg-pcapng 4.3). @throws {RangeError} */
export function splitInWords(time: Nanoseconds): readonly [high: number, low: number] {
  checkTime(time);
  if (typeof time === "number") {
    const low = time >>> 0; // exact for every whole number up to 2^53: ECMA-262 ToUint32
    return [(time - low) / 2 ** 32, low];
  }
  return [Number(time >> 32n), Number(time & 0xffff_ffffn)];
}

/** Seconds and the nanoseconds beyond them (draft-ietf-opsawg-pcap 5). @throws {RangeError} */
export function splitInSeconds(time: Nanoseconds): readonly [seconds: number, nanoseconds: number] {
  checkTime(time);
  if (typeof time === "number") {
    const rest = time % SECOND; // first, because a quotient can be rounded up to the next second
    return [(time - rest) / SECOND, rest];
  }
  return [Number(time / BigInt(SECOND)), Number(time % BigInt(SECOND))];
}

function checkTime(time: Nanoseconds): void {
  const right = typeof time === "number" ? Number.isSafeInteger(time) && time >= 0 : time >= 0n && time < END_OF_TIME;
  if (!right) {
    throw new RangeError(
      `time must be whole nanoseconds, from 0 to 2^53 - 1 as a number or to 2^64 - 1 as a bigint, not ${String(time)}`,
    );
  }
}
