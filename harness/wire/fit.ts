/**
 * Holds a value against the width of the field that it is meant for, so that nothing but what was asked for goes out.
 * `bits` is 32 at the most.
 * @throws {RangeError} when it does not fit: a field has room for illegal values, but not for impossible ones.
 */
export function requireFit(name: string, value: number, bits: number): void {
  if (value >>> 0 !== value || (bits < 32 && value >>> bits !== 0)) {
    throw new RangeError(`${name}: ${value} is no whole number of ${bits} bits`);
  }
}
