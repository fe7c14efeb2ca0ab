/** Ethernet frames out of an interface: packet(7), netdevice(7). */

import { close, ioctl, must } from "./libc";
import { AF_PACKET, bind, send, setOption, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_RAW, socket } from "./sockets";

/** bits/ioctls.h */
const SIOCGIFHWADDR = 0x8927;
/** net/if.h: struct ifreq, the name and then a union, here a struct sockaddr. */
const IFREQ_SIZE = 40;
const IFNAMSIZ = 16;
const MAC_LENGTH = 6;

/** linux/if_arp.h */
const ARPHRD_ETHER = 1;

/** linux/if_packet.h */
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_MR_MULTICAST = 0;
const PACKET_MR_UNICAST = 3;

/** Sends frames; what is received is none of its business. */
export class FrameSocket {
  readonly #fd: number;

  /** In the network namespace of the calling thread. @throws {SystemCallFailed} EPERM without CAP_NET_RAW. */
  constructor(interfaceIndex: number) {
    // Protocol 0: it receives nothing.
    this.#fd = must("socket AF_PACKET", socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const local = new Uint8Array(20);
    const fields = new DataView(local.buffer);
    fields.setUint16(0, AF_PACKET, true);
    fields.setInt32(4, interfaceIndex, true);
    must("bind AF_PACKET", bind(this.#fd, local, local.length));
  }

  /** How many octets have been taken, or the negative errno. */
  send(frame: Uint8Array): number {
    return send(this.#fd, frame, frame.length, 0);
  }

  /** The hardware address of an interface; undefined where it is not Ethernet's. */
  macOf(interfaceName: string): Uint8Array | undefined {
    const request = new Uint8Array(IFREQ_SIZE);
    new TextEncoder().encodeInto(interfaceName, request.subarray(0, IFNAMSIZ - 1));
    must("ioctl SIOCGIFHWADDR", ioctl(this.#fd, SIOCGIFHWADDR, request));
    const family = new DataView(request.buffer).getUint16(IFNAMSIZ, true);
    return family === ARPHRD_ETHER ? request.slice(IFNAMSIZ + 2, IFNAMSIZ + 2 + MAC_LENGTH) : undefined;
  }

  /** Has the device take in what comes to this address, a group's or one of our own, as long as the socket is open. */
  receiveFor(interfaceIndex: number, mac: Uint8Array): void {
    const isGroup = ((mac[0] ?? 0) & 1) === 1;
    // struct packet_mreq: index, type and length, address.
    const address = new Uint8Array(8);
    address.set(mac);
    const words = new DataView(address.buffer);
    const type = isGroup ? PACKET_MR_MULTICAST : PACKET_MR_UNICAST;
    const typeAndLength = type | (MAC_LENGTH << 16);
    const halves = [words.getInt32(0, true), words.getInt32(4, true)];
    setOption(this.#fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, interfaceIndex, typeAndLength, ...halves);
  }

  close(): void {
    close(this.#fd);
  }
}
