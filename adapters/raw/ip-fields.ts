/** The few fields of IP headers that are looked at before anything is decoded. */

import { read16, read8 } from "../../harness/wire/octets";

/** Where the addresses stand, in octets from the start of the datagram (RFC 791 3.1, RFC 8200 3). */
export const ADDRESS_FIELDS = {
  4: { source: 12, destination: 16 },
  6: { source: 8, destination: 24 },
} as const;

const IPV4_TOTAL_LENGTH = 2;
const IPV6_PAYLOAD_LENGTH = 4;
const IPV6_HEADER_LENGTH = 40;

/** The datagram in a frame's payload, which may be padded (RFC 894); a copy. */
export function datagramIn(payload: Uint8Array): Uint8Array {
  const isIpv4 = read8(payload, 0) >>> 4 === 4;
  const length = isIpv4
    ? read16(payload, IPV4_TOTAL_LENGTH)
    : IPV6_HEADER_LENGTH + read16(payload, IPV6_PAYLOAD_LENGTH);
  return payload.slice(0, length);
}

/** Where the header behind IP's begins, where IPv6 has no extension headers. */
export function transportIn(datagram: Uint8Array): number {
  const first = read8(datagram, 0);
  return first >>> 4 === 4 ? (first & 0xf) * 4 : IPV6_HEADER_LENGTH;
}
