/** Ethernet II frames (RFC 894, RFC 2464): six octets of destination, six of source, the EtherType, the payload. */

import { addressVersion, parseAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { write16 } from "../../harness/wire/octets";

/** Six octets. */
export type Mac = Uint8Array;

/** IANA, IEEE 802 numbers. */
export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;

export const MAC_LENGTH = 6;
const TYPE_OFFSET = 12;
const PAYLOAD_OFFSET = 14;

export const BROADCAST: Mac = new Uint8Array(MAC_LENGTH).fill(0xff);

/** The frame around a payload; the device adds padding and check sequence. */
export function encodeFrame(destination: Mac, source: Mac, etherType: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(PAYLOAD_OFFSET + payload.length);
  frame.set(destination);
  frame.set(source, MAC_LENGTH);
  write16(frame, TYPE_OFFSET, etherType);
  frame.set(payload, PAYLOAD_OFFSET);
  return frame;
}

/** RFC 2464 7: 33-33 and the last four octets of the group. */
export function multicastMac(group: Address): Mac {
  return Uint8Array.of(0x33, 0x33, ...parseAddress(group).subarray(12));
}

/**
 * An address of our own beside the interface's: locally administered, unicast, and not the interface's whatever that is. The
 * kernel takes what comes to it for somebody else's and leaves it alone, even where it forwards.
 */
export function ownMac(interfaceMac: Mac): Mac {
  const mac = Uint8Array.from(interfaceMac);
  // The last two bits of the first octet: group (0 here), and locally administered (1). The one before them is free.
  mac[0] = (((mac[0] ?? 0) & 0xfc) | 0x02) ^ 0x04;
  return mac;
}

export function etherTypeOf(address: Address): number {
  return addressVersion(address) === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
}

export function isSameMac(a: Mac, b: Mac): boolean {
  return a.every((octet, index) => octet === b[index]);
}
