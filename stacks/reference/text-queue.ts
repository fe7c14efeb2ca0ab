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
  const end = Math.min(start + length, queue.length);
  if (start >= end) return NO_TEXT;
  let at = 0;
  let filled = 0;
  let text: Uint8Array | undefined;
  for (const chunk of queue.chunks) {
    const next = at + chunk.length;
    if (next > start) {
      const part = chunk.subarray(Math.max(start - at, 0), Math.min(end, next) - at);
      if (part.length === end - start) return part;
      text ??= new Uint8Array(end - start);
      text.set(part, filled);
      filled += part.length;
      if (next >= end) break;
    }
    at = next;
  }
  return text ?? NO_TEXT;
}
