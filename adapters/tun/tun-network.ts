import { close, errnoName, read, write } from "../native/libc";
import { NetworkNamespace } from "../native/namespace";
import { Netlink } from "../native/netlink";
import { PacketRing } from "../native/packet-ring";
import type { Frame } from "../native/packet-ring";
import {
  addDefaultRoute,
  addLocalRoute,
  bringUp,
  forgoIpv6Autoconfiguration,
  interfaceIndex,
  NETLINK_ROUTE,
} from "../native/routing";
import { EPOLLIN } from "../native/epoll";
import { openTunDevice } from "../native/tun-device";
import { StackFailed } from "../../harness/port/stack";
import { nextSerial, serialOf, STACK_PREFIXES } from "./address-plan";
import type { Serial } from "./address-plan";
import { EventPump } from "./event-pump";
import { KernelClock } from "./kernel-clock";

const DEVICE = "tcpspec0";
/** The usual one, so that the kernel's MSS is the usual one too. */
const MTU = 1500;
/** Datagrams that may wait in the device; the packet ring has as many frames. */
const QUEUE_LENGTH = 2048;

/** Takes the datagrams of one scenario. The bytes are its own. */
export type Receiver = (datagram: Uint8Array, at: number) => void;

/**
 * A network namespace with one TUN device in it, and the kernel's own TCP at the far end. What the kernel sends and
 * receives is seen on the interface, by a packet ring that gives each datagram with its time; the device itself is
 * only written to, and emptied.
 */
export class TunNetwork {
  readonly namespace: NetworkNamespace;
  readonly clock = new KernelClock();
  readonly pump = new EventPump(this.clock);
  readonly #device: number;
  readonly #ring: PacketRing;
  readonly #receivers = new Map<Serial, Receiver>();
  readonly #scrap = new Uint8Array(MTU);
  #lastSerial: Serial = 0;
  #lastReceived = 0;
  #unread = 0;
  #slab = new Uint8Array(SLAB_SIZE);
  #used = 0;

  /** @throws {SystemCallFailed} and node's own errors of files, when the kernel refuses something. */
  constructor() {
    this.namespace = NetworkNamespace.create();
    [this.#device, this.#ring] = this.namespace.within(() => {
      const device = openTunDevice(DEVICE);
      const index = interfaceIndex(DEVICE);
      configure(index);
      return [device, new PacketRing(index)];
    });
    this.pump.watch(this.#ring.fd, EPOLLIN, () => {
      this.#collect();
    });
  }

  /** Hands one datagram to the kernel; the time at which it took it. What it answers at once has been received. */
  inject(datagram: Uint8Array): number {
    const written = write(this.#device, datagram, datagram.length);
    if (written < 0) throw new StackFailed(`the TUN device refuses a datagram: ${errnoName(written)}`);
    this.#lastReceived = -1;
    this.#collect();
    // The ring sees what is written before the kernel's IP does; it can only miss it when it is full.
    if (this.#lastReceived < 0) throw new StackFailed("the packet ring has not seen a datagram go in");
    return this.#lastReceived;
  }

  /** Addresses that were never used, or not for very long, and what comes to them. */
  join(receiver: Receiver): Serial {
    do this.#lastSerial = nextSerial(this.#lastSerial);
    while (this.#receivers.has(this.#lastSerial));
    this.#receivers.set(this.#lastSerial, receiver);
    return this.#lastSerial;
  }

  /** What still comes to these addresses is dropped. */
  leave(serial: Serial): void {
    this.#receivers.delete(serial);
  }

  close(): void {
    this.pump.close();
    this.#ring.close();
    close(this.#device);
    this.namespace.close();
  }

  #collect(): void {
    this.#ring.drain((frame) => {
      const at = this.clock.fromStamp(frame.seconds, frame.nanoseconds);
      if (!frame.outgoing) {
        this.#lastReceived = at;
        return;
      }
      this.#unread++;
      const bytes = this.#copy(frame);
      this.#receivers.get(serialOf(bytes))?.(bytes, at);
    });
    // What the ring shows is on its way into the device; on another processor it may not have got there yet.
    while (this.#unread > 0 && read(this.#device, this.#scrap, this.#scrap.length) > 0) this.#unread--;
  }

  /** Datagrams are small: many share one allocation. */
  #copy({ memory, start, end }: Frame): Uint8Array {
    const length = end - start;
    if (this.#used + length > SLAB_SIZE) {
      this.#slab = new Uint8Array(SLAB_SIZE);
      this.#used = 0;
    }
    const copy = this.#slab.subarray(this.#used, this.#used + length);
    copy.set(memory.subarray(start, end));
    this.#used += length;
    return copy;
  }
}

const SLAB_SIZE = 64 * 1024;

/** In the namespace: all addresses of the plan are this host's, and all others lie beyond the device. */
function configure(device: number): void {
  const netlink = new Netlink(NETLINK_ROUTE);
  const loopback = interfaceIndex("lo");
  try {
    bringUp(netlink, loopback);
    forgoIpv6Autoconfiguration(netlink, device);
    bringUp(netlink, device, { mtu: MTU, queueLength: QUEUE_LENGTH });
    for (const version of [4, 6] as const) {
      addLocalRoute(netlink, version, STACK_PREFIXES[version], loopback);
      addDefaultRoute(netlink, version, device);
    }
  } finally {
    netlink.close();
  }
}
