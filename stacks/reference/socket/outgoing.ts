/** What a program has written and the TCP has not yet taken. */

import { TcpError } from "./tcp-error";

export interface Outgoing {
  /** Resolves when all octets are taken. */
  write(octets: Uint8Array): Promise<void>;
  /** Resolves when everything is taken and the end said. */
  end(): Promise<void>;
  /** There may be room again. */
  flush(): void;
  /** There never will be. */
  fail(error: TcpError): void;
}

interface Waiting {
  octets: Uint8Array;
  readonly isEnd: boolean;
  readonly resolve: () => void;
  readonly reject: (error: TcpError) => void;
}

/**
 * Writes in order. `take` takes all of a piece or, when it has no room, nothing; `end` is called once, behind the last octet.
 * `largest` is the size of a piece: some part of all the room there can be, or it may have to wait for ever.
 */
export function outgoing(take: (octets: Uint8Array) => boolean, end: () => void, largest: number): Outgoing {
  let queue: Waiting[] = [];
  let ended: Promise<void> | undefined;
  let failure: TcpError | undefined;

  function flush(): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      while (first.octets.length > 0) {
        if (!take(first.octets.subarray(0, largest))) return;
        first.octets = first.octets.subarray(largest);
      }
      // Taking may have been answered by a reset.
      if (queue[0] !== first) return;
      queue.shift();
      if (first.isEnd) end();
      first.resolve();
    }
  }

  function put(octets: Uint8Array, isEnd: boolean): Promise<void> {
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      queue.push({ octets, isEnd, resolve, reject });
      if (queue.length === 1) flush();
    });
  }

  return {
    write: (octets) =>
      ended === undefined
        ? put(octets, false)
        : Promise.reject(new TcpError("EPIPE", "this side has ended the stream")),
    end: () => (ended ??= put(new Uint8Array(0), true)),
    flush,
    fail(error) {
      failure = error;
      const waiting = queue;
      queue = [];
      for (const { reject } of waiting) reject(error);
    },
  };
}
