/** IP datagrams with headers of our own, sent by the kernel's routes: raw(7), ip(7), ipv6(7). */

import type { Address, IpVersion } from "../../harness/wire";
import { close, must, systemCall } from "./libc";
import { encodeSocketAddress } from "./socket-address";
import { AF_INET, AF_INET6, setOption, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_RAW, socket, SOL_SOCKET } from "./sockets";

/** netinet/in.h: on such a socket the header is the sender's (IP_HDRINCL), and nothing is received. */
const IPPROTO_RAW = 255;
/** asm-generic/socket.h */
const SO_PRIORITY = 12;

const sendTo = systemCall<
  [fd: number, buffer: Uint8Array, length: number, flags: number, address: Uint8Array, addressLength: number]
>("long sendto(int, void *, size_t, int, void *, uint)");

/** Sends datagrams; what is received is none of its business. */
export class DatagramSocket {
  readonly #fd: number;

  /**
   * In the network namespace of the calling thread.
   * @param priority what a filter of the kernel's may know these datagrams by (`meta priority`).
   * @throws {SystemCallFailed} EPERM without CAP_NET_RAW.
   */
  constructor(version: IpVersion, priority: number) {
    const family = version === 4 ? AF_INET : AF_INET6;
    this.#fd = must("socket SOCK_RAW", socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW));
    setOption(this.#fd, SOL_SOCKET, SO_PRIORITY, priority);
  }

  /** How many octets have been taken, or the negative errno. The kernel writes a header checksum of IPv4 itself. */
  send(datagram: Uint8Array, destination: Address): number {
    const address = encodeSocketAddress({ address: destination, port: 0 });
    return sendTo(this.#fd, datagram, datagram.length, 0, address, address.length);
  }

  close(): void {
    close(this.#fd);
  }
}
