/** The checksum of what a datagram carries, with the pseudo header that goes into it. */

import { sumWords } from "./checksum";
import { IPV4_FIELD } from "./ipv4";
import { walkExtensions } from "./ipv6-extensions";
import { IPV6_FIELD } from "./ipv6";
import { read8 } from "./octets";
import type { IpVersion } from "./packet";
import { PROTOCOL } from "./protocol";

const IPV6_ADDRESS = 16;

/**
 * The sum over the payload that begins at `payloadStart` and ends with `end`, and over what IP adds to it. The header
 * of the datagram has to stand in `bytes`.
 */
export function sumTransport(
  bytes: Uint8Array,
  version: IpVersion,
  protocol: number,
  payloadStart: number,
  end: number,
): number {
  // RFC 792: the checksum of ICMP covers the message alone.
  const alone = protocol === PROTOCOL.icmp;
  return sumWords(bytes, payloadStart, end, alone ? 0 : sumPseudoHeader(bytes, version, protocol, payloadStart, end));
}

function sumPseudoHeader(
  bytes: Uint8Array,
  version: IpVersion,
  protocol: number,
  payloadStart: number,
  end: number,
): number {
  const protocolAndLength = protocol + end - payloadStart;
  // RFC 9293 3.1: source, destination, protocol and length. The two addresses stand side by side in the header.
  if (version === 4) return sumWords(bytes, IPV4_FIELD.source, IPV4_FIELD.options, protocolAndLength);
  // RFC 8200 8.1: the same with longer addresses, and the protocol is the one behind the extension headers.
  const destination = finalDestination(bytes, payloadStart);
  const sum = sumWords(bytes, IPV6_FIELD.source, IPV6_FIELD.destination, protocolAndLength);
  return sumWords(bytes, destination, destination + IPV6_ADDRESS, sum);
}

/** RFC 8200 8.1: a packet that still has stops to make is summed up with the address of its last one. */
function finalDestination(bytes: Uint8Array, payloadStart: number): number {
  if (payloadStart === IPV6_FIELD.extensions) return IPV6_FIELD.destination;
  const nextHeader = read8(bytes, IPV6_FIELD.nextHeader);
  const chain = walkExtensions(bytes, nextHeader, IPV6_FIELD.extensions, payloadStart);
  return (chain.ok ? chain.value.finalDestination : undefined) ?? IPV6_FIELD.destination;
}
