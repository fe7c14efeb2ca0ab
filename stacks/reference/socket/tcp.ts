/** The reference TCP for programs: listen, connect, and sockets, in real time over any IP link. */

import { randomBytes, randomInt } from "node:crypto";
import { realTime } from "../../../adapters/wrap";
import type { IpLink, Timekeeper } from "../../../adapters/wrap";
import type { ConnectionId, IndicationKind } from "../../../harness/port/user";
import { addressVersion, canonicalAddress } from "../../../harness/wire";
import type { Address } from "../../../harness/wire";
import { DEFAULT_OPTIONS } from "../options";
import type { ConnectionChoices, ReferenceOptions } from "../options";
import type { Report } from "../report";
import { pairOf } from "../sockets";
import { ephemeralPorts } from "./ephemeral-ports";
import { runHost } from "./running-host";
import type { SocketPair } from "./running-host";
import { drivenSocket } from "./socket";
import type { DrivenSocket, Socket } from "./socket";
import { errorTold, openError, TcpError } from "./tcp-error";

export interface TcpPlan {
  /** Where datagrams go out and come in: a TUN device, say (`openTunLink` in `adapters/tun`). */
  readonly link: IpLink;
  /** The addresses of this host. */
  readonly addresses: readonly Address[];
  /** Where the RFCs leave a choice; `DEFAULT_OPTIONS` for all that is not named. */
  readonly options?: Partial<ReferenceOptions>;
  /** What initial sequence numbers and ports follow from. Nobody can guess it unless it is given. */
  readonly seed?: number;
  /** The machine's own unless given. */
  readonly time?: Timekeeper;
  /** Hears of soft ICMP errors and of retransmissions that do not help (RFC 9293 3.9.1.8), of a call or of a socket. */
  readonly report?: (between: SocketPair, report: Report) => void;
}

export interface Listener {
  readonly port: number;
  /** Takes no more callers; whoever has come through before goes on, and a handshake under way ends in a reset. */
  close(): void;
}

/** Sees to one caller. What it rejects with is thrown as an uncaught error, unless it is what ended the connection. */
export type OnConnection = (socket: Socket) => void | Promise<void>;

/** Where callers are taken: on all addresses of the host unless one is named. Their connections begin with `choices`. */
export interface ListenRequest {
  readonly port: number;
  readonly address?: Address;
  readonly choices?: ConnectionChoices;
}

/** Who is called, and from where: by default from the first address of that IP version, and from a port that is free. */
export interface ConnectRequest {
  readonly address: Address;
  readonly port: number;
  readonly localAddress?: Address;
  readonly localPort?: number;
  readonly choices?: ConnectionChoices;
}

export interface Tcp {
  /**
   * Takes callers at a port.
   * @throws {TcpError} EADDRINUSE, EADDRNOTAVAIL
   */
  listen(at: ListenRequest, onConnection: OnConnection): Listener;
  /**
   * Calls somebody.
   * @throws {TcpError} as the promise's rejection: ECONNREFUSED, ETIMEDOUT, EADDRINUSE, EADDRNOTAVAIL, EINVAL
   */
  connect(to: ConnectRequest): Promise<Socket>;
  /** Resets whatever is open, forgets connections in TIME-WAIT, and closes the link. */
  close(): void;
}

/** An OPEN that waits for its answer. */
interface Call {
  readonly pair: SocketPair;
  readonly resolve: (socket: Socket) => void;
  readonly reject: (error: TcpError) => void;
}

const SEEDS = 2 ** 32;
/** A caller that a listener takes may come from anywhere. */
const ANYBODY = { 4: { address: "0.0.0.0", port: 0 }, 6: { address: "::", port: 0 } } as const;

/**
 * Starts a TCP on a link. It keeps the process alive until it is closed.
 *
 * @example
 * const tcp = createTcp({ link, addresses: ["198.19.0.1"] });
 * tcp.listen({ port: 7 }, async (socket) => {
 *   for await (const chunk of socket) await socket.write(chunk);
 *   await socket.end();
 * });
 * const socket = await tcp.connect({ address: "198.18.0.1", port: 80 });
 */
export function createTcp(plan: TcpPlan): Tcp {
  const { link, addresses, time = realTime() } = plan;
  // RFC 6528 3, 4: 128 bits are enough, if they are random
  const seed = plan.seed ?? randomBytes(16).toString("hex");
  const options = { ...DEFAULT_OPTIONS, ...plan.options };
  const listeners = new Map<ConnectionId, OnConnection>();
  const calls = new Map<ConnectionId, Call>();
  const sockets = new Map<ConnectionId, DrivenSocket>();
  /** The names of connections by their sockets. */
  const names = new Map<string, ConnectionId>();
  let opened = 0;
  let lastPort = plan.seed ?? randomInt(SEEDS);

  const host = runHost({ link, time, addresses, options, seed, told, reported, arrived });
  const { user } = host;

  function told(id: ConnectionId, what: IndicationKind, cause: SocketPair | undefined): void {
    // `reported` says more.
    if (what === "soft error") return;
    const call = calls.get(id);
    const error = errorTold(what, call !== undefined);
    if (call !== undefined) {
      calls.delete(id);
      if (error === undefined) call.resolve(add(id, call.pair));
      else call.reject(error);
    } else if (error !== undefined) sockets.get(id)?.fail(error);
    else if (what === "end of stream") sockets.get(id)?.endOfStream();
    else if (what === "established" && cause !== undefined) accept(id, cause);
  }

  function reported(id: ConnectionId, report: Report): void {
    const socket = sockets.get(id)?.socket;
    const pair = socket === undefined ? calls.get(id)?.pair : { local: socket.local, foreign: socket.remote };
    if (pair !== undefined) plan.report?.(pair, report);
  }

  /** The caller `<listener>/<number>` has come through. */
  function accept(id: ConnectionId, pair: SocketPair): void {
    const onConnection = listeners.get(id.slice(0, id.indexOf("/")));
    if (onConnection === undefined) {
      user.abort(id);
      return;
    }
    const socket = add(id, pair);
    const done = async () => onConnection(socket);
    done().catch((error: unknown) => {
      socket.destroy();
      if (error instanceof TcpError) return;
      queueMicrotask(() => {
        throw error;
      });
    });
  }

  function add(id: ConnectionId, pair: SocketPair): Socket {
    const driven = drivenSocket(id, pair, user, Math.max(1, options.sendBuffer >> 2));
    const name = pairOf(pair.local, pair.foreign);
    sockets.set(id, driven);
    names.set(name, id);
    const forget = () => {
      sockets.delete(id);
      if (names.get(name) === id) names.delete(name);
    };
    driven.socket.closed.then(forget, forget);
    return driven.socket;
  }

  function arrived({ local, foreign }: SocketPair): void {
    const id = names.get(pairOf(local, foreign));
    if (id !== undefined) sockets.get(id)?.progress();
  }

  /** MUST-43: from the address that is named. MUST-44: else IP knows one before the first SYN. */
  function localAddressFor(foreign: Address, named: Address | undefined): Address {
    const version = addressVersion(foreign);
    const address =
      named === undefined ? addresses.find((each) => addressVersion(each) === version) : canonicalAddress(named);
    if (address === undefined || addressVersion(address) !== version)
      throw new TcpError("EADDRNOTAVAIL", `this host has no IPv${version} address`);
    return address;
  }

  /** The port is one that is named, or else the next that is free. */
  function call({ localAddress, localPort, choices = {}, ...to }: ConnectRequest): Promise<Socket> {
    const foreign = { address: canonicalAddress(to.address), port: to.port };
    const address = localAddressFor(foreign.address, localAddress);
    const id = `c${++opened}`;
    let refusal = new TcpError("EADDRINUSE", "all ports are in use");
    for (const port of localPort === undefined ? ephemeralPorts(++lastPort) : [localPort]) {
      const pair = { local: { address, port }, foreign };
      const waiting = new Promise<Socket>((resolve, reject) => {
        calls.set(id, { pair, resolve, reject });
      });
      const outcome = user.open(id, { kind: "active", ...pair, choices });
      if (outcome.ok) return waiting;
      calls.delete(id);
      refusal = openError(outcome);
      if (refusal.code !== "EADDRINUSE") break;
    }
    throw refusal;
  }

  return {
    listen({ port, address, choices = {} }, onConnection) {
      const ids: ConnectionId[] = [];
      const close = () => {
        for (const id of ids) {
          listeners.delete(id);
          user.close(id);
        }
      };
      for (const local of address === undefined ? addresses : [canonicalAddress(address)]) {
        const id = `l${++opened}`;
        const foreign = ANYBODY[addressVersion(local)];
        const outcome = user.open(id, { kind: "passive", local: { address: local, port }, foreign, choices });
        if (!outcome.ok) {
          close();
          throw openError(outcome);
        }
        ids.push(id);
        listeners.set(id, onConnection);
      }
      return { port, close };
    },
    async connect(to) {
      return call(to);
    },
    close() {
      for (const id of calls.keys()) user.abort(id);
      for (const { reject } of calls.values()) reject(new TcpError("ECONNABORTED", "the TCP was closed"));
      calls.clear();
      for (const { socket } of [...sockets.values()]) socket.destroy();
      host.close();
    },
  };
}
