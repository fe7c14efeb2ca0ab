/** The IPv4 header between bytes and values (RFC 791 3.1). */

import { readIpv4Address, writeAddress } from "./address-memo";
import { checksumOf, sumWords } from "./checksum";
import { decoded, undecodable } from "./decoded";
import type { Decoded } from "./decoded";
import { requireFit } from "./fit";
import type { IpDatagram } from "./ip-datagram";
import { NO_OCTETS, read16, read8, view, write16 } from "./octets";
import type { IpToSend } from "./packet";

/** Where each field begins, in octets from the start of the datagram. */
export const IPV4_FIELD = {
  /** Four bits of version, four of header length in words. */
  version: 0,
  trafficClass: 1,
  totalLength: 2,
  identification: 4,
  /** Three flag bits, thirteen of fragment offset. */
  fragment: 6,
  hopLimit: 8,
  protocol: 9,
  headerChecksum: 10,
  source: 12,
  destination: 16,
  options: 20,
} as const;

const WORD = 4;
const LEAST_HEADER_WORDS = 5;
const RESERVED_FLAG = 0x8000;
const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

/** Octets that the header takes. */
export function encodedIpv4Length(ip: IpToSend): number {
  return IPV4_FIELD.options + Math.ceil((ip.options ?? NO_OCTETS).length / WORD) * WORD;
}

/**
 * Writes the header for a payload of so many octets and returns where it ends.
 * @throws {RangeError} when a value has no room in its field.
 */
export function encodeIpv4(ip: IpToSend, protocol: number, payloadLength: number, bytes: Uint8Array): number {
  const options = ip.options ?? NO_OCTETS;
  const end = encodedIpv4Length(ip);
  const trafficClass = ip.trafficClass ?? 0;
  const identification = ip.identification ?? 0;
  const hopLimit = ip.hopLimit ?? 64;
  const totalLength = end + payloadLength;
  const fields16 = identification | totalLength | (ip.headerChecksum ?? 0);
  if ((fields16 >>> 16) + ((trafficClass | hopLimit) >>> 8) + (end >>> 6) !== 0) requireHeaderFit(ip, end, totalLength);

  bytes[IPV4_FIELD.version] = (4 << 4) | (end / WORD);
  bytes[IPV4_FIELD.trafficClass] = trafficClass;
  write16(bytes, IPV4_FIELD.totalLength, totalLength);
  write16(bytes, IPV4_FIELD.identification, identification);
  const dontFragment = ip.dontFragment ?? true;
  write16(bytes, IPV4_FIELD.fragment, (ip.reservedFlag ? RESERVED_FLAG : 0) | (dontFragment ? DONT_FRAGMENT : 0));
  bytes[IPV4_FIELD.hopLimit] = hopLimit;
  bytes[IPV4_FIELD.protocol] = protocol;
  write16(bytes, IPV4_FIELD.headerChecksum, ip.headerChecksum ?? 0);
  writeAddress(ip.source, bytes, IPV4_FIELD.source);
  writeAddress(ip.destination, bytes, IPV4_FIELD.destination);
  if (options.length > 0) {
    bytes.set(options, IPV4_FIELD.options);
    // RFC 791 3.1: what fills the last word is zeros.
    bytes.fill(0, IPV4_FIELD.options + options.length, end);
  }
  if (ip.headerChecksum === undefined) {
    write16(bytes, IPV4_FIELD.headerChecksum, checksumOf(sumWords(bytes, 0, end)));
  }
  return end;
}

/** Says which field it is that something has no room in. */
function requireHeaderFit(ip: IpToSend, headerLength: number, totalLength: number): void {
  requireFit("IPv4 header length in words", headerLength / WORD, 4);
  requireFit("total length", totalLength, 16);
  requireFit("traffic class", ip.trafficClass ?? 0, 8);
  requireFit("identification", ip.identification ?? 0, 16);
  requireFit("hop limit", ip.hopLimit ?? 0, 8);
  requireFit("header checksum", ip.headerChecksum ?? 0, 16);
}

/** `bytes` must be one whole datagram, no more and no less. */
export function decodeIpv4(bytes: Uint8Array): Decoded<IpDatagram> {
  if (bytes.length < IPV4_FIELD.options) {
    return undecodable("truncated", bytes.length, `an IPv4 header has 20 octets, and ${bytes.length} are here`);
  }
  const headerWords = read8(bytes, IPV4_FIELD.version) & 0xf;
  const headerLength = headerWords * WORD;
  if (headerWords < LEAST_HEADER_WORDS) {
    return undecodable("header-length", IPV4_FIELD.version, `an IPv4 header of ${headerWords} words is too short`);
  }
  const totalLength = read16(bytes, IPV4_FIELD.totalLength);
  if (totalLength > bytes.length) {
    return undecodable("truncated", bytes.length, `${bytes.length} of ${totalLength} octets of the datagram are here`);
  }
  if (totalLength < bytes.length) {
    const message = `the datagram says that it has ${totalLength} octets, and ${bytes.length} are here`;
    return undecodable("length", IPV4_FIELD.totalLength, message);
  }
  if (headerLength > totalLength) {
    const message = `an IPv4 header of ${headerLength} octets does not fit in a datagram of ${totalLength}`;
    return undecodable("header-length", IPV4_FIELD.version, message);
  }
  const fragment = read16(bytes, IPV4_FIELD.fragment);
  if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0) {
    return undecodable("fragment", IPV4_FIELD.fragment, "a fragment of a datagram, which is not put together here");
  }
  return decoded({
    header: {
      version: 4,
      source: readIpv4Address(bytes, IPV4_FIELD.source),
      destination: readIpv4Address(bytes, IPV4_FIELD.destination),
      trafficClass: read8(bytes, IPV4_FIELD.trafficClass),
      identification: read16(bytes, IPV4_FIELD.identification),
      reservedFlag: (fragment & RESERVED_FLAG) !== 0,
      dontFragment: (fragment & DONT_FRAGMENT) !== 0,
      hopLimit: read8(bytes, IPV4_FIELD.hopLimit),
      headerChecksum: read16(bytes, IPV4_FIELD.headerChecksum),
      options: view(bytes, IPV4_FIELD.options, headerLength),
    },
    protocol: read8(bytes, IPV4_FIELD.protocol),
    payloadStart: headerLength,
  });
}
