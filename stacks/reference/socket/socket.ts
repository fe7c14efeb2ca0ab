/** A connection as programs like it: octets to iterate over, octets to write. */

import type { ConnectionId } from "../../../harness/port/user";
import type { ConnectionChoices } from "../options";
import { outgoing } from "./outgoing";
import type { RunningUser, SocketPair } from "./running-host";
import { TcpError } from "./tcp-error";

/**
 * One end of a connection. Each direction ends by itself: after `end` one may go on reading, and after the end of what the
 * peer has to say one may go on writing. Nothing is read from the TCP before somebody wants it, so a slow reader closes
 * the window, and with it slows down the peer.
 *
 * @example
 * for await (const chunk of socket) await socket.write(chunk);
 * await socket.end();
 * await socket.closed;
 */
export interface Socket extends AsyncIterable<Uint8Array> {
  readonly local: SocketPair["local"];
  readonly remote: SocketPair["foreign"];
  /**
   * The next octets, one or more as they have come; `undefined` at the end of the stream.
   * @throws {TcpError} as the promise's rejection, when the connection was reset, timed out, or was destroyed.
   */
  read(): Promise<Uint8Array | undefined>;
  /**
   * Sends octets, which may not be changed before the promise is settled. It resolves when the TCP has taken all of them
   * to send and keep: wait for it, and what is queued here never grows.
   * @throws {TcpError} as the promise's rejection: EPIPE after `end`, or what ended the connection.
   */
  write(octets: Uint8Array): Promise<void>;
  /** Sends the last octets, if any, and the end of the stream behind them. Calling it again does nothing. */
  end(octets?: Uint8Array): Promise<void>;
  /** Chooses anew for this connection: Nagle, keep-alives, retries, Diffserv. What is not named stays as it is. */
  choose(choices: ConnectionChoices): void;
  /** Resets the connection, with all that waits. Calling it again does nothing. */
  destroy(): void;
  /**
   * Resolves when both directions have ended and the peer knows it, or the socket was destroyed here.
   * @throws {TcpError} as the promise's rejection: what else ended the connection. Nobody has to look.
   */
  readonly closed: Promise<void>;
}

/** A socket, and how the connection below moves it. */
export interface DrivenSocket {
  readonly socket: Socket;
  /** A segment has arrived. */
  progress(): void;
  /** The user was told "end of stream". */
  endOfStream(): void;
  /** The connection is gone by an error. */
  fail(error: TcpError): void;
}

interface Reader {
  readonly resolve: (octets: Uint8Array | undefined) => void;
  readonly reject: (error: TcpError) => void;
}

/** Octets that are read at a time, at the most. */
const MOST_READ = 65536;

/** The face of the connection `id`, which is ESTABLISHED. `largestWrite`: octets that one SEND may have. */
export function drivenSocket(
  id: ConnectionId,
  { local, foreign }: SocketPair,
  user: RunningUser,
  largestWrite: number,
): DrivenSocket {
  /** Taken from the TCP at the end of the stream: when the connection is CLOSED it keeps nothing for us. */
  const leftover: Uint8Array[] = [];
  const readers: Reader[] = [];
  const writing = outgoing(
    (octets) => user.send(id, octets).ok,
    () => user.close(id),
    largestWrite,
  );
  let isAtEnd = false;
  let failure: TcpError | undefined;
  let isClosed = false;
  let close: { readonly resolve: () => void; readonly reject: (error: TcpError) => void };
  const closed = new Promise<void>((resolve, reject) => {
    close = { resolve, reject };
  });
  closed.catch(() => undefined);

  function receive(): Uint8Array | undefined {
    const outcome = user.receive(id, MOST_READ);
    return outcome.ok && outcome.text.length > 0 ? outcome.text : undefined;
  }

  /** What a reader gets now: octets, the end, or that there is nothing yet. */
  function next(): Uint8Array | "end" | undefined {
    const octets = leftover.shift();
    if (octets !== undefined) return octets;
    return isAtEnd ? "end" : receive();
  }

  function serve(): void {
    while (readers.length > 0) {
      const octets = next();
      if (octets === undefined) return;
      readers.shift()?.resolve(octets === "end" ? undefined : octets);
    }
  }

  function finish(error: TcpError, isOurs: boolean): void {
    if (isClosed) return;
    isClosed = true;
    failure = error;
    for (const reader of readers.splice(0)) reader.reject(error);
    writing.fail(error);
    if (isOurs) close.resolve();
    else close.reject(error);
  }

  /** TIME-WAIT is only for the TCP to sit through. */
  function closeWhenOver(): void {
    const { state } = user.status(id);
    if (isClosed || !isAtEnd || (state !== "TIME-WAIT" && state !== "CLOSED")) return;
    isClosed = true;
    close.resolve();
  }

  const socket: Socket = {
    local,
    remote: foreign,
    closed,
    read() {
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        readers.push({ resolve, reject });
        serve();
      });
    },
    write: (octets) => writing.write(octets),
    async end(octets) {
      if (octets !== undefined) await writing.write(octets);
      await writing.end();
    },
    choose(choices) {
      user.choose(id, choices);
    },
    destroy() {
      if (isClosed) return;
      user.abort(id);
      finish(new TcpError("ECONNABORTED", "the socket was destroyed"), true);
    },
    async *[Symbol.asyncIterator]() {
      for (let octets = await socket.read(); octets !== undefined; octets = await socket.read()) yield octets;
    },
  };

  return {
    socket,
    progress() {
      serve();
      writing.flush();
      closeWhenOver();
    },
    endOfStream() {
      for (let octets = receive(); octets !== undefined; octets = receive()) leftover.push(octets);
      isAtEnd = true;
      serve();
    },
    fail(error) {
      finish(error, false);
    },
  };
}
