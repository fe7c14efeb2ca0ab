/** Which way the kernel would send a datagram: rtnetlink(7), RTM_GETROUTE. */

import { addressVersion, formatAddress, parseAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { ERRNO, SystemCallFailed } from "./libc";
import { attribute, joined, uint32 } from "./netlink";
import type { Netlink } from "./netlink";
import { AF_INET, AF_INET6 } from "./sockets";

const RTM_GETROUTE = 26;
const RTA_DST = 1;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PREFSRC = 7;
const RTN_UNICAST = 1;
const RTN_LOCAL = 2;
/** struct rtmsg, and where its type stands. */
const MESSAGE_LENGTH = 12;
const TYPE = 7;

export type Way =
  /** The next one to get it: a router, or the host itself. */
  | { readonly kind: "next hop"; readonly address: Address }
  /** It is an address of this host. */
  | { readonly kind: "local" }
  | { readonly kind: "none" };

/** Whether it is an address of this host. */
export function isLocal(netlink: Netlink, address: Address): boolean {
  return lookUp(netlink, address)?.type === RTN_LOCAL;
}

/** The way to an address by an interface. */
export function wayTo(netlink: Netlink, address: Address, interfaceIndex: number): Way {
  // An address of one's own is so whatever the interface.
  if (isLocal(netlink, address)) return { kind: "local" };
  const route = lookUp(netlink, address, interfaceIndex);
  if (route?.type !== RTN_UNICAST) return { kind: "none" };
  return { kind: "next hop", address: route.gateway ?? address };
}

/** By which interface, and from which source, the kernel sends to another host; undefined where there is no way. */
export function departureTo(
  netlink: Netlink,
  address: Address,
): { readonly interfaceIndex: number; readonly source: Address } | undefined {
  const { type, interfaceIndex, source } = lookUp(netlink, address) ?? {};
  if (type !== RTN_UNICAST || interfaceIndex === undefined || source === undefined) return undefined;
  return { interfaceIndex, source };
}

interface RouteFound {
  readonly type: number;
  readonly gateway: Address | undefined;
  readonly interfaceIndex: number | undefined;
  readonly source: Address | undefined;
}

function lookUp(netlink: Netlink, address: Address, interfaceIndex?: number): RouteFound | undefined {
  const bytes = parseAddress(address);
  const message = new Uint8Array(MESSAGE_LENGTH);
  message[0] = addressVersion(address) === 4 ? AF_INET : AF_INET6;
  message[1] = bytes.length * 8;
  const output = interfaceIndex === undefined ? [] : [attribute(RTA_OIF, uint32(interfaceIndex))];
  const answer = netlink.ask(RTM_GETROUTE, joined([message, attribute(RTA_DST, bytes), ...output]));
  if (answer === -ERRNO.ENETUNREACH || answer === -ERRNO.EHOSTUNREACH) return undefined;
  if (typeof answer === "number") throw new SystemCallFailed(`the route to ${address}`, answer);
  const found = attributesOf(answer.subarray(MESSAGE_LENGTH));
  const addressIn = (attribute: number): Address | undefined => {
    const octets = found.get(attribute);
    return octets && formatAddress(octets);
  };
  const leaving = found.get(RTA_OIF);
  return {
    type: answer[TYPE] ?? 0,
    gateway: addressIn(RTA_GATEWAY),
    interfaceIndex: leaving && new DataView(leaving.buffer, leaving.byteOffset).getUint32(0, true),
    source: addressIn(RTA_PREFSRC),
  };
}

function attributesOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const fields = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = fields.getUint16(at, true);
    if (length < 4) break;
    found.set(fields.getUint16(at + 2, true), bytes.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}
