/** A TCP in user space that brings its own TUN or TAP device, as a program of somebody else's would. */

import { constants, openSync } from "node:fs";
import { close, ioctl, must, read, write } from "../../../adapters/native/libc";
import { NetworkNamespace } from "../../../adapters/native/namespace";
import { Netlink } from "../../../adapters/native/netlink";
import { Readiness } from "../../../adapters/native/readiness";
import { bringUp, interfaceIndex, NETLINK_ROUTE } from "../../../adapters/native/routing";
import { tunNode } from "../../../adapters/native/tun-device";
import { encodeFrame, ETHER_TYPE, etherTypeOf } from "../../../adapters/raw/ethernet";
import type { Mac } from "../../../adapters/raw/ethernet";
import { hear } from "../../../adapters/raw/station";
import { addAddress } from "../../../adapters/tun/interface-address";
import type { IpLink } from "../../../adapters/wrap";
import { HTTP_PORT } from "../../../harness/port/http";
import type { Address } from "../../../harness/wire";
import { decodeIp } from "../../../harness/wire/ip";
import { createTcp, serveHttp } from "../../../stacks/reference";
import { HERE, THERE } from "./link";

/** linux/if_tun.h, net/if.h */
const TUNSETIFF = 0x400454ca;
const FLAGS = { tun: 0x0001, tap: 0x0002 } as const;
const IFF_NO_PI = 0x1000;
const IFREQ_SIZE = 40;
const IFNAMSIZ = 16;

const MTU = 1500;
const ETHERNET_HEADER = 14;
const MAC: Mac = Uint8Array.of(0x02, 0, 0, 0, 0, 0x07);

export type Kind = keyof typeof FLAGS;

export const ECHO_PORT = 7;

export interface UserSpaceHost {
  /** Where its device is, which the kernel has the other side of. */
  readonly namespace: NetworkNamespace;
  readonly device: string;
  close(): void;
}

/** Opens a device of this kind, in the network namespace of the calling thread; it is gone when the descriptor is closed. */
export function openDevice(name: string, kind: Kind): number {
  const fd = openSync(tunNode(), constants.O_RDWR | constants.O_NONBLOCK);
  const request = new Uint8Array(IFREQ_SIZE);
  new TextEncoder().encodeInto(name, request);
  new DataView(request.buffer).setUint16(IFNAMSIZ, FLAGS[kind] | IFF_NO_PI, true);
  must("ioctl TUNSETIFF", ioctl(fd, TUNSETIFF, request));
  return fd;
}

/**
 * The reference TCP at the addresses THERE behind a device of its own, in a network namespace of its own, with programs that
 * echo and serve HTTP. `kernel` are the addresses that the kernel has on its side.
 */
export function openUserSpaceHost(kind: Kind, kernel: readonly Address[] = Object.values(HERE)): UserSpaceHost {
  const device = `${kind}-test`;
  const namespace = NetworkNamespace.create();
  const fd = namespace.within(() => {
    const opened = openDevice(device, kind);
    const netlink = new Netlink(NETLINK_ROUTE);
    const index = interfaceIndex(device);
    bringUp(netlink, interfaceIndex("lo"));
    bringUp(netlink, index);
    for (const address of kernel) addAddress(netlink, index, address, address.includes(":") ? 64 : 24);
    netlink.close();
    return opened;
  });
  const frames = frameLink(fd);
  const addresses = Object.values(THERE);
  const tcp = createTcp({ link: kind === "tun" ? frames : overEthernet(frames, addresses), addresses });
  serveHttp(tcp, { port: HTTP_PORT });
  tcp.listen({ port: ECHO_PORT }, async (socket) => {
    for await (const chunk of socket) await socket.write(chunk);
    await socket.end();
  });
  return {
    namespace,
    device,
    close() {
      tcp.close();
      namespace.close();
    },
  };
}

/** What is read from the device and written to it. */
function frameLink(fd: number): IpLink {
  const buffer = new Uint8Array(MTU + ETHERNET_HEADER);
  let receiver: (frame: Uint8Array) => void = () => undefined;
  let isOpen = true;
  const readiness = new Readiness(fd, () => {
    while (isOpen) {
      const length = read(fd, buffer, buffer.length);
      if (length <= 0) return;
      receiver(buffer.slice(0, length));
    }
  });
  readiness.keepAlive(true);
  return {
    send(frame) {
      if (isOpen) write(fd, frame, frame.length);
    },
    onDatagram(receive) {
      receiver = receive;
    },
    close() {
      isOpen = false;
      readiness.close();
      close(fd);
    },
  };
}

/** IP over Ethernet: it says where its addresses are, and answers where it was asked from. */
function overEthernet(frames: IpLink, addresses: readonly Address[]): IpLink {
  const neighbors = new Map<Address, Mac>();
  let receiver: (datagram: Uint8Array) => void = () => undefined;
  frames.onDatagram((frame) => {
    const type = new DataView(frame.buffer).getUint16(ETHERNET_HEADER - 2);
    const [from, payload] = [frame.slice(6, 12), frame.subarray(ETHERNET_HEADER)];
    const { answer } = hear({ mac: MAC, addresses, tentative: [] }, type, payload, from);
    if (answer !== undefined) frames.send(answer);
    const decoded = decodeIp(payload);
    if (type === ETHER_TYPE.arp || !decoded.ok) return;
    neighbors.set(decoded.value.header.source, from);
    receiver(payload.slice());
  });
  return {
    send(datagram) {
      const decoded = decodeIp(datagram);
      if (!decoded.ok) return;
      const { destination } = decoded.value.header;
      const mac = neighbors.get(destination);
      if (mac !== undefined) frames.send(encodeFrame(mac, MAC, etherTypeOf(destination), datagram));
    },
    onDatagram(receive) {
      receiver = receive;
    },
    close() {
      frames.close();
    },
  };
}
