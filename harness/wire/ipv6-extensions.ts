/** The way from the IPv6 header through its extension headers to what it carries (RFC 8200 4). */

import { decoded, undecodable } from "./decoded";
import type { Decoded } from "./decoded";
import { read16, read8 } from "./octets";
import { PROTOCOL } from "./protocol";

export interface ExtensionChain {
  /** What comes behind the last extension header. */
  readonly protocol: number;
  /** Where it begins. */
  readonly end: number;
  /** Where the address of the final destination stands when that is not the one in the IPv6 header. */
  readonly finalDestination?: number;
}

/** Where the fields of the extension headers begin, in octets from the start of each. */
const FIELD = {
  nextHeader: 0,
  length: 1,
  routingType: 2,
  segmentsLeft: 3,
  fragmentOffset: 2,
  /** Behind eight octets of flags and the like, in all the routing headers that we read. */
  routingAddresses: 8,
} as const;

/** All but the authentication header count their length in units of eight octets and leave out the first. */
const UNIT = 8;
const ADDRESS = 16;
/** Thirteen bits of offset and, at the right end, More Fragments. */
const FRAGMENTED = 0xfff9;

/** From the header that `nextHeader` announces at `start`, not past `end`. */
export function walkExtensions(
  bytes: Uint8Array,
  nextHeader: number,
  start: number,
  end: number,
): Decoded<ExtensionChain> {
  let protocol = nextHeader;
  let at = start;
  let finalDestination: number | undefined;
  for (;;) {
    if (protocol === PROTOCOL.encapsulatingSecurityPayload) {
      return undecodable("extension-header", at, "an encrypted payload (ESP), which hides what it carries");
    }
    if (!isExtension(protocol)) {
      return decoded(finalDestination === undefined ? { protocol, end: at } : { protocol, end: at, finalDestination });
    }
    const next = at + headerLength(bytes, protocol, at);
    if (next > end) {
      return undecodable("extension-header", at, `extension header ${protocol} reaches past the datagram`);
    }
    // RFC 6946 4: a fragment that is a whole datagram is treated as one.
    if (protocol === PROTOCOL.fragment && (read16(bytes, at + FIELD.fragmentOffset) & FRAGMENTED) !== 0) {
      return undecodable("fragment", at, "a fragment of a datagram, which is not put together here");
    }
    if (protocol === PROTOCOL.routing) finalDestination = lastOnRoute(bytes, at, next) ?? finalDestination;
    protocol = read8(bytes, at + FIELD.nextHeader);
    at = next;
  }
}

function isExtension(protocol: number): boolean {
  switch (protocol) {
    case PROTOCOL.hopByHopOptions:
    case PROTOCOL.routing:
    case PROTOCOL.fragment:
    case PROTOCOL.authenticationHeader:
    case PROTOCOL.destinationOptions:
      return true;
    default:
      return false;
  }
}

function headerLength(bytes: Uint8Array, protocol: number, at: number): number {
  switch (protocol) {
    case PROTOCOL.fragment:
      return UNIT;
    case PROTOCOL.authenticationHeader:
      // RFC 4302 2.2: in words of four octets, less two.
      return (read8(bytes, at + FIELD.length) + 2) * 4;
    default:
      return (read8(bytes, at + FIELD.length) + 1) * UNIT;
  }
}

/** Where the last address of a route stands, if the packet is still on its way along it. */
function lastOnRoute(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (read8(bytes, at + FIELD.segmentsLeft) === 0) return undefined;
  const first = at + FIELD.routingAddresses;
  if (end - first < ADDRESS) return undefined;
  switch (read8(bytes, at + FIELD.routingType)) {
    case 0:
    case 2:
      return end - ADDRESS;
    case 4:
      // RFC 8754 2: a segment routing header lists its addresses backwards.
      return first;
    default:
      return undefined;
  }
}
