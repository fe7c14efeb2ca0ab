/** The value, if it is a whole number from 0 to `most`. @throws {RangeError} naming the field otherwise. */
function unsigned(value: number, most: number, name: string): number {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new RangeError(`${name} must be a whole number from 0 to ${most}, not ${value}`);
  }
  return value;
}

export const uint16 = (value: number, name: string): number => unsigned(value, 0xffff, name);

export const uint32 = (value: number, name: string): number => unsigned(value, 0xffff_ffff, name);
