/** Which ports a scenario has, where all seats share the two addresses. */

/** A scenario's own: the first port of each side. */
export interface PortBlock {
  readonly peer: number;
  readonly stack: number;
}

/** As many connections as a scenario may have. */
export const PEER_PORTS = 64;
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
 * to go away. With all of the peer's blocks a pair of ports comes round again after 480,000 of them.
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

  /** @throws {Error} when all of them are taken. */
  take(): PortBlock {
    if (this.#taken.size === this.#blocks.length) throw new Error("more scenarios at once than there are ports for");
    while (this.#taken.has(this.#peer())) this.#next++;
    const block = { peer: this.#peer(), stack: FIRST_STACK_PORT + (this.#next % STACK_BLOCKS) * STACK_PORTS };
    this.#taken.add(block.peer);
    this.#next++;
    return block;
  }

  release({ peer }: PortBlock): void {
    this.#taken.delete(peer);
  }

  #peer(): number {
    return this.#blocks[this.#next % this.#blocks.length] ?? FIRST_PEER_PORT;
  }
}

/** The first port of the block that a port of the peer's is in. */
export function blockOf(peerPort: number): number {
  return peerPort - (peerPort % PEER_PORTS);
}
