/** Which addresses may be tested without asking, which only by somebody who says that he is allowed to, and which never. */

import { addressVersion, parseAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";

export type Permission =
  | { readonly kind: "free" }
  /** Somebody else's, for all that can be seen. */
  | { readonly kind: "public" }
  /** Not one host. */
  | { readonly kind: "never"; readonly reason: string };

/** First octets of an address, and how many of its bits are meant. */
type Range = readonly [prefix: Address, bits: number];

/** What no host has of its own: IANA's registries of special-purpose addresses. */
const NEVER: readonly (readonly [Range, string])[] = [
  [["0.0.0.0", 8], "it is nobody's (RFC 1122 3.2.1.3)"],
  [["224.0.0.0", 4], "it is a multicast group (RFC 5771)"],
  [["255.255.255.255", 32], "it is everybody (RFC 919)"],
  [["240.0.0.0", 4], "it is reserved (RFC 1112 4)"],
  [["::", 128], "it is nobody's (RFC 4291 2.5.2)"],
  [["ff00::", 8], "it is a multicast group (RFC 4291 2.7)"],
  [["::ffff:0.0.0.0", 96], "it is an IPv4 address in IPv6's clothes (RFC 4291 2.5.5.2)"],
];

/** Where one is among oneself. */
const FREE: readonly Range[] = [
  // Loopback
  ["127.0.0.0", 8],
  ["::1", 128],
  // RFC 1918, RFC 4193
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["fc00::", 7],
  // Documentation: RFC 5737, RFC 3849
  ["192.0.2.0", 24],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["2001:db8::", 32],
  // Link-local: RFC 3927, RFC 4291 2.5.6
  ["169.254.0.0", 16],
  ["fe80::", 10],
  // Testing of network devices: RFC 2544, RFC 5180
  ["198.18.0.0", 15],
  ["2001:2::", 48],
];

/** @throws {TypeError} when it is no address. */
export function permissionFor(address: Address): Permission {
  const bytes = parseAddress(address);
  const isIn = ([prefix, bits]: Range): boolean =>
    addressVersion(prefix) === addressVersion(address) && shareBits(parseAddress(prefix), bytes, bits);
  const never = NEVER.find(([range]) => isIn(range));
  if (never !== undefined) return { kind: "never", reason: never[1] };
  return { kind: FREE.some(isIn) ? "free" : "public" };
}

/** Whether the first `bits` of two addresses of one version are the same. */
export function shareBits(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  const mask = 0xff & (0xff00 >> (bits & 7));
  return (
    a.subarray(0, whole).every((octet, index) => octet === b[index]) &&
    ((a[whole] ?? 0) & mask) === ((b[whole] ?? 0) & mask)
  );
}
