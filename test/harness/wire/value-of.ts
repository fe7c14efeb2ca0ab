import type { Decoded } from "../../../harness/wire/decoded";

/** The value that decoding has yielded; for tests that are sure that there is one. */
export function valueOf<T>(decoded: Decoded<T>): T {
  if (!decoded.ok) throw new Error(`${decoded.error.code} at ${decoded.error.offset}: ${decoded.error.message}`);
  return decoded.value;
}
