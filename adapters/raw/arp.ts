/** ARP packets for IPv4 on Ethernet between bytes and values (RFC 826). */

import { formatAddress, parseAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { read16, write16 } from "../../harness/wire/octets";
import { ETHER_TYPE, MAC_LENGTH } from "./ethernet";
import type { Mac } from "./ethernet";

export interface ArpPacket {
  readonly operation: "request" | "reply";
  readonly senderMac: Mac;
  /** 0.0.0.0 in a probe (RFC 5227 1.1). */
  readonly sender: Address;
  /** All zeros in a request, where it is what is asked for. */
  readonly targetMac: Mac;
  readonly target: Address;
}

/** Where each field begins; RFC 826, "Packet format". */
const FIELD = {
  hardware: 0,
  protocol: 2,
  hardwareLength: 4,
  protocolLength: 5,
  operation: 6,
  senderMac: 8,
  sender: 14,
  targetMac: 18,
  target: 24,
} as const;
const LENGTH = 28;

const ETHERNET = 1;
const IPV4_LENGTH = 4;
const OPERATIONS = { request: 1, reply: 2 } as const;

/** In requests, which ask for it. */
export const UNKNOWN_MAC: Mac = new Uint8Array(MAC_LENGTH);
export const UNSPECIFIED_IPV4: Address = "0.0.0.0";

export function encodeArp({ operation, senderMac, sender, targetMac, target }: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(LENGTH);
  write16(bytes, FIELD.hardware, ETHERNET);
  write16(bytes, FIELD.protocol, ETHER_TYPE.ipv4);
  bytes[FIELD.hardwareLength] = MAC_LENGTH;
  bytes[FIELD.protocolLength] = IPV4_LENGTH;
  write16(bytes, FIELD.operation, OPERATIONS[operation]);
  bytes.set(senderMac, FIELD.senderMac);
  bytes.set(parseAddress(sender), FIELD.sender);
  bytes.set(targetMac, FIELD.targetMac);
  bytes.set(parseAddress(target), FIELD.target);
  return bytes;
}

/** Undefined for what is not ARP for IPv4 on Ethernet. Padding behind the packet is no harm. */
export function decodeArp(bytes: Uint8Array): ArpPacket | undefined {
  const code = read16(bytes, FIELD.operation);
  const isOurs =
    bytes.length >= LENGTH &&
    read16(bytes, FIELD.hardware) === ETHERNET &&
    read16(bytes, FIELD.protocol) === ETHER_TYPE.ipv4 &&
    bytes[FIELD.hardwareLength] === MAC_LENGTH &&
    bytes[FIELD.protocolLength] === IPV4_LENGTH;
  if (!isOurs || (code !== OPERATIONS.request && code !== OPERATIONS.reply)) return undefined;
  const mac = (at: number): Mac => bytes.slice(at, at + MAC_LENGTH);
  const address = (at: number): Address => formatAddress(bytes.subarray(at, at + IPV4_LENGTH));
  return {
    operation: code === OPERATIONS.request ? "request" : "reply",
    senderMac: mac(FIELD.senderMac),
    sender: address(FIELD.sender),
    targetMac: mac(FIELD.targetMac),
    target: address(FIELD.target),
  };
}
