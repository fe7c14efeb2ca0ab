/**
 * Holds a value against the width of the field that it is meant for, so that nothing but what was asked for goes out.
 * @throws {RangeError} when it does not fit: a field has room for illegal values, but not for impossible ones.
 */
export function requireFit(name: string, value: number, bits: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
    throw new RangeError(`${name}: ${value} is no whole number of ${bits} bits`);
  }
}
