/** The few fields of IP headers that are looked at before anything is decoded. */

import { formatAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { read16, read8, write16 } from "../../harness/wire/octets";
import { checksumOf } from "../../harness/wire/checksum";

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

/** Whom a datagram is for. */
export function destinationIn(datagram: Uint8Array): Address {
  const isIpv4 = read8(datagram, 0) >>> 4 === 4;
  const { destination } = ADDRESS_FIELDS[isIpv4 ? 4 : 6];
  return formatAddress(datagram.subarray(destination, destination + (isIpv4 ? 4 : 16)));
}

const IPV4_IDENTIFICATION = 4;
const IPV4_CHECKSUM = 10;
/** Any will do where nobody may cut the datagram up (RFC 6864 4.1). */
const IDENTIFICATION = 1;

/**
 * The datagram with an identification of its own: raw(7), the kernel would choose one in place of zero, and nobody could know the
 * datagram again. A header checksum stays as right or wrong as it was (RFC 1624).
 */
export function identified(datagram: Uint8Array): Uint8Array {
  if (read8(datagram, 0) >>> 4 !== 4 || read16(datagram, IPV4_IDENTIFICATION) !== 0) return datagram;
  const changed = Uint8Array.from(datagram);
  write16(changed, IPV4_IDENTIFICATION, IDENTIFICATION);
  write16(changed, IPV4_CHECKSUM, checksumOf((~read16(datagram, IPV4_CHECKSUM) & 0xffff) + IDENTIFICATION));
  return changed;
}
