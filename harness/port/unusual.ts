/** What is out of the ordinary about a datagram, where the line of its segment does not say so. */

import type { IpHeader } from "../wire/packet";
import { verifyChecksums } from "../wire/verify-checksums";
import type { Endpoints } from "./stack";
import type { PacketEvent } from "./trace";

/** What the peer's datagrams set out with, unless the script asks for another. */
const USUAL_HOP_LIMIT = 64;

/**
 * A few words each: `wrong checksum`, `from 255.255.255.255`, `hop limit 1`. None where all is as usual, and of what cannot be
 * read: the reason for that says enough.
 * @param endpoints the usual addresses; without them no address is unusual
 */
export function unusualIn(event: PacketEvent, endpoints: Endpoints | undefined): readonly string[] {
  if (!event.decoded.ok) return [];
  const packet = event.decoded.value;
  const right = verifyChecksums(event.bytes);
  // A sender that leaves the checksum out, as in UDP, sends 0.
  const isLeftOut = packet.kind === "tcp" && packet.segment.checksum === 0;
  return [
    ...(right.ip ? [] : ["wrong IP header checksum"]),
    ...(right.transport ? [] : [isLeftOut ? "checksum 0" : "wrong checksum"]),
    ...(endpoints === undefined ? [] : unusualAddresses(event, packet.ip, endpoints)),
    ...(event.direction === "peer->stack" ? unusualHopLimit(packet.ip) : []),
    ...besidesTheHeader(packet.ip),
  ];
}

function unusualAddresses(
  { direction }: PacketEvent,
  { source, destination }: IpHeader,
  { stack, peer }: Endpoints,
): readonly string[] {
  const [from, to] = direction === "peer->stack" ? [peer, stack] : [stack, peer];
  // RFC 9293 3.9.2.3: whoever takes the stack's own address is meant to be taken for the stack itself.
  const isOwn = direction === "peer->stack" && source === stack;
  return [
    ...(source === from ? [] : [`from ${isOwn ? "the stack's own address" : source}`]),
    ...(destination === to ? [] : [`to ${destination}`]),
  ];
}

function unusualHopLimit({ version, hopLimit }: IpHeader): readonly string[] {
  return hopLimit === USUAL_HOP_LIMIT ? [] : [`${version === 4 ? "TTL" : "hop limit"} ${hopLimit}`];
}

function besidesTheHeader(ip: IpHeader): readonly string[] {
  if (ip.version === 4) return ip.options.length === 0 ? [] : ["with IP options"];
  return ip.extensions.length === 0 ? [] : ["with extension headers"];
}
