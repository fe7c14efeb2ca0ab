/** TUN devices (Documentation/networking/tuntap.rst, linux/if_tun.h). */

import { closeSync, constants, openSync } from "node:fs";
import { ioctl, must } from "./libc";

/** linux/if_tun.h: _IOW('T', 202, int), as encoded on x86, Arm and RISC-V. */
const TUNSETIFF = 0x400454ca;
/** IP datagrams, no Ethernet around them. */
const IFF_TUN = 0x0001;
/** Nothing in front of the datagram. */
const IFF_NO_PI = 0x1000;

/** net/if.h: struct ifreq, the name and then a union whose first member here is the flags. */
const IFREQ_SIZE = 40;
const IFNAMSIZ = 16;

/** Where the device node is; a system that has it elsewhere says so in TCPSPEC_TUN. */
export function tunNode(): string {
  return process.env.TCPSPEC_TUN ?? "/dev/net/tun";
}

/**
 * Makes a TUN device in the network namespace of the calling thread; it lives as long as the descriptor that is
 * returned. Reads and writes do not block, and each carries one datagram.
 */
export function openTunDevice(name: string): number {
  const fd = openSync(tunNode(), constants.O_RDWR | constants.O_NONBLOCK);
  const request = new Uint8Array(IFREQ_SIZE);
  new TextEncoder().encodeInto(name, request.subarray(0, IFNAMSIZ - 1));
  new DataView(request.buffer).setUint16(IFNAMSIZ, IFF_TUN | IFF_NO_PI, true);
  try {
    must("ioctl TUNSETIFF", ioctl(fd, TUNSETIFF, request));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}
