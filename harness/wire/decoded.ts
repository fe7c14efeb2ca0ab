/** What decoding yields: a value, or why the bytes are no such thing. Decoding never throws. */

/** Why bytes could not be decoded. Stable: programs and tests may rely on these codes. */
export type DecodeErrorCode =
  /** The bytes end before the header, or before the length that the header announces. */
  | "truncated"
  /** The IP version is neither 4 nor 6. */
  | "version"
  /** IPv4 IHL under 5, or a header that reaches past the datagram. */
  | "header-length"
  /** A total or payload length that disagrees with the number of bytes, or a jumbogram. */
  | "length"
  /** A fragment: reassembly belongs to the IP below, not to a TCP tester. */
  | "fragment"
  /** TCP data offset under 5, or past the end of the segment. */
  | "data-offset"
  /** An IPv6 extension header that is broken, or that hides what follows it (ESP). */
  | "extension-header";

export interface DecodeError {
  readonly code: DecodeErrorCode;
  /** Octets from the start of the bytes that were given to the decoder, where the offending field stands. */
  readonly offset: number;
  /** One sentence for a person. */
  readonly message: string;
}

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: DecodeError };

export function decoded<T>(value: T): Decoded<T> {
  return { ok: true, value };
}

export function undecodable(code: DecodeErrorCode, offset: number, message: string): Decoded<never> {
  return { ok: false, error: { code, offset, message } };
}
