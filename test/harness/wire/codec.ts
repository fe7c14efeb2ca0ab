/** The one property that every codec keeps. */

import { expect } from "chai";
import fc from "fast-check";

export interface Codec<T> {
  /** Octets that the value takes. */
  length(value: T): number;
  /** Writes the value at the beginning of `bytes` and returns how many octets it has. */
  encode(value: T, bytes: Uint8Array): number;
  /** The value that a buffer holds. */
  decode(bytes: Uint8Array): T;
}

const MARGIN = 16;

/** The octets of a value, written over `background`, and the octets behind them. */
function write<T>(codec: Codec<T>, value: T, background: number): { octets: Uint8Array; behind: Uint8Array } {
  const length = codec.length(value);
  const buffer = new Uint8Array(length + MARGIN).fill(background);
  expect(codec.encode(value, buffer), "octets written").to.equal(length);
  return { octets: buffer.subarray(0, length), behind: buffer.subarray(length) };
}

/**
 * A value takes as many octets as it says, leaves none of them unwritten and touches none behind them; what is decoded
 * from them is the value, and encodes to the same octets again.
 */
export function holdsRoundTrip<T>(codec: Codec<T>, values: fc.Arbitrary<T>, runs = 500): void {
  fc.assert(
    fc.property(values, (value) => {
      const { octets, behind } = write(codec, value, 0xa5);
      expect(behind).to.deep.equal(new Uint8Array(MARGIN).fill(0xa5));
      expect(write(codec, value, 0x5a).octets, "what was in the buffer before").to.deep.equal(octets);
      const decoded = codec.decode(octets);
      expect(decoded).to.deep.equal(value);
      expect(write(codec, decoded, 0xa5).octets).to.deep.equal(octets);
    }),
    { numRuns: runs },
  );
}
