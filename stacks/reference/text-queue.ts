/** Octets in order: what waits for its acknowledgment, and what waits for the user. */

/** Plain data; each change makes a new one that shares the chunks. */
export interface TextQueue {
  /** None of them empty. */
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
}

export const EMPTY: TextQueue = { chunks: [], length: 0 };

const NO_TEXT = new Uint8Array(0);

/** The queue with `text` at its end. The octets are shared: nobody may write to them any more. */
export function append(queue: TextQueue, text: Uint8Array): TextQueue {
  if (text.length === 0) return queue;
  return { chunks: [...queue.chunks, text], length: queue.length + text.length };
}

/** The queue without its first `octets`. */
export function drop(queue: TextQueue, octets: number): TextQueue {
  if (octets === 0) return queue;
  if (octets >= queue.length) return EMPTY;
  let gone = 0;
  let first = 0;
  for (const chunk of queue.chunks) {
    if (gone + chunk.length > octets) break;
    gone += chunk.length;
    first += 1;
  }
  const chunks = queue.chunks.slice(first);
  const cut = chunks[0]?.subarray(octets - gone);
  if (cut !== undefined) chunks[0] = cut;
  return { chunks, length: queue.length - octets };
}

/** The octets from `start` on, `length` of them or as many as there are. To be read, not to be written. */
export function read(queue: TextQueue, start: number, length: number): Uint8Array {
  const parts = partsOf(queue, start, length);
  const [first = NO_TEXT] = parts;
  return parts.length > 1 ? joined(parts) : first;
}

/** The first octets, `length` of them or as many as there are, for somebody who may write to them. */
export function copy(queue: TextQueue, length: number): Uint8Array {
  return joined(partsOf(queue, 0, length));
}

function partsOf({ chunks, length: all }: TextQueue, start: number, length: number): readonly Uint8Array[] {
  const end = Math.min(start + length, all);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const chunk of chunks) {
    if (at >= end) break;
    const next = at + chunk.length;
    if (next > start) parts.push(chunk.subarray(Math.max(start - at, 0), Math.min(end, next) - at));
    at = next;
  }
  return parts;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const text = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    text.set(part, at);
    at += part.length;
  }
  return text;
}
