import { addressVersion, parseAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { PROTOCOL } from "../../harness/wire/protocol";
import { read32, read8 } from "../../harness/wire/octets";
import { StackFailed } from "../../harness/port/stack";
import { DatagramSocket } from "../native/datagram-socket";
import { EPOLLIN } from "../native/epoll";
import { FrameSocket } from "../native/frame-socket";
import { linkState } from "../native/link-state";
import { errnoName } from "../native/libc";
import { attachFilter, encodeFilter } from "../native/packet-filter";
import type { Condition } from "../native/packet-filter";
import { PacketRing } from "../native/packet-ring";
import type { Frame } from "../native/packet-ring";
import { interfaceIndex } from "../native/routing";
import { EventPump } from "../tun/event-pump";
import type { Sleep } from "../tun/event-pump";
import { KernelClock } from "../tun/kernel-clock";
import { ETHER_TYPE, multicastMac, ownMac } from "./ethernet";
import type { Mac } from "./ethernet";
import { destinationIn } from "./ip-fields";
import { ALL_NODES, solicitedNode } from "./neighbor-discovery";
import { OUR_PRIORITY } from "./reset-guard";

/** This machine has no such interface, or may not use it so. */
export class InterfaceUnusable extends Error {
  override readonly name = "InterfaceUnusable";
}

/** Sees a frame and when it passed; the memory is the ring's. */
export type FrameVisitor = (frame: Frame, at: number) => void;

/** One where there are others, who are found by ARP and Neighbor Discovery. */
export type EthernetInterface = PacketInterface & { readonly mac: Mac };

export function isEthernet(device: PacketInterface): device is EthernetInterface {
  return device.mac !== undefined;
}

/**
 * An interface of this machine: Ethernet (which TAP is as well) with a MAC address of our own on it, or TUN. Frames go out as
 * they are; of those that pass, ARP, Neighbor Discovery and what is for our addresses or from them is seen, with the kernel's time.
 *
 * Where the addresses are the kernel's own (`inetTargets`) a frame is a datagram as on TUN, and the kernel knows the way; what is
 * seen is what passes between them and the targets, and ICMP.
 */
export class PacketInterface {
  readonly name: string;
  readonly index: number;
  /** Undefined on TUN, where a frame is a datagram and nothing else. */
  readonly mac: Mac | undefined;
  readonly clock = new KernelClock();
  readonly pump: EventPump;
  readonly #socket: FrameSocket;
  /** By the version of IP. */
  readonly #datagrams: ReadonlyMap<number, DatagramSocket>;
  readonly #inetTargets: readonly Address[] | undefined;
  readonly #ring: PacketRing;
  #visit: FrameVisitor = () => undefined;
  #sleep: Sleep | undefined;

  /**
   * In the network namespace of the calling thread.
   * @throws {InterfaceUnusable} when there is none of this name, it is of another kind, or nobody is at its other end.
   * @throws {SystemCallFailed} EPERM without CAP_NET_RAW.
   */
  constructor(name: string, inetTargets?: readonly Address[]) {
    this.name = name;
    this.index = indexOf(name);
    const { header, isUp, hasCarrier } = linkState(this.index);
    if (header === "other" && inetTargets === undefined)
      throw new InterfaceUnusable(`${name} is neither Ethernet nor TUN`);
    if (!isUp) throw new InterfaceUnusable(`${name} is down`);
    if (!hasCarrier) throw new InterfaceUnusable(`nobody is at the other end of ${name}`);
    this.#socket = new FrameSocket(this.index);
    this.#inetTargets = inetTargets;
    this.#datagrams = new Map(
      inetTargets?.map(addressVersion).map((version) => [version, new DatagramSocket(version, OUR_PRIORITY)]),
    );
    const mac = inetTargets === undefined ? this.#socket.macOf(name) : undefined;
    this.mac = mac && ownMac(mac);
    if (this.mac !== undefined)
      for (const each of [this.mac, multicastMac(ALL_NODES)]) this.#socket.receiveFor(this.index, each);
    this.#ring = new PacketRing(this.index, (fd) => {
      attachFilter(fd, this.#filterFor([]));
    });
    this.pump = new EventPump(this.clock);
    this.pump.watch(this.#ring.fd, EPOLLIN, () => {
      this.collect();
    });
  }

  /** Whether datagrams leave by the kernel's IP. */
  get isKernels(): boolean {
    return this.#inetTargets !== undefined;
  }

  /** From now on what is for these addresses or from them is seen as well. */
  attend(addresses: readonly Address[]): void {
    const groups = isEthernet(this) ? addresses.filter((address) => addressVersion(address) === 6) : [];
    for (const address of groups) this.#socket.receiveFor(this.index, multicastMac(solicitedNode(address)));
    attachFilter(this.#ring.fd, this.#filterFor(addresses));
  }

  #filterFor(addresses: readonly Address[]): Uint8Array {
    return this.#inetTargets === undefined ? filterFor(addresses) : inetFilterFor(addresses, this.#inetTargets);
  }

  /** Shows every frame to this one, and to nobody else. */
  onFrame(visit: FrameVisitor): void {
    this.#visit = visit;
  }

  /** @throws {StackFailed} when the interface will not take it. */
  send(frame: Uint8Array): void {
    const datagrams = this.#datagrams.get(read8(frame, 0) >>> 4);
    const sent = datagrams?.send(frame, destinationIn(frame)) ?? this.#socket.send(frame);
    if (sent < 0) throw new StackFailed(`${this.name} refuses a frame: ${errnoName(sent)}`);
  }

  /** Shows what has passed since the last time. */
  collect(): void {
    this.#ring.drain((frame) => {
      this.#visit(frame, this.clock.fromStamp(frame.seconds, frame.nanoseconds));
      this.#sleep?.wake();
    });
  }

  /** Sleeps until `deadline` by the clock, or until a frame has made it so. One at a time. */
  async until(deadline: number, isSo: () => boolean): Promise<void> {
    for (;;) {
      this.pump.turn();
      if (isSo() || this.clock.now() >= deadline) return;
      await this.pump.sleep(deadline, (sleep) => {
        this.#sleep = sleep;
      });
      this.#sleep = undefined;
    }
  }

  close(): void {
    this.pump.close();
    this.#ring.close();
    this.#socket.close();
    for (const socket of this.#datagrams.values()) socket.close();
  }
}

function indexOf(name: string): number {
  try {
    return interfaceIndex(name);
  } catch {
    throw new InterfaceUnusable(`there is no interface ${name}`);
  }
}

/** Where the addresses stand in a datagram: destination and source. */
const ADDRESS_OFFSETS = { 4: [16, 12], 6: [24, 8] } as const;
const IPV6_NEXT_HEADER = 6;
const ICMPV6_TYPE = 40;
const NEIGHBOR_SOLICITATION = 135;
const NEIGHBOR_ADVERTISEMENT = 136;

function filterFor(addresses: readonly Address[]): Uint8Array {
  const neighbors = [NEIGHBOR_SOLICITATION, NEIGHBOR_ADVERTISEMENT].map((type): readonly Condition[] => [
    { etherType: ETHER_TYPE.ipv6 },
    { octet: IPV6_NEXT_HEADER, is: PROTOCOL.icmpv6 },
    { octet: ICMPV6_TYPE, is: type },
  ]);
  const ours = addresses.flatMap((address) => {
    const version = addressVersion(address);
    const etherType = version === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
    return ADDRESS_OFFSETS[version].map((at): readonly Condition[] => [
      { etherType },
      ...isAt(parseAddress(address), at),
    ]);
  });
  return encodeFilter([[{ etherType: ETHER_TYPE.arp }], ...neighbors, ...ours]);
}

const PROTOCOL_OFFSETS = { 4: 9, 6: IPV6_NEXT_HEADER } as const;

/** What passes between these addresses of the kernel's and the targets, and ICMP for them. */
function inetFilterFor(addresses: readonly Address[], targets: readonly Address[]): Uint8Array {
  return encodeFilter(
    addresses.flatMap((address) => {
      const version = addressVersion(address);
      const [destination, source] = ADDRESS_OFFSETS[version];
      const ofVersion: Condition = { etherType: version === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6 };
      const ours = parseAddress(address);
      const icmp = version === 4 ? PROTOCOL.icmp : PROTOCOL.icmpv6;
      const between = targets
        .filter((target) => addressVersion(target) === version)
        .flatMap((target): readonly (readonly Condition[])[] => [
          [ofVersion, ...isAt(ours, destination), ...isAt(parseAddress(target), source)],
          [ofVersion, ...isAt(ours, source), ...isAt(parseAddress(target), destination)],
        ]);
      return [...between, [ofVersion, ...isAt(ours, destination), { octet: PROTOCOL_OFFSETS[version], is: icmp }]];
    }),
  );
}

function isAt(address: Uint8Array, at: number): readonly Condition[] {
  const words = Array.from({ length: address.length / 4 }, (_, index) => index * 4);
  return words.map((offset) => ({ word: at + offset, is: read32(address, offset) }));
}
