/** ICMP and ICMPv6 errors between bytes and values (RFC 792, RFC 4443). */

import { readIpv4Address, readIpv6Address } from "./address-memo";
import { checksumOf } from "./checksum";
import { decoded, undecodable } from "./decoded";
import type { Decoded } from "./decoded";
import { requireFit } from "./fit";
import type { IcmpError, IcmpErrorToSend, QuotedSegment } from "./icmp";
import { encodedIpLength, encodeIp, versionOf } from "./ip";
import { IPV4_FIELD } from "./ipv4";
import { walkExtensions } from "./ipv6-extensions";
import { IPV6_FIELD } from "./ipv6";
import { read16, read32, read8, view, write16, write32 } from "./octets";
import type { IpToSend, IpVersion } from "./packet";
import { PROTOCOL } from "./protocol";
import { TCP_FIELD } from "./segment-codec";
import { seq } from "./seq";
import { sumTransport } from "./transport-checksum";

/** Where each field begins, in octets from the start of the message. */
const FIELD = { type: 0, code: 1, checksum: 2, parameter: 4, quote: 8 } as const;

/** What RFC 792 asks routers to quote of a segment: ports and sequence number. */
const QUOTED_OCTETS = 8;

/** Unreachable, source quench, redirect, time exceeded, parameter problem. */
const ICMP_ERRORS: readonly number[] = [3, 4, 5, 11, 12];
/** Unreachable, packet too big, time exceeded, parameter problem. */
const ICMPV6_ERRORS: readonly number[] = [1, 2, 3, 4];

/** Whether a message of this protocol and type reports an error and quotes the datagram that caused it. */
export function isIcmpError(version: IpVersion, protocol: number, type: number): boolean {
  return version === 4
    ? protocol === PROTOCOL.icmp && ICMP_ERRORS.includes(type)
    : protocol === PROTOCOL.icmpv6 && ICMPV6_ERRORS.includes(type);
}

/**
 * A datagram with an ICMP or ICMPv6 error in it. The addresses tell which of the two.
 * @throws {RangeError} when a value has no room in its field.
 * @throws {TypeError} when an address is none.
 */
export function encodeIcmpError(ip: IpToSend, error: IcmpErrorToSend): Uint8Array {
  requireFit("ICMP type", error.type, 8);
  requireFit("ICMP code", error.code, 8);
  requireFit("ICMP checksum", error.checksum ?? 0, 16);
  requireFit("ICMP parameter", error.parameter ?? 0, 32);
  const version = versionOf(ip);
  const protocol = version === 4 ? PROTOCOL.icmp : PROTOCOL.icmpv6;
  const length = FIELD.quote + error.quote.length;
  const bytes = new Uint8Array(encodedIpLength(ip, version) + length);
  const start = encodeIp(ip, version, protocol, length, bytes);
  bytes[start + FIELD.type] = error.type;
  bytes[start + FIELD.code] = error.code;
  write32(bytes, start + FIELD.parameter, error.parameter ?? 0);
  bytes.set(error.quote, start + FIELD.quote);
  const checksum = error.checksum ?? checksumOf(sumTransport(bytes, version, protocol, start, bytes.length));
  write16(bytes, start + FIELD.checksum, checksum);
  return bytes;
}

/** The error message that begins at `start` and ends with `bytes`. The quote is a view of `bytes`, not a copy. */
export function decodeIcmpError(bytes: Uint8Array, version: IpVersion, start: number): Decoded<IcmpError> {
  const length = bytes.length - start;
  if (length < FIELD.quote) {
    return undecodable("truncated", bytes.length, `an ICMP error has at least 8 octets, and ${length} are here`);
  }
  const quote = view(bytes, start + FIELD.quote, bytes.length);
  const quoted = version === 4 ? decodeIpv4Quote(quote) : decodeIpv6Quote(quote);
  return decoded({
    type: read8(bytes, start + FIELD.type),
    code: read8(bytes, start + FIELD.code),
    checksum: read16(bytes, start + FIELD.checksum),
    parameter: read32(bytes, start + FIELD.parameter),
    quote,
    ...(quoted !== undefined && { quoted }),
  });
}

/** The quoted header is read leniently: its lengths and checksum are about a datagram that is not here. */
function decodeIpv4Quote(quote: Uint8Array): QuotedSegment | undefined {
  if (quote.length < IPV4_FIELD.options) return undefined;
  const first = read8(quote, IPV4_FIELD.version);
  const start = (first & 0xf) * 4;
  const isFirstFragment = (read16(quote, IPV4_FIELD.fragment) & 0x1fff) === 0;
  if (first >>> 4 !== 4 || start < IPV4_FIELD.options || !isFirstFragment) return undefined;
  if (read8(quote, IPV4_FIELD.protocol) !== PROTOCOL.tcp) return undefined;
  return decodeQuotedSegment(
    quote,
    start,
    readIpv4Address(quote, IPV4_FIELD.source),
    readIpv4Address(quote, IPV4_FIELD.destination),
  );
}

function decodeIpv6Quote(quote: Uint8Array): QuotedSegment | undefined {
  if (quote.length < IPV6_FIELD.extensions || read8(quote, IPV6_FIELD.version) >>> 4 !== 6) return undefined;
  const nextHeader = read8(quote, IPV6_FIELD.nextHeader);
  const chain = walkExtensions(quote, nextHeader, IPV6_FIELD.extensions, quote.length);
  if (!chain.ok || chain.value.protocol !== PROTOCOL.tcp) return undefined;
  return decodeQuotedSegment(
    quote,
    chain.value.end,
    readIpv6Address(quote, IPV6_FIELD.source),
    readIpv6Address(quote, chain.value.finalDestination ?? IPV6_FIELD.destination),
  );
}

function decodeQuotedSegment(
  quote: Uint8Array,
  start: number,
  source: string,
  destination: string,
): QuotedSegment | undefined {
  if (quote.length < start + QUOTED_OCTETS) return undefined;
  return {
    source,
    destination,
    sourcePort: read16(quote, start + TCP_FIELD.sourcePort),
    destinationPort: read16(quote, start + TCP_FIELD.destinationPort),
    seq: seq(read32(quote, start + TCP_FIELD.seq)),
  };
}
