/** RFC 9293 3.10.7.2: SEGMENT ARRIVES in LISTEN. */

import { ACK, RST, SYN } from "../../../harness/wire/flags";
import type { Segment } from "../../../harness/wire/segment";
import { keepForLater, sendFirstSyn, takeSyn } from "../handshake";
import { sendReset } from "../resets";
import type { Turn } from "../turn";

export function segmentArrivesInListen(turn: Turn, segment: Segment): void {
  const { tcb } = turn;

  // First: a RST cannot be about anything that this listener sent.
  if ((segment.flags & RST) !== 0) return;

  // Second: neither can an ACK.
  if ((segment.flags & ACK) !== 0) {
    sendReset(turn, segment);
    return;
  }

  // Fourth: what is left is no beginning of anything.
  if ((segment.flags & SYN) === 0) return;

  // Third: a SYN. Security compartments are for multi-level secure hosts alone (A.1).
  takeSyn(turn, segment);
  keepForLater(turn, segment);
  tcb.state = "SYN-RECEIVED";
  sendFirstSyn(turn);
}
