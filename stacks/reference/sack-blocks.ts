/** What the receiver tells of text beyond a gap, and of text that came twice: RFC 2018 3 and 4, RFC 2883 4. */

import { ACK, RST, SYN } from "../../harness/wire/flags";
import type { SackBlock } from "../../harness/wire/option";
import type { Segment } from "../../harness/wire/segment";
import { add, latest, precedes } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";
import type { Tcb } from "./tcb";
import type { Turn } from "./turn";

/** Everything that is held, as blocks; the one that grew last comes first. */
export type Blocks = readonly SackBlock[];

export const NO_BLOCKS: Blocks = [];

/** RFC 2018 4 (1): the block that the segment is part of comes first, the others follow in the order that they had. */
export function withSegment(blocks: Blocks, left: Seq, right: Seq): Blocks {
  if (!precedes(left, right)) return blocks;
  let first: SackBlock = { left, right };
  const others: SackBlock[] = [];
  for (const block of blocks) {
    const isApart = precedes(block.right, left) || precedes(right, block.left);
    if (isApart) others.push(block);
    else first = { left: earlier(first.left, block.left), right: latest(first.right, block.right) };
  }
  return [first, ...others];
}

function earlier(a: Seq, b: Seq): Seq {
  return precedes(a, b) ? a : b;
}

/** The blocks, so far as they lie between RCV.NXT and the FIN. */
export function within(blocks: Blocks, nxt: Seq, fin: Seq | undefined): Blocks {
  if (blocks.length === 0) return blocks;
  const result: SackBlock[] = [];
  for (const { left, right } of blocks) {
    const end = fin === undefined ? right : earlier(right, fin);
    if (precedes(nxt, end) && precedes(left, end)) result.push({ left, right: end });
  }
  return result;
}

/** RFC 2883 4 (1): the first part of a segment that was here before, whether acknowledged or held. */
export function repeatedPart(blocks: Blocks, nxt: Seq, left: Seq, right: Seq): SackBlock | undefined {
  if (precedes(left, nxt)) return { left, right: earlier(right, nxt) };
  let first: SackBlock | undefined;
  for (const block of blocks) {
    const from = latest(left, block.left);
    const end = earlier(right, block.right);
    if (precedes(from, end) && (first === undefined || precedes(from, first.left))) first = { left: from, right: end };
  }
  return first;
}

/** A segment has come: what of it was here already is told with the next ACK, once (RFC 2883 4 (2)). */
export function noteRepeated({ tcb }: Turn, { flags, seq, text }: Segment): void {
  if (!tcb.agreed.sack || text.length === 0 || (flags & (SYN | RST | ACK)) !== ACK) return;
  const { rcv } = tcb;
  if (seq === rcv.nxt && rcv.blocks.length === 0) return;
  rcv.repeated = repeatedPart(rcv.blocks, rcv.nxt, seq, add(seq, text.length));
}

/** RFC 2018 3: the option area has room for four, beside timestamps for three. */
function mostBlocks({ agreed }: Pick<Tcb, "agreed">): number {
  return agreed.timestamps ? 3 : 4;
}

/** How many blocks the next segment has. */
export function countOfBlocks(tcb: Pick<Tcb, "agreed" | "rcv">): number {
  if (!tcb.agreed.sack) return 0;
  const all = tcb.rcv.blocks.length + (tcb.rcv.repeated === undefined ? 0 : 1);
  return Math.min(all, mostBlocks(tcb));
}

/** The blocks themselves. RFC 2883 4 (1): what came twice stands in front. */
export function blocksToSend(tcb: Pick<Tcb, "agreed" | "rcv">): Blocks {
  const { blocks, repeated } = tcb.rcv;
  const all = repeated === undefined ? blocks : [repeated, ...blocks];
  return all.slice(0, mostBlocks(tcb));
}
