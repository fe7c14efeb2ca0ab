/** The IP header, whichever it is, between bytes and values. */

import { addressVersion } from "./address";
import { decodeIpv4, encodedIpv4Length, encodeIpv4 } from "./ipv4";
import { decodeIpv6, encodedIpv6Length, encodeIpv6 } from "./ipv6";
import type { Decoded } from "./decoded";
import { undecodable } from "./decoded";
import type { IpDatagram } from "./ip-datagram";
import { read8 } from "./octets";
import type { IpToSend, IpVersion } from "./packet";

/**
 * The version that both addresses are of.
 * @throws {TypeError} when they are not of the same.
 */
export function versionOf(ip: IpToSend): IpVersion {
  const version = addressVersion(ip.source);
  if (version !== addressVersion(ip.destination)) {
    throw new TypeError(`${ip.source} and ${ip.destination} are not of the same IP version`);
  }
  return version;
}

/** Octets that the header takes, options and extension headers included. */
export function encodedIpLength(ip: IpToSend, version: IpVersion): number {
  return version === 4 ? encodedIpv4Length(ip) : encodedIpv6Length(ip);
}

/** Writes the header for a payload of so many octets and returns where it ends. */
export function encodeIp(
  ip: IpToSend,
  version: IpVersion,
  protocol: number,
  payloadLength: number,
  bytes: Uint8Array,
): number {
  return version === 4
    ? encodeIpv4(ip, protocol, payloadLength, bytes)
    : encodeIpv6(ip, protocol, payloadLength, bytes);
}

/** `bytes` must be one whole datagram, no more and no less. */
export function decodeIp(bytes: Uint8Array): Decoded<IpDatagram> {
  if (bytes.length === 0) return undecodable("truncated", 0, "no octet at all");
  const version = read8(bytes, 0) >>> 4;
  switch (version) {
    case 4:
      return decodeIpv4(bytes);
    case 6:
      return decodeIpv6(bytes);
    default:
      return undecodable("version", 0, `IP version ${version} is neither 4 nor 6`);
  }
}
