/** struct sockaddr_in and sockaddr_in6: ip(7), ipv6(7). */

import { addressVersion, formatAddress, parseAddress } from "../../harness/wire";
import type { SocketAddress } from "../../harness/port/user";
import { AF_INET, AF_INET6 } from "./sockets";

const IPV4_SIZE = 16;
const IPV6_SIZE = 28;
/** Room for either. */
export const SOCKET_ADDRESS_SIZE = IPV6_SIZE;

export function addressFamily(address: string): number {
  return addressVersion(address) === 4 ? AF_INET : AF_INET6;
}

export function encodeSocketAddress({ address, port }: SocketAddress): Uint8Array {
  const family = addressFamily(address);
  const bytes = new Uint8Array(family === AF_INET ? IPV4_SIZE : IPV6_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, family, true);
  view.setUint16(2, port);
  // IPv6 has the flow label between the port and the address.
  bytes.set(parseAddress(address), family === AF_INET ? 4 : 8);
  return bytes;
}

export function decodeSocketAddress(bytes: Uint8Array): SocketAddress {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const address = view.getUint16(0, true) === AF_INET ? bytes.subarray(4, 8) : bytes.subarray(8, 24);
  return { address: formatAddress(address), port: view.getUint16(2) };
}
