/** Sockets and addresses: what names a connection, and what no connection may have (RFC 9293 3.3.1, 3.9.2.3). */

import type { SocketAddress } from "../../harness/port/user";
import { addressVersion } from "../../harness/wire/address";
import type { Address } from "../../harness/wire/packet";

const UNSPECIFIED: readonly Address[] = ["0.0.0.0", "::"];

/** Whether it stands for any address. */
export function isUnspecified(address: Address): boolean {
  return UNSPECIFIED.includes(address);
}

/** Whether a socket is wholly named. A passive OPEN may leave it open who calls. */
export function isSpecified({ address, port }: SocketAddress): boolean {
  return port !== 0 && !isUnspecified(address);
}

const MULTICAST_IPV6 = /^ff[0-9a-f]{2}:/;
const FIRST_MULTICAST_IPV4 = 224;

/** RFC 1122 3.2.1.3 (g): the net that no link has. */
const LOOPBACK_IPV4 = 127;
const LOOPBACK_IPV6 = "::1";

/** Whether another host can have this address: no multicast, broadcast or loopback, nor nobody's (MUST-46, MUST-63). */
export function isUnicast(address: Address): boolean {
  if (isUnspecified(address)) return false;
  if (addressVersion(address) === 6) return address !== LOOPBACK_IPV6 && !MULTICAST_IPV6.test(address);
  const first = Number.parseInt(address, 10);
  return first > 0 && first !== LOOPBACK_IPV4 && first < FIRST_MULTICAST_IPV4;
}

/** One text for the pair of sockets that is a connection. */
export function pairOf(local: SocketAddress, foreign: SocketAddress): string {
  return `${local.address} ${local.port} ${foreign.address} ${foreign.port}`;
}

/** One text for a local socket, under which listeners are found. */
export function listenerOf(local: SocketAddress): string {
  return `${local.address} ${local.port}`;
}
