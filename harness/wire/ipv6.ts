/** The IPv6 header between bytes and values (RFC 8200 3). */

import { readIpv6Address, writeAddress } from "./address-memo";
import { decoded, undecodable } from "./decoded";
import type { Decoded } from "./decoded";
import { requireFit } from "./fit";
import type { IpDatagram } from "./ip-datagram";
import { walkExtensions } from "./ipv6-extensions";
import { NO_OCTETS, read16, read32, read8, view, write16, write32 } from "./octets";
import type { IpToSend } from "./packet";

/** Where each field begins, in octets from the start of the datagram. */
export const IPV6_FIELD = {
  /** Four bits of version, eight of traffic class, twenty of flow label. */
  version: 0,
  payloadLength: 4,
  nextHeader: 6,
  hopLimit: 7,
  source: 8,
  destination: 24,
  extensions: 40,
} as const;

/** Octets that the header takes, its extension headers included. */
export function encodedIpv6Length(ip: IpToSend): number {
  return IPV6_FIELD.extensions + (ip.extensions ?? NO_OCTETS).length;
}

/**
 * Writes the header for a payload of so many octets and returns where it and its extension headers end.
 * @throws {RangeError} when a value has no room in its field.
 */
export function encodeIpv6(ip: IpToSend, protocol: number, payloadLength: number, bytes: Uint8Array): number {
  const extensions = ip.extensions ?? NO_OCTETS;
  const trafficClass = ip.trafficClass ?? 0;
  const flowLabel = ip.flowLabel ?? 0;
  const nextHeader = ip.nextHeader ?? protocol;
  const hopLimit = ip.hopLimit ?? 64;
  const length = extensions.length + payloadLength;
  if ((length >>> 16) + ((trafficClass | nextHeader | hopLimit) >>> 8) + (flowLabel >>> 20) !== 0) {
    requireHeaderFit(ip, length);
  }

  write32(bytes, IPV6_FIELD.version, (6 << 28) | (trafficClass << 20) | flowLabel);
  write16(bytes, IPV6_FIELD.payloadLength, length);
  bytes[IPV6_FIELD.nextHeader] = nextHeader;
  bytes[IPV6_FIELD.hopLimit] = hopLimit;
  writeAddress(ip.source, bytes, IPV6_FIELD.source);
  writeAddress(ip.destination, bytes, IPV6_FIELD.destination);
  if (extensions.length > 0) bytes.set(extensions, IPV6_FIELD.extensions);
  return IPV6_FIELD.extensions + extensions.length;
}

/** Says which field it is that something has no room in. */
function requireHeaderFit(ip: IpToSend, length: number): void {
  requireFit("payload length", length, 16);
  requireFit("traffic class", ip.trafficClass ?? 0, 8);
  requireFit("flow label", ip.flowLabel ?? 0, 20);
  requireFit("next header", ip.nextHeader ?? 0, 8);
  requireFit("hop limit", ip.hopLimit ?? 0, 8);
}

/** `bytes` must be one whole datagram, no more and no less. */
export function decodeIpv6(bytes: Uint8Array): Decoded<IpDatagram> {
  if (bytes.length < IPV6_FIELD.extensions) {
    return undecodable("truncated", bytes.length, `an IPv6 header has 40 octets, and ${bytes.length} are here`);
  }
  const payloadLength = read16(bytes, IPV6_FIELD.payloadLength);
  const arrived = bytes.length - IPV6_FIELD.extensions;
  if (payloadLength > arrived) {
    return undecodable("truncated", bytes.length, `${arrived} of ${payloadLength} octets of the payload are here`);
  }
  if (payloadLength < arrived) {
    const jumbogram = payloadLength === 0 ? "; jumbograms are not read" : "";
    const message = `the payload says that it has ${payloadLength} octets, and ${arrived} are here${jumbogram}`;
    return undecodable("length", IPV6_FIELD.payloadLength, message);
  }
  const nextHeader = read8(bytes, IPV6_FIELD.nextHeader);
  const chain = walkExtensions(bytes, nextHeader, IPV6_FIELD.extensions, bytes.length);
  if (!chain.ok) return chain;
  const { protocol, end } = chain.value;
  const firstWord = read32(bytes, IPV6_FIELD.version);
  return decoded({
    header: {
      version: 6,
      source: readIpv6Address(bytes, IPV6_FIELD.source),
      destination: readIpv6Address(bytes, IPV6_FIELD.destination),
      trafficClass: (firstWord >>> 20) & 0xff,
      flowLabel: firstWord & 0xfffff,
      hopLimit: read8(bytes, IPV6_FIELD.hopLimit),
      extensions: view(bytes, IPV6_FIELD.extensions, end),
      nextHeader,
    },
    protocol,
    payloadStart: end,
  });
}
