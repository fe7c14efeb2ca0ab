import { StackFailed } from "../../harness/port/stack";
import { EPOLLIN } from "../native/epoll";
import { errnoName, read, write } from "../native/libc";
import type { NetworkNamespace } from "../native/namespace";
import { PacketRing } from "../native/packet-ring";
import type { Frame } from "../native/packet-ring";
import { nextSerial, serialOf } from "./address-plan";
import type { Serial } from "./address-plan";
import { EventPump } from "./event-pump";
import { KernelClock } from "./kernel-clock";
import type { Network, Receiver } from "./seat";
import { closeTunHost, MTU, openTunHost } from "./tun-host";
import type { TunHost } from "./tun-host";

const SLAB_SIZE = 64 * 1024;

/**
 * Datagrams to and from a host whose TCP is the kernel's. What the kernel sends and receives is seen on the interface, by
 * a packet ring that gives each datagram with its time; the device itself is only written to, and emptied.
 */
export class TunNetwork implements Network<Serial> {
  readonly namespace: NetworkNamespace;
  readonly clock = new KernelClock();
  readonly pump: EventPump;
  readonly #host: TunHost;
  readonly #ring: PacketRing;
  readonly #receivers = new Map<Serial, Receiver>();
  readonly #scrap = new Uint8Array(MTU);
  #lastSerial: Serial = 0;
  #injectedAt = NaN;
  #unread = 0;
  #slab = new Uint8Array(SLAB_SIZE);
  #used = 0;

  /** @throws {SystemCallFailed} and node's own errors of files, when the kernel refuses something. */
  constructor() {
    this.#host = openTunHost();
    this.namespace = this.#host.namespace;
    this.#ring = this.namespace.within(() => new PacketRing(this.#host.interfaceIndex));
    this.pump = new EventPump(this.clock);
    this.pump.watch(this.#ring.fd, EPOLLIN, () => {
      this.collect();
    });
  }

  /** Hands one datagram to the kernel; the time at which it took it. What it answers at once has been received. */
  inject(datagram: Uint8Array): number {
    this.collect();
    this.clock.mark();
    this.#injectedAt = NaN;
    const written = write(this.#host.device, datagram, datagram.length);
    if (written < 0) throw new StackFailed(`the TUN device refuses a datagram: ${errnoName(written)}`);
    this.collect();
    // The ring sees what is written before the kernel's IP does.
    if (Number.isNaN(this.#injectedAt)) throw new StackFailed("the packet ring has missed a datagram");
    return this.#injectedAt;
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
    closeTunHost(this.#host);
  }

  /** Gives the receivers what has passed the interface since the last time. */
  collect(): void {
    this.#ring.drain((frame) => {
      const at = this.clock.fromStamp(frame.seconds, frame.nanoseconds);
      if (!frame.outgoing) {
        this.#injectedAt = at;
        return;
      }
      if (frame.cut) throw new Error("a datagram longer than a frame of the packet ring");
      this.#unread++;
      const bytes = this.#copy(frame);
      this.#receivers.get(serialOf(bytes))?.(bytes, at);
    });
    // What the ring shows is on its way into the device; on another processor it may not have got there yet.
    while (this.#unread > 0 && read(this.#host.device, this.#scrap, this.#scrap.length) > 0) this.#unread--;
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
