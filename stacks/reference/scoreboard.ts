/** What the peer holds beyond SND.UNA, by its SACK options: the scoreboard of RFC 6675 2 to 4. */

import type { SackBlock, TcpOption } from "../../harness/wire/option";
import { diff, latest, precedes, precedesOrEquals } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";
import { DUPLICATE_THRESHOLD } from "./congestion";

/** In the order of their numbers; none touches another. */
export type Scoreboard = readonly SackBlock[];

export const NOTHING_SACKED: Scoreboard = [];

/** RFC 6675 4, Update: the same object when nothing is new. */
export function updated(board: Scoreboard, options: readonly TcpOption[], una: Seq, nxt: Seq): Scoreboard {
  for (const option of options) {
    if (option.kind !== "sack") continue;
    for (const block of option.blocks) if (isSensible(block, una, nxt)) board = withBlock(board, block);
  }
  return board;
}

/** RFC 2883 5: a block below SND.UNA tells of octets that came twice, and nothing else. */
function isSensible({ left, right }: SackBlock, una: Seq, nxt: Seq): boolean {
  return precedesOrEquals(una, left) && precedes(left, right) && precedesOrEquals(right, nxt);
}

function withBlock(board: Scoreboard, block: SackBlock): Scoreboard {
  const result: SackBlock[] = [];
  let { left, right } = block;
  for (const each of board) {
    if (precedesOrEquals(each.left, left) && precedesOrEquals(right, each.right)) return board;
    if (precedes(each.right, left) || precedes(right, each.left)) {
      result.push(each);
    } else {
      left = precedes(each.left, left) ? each.left : left;
      right = latest(each.right, right);
    }
  }
  const place = result.findIndex((each) => precedes(right, each.left));
  result.splice(place < 0 ? result.length : place, 0, { left, right });
  return result;
}

/** What is left of it once everything before `una` is acknowledged. */
export function beyond(board: Scoreboard, una: Seq): Scoreboard {
  const [first] = board;
  if (first === undefined || precedes(una, first.left)) return board;
  return board.filter((each) => precedes(una, each.right));
}

/** Octets of it between `from` and `end`. */
export function sackedIn(board: Scoreboard, from: Seq, end: Seq): number {
  let octets = 0;
  for (const { left, right } of board) {
    const first = latest(left, from);
    const last = precedes(right, end) ? right : end;
    octets += Math.max(diff(last, first), 0);
  }
  return octets;
}

/**
 * RFC 6675 4, IsLost, of all numbers at once: what is not here but lies before the number returned is lost, as three
 * blocks or more than two full segments beyond it have arrived.
 */
export function lossEdge(board: Scoreboard, una: Seq, smss: number): Seq {
  let blocks = 0;
  let octets = 0;
  for (let index = board.length - 1; index >= 0; index--) {
    const block = board[index];
    if (block === undefined) break;
    blocks += 1;
    octets += diff(block.right, block.left);
    const isEnough = blocks >= DUPLICATE_THRESHOLD || octets > (DUPLICATE_THRESHOLD - 1) * smss;
    if (isEnough) return block.left;
  }
  return una;
}

/** The first number at or behind `start` that is not here. */
export function nextHole(board: Scoreboard, start: Seq): Seq {
  for (const { left, right } of board) {
    if (precedes(start, left)) return start;
    start = latest(start, right);
  }
  return start;
}

/** Where the hole at `start` ends: the next block, or `nxt`. */
export function endOfHole(board: Scoreboard, start: Seq, nxt: Seq): Seq {
  for (const { left } of board) if (precedes(start, left)) return left;
  return nxt;
}

/** The last hole before `nxt`, which may be empty: from SND.UNA or the block before it to the block behind it, or `nxt`. */
export function lastHole(board: Scoreboard, una: Seq, nxt: Seq): SackBlock {
  const last = board[board.length - 1];
  if (last?.right !== nxt) return { left: last?.right ?? una, right: nxt };
  return { left: board[board.length - 2]?.right ?? una, right: last.left };
}

/** Behind the highest octet that is here; SND.UNA if none is. */
export function highestSacked(board: Scoreboard, una: Seq): Seq {
  return board[board.length - 1]?.right ?? una;
}
