/** Which ports a scenario has, where all seats share the two addresses. */

/** A scenario's own: the first port of each side, and how many of the peer's it has in a row. */
export interface PortBlock {
  readonly peer: number;
  readonly stack: number;
  readonly width: number;
}

/** As many connections as nearly every scenario is content with; the others take several blocks. */
export const PEER_PORTS = 16;
const FIRST_PEER_PORT = 16_384;
const PEER_BLOCKS = (65_536 - FIRST_PEER_PORT) / PEER_PORTS;

/** Its own, and that of the handshake after a storm. */
const STACK_PORTS = 2;
/** Below what Linux, and above what most others, give to programs that ask for none (RFC 6056 2.2). */
const FIRST_STACK_PORT = 10_000;
const STACK_BLOCKS = 20_000 / STACK_PORTS;

/** The first port of each block of the peer's. */
export function peerBlocks(): readonly number[] {
  return Array.from({ length: PEER_BLOCKS }, (_, index) => FIRST_PEER_PORT + index * PEER_PORTS);
}

/**
 * Hands out blocks in turn, so that what is left of an older scenario (TIME-WAIT, a late segment) has as much time as can be had
 * to go away. With all of the peer's blocks a pair of ports comes round again after 1,920,000 of them.
 */
export class PortPlan {
  readonly #taken = new Set<number>();
  readonly #blocks: readonly number[];
  #next: number;

  /** `start`: where to begin, another number for each run; `blocks`: those of the peer's that may be taken, if not all. */
  constructor(start: number, blocks: readonly number[] = peerBlocks()) {
    this.#next = start;
    this.#blocks = blocks;
  }

  /** @throws {Error} when there are not so many ports in a row that nobody has taken. */
  take(connections = 1): PortBlock {
    const length = Math.max(1, Math.ceil(connections / PEER_PORTS));
    for (let tried = 0; tried < this.#blocks.length; tried++, this.#next++) {
      const run = this.#runAt(this.#next % this.#blocks.length, length);
      const [peer] = run;
      if (peer === undefined || run.some((each) => this.#taken.has(each))) continue;
      for (const each of run) this.#taken.add(each);
      const stack = FIRST_STACK_PORT + (this.#next % STACK_BLOCKS) * STACK_PORTS;
      this.#next += length;
      return { peer, stack, width: length * PEER_PORTS };
    }
    throw new Error("more scenarios at once than there are ports for");
  }

  release(block: PortBlock): void {
    for (const each of blocksOf(block)) this.#taken.delete(each);
  }

  /** So many blocks side by side; none where they are not. */
  #runAt(index: number, length: number): readonly number[] {
    const run = this.#blocks.slice(index, index + length);
    const isWhole = run.length === length && run.every((each, i) => each === (run[0] ?? 0) + i * PEER_PORTS);
    return isWhole ? run : [];
  }
}

/** The first port of each of the blocks that it is made of. */
export function blocksOf({ peer, width }: PortBlock): readonly number[] {
  return Array.from({ length: width / PEER_PORTS }, (_, index) => peer + index * PEER_PORTS);
}

/** The first port of the block that a port of the peer's is in. */
export function blockOf(peerPort: number): number {
  return peerPort - (peerPort % PEER_PORTS);
}
