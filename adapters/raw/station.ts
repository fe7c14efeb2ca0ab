/** An address on a link: what it says when somebody asks for it, and what it hears about others. RFC 826, RFC 4861 7.2. */

import { addressVersion } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { decodeArp, encodeArp, UNKNOWN_MAC, UNSPECIFIED_IPV4 } from "./arp";
import { BROADCAST, encodeFrame, ETHER_TYPE, isSameMac, multicastMac } from "./ethernet";
import type { Mac } from "./ethernet";
import {
  ALL_NODES,
  decodeNeighborMessage,
  encodeNeighborMessage,
  solicitedNode,
  UNSPECIFIED_IPV6,
} from "./neighbor-discovery";

/** What follows from a frame that has been heard. */
export interface Heard {
  /** A frame to be sent. */
  readonly answer?: Uint8Array;
  /** Somebody has told where an address is. */
  readonly neighbor?: { readonly address: Address; readonly mac: Mac };
  /** Somebody else has this address, or is about to take it. */
  readonly rival?: { readonly address: Address; readonly mac: Mac };
}

const NOTHING: Heard = {};

/**
 * One who is known on a link by a MAC address and some IP addresses. `tentative` ones are being probed: nobody is told of
 * them yet (RFC 5227 2.1.1, RFC 4862 5.4).
 */
export interface Station {
  readonly mac: Mac;
  readonly addresses: readonly Address[];
  readonly tentative: readonly Address[];
}

/** What a payload of this EtherType from `from` means to the station. */
export function hear(station: Station, etherType: number, payload: Uint8Array, from: Mac): Heard {
  if (etherType === ETHER_TYPE.arp) return hearArp(station, payload);
  return etherType === ETHER_TYPE.ipv6 ? hearNeighbor(station, payload, from) : NOTHING;
}

function hearArp({ mac, addresses, tentative }: Station, payload: Uint8Array): Heard {
  const packet = decodeArp(payload);
  if (packet === undefined || isSameMac(packet.senderMac, mac)) return NOTHING;
  const { operation, sender, senderMac, target } = packet;
  // RFC 5227 2.4: somebody speaks as if the address were his; 2.1.1: or probes for it as we do.
  if ([...addresses, ...tentative].includes(sender)) return { rival: { address: sender, mac: senderMac } };
  if (sender === UNSPECIFIED_IPV4 && tentative.includes(target)) return { rival: { address: target, mac: senderMac } };
  const neighbor = sender === UNSPECIFIED_IPV4 ? NOTHING : { neighbor: { address: sender, mac: senderMac } };
  if (operation !== "request" || !addresses.includes(target)) return neighbor;
  // RFC 826, "Packet Reception": the two ends change places.
  const reply = encodeArp({ operation: "reply", senderMac: mac, sender: target, targetMac: senderMac, target: sender });
  return { ...neighbor, answer: encodeFrame(senderMac, mac, ETHER_TYPE.arp, reply) };
}

function hearNeighbor({ mac, addresses, tentative }: Station, payload: Uint8Array, from: Mac): Heard {
  const message = decodeNeighborMessage(payload);
  if (message === undefined || isSameMac(from, mac)) return NOTHING;
  const { source, target } = message;
  const sender = message.mac ?? from;
  if (message.kind === "advertisement") {
    const about = { address: target, mac: sender };
    // RFC 4862 5.4.4
    return [...addresses, ...tentative].includes(target) ? { rival: about } : { neighbor: about };
  }
  const looksForDuplicates = source === UNSPECIFIED_IPV6;
  // RFC 4862 5.4.3: two want the same address.
  if (looksForDuplicates && tentative.includes(target)) return { rival: { address: target, mac: from } };
  const neighbor = looksForDuplicates ? NOTHING : { neighbor: { address: source, mac: sender } };
  if (!addresses.includes(target)) return neighbor;
  // RFC 4861 7.2.4: who has no address yet hears it with everybody else.
  const destination = looksForDuplicates ? ALL_NODES : source;
  const answer = encodeNeighborMessage({
    kind: "advertisement",
    source: target,
    destination,
    target,
    mac,
    router: false,
    solicited: !looksForDuplicates,
    override: true,
  });
  return {
    ...neighbor,
    answer: encodeFrame(looksForDuplicates ? multicastMac(ALL_NODES) : sender, mac, ETHER_TYPE.ipv6, answer),
  };
}

/** The frame that asks where an address is. */
export function question(mac: Mac, source: Address, target: Address): Uint8Array {
  if (addressVersion(target) === 4) {
    const request = { operation: "request", senderMac: mac, sender: source, targetMac: UNKNOWN_MAC, target } as const;
    return encodeFrame(BROADCAST, mac, ETHER_TYPE.arp, encodeArp(request));
  }
  const group = solicitedNode(target);
  // RFC 4861 4.3: without an address of one's own there is nothing to be said of oneself.
  const option = source === UNSPECIFIED_IPV6 ? {} : { mac };
  const message = encodeNeighborMessage({ kind: "solicitation", source, destination: group, target, ...option });
  return encodeFrame(multicastMac(group), mac, ETHER_TYPE.ipv6, message);
}

/** The frame that asks whether anybody has the address that we want: RFC 5227 2.1.1, RFC 4862 5.4.2. */
export function probe(mac: Mac, address: Address): Uint8Array {
  return question(mac, addressVersion(address) === 4 ? UNSPECIFIED_IPV4 : UNSPECIFIED_IPV6, address);
}
