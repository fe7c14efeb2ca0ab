/** AF_PACKET sockets with a memory-mapped ring: packet(7), Documentation/networking/packet_mmap.rst, TPACKET_V2. */

import { address, view } from "koffi";
import { close, errnoName, libc, must, systemCall } from "./libc";
import { AF_PACKET, bind, setOption, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK, socket } from "./sockets";

/** linux/if_packet.h */
const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_VERSION = 10;
const TPACKET_V2 = 1;
const TP_STATUS_KERNEL = 0;
const TP_STATUS_USER = 1 << 0;
const TP_STATUS_LOSING = 1 << 2;
const TP_STATUS_CSUMNOTREADY = 1 << 3;
/** Since Linux 6.2. */
const TP_STATUS_GSO_TCP = 1 << 8;
const PACKET_OUTGOING = 4;

/** linux/if_ether.h, in network byte order. */
const ETH_P_ALL_BIG_ENDIAN = 0x0300;

/** struct tpacket2_hdr, in octets. */
const LENGTH = 4;
const SNAP_LENGTH = 8;
const NETWORK_OFFSET = 14;
const SECONDS = 16;
const NANOSECONDS = 20;
/** struct sockaddr_ll stands behind the header. */
const PROTOCOL = 32 + 2;
const PACKET_TYPE = 32 + 10;
const HARDWARE_ADDRESS = 32 + 12;
const HARDWARE_ADDRESS_LENGTH = 6;

/** A frame holds a datagram of 1500 octets and the kernel's header. */
const FRAME_SIZE = 2048;
const BLOCK_SIZE = 64 * 1024;
const BLOCKS = 64;
const FRAMES = (BLOCKS * BLOCK_SIZE) / FRAME_SIZE;
const RING_SIZE = BLOCKS * BLOCK_SIZE;

/** bits/mman-linux.h */
const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;

/** What passed the interface; valid until the visit is over. */
export interface Frame {
  /** Sent by this host, or received by it. */
  outgoing: boolean;
  /** The EtherType: what begins at `start`. */
  protocol: number;
  /** Ethernet's address of the sender. */
  from: Uint8Array;
  /** The sender has left the transport checksum to its device, and there was none on the way. */
  checksumPending: boolean;
  /** Several segments in one frame: not cut up yet by the sender's device, or put together again by ours. */
  merged: boolean;
  /** It was longer than the ring has room for, and its end is missing. */
  cut: boolean;
  /** The kernel's CLOCK_REALTIME when it sent or took the datagram. */
  seconds: number;
  nanoseconds: number;
  /** The memory of the ring, in which the datagram begins at `start`. */
  memory: Uint8Array;
  start: number;
  end: number;
}

/** Sees every datagram that an interface sends or receives, in order, with the kernel's time stamp and without a call. */
export class PacketRing {
  /** Readable when there is a frame that has not been visited. */
  readonly fd: number;
  readonly #mapping: unknown;
  #status: Int32Array;
  #fields: DataView;
  readonly #frame: Frame;
  #next = 0;

  /**
   * In the network namespace of the calling thread. `prepare` is given the descriptor before anything can come.
   */
  constructor(interfaceIndex: number, prepare: (fd: number) => void = () => undefined) {
    // SOCK_DGRAM: frames begin with the IP header. Protocol 0: nothing comes before the socket is bound.
    this.fd = must("socket AF_PACKET", socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    setOption(this.fd, SOL_PACKET, PACKET_VERSION, TPACKET_V2);
    setOption(this.fd, SOL_PACKET, PACKET_RX_RING, BLOCK_SIZE, BLOCKS, FRAME_SIZE, FRAMES);
    this.#mapping = map(this.fd);
    const memory = new Uint8Array(view(this.#mapping, RING_SIZE));
    this.#status = new Int32Array(memory.buffer);
    this.#fields = new DataView(memory.buffer);
    this.#frame = {
      outgoing: false,
      protocol: 0,
      from: new Uint8Array(HARDWARE_ADDRESS_LENGTH),
      checksumPending: false,
      merged: false,
      cut: false,
      seconds: 0,
      nanoseconds: 0,
      memory,
      start: 0,
      end: 0,
    };
    prepare(this.fd);
    const local = new Uint8Array(20);
    const fields = new DataView(local.buffer);
    fields.setUint16(0, AF_PACKET, true);
    fields.setUint16(2, ETH_P_ALL_BIG_ENDIAN, true);
    fields.setInt32(4, interfaceIndex, true);
    must("bind AF_PACKET", bind(this.fd, local, local.length));
  }

  /**
   * Shows each new frame to `visit` and hands it back to the kernel.
   * @throws {Error} when the ring was full and the kernel had to drop a frame.
   */
  drain(visit: (frame: Frame) => void): void {
    for (;;) {
      const at = this.#next * FRAME_SIZE;
      const status = Atomics.load(this.#status, at >> 2);
      if ((status & TP_STATUS_USER) === 0) return;
      const fields = this.#fields;
      const frame = this.#frame;
      frame.outgoing = fields.getUint8(at + PACKET_TYPE) === PACKET_OUTGOING;
      frame.protocol = fields.getUint16(at + PROTOCOL);
      frame.from.set(frame.memory.subarray(at + HARDWARE_ADDRESS, at + HARDWARE_ADDRESS + HARDWARE_ADDRESS_LENGTH));
      frame.merged = (status & TP_STATUS_GSO_TCP) !== 0;
      frame.checksumPending = (status & TP_STATUS_CSUMNOTREADY) !== 0;
      frame.seconds = fields.getUint32(at + SECONDS, true);
      frame.nanoseconds = fields.getUint32(at + NANOSECONDS, true);
      frame.start = at + fields.getUint16(at + NETWORK_OFFSET, true);
      frame.end = frame.start + fields.getUint32(at + SNAP_LENGTH, true);
      frame.cut = fields.getUint32(at + LENGTH, true) !== frame.end - frame.start;
      this.#next = (this.#next + 1) % FRAMES;
      try {
        if ((status & TP_STATUS_LOSING) !== 0) throw new Error("more datagrams at once than the packet ring holds");
        visit(frame);
      } finally {
        Atomics.store(this.#status, at >> 2, TP_STATUS_KERNEL);
      }
    }
  }

  close(): void {
    // The views must not outlive the mapping.
    this.#status = new Int32Array(FRAME_SIZE / 4);
    this.#fields = new DataView(this.#status.buffer);
    this.#frame.memory = new Uint8Array();
    this.#next = 0;
    unmap(this.#mapping);
    close(this.fd);
  }
}

const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

type Map = (hint: null, length: number, protection: number, flags: number, fd: number, offset: number) => unknown;

/** mmap(2), which returns a pointer. */
function map(fd: number): unknown {
  const mmap = libc().func("void *mmap(void *, size_t, int, int, int, long)") as unknown as Map;
  const mapping = mmap(null, RING_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (address(mapping) === MAP_FAILED) throw new Error(`mmap of a packet ring: ${errnoName(0)}`);
  return mapping;
}

function unmap(mapping: unknown): void {
  const munmap = systemCall<[address: bigint, length: number]>("int munmap(uintptr_t, size_t)");
  must("munmap", munmap(address(mapping), RING_SIZE));
}
