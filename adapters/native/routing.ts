/** Links and routes by netlink: rtnetlink(7), linux/if_link.h, linux/rtnetlink.h. No `ip` program is needed. */

import type { IpVersion } from "../../harness/wire";
import { parseAddress } from "../../harness/wire";
import { must, systemCall } from "./libc";
import { attribute, joined, nested, uint32 } from "./netlink";
import type { Netlink } from "./netlink";
import { AF_INET, AF_INET6, AF_UNSPEC } from "./sockets";

/** linux/netlink.h; the number of the protocol and the flags of a request that makes something new. */
export const NETLINK_ROUTE = 0;
const NLM_F_EXCL = 0x200;
const NLM_F_CREATE = 0x400;

const RTM_NEWLINK = 16;
const RTM_NEWROUTE = 24;

/** net/if.h */
const IFF_UP = 0x1;
const IFLA_MTU = 4;
const IFLA_TXQLEN = 13;
const IFLA_AF_SPEC = 26;
const IFLA_INET6_ADDR_GEN_MODE = 8;
const IN6_ADDR_GEN_MODE_NONE = 1;

const RTA_DST = 1;
const RTA_OIF = 4;
const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;
const RTPROT_STATIC = 4;
const RT_SCOPE_LINK = 253;
const RT_SCOPE_HOST = 254;
const RTN_UNICAST = 1;
const RTN_LOCAL = 2;

const interfaceIndexOf = systemCall<[name: string]>("uint if_nametoindex(const char *)");

/** if_nametoindex(3), in the network namespace of the calling thread. */
export function interfaceIndex(name: string): number {
  const index = interfaceIndexOf(name);
  if (index === 0) throw new Error(`there is no interface ${name}`);
  return must("if_nametoindex", index);
}

const interfaceNameOf = systemCall<[index: number, name: Uint8Array]>("uintptr_t if_indextoname(uint, void *)");
const IF_NAMESIZE = 16;

/** if_indextoname(3), in the network namespace of the calling thread. */
export function interfaceName(index: number): string {
  const name = Buffer.alloc(IF_NAMESIZE);
  if (interfaceNameOf(index, name) === 0) throw new Error(`there is no interface ${index}`);
  return name.toString("latin1", 0, name.indexOf(0));
}

export interface LinkSettings {
  readonly mtu: number;
  /** Datagrams that may wait to be read. */
  readonly queueLength: number;
}

/** Brings an interface up. With `settings` it also gets no IPv6 address by itself, and so says nothing of its own. */
export function bringUp(netlink: Netlink, index: number, settings?: LinkSettings): void {
  const attributes: Uint8Array[] = [];
  if (settings !== undefined) {
    attributes.push(attribute(IFLA_MTU, uint32(settings.mtu)), attribute(IFLA_TXQLEN, uint32(settings.queueLength)));
  }
  netlink.order("bring the interface up", RTM_NEWLINK, 0, joined([interfaceMessage(index, IFF_UP), ...attributes]));
}

/** No address of the link's own, hence no duplicate address detection, router solicitation or MLD report. */
export function forgoIpv6Autoconfiguration(netlink: Netlink, index: number): void {
  const mode = attribute(IFLA_INET6_ADDR_GEN_MODE, Uint8Array.of(IN6_ADDR_GEN_MODE_NONE));
  const body = joined([interfaceMessage(index, 0), nested(IFLA_AF_SPEC, nested(AF_INET6, mode))]);
  netlink.order("switch IPv6 autoconfiguration off", RTM_NEWLINK, 0, body);
}

/** A range of addresses: `{ address: "198.18.0.0", length: 16 }`. */
export interface Prefix {
  readonly address: string;
  readonly length: number;
}

/** Makes every address of the prefix one of this host, without adding a single one of them ("AnyIP"). */
export function addLocalRoute(netlink: Netlink, version: IpVersion, prefix: Prefix, loopbackIndex: number): void {
  const route = { table: RT_TABLE_LOCAL, scope: RT_SCOPE_HOST, type: RTN_LOCAL };
  addRoute(netlink, version, route, prefix, loopbackIndex);
}

/** Sends what is not local out by the interface, whatever its destination. */
export function addDefaultRoute(netlink: Netlink, version: IpVersion, index: number): void {
  const route = { table: RT_TABLE_MAIN, scope: RT_SCOPE_LINK, type: RTN_UNICAST };
  addRoute(netlink, version, route, undefined, index);
}

interface Route {
  readonly table: number;
  readonly scope: number;
  readonly type: number;
}

function addRoute(
  netlink: Netlink,
  version: IpVersion,
  route: Route,
  prefix: Prefix | undefined,
  outputIndex: number,
): void {
  // struct rtmsg: family, prefix lengths of destination and source, TOS, table, protocol, scope, type, flags.
  const message = new Uint8Array(12);
  message[0] = version === 4 ? AF_INET : AF_INET6;
  message[1] = prefix?.length ?? 0;
  message[4] = route.table;
  message[5] = RTPROT_STATIC;
  message[6] = route.scope;
  message[7] = route.type;
  const parts = [message, attribute(RTA_OIF, uint32(outputIndex))];
  if (prefix !== undefined) parts.push(attribute(RTA_DST, parseAddress(prefix.address)));
  netlink.order(`add an IPv${version} route`, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, joined(parts));
}

/** struct ifinfomsg: family, type, index, flags, and which flags are meant. */
function interfaceMessage(index: number, flags: number): Uint8Array {
  const message = new Uint8Array(16);
  const view = new DataView(message.buffer);
  message[0] = AF_UNSPEC;
  view.setInt32(4, index, true);
  view.setUint32(8, flags, true);
  view.setUint32(12, flags, true);
  return message;
}
