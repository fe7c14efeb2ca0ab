/** A descriptor in node's event loop. */

import { node } from "koffi";

/** What koffi 3.3.4 hands to the callback is not what its types say: libuv's status, then the events. */
type Poll = (fd: number, callback: () => void) => node.PollHandle;

/** Calls back, from the event loop, whenever a descriptor is readable. */
export class Readiness {
  // koffi closes a handle that nobody refers to, without a word.
  readonly #handle: node.PollHandle;

  /**
   * `onReadable` is called as long as the descriptor is readable, once for each turn of the event loop, as an immediate:
   * koffi calls back without the ado that makes node run what promises have waiting.
   */
  constructor(fd: number, onReadable: () => void) {
    this.#handle = (node.poll as Poll)(fd, () => setImmediate(onReadable));
    this.#handle.unref();
  }

  /** Whether node stays alive for its sake; it does not, at first. */
  keepAlive(keep: boolean): void {
    if (keep) this.#handle.ref();
    else this.#handle.unref();
  }

  /** Before the descriptor itself is closed. */
  close(): void {
    this.#handle.close();
  }
}
