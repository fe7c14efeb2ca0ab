/** v86's network without its computer: the TCP that answers the emulated PC, reached by Ethernet frames. */

import { join } from "node:path";
import { encodePacket, seq, SYN } from "../../harness/wire";
import type { Address } from "../../harness/wire";

/** A connection of v86's TCP, as its own parts use it (v86: src/browser/fake_network.js). */
export interface V86Connection {
  readonly state: string;
  /** Of v86's end. */
  readonly sport: number;
  readonly dport: number;
  readonly tuple: string;
  accept(): void;
  connect(): void;
  on(event: "connect" | "shutdown" | "close", handler: () => void): void;
  on(event: "data", handler: (octets: Uint8Array) => void): void;
  write(octets: Uint8Array): void;
  close(): void;
}

/** The part of a connection that whoever makes one fills in. */
interface MadeConnection extends V86Connection {
  tuple: string;
  sport: number;
  dport: number;
  hsrc: Uint8Array;
  hdest: Uint8Array;
  psrc: Uint8Array;
  pdest: Uint8Array;
}

interface NetworkAdapter {
  readonly router_mac: Uint8Array;
  readonly router_ip: Uint8Array;
  readonly vm_ip: Uint8Array;
  vm_mac: Uint8Array;
  tcp_conn: Record<string, V86Connection>;
}

interface Emulator {
  readonly network_adapter: NetworkAdapter;
  /** The computer's end of what joins it to the network. */
  readonly emulator_bus: {
    send(event: "net0-send", frame: Uint8Array): void;
    register(event: "net0-receive", listener: (frame: Uint8Array) => void): void;
  };
  add_listener(event: "emulator-loaded", listener: () => void): void;
  add_listener(event: "tcp-connection", listener: (connection: V86Connection) => void): void;
  destroy(): Promise<void>;
}

interface V86Module {
  readonly V86: new (options: object) => Emulator;
}

/** What a scenario's host hears of the network. */
export interface NetworkListener {
  /** An IP datagram for the PC. */
  datagram(octets: Uint8Array): void;
  /** Somebody calls; who does not accept refuses. */
  call(connection: V86Connection): void;
}

export interface V86Network {
  /** Forgets all connections; from now on this one listens. */
  restart(listener: NetworkListener): void;
  /** An IP datagram from the PC, whose part we play. One that ends before its headers do is lost: v86 throws. */
  send(datagram: Uint8Array): void;
  /** A connection to the PC from this port, which is not opened yet; undefined when there is one of these two ports. */
  make(localPort: number, foreignPort: number): V86Connection | undefined;
  close(): Promise<void>;
}

/** The addresses of both ends; v86 has no IPv6. */
export interface Ends {
  readonly stack: Address;
  readonly peer: Address;
}

const PC_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x02);
/** Two addresses and the EtherType (IEEE 802.3 3.1.1). */
const ETHERNET_HEADER = 14;
const IPV4_ETHERTYPE = [0x08, 0x00] as const;

/** The least memory that there can be: the computer is never started. */
const MEMORY = 2 ** 20;

const NOBODY: NetworkListener = { datagram: () => undefined, call: () => undefined };

/**
 * Loads v86 and takes its network.
 * @param folder of the built package: libv86.mjs and v86.wasm
 */
export async function loadNetwork(folder: string, ends: Ends): Promise<V86Network> {
  // A module that only the cache has.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { V86 } = require(join(folder, "libv86.mjs")) as V86Module;
  const emulator = new V86({
    wasm_path: join(folder, "v86.wasm"),
    autostart: false,
    memory_size: MEMORY,
    vga_memory_size: MEMORY,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    net_device: { type: "ne2k", relay_url: "fetch", router_ip: ends.stack, vm_ip: ends.peer },
  });
  await new Promise<void>((resolve) => {
    emulator.add_listener("emulator-loaded", resolve);
  });
  return networkOf(emulator, ends);
}

function networkOf(emulator: Emulator, ends: Ends): V86Network {
  const adapter = emulator.network_adapter;
  adapter.vm_mac = PC_MAC;
  let listener = NOBODY;
  emulator.emulator_bus.register("net0-receive", (frame) => {
    // v86 writes each frame into the same buffer. The rest of a short one is padding.
    const length = new DataView(frame.buffer, frame.byteOffset).getUint16(ETHERNET_HEADER + 2);
    listener.datagram(frame.slice(ETHERNET_HEADER, ETHERNET_HEADER + length));
  });
  emulator.add_listener("tcp-connection", (connection) => {
    listener.call(connection);
  });
  const send = (datagram: Uint8Array): void => {
    try {
      emulator.emulator_bus.send(
        "net0-send",
        Uint8Array.of(...adapter.router_mac, ...PC_MAC, ...IPV4_ETHERTYPE, ...datagram),
      );
    } catch (error) {
      // v86 reads a header past the end of the datagram, before it has done anything about it.
      if (!(error instanceof RangeError)) throw error;
    }
  };
  const restart = (next: NetworkListener): void => {
    adapter.tcp_conn = {};
    listener = next;
  };
  const Connection = connectionClass(send, restart, ends);
  return {
    restart,
    send,
    make(localPort, foreignPort) {
      const tuple = `${ends.peer}:${foreignPort}:${ends.stack}:${localPort}`;
      // v86 looks for a port whose pair is not taken.
      if (adapter.tcp_conn[tuple] !== undefined) return undefined;
      const connection = new Connection(adapter);
      connection.tuple = tuple;
      connection.hsrc = adapter.router_mac;
      connection.psrc = adapter.router_ip;
      connection.sport = localPort;
      connection.hdest = adapter.vm_mac;
      connection.pdest = adapter.vm_ip;
      connection.dport = foreignPort;
      adapter.tcp_conn[tuple] = connection;
      return connection;
    },
    close: () => emulator.destroy(),
  };
}

/**
 * v86's own way to open a connection chooses the local port by chance, so we make one as it does. The class has no name outside
 * of it; the connection of somebody who calls has it.
 */
function connectionClass(
  send: V86Network["send"],
  restart: V86Network["restart"],
  { stack, peer }: Ends,
): new (adapter: NetworkAdapter) => MadeConnection {
  let found: object | undefined;
  restart({
    ...NOBODY,
    call(connection) {
      found = connection;
    },
  });
  send(
    encodePacket({
      ip: { source: peer, destination: stack },
      segment: { sourcePort: 1, destinationPort: 1, seq: seq(0), flags: SYN, window: 0 },
    }),
  );
  if (found === undefined) throw new Error("v86 does not tell of a call");
  return found.constructor as new (adapter: NetworkAdapter) => MadeConnection;
}
