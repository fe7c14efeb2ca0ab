/** Addresses of interfaces by netlink: rtnetlink(7), linux/if_addr.h. */

import { addressVersion, parseAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { attribute, joined, uint32 } from "../native/netlink";
import type { Netlink } from "../native/netlink";
import { AF_INET, AF_INET6 } from "../native/sockets";

const RTM_NEWADDR = 20;
const NLM_F_CREATE = 0x400;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
/** No duplicate address detection: the address can be used at once. */
const IFA_F_NODAD = 0x02;

/**
 * Gives an interface an address, and programs that name none of their own call from it. `length` is that of the prefix which
 * is on the link; without it the address is a host's alone.
 */
export function addAddress(netlink: Netlink, interfaceIndex: number, address: Address, length?: number): void {
  const version = addressVersion(address);
  const bytes = parseAddress(address);
  const prefix = length ?? bytes.length * 8;
  // struct ifaddrmsg: family, prefix length, flags, scope, index.
  const message = Uint8Array.of(version === 4 ? AF_INET : AF_INET6, prefix, IFA_F_NODAD, 0, 0, 0, 0, 0);
  message.set(uint32(interfaceIndex), 4);
  const body = joined([message, attribute(IFA_LOCAL, bytes), attribute(IFA_ADDRESS, bytes)]);
  netlink.order(`add the address ${address}`, RTM_NEWADDR, NLM_F_CREATE, body);
}
