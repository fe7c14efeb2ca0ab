/** The TCP options as values (RFC 9293 3.2). The bytes are in option-codec.ts. */

import type { Seq } from "./seq";

/** A half-open range of octets that the receiver holds: left <= x < right (RFC 2018 3). */
export interface SackBlock {
  readonly left: Seq;
  readonly right: Seq;
}

/**
 * One option as it stands in the header. A known kind whose length is not the one that its RFC lays down is kept as
 * `unknown`, so that encoding gives back the same bytes. `malformed` is the rest of the option area from the first
 * place that cannot be read as options: a length of 0 or 1, or one that runs past the header.
 */
export type TcpOption =
  /** Kind 0; `padding` is what follows it up to the data offset, all zeros in a right header (MUST-69). */
  | { readonly kind: "end"; readonly padding: Uint8Array }
  /** Kind 1. */
  | { readonly kind: "nop" }
  /** Kind 2, RFC 9293 3.7.1: 0 to 65535 octets. */
  | { readonly kind: "mss"; readonly value: number }
  /** Kind 3, RFC 7323 2.2: 0 to 255 on the wire, 14 at the most in use. */
  | { readonly kind: "window-scale"; readonly shift: number }
  /** Kind 4, RFC 2018 2. */
  | { readonly kind: "sack-permitted" }
  /** Kind 5, RFC 2018 3: one block or more. */
  | { readonly kind: "sack"; readonly blocks: readonly SackBlock[] }
  /** Kind 8, RFC 7323 3.2: both 0 to 2^32 - 1. */
  | { readonly kind: "timestamps"; readonly value: number; readonly echo: number }
  /** Kind 19, RFC 2385: a 16-octet digest. */
  | { readonly kind: "md5"; readonly digest: Uint8Array }
  /** Kind 28, RFC 5482: granularity in minutes or seconds, 0 to 32767 of them. */
  | { readonly kind: "user-timeout"; readonly unit: "seconds" | "minutes"; readonly value: number }
  /** Kind 29, RFC 5925 2.2. */
  | { readonly kind: "authentication"; readonly keyId: number; readonly nextKeyId: number; readonly mac: Uint8Array }
  /** Kind 34, RFC 7413 4.1.1: an empty cookie asks for one. */
  | { readonly kind: "fast-open"; readonly cookie: Uint8Array }
  | { readonly kind: "unknown"; readonly code: number; readonly data: Uint8Array }
  | { readonly kind: "malformed"; readonly bytes: Uint8Array };

export const mss = (value: number): TcpOption => ({ kind: "mss", value });
export const windowScale = (shift: number): TcpOption => ({ kind: "window-scale", shift });
export const timestamps = (value: number, echo: number): TcpOption => ({ kind: "timestamps", value, echo });
export const sack = (...blocks: readonly SackBlock[]): TcpOption => ({ kind: "sack", blocks });
export const sackPermitted: TcpOption = { kind: "sack-permitted" };
export const nop: TcpOption = { kind: "nop" };
export const endOfOptions: TcpOption = { kind: "end", padding: new Uint8Array(0) };
export const unknownOption = (code: number, ...data: readonly number[]): TcpOption => ({
  kind: "unknown",
  code,
  data: Uint8Array.from(data),
});
export const malformedOption = (...bytes: readonly number[]): TcpOption => ({
  kind: "malformed",
  bytes: Uint8Array.from(bytes),
});
