/** Neighbor Solicitations and Advertisements between bytes and values (RFC 4861 4.3, 4.4), as IPv6 datagrams. */

import { formatAddress, parseAddress, PROTOCOL } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { checksumOf, sumsUp } from "../../harness/wire/checksum";
import { decodeIp, encodedIpLength, encodeIp } from "../../harness/wire/ip";
import { write16 } from "../../harness/wire/octets";
import { sumTransport } from "../../harness/wire/transport-checksum";
import { MAC_LENGTH } from "./ethernet";
import type { Mac } from "./ethernet";

interface Message {
  /** `::` in a solicitation that looks for duplicates (RFC 4862 5.4.2). */
  readonly source: Address;
  readonly destination: Address;
  readonly target: Address;
  /** The link-layer address option: of the sender in a solicitation, of the target in an advertisement. */
  readonly mac?: Mac;
}

export interface NeighborSolicitation extends Message {
  readonly kind: "solicitation";
}

export interface NeighborAdvertisement extends Message {
  readonly kind: "advertisement";
  readonly router: boolean;
  /** It answers a solicitation that was not for duplicates. */
  readonly solicited: boolean;
  /** What was known before is to be forgotten. */
  readonly override: boolean;
}

export type NeighborMessage = NeighborSolicitation | NeighborAdvertisement;

/** Where each field begins, in octets from the start of the ICMPv6 message. */
const FIELD = { type: 0, code: 1, checksum: 2, flags: 4, target: 8, options: 24 } as const;
const SOLICITATION = 135;
const ADVERTISEMENT = 136;
const FLAG = { router: 0x80, solicited: 0x40, override: 0x20 } as const;
const IPV6_LENGTH = 16;

/** RFC 4861 4.6.1; a length counts in units of eight octets. */
const SOURCE_LINK_LAYER_ADDRESS = 1;
const TARGET_LINK_LAYER_ADDRESS = 2;
const OPTION_LENGTH = 8;

/** RFC 4861 7.1: what comes from farther away than the link has been counted down. */
const HOP_LIMIT = 255;

export const UNSPECIFIED_IPV6: Address = "::";
export const ALL_NODES: Address = "ff02::1";

/** RFC 4291 2.7.1: ff02::1:ff and the last three octets of the address. */
export function solicitedNode(address: Address): Address {
  const group = parseAddress("ff02::1:ff00:0");
  group.set(parseAddress(address).subarray(13), 13);
  return formatAddress(group);
}

export function encodeNeighborMessage(message: NeighborMessage): Uint8Array {
  const { source, destination, mac } = message;
  const ip = { source, destination, hopLimit: HOP_LIMIT };
  const length = FIELD.options + (mac === undefined ? 0 : OPTION_LENGTH);
  const bytes = new Uint8Array(encodedIpLength(ip, 6) + length);
  const start = encodeIp(ip, 6, PROTOCOL.icmpv6, length, bytes);
  const isSolicitation = message.kind === "solicitation";
  bytes[start + FIELD.type] = isSolicitation ? SOLICITATION : ADVERTISEMENT;
  bytes[start + FIELD.flags] = isSolicitation ? 0 : flagsOf(message);
  bytes.set(parseAddress(message.target), start + FIELD.target);
  if (mac !== undefined) {
    const at = start + FIELD.options;
    bytes[at] = isSolicitation ? SOURCE_LINK_LAYER_ADDRESS : TARGET_LINK_LAYER_ADDRESS;
    bytes[at + 1] = 1;
    bytes.set(mac, at + 2);
  }
  const checksum = checksumOf(sumTransport(bytes, 6, PROTOCOL.icmpv6, start, bytes.length));
  write16(bytes, start + FIELD.checksum, checksum);
  return bytes;
}

function flagsOf({ router, solicited, override }: NeighborAdvertisement): number {
  return (router ? FLAG.router : 0) | (solicited ? FLAG.solicited : 0) | (override ? FLAG.override : 0);
}

/** Undefined for any other datagram, and for one that RFC 4861 7.1.1 and 7.1.2 have receivers discard. */
export function decodeNeighborMessage(datagram: Uint8Array): NeighborMessage | undefined {
  const decoded = decodeIp(datagram);
  if (!decoded.ok) return undefined;
  const { header, protocol, payloadStart } = decoded.value;
  if (header.version !== 6 || protocol !== PROTOCOL.icmpv6 || header.hopLimit !== HOP_LIMIT) return undefined;
  const message = datagram.subarray(payloadStart);
  const type = message[FIELD.type];
  if ((type !== SOLICITATION && type !== ADVERTISEMENT) || message[FIELD.code] !== 0) return undefined;
  if (message.length < FIELD.options) return undefined;
  if (!sumsUp(sumTransport(datagram, 6, PROTOCOL.icmpv6, payloadStart, datagram.length))) return undefined;
  const options = linkLayerOption(
    message,
    type === SOLICITATION ? SOURCE_LINK_LAYER_ADDRESS : TARGET_LINK_LAYER_ADDRESS,
  );
  const target = formatAddress(message.subarray(FIELD.target, FIELD.target + IPV6_LENGTH));
  if (options === undefined || isMulticast(target)) return undefined;
  const { source, destination } = header;
  const common = { source, destination, target, ...options };
  if (type === SOLICITATION) {
    const looksForDuplicates = source === UNSPECIFIED_IPV6;
    if (looksForDuplicates && (options.mac !== undefined || destination !== solicitedNode(target))) return undefined;
    return { kind: "solicitation", ...common };
  }
  const flags = message[FIELD.flags] ?? 0;
  const solicited = (flags & FLAG.solicited) !== 0;
  if (solicited && isMulticast(destination)) return undefined;
  const router = (flags & FLAG.router) !== 0;
  return { kind: "advertisement", ...common, router, solicited, override: (flags & FLAG.override) !== 0 };
}

/** The option of this type, if there is one; undefined when the options are broken. */
function linkLayerOption(message: Uint8Array, type: number): { readonly mac?: Mac } | undefined {
  let found: { readonly mac?: Mac } = {};
  for (let at: number = FIELD.options; at < message.length;) {
    const length = (message[at + 1] ?? 0) * OPTION_LENGTH;
    if (length === 0 || at + length > message.length) return undefined;
    if (message[at] === type) found = { mac: message.slice(at + 2, at + 2 + MAC_LENGTH) };
    at += length;
  }
  return found;
}

function isMulticast(address: Address): boolean {
  return address.startsWith("ff");
}
