import type { Application, ConnectionId, OpenRequest, SocketAddress } from "../../harness/port/user";
import { close, ERRNO } from "../../adapters/native/libc";
import type { NetworkNamespace } from "../../adapters/native/namespace";
import {
  bindTo,
  choose,
  setUserTimeout,
  startConnecting,
  startListening,
  tcpSocket,
} from "../../adapters/native/tcp-socket";
import type { EventPump } from "../../adapters/tun/event-pump";
import type { Applications, RunningApplication } from "./applications";
import { Listener, socketText } from "./listener";

/** The kernel tells of soft errors where it is asked to; programs that do not know of them are left alone. */
const REPORTS = { softErrors: true };

/** Where sockets are made, and what sees to them. */
export interface SocketHost {
  readonly pump: EventPump;
  readonly namespace: Pick<NetworkNamespace, "within">;
}

/** Gets the kernel to open ports, and keeps what listens on them. Failures are negative errnos. */
export class LocalPorts {
  readonly #network: SocketHost;
  readonly #applications: Applications;
  readonly #accepted: (fd: number, id: ConnectionId | undefined) => void;
  readonly #listeners = new Map<string, Listener>();
  readonly #servers = new Map<string, RunningApplication>();

  /** `accepted` is given each connection, with the id of the passive OPEN that it is for, if any. */
  constructor(
    network: SocketHost,
    applications: Applications,
    accepted: (fd: number, id: ConnectionId | undefined) => void,
  ) {
    this.#network = network;
    this.#applications = applications;
    this.#accepted = accepted;
  }

  /** A socket that has sent its SYN. */
  connect(request: OpenRequest): number {
    return this.#bound(request, (fd) => {
      choose(fd, REPORTS);
      return startConnecting(fd, request.foreign);
    });
  }

  /** The listener of the local socket, which now expects this connection as well. */
  listen(id: ConnectionId, request: OpenRequest): Listener | number {
    const key = socketText(request.local);
    let listener = this.#listeners.get(key);
    if (listener === undefined) {
      const fd = this.#bound(request, (bound) => {
        choose(bound, REPORTS);
        return startListening(bound);
      });
      if (fd < 0) return fd;
      listener = new Listener(this.#network.pump, fd, (accepted, expecting) => {
        this.#accepted(accepted, expecting);
        this.#closeIfIdle(key);
      });
      this.#listeners.set(key, listener);
    }
    return listener.expect(request.foreign, id) ? listener : -ERRNO.EADDRINUSE;
  }

  /** Takes a passive OPEN back. */
  forgo({ local, foreign }: OpenRequest): void {
    const key = socketText(local);
    this.#listeners.get(key)?.forgo(foreign);
    this.#closeIfIdle(key);
  }

  /** Has the application run on the local socket. `served` is told of its connections. */
  async serve(
    application: Application,
    request: OpenRequest,
    served: (foreign: SocketAddress) => void,
  ): Promise<number> {
    const key = socketText(request.local);
    const running = this.#servers.get(key);
    if (running !== undefined) return running.application === application ? 0 : -ERRNO.EADDRINUSE;
    const fd = this.#bound(request, startListening);
    if (fd >= 0) this.#servers.set(key, await this.#applications.run(application, fd, served));
    return fd;
  }

  /** Nothing listens any more. */
  async close(): Promise<void> {
    for (const listener of this.#listeners.values()) listener.close();
    this.#listeners.clear();
    const servers = [...this.#servers.values()];
    this.#servers.clear();
    await Promise.all(servers.map((server) => server.stop()));
  }

  /** One passive OPEN is one connection (RFC 9293 3.9.1.1): when all are served, nobody listens. */
  #closeIfIdle(key: string): void {
    const listener = this.#listeners.get(key);
    if (listener?.isIdle() !== true) return;
    this.#listeners.delete(key);
    listener.close();
  }

  /** A socket that is bound and on which `start` has gone well. */
  #bound({ local, timeout }: OpenRequest, start: (fd: number) => number): number {
    const fd = this.#socket(local);
    if (timeout !== undefined) setUserTimeout(fd, timeout);
    const bound = bindTo(fd, local);
    const result = bound < 0 ? bound : start(fd);
    if (result >= 0 || result === -ERRNO.EINPROGRESS) return fd;
    close(fd);
    return result;
  }

  #socket(local: SocketAddress): number {
    return this.#network.namespace.within(() => tcpSocket(local));
  }
}
