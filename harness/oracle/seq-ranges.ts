/** Sets of sequence numbers as ranges: what was sent, what is held. */

import { add, diff, precedes, precedesOrEquals, type Seq } from "../wire/seq";

/** from <= x < to, all within 2^31 of each other. */
export interface SeqRange {
  readonly from: Seq;
  readonly to: Seq;
}

/** The ranges with one more, merged where they meet, in no particular order. An empty one adds nothing. */
export function withRange(ranges: readonly SeqRange[], range: SeqRange): readonly SeqRange[] {
  if (!precedes(range.from, range.to)) return ranges;
  let { from, to } = range;
  const apart: SeqRange[] = [];
  for (const other of ranges) {
    if (precedes(other.to, from) || precedes(to, other.from)) apart.push(other);
    else {
      if (precedes(other.from, from)) from = other.from;
      if (precedes(to, other.to)) to = other.to;
    }
  }
  return [...apart, { from, to }];
}

/** The first number at or after `start` that is not in the set. */
export function endOfRun(ranges: readonly SeqRange[], start: Seq): Seq {
  for (const { from, to } of ranges) {
    if (precedesOrEquals(from, start) && precedes(start, to)) return endOfRun(ranges, add(start, diff(to, start)));
  }
  return start;
}
