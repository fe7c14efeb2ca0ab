/** Text that has come too early (RFC 9293 3.10.7.4 first, SHLD-31), and text of a SYN that waits for ESTABLISHED. */

import { add, diff, precedes, precedesOrEquals } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";

export interface Piece {
  readonly seq: Seq;
  readonly text: Uint8Array;
}

/** Pieces in the order of their numbers; none overlaps another, none is empty. */
export type Held = readonly Piece[];

export const NOTHING_HELD: Held = [];

/**
 * The pieces with those octets of `text` that were not there. Of an octet that comes twice the first copy counts, as
 * RFC 9293 3.10 wants a segment cut down to what is new in it.
 */
export function hold(held: Held, seq: Seq, text: Uint8Array): Held {
  // Nearly everything comes behind all that is held.
  const before = held.findLastIndex((piece) => precedesOrEquals(endOf(piece), seq)) + 1;
  const result: Piece[] = held.slice(0, before);
  let rest: Piece | undefined = text.length > 0 ? { seq, text } : undefined;
  for (const piece of held.slice(before)) {
    if (rest !== undefined) {
      const before = until(rest, piece.seq);
      if (before !== undefined) result.push(before);
      rest = from(rest, endOf(piece));
    }
    result.push(piece);
  }
  if (rest !== undefined) result.push(rest);
  return result;
}

/** The text that begins at `next` without a gap, and what is held beyond it. */
export function takeFrom(held: Held, next: Seq): { readonly texts: readonly Uint8Array[]; readonly held: Held } {
  const texts: Uint8Array[] = [];
  let taken = 0;
  for (const piece of held) {
    if (precedes(next, piece.seq)) break;
    const fresh = from(piece, next);
    if (fresh !== undefined) {
      texts.push(fresh.text);
      next = endOf(fresh);
    }
    taken += 1;
  }
  return { texts, held: taken === 0 ? held : held.slice(taken) };
}

/** The pieces so far as they lie before `end`. */
export function cutAt(held: Held, end: Seq): Held {
  return held.flatMap((piece) => until(piece, end) ?? []);
}

function endOf(piece: Piece): Seq {
  return add(piece.seq, piece.text.length);
}

/** What of the piece lies before `end`. */
function until(piece: Piece, end: Seq): Piece | undefined {
  if (precedesOrEquals(end, piece.seq)) return undefined;
  return { seq: piece.seq, text: piece.text.subarray(0, diff(end, piece.seq)) };
}

/** What of the piece lies at `start` or behind it. */
function from(piece: Piece, start: Seq): Piece | undefined {
  if (precedesOrEquals(endOf(piece), start)) return undefined;
  if (precedesOrEquals(start, piece.seq)) return piece;
  return { seq: start, text: piece.text.subarray(diff(start, piece.seq)) };
}
