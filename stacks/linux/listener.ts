import type { ConnectionId, SocketAddress } from "../../harness/port/user";
import { EPOLLIN } from "../../adapters/native/epoll";
import { close } from "../../adapters/native/libc";
import { accept } from "../../adapters/native/tcp-socket";
import type { EventPump } from "../../adapters/tun/event-pump";

/** A key for maps. */
export function socketText({ address, port }: SocketAddress): string {
  return `${address} ${port}`;
}

/**
 * The passive OPENs of one local socket. The kernel's listeners accept from anybody; whose connection it is shows in
 * where it comes from.
 */
export class Listener {
  readonly fd: number;
  readonly #forget: () => void;
  readonly #expected = new Map<string, ConnectionId>();
  #open = true;

  /** `fd` is a listening socket. `accepted` is given each connection, with the id of the OPEN that was for it, if any. */
  constructor(pump: EventPump, fd: number, accepted: (fd: number, id: ConnectionId | undefined) => void) {
    this.fd = fd;
    this.#forget = pump.watch(fd, EPOLLIN, () => {
      while (this.#open) {
        const next = accept(fd);
        if (typeof next === "number") return;
        const from = socketText(next.foreign);
        const id = this.#expected.get(from);
        this.#expected.delete(from);
        accepted(next.fd, id);
      }
    });
  }

  /** False when somebody else expects a connection from there. */
  expect(foreign: SocketAddress, id: ConnectionId): boolean {
    const from = socketText(foreign);
    if (this.#expected.has(from)) return false;
    this.#expected.set(from, id);
    return true;
  }

  forgo(foreign: SocketAddress): void {
    this.#expected.delete(socketText(foreign));
  }

  /** Nobody expects anything from it any more. */
  isIdle(): boolean {
    return this.#expected.size === 0;
  }

  close(): void {
    this.#open = false;
    this.#forget();
    close(this.fd);
  }
}
