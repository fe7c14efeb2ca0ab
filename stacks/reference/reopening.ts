/** A SYN for a connection in TIME-WAIT: RFC 9293 3.6.1 (MAY-2), RFC 6191 2. */

import { ACK, RST, SYN } from "../../harness/wire/flags";
import type { Segment } from "../../harness/wire/segment";
import { precedes, precedesOrEquals, seq } from "../../harness/wire/seq";
import type { ReferenceOptions } from "./options";
import type { Tcb } from "./tcb";
import { timestampsIn } from "./timestamps";

/** Whether it cannot be an old one, so that a listener may take it at once. */
export function mayReopen({ state, agreed, rcv }: Tcb, segment: Segment, options: ReferenceOptions): boolean {
  if (state !== "TIME-WAIT" || (segment.flags & (SYN | ACK | RST)) !== SYN) return false;
  // RFC 6191 2: greater than the last number seen, which is that of the FIN
  const isBeyond = precedesOrEquals(rcv.nxt, segment.seq);
  const stamp = options.timestamps ? timestampsIn(segment.options) : undefined;
  if (stamp === undefined) return isBeyond;
  // RFC 6191 2: the old connection had none, and none of its segments can be taken for one of the new
  if (!agreed.timestamps) return true;
  const value = seq(stamp.value);
  return precedes(rcv.tsRecent, value) || (value === rcv.tsRecent && isBeyond);
}
