/** RFC 9293 3.10.7.3: SEGMENT ARRIVES in SYN-SENT. */

import { ACK, RST, SYN } from "../../../harness/wire/flags";
import { precedes, precedesOrEquals } from "../../../harness/wire/seq";
import type { Segment } from "../../../harness/wire/segment";
import { trim } from "../acceptability";
import { enterEstablished, keepForLater, takeSyn } from "../handshake";
import { sendReset } from "../resets";
import { acknowledge } from "../acknowledgment";
import { NEVER } from "../tcb";
import { sendSyn } from "../transmit";
import { deleteTcb, tell } from "../turn";
import type { Turn } from "../turn";
import { checkFin, checkUrg, processText } from "./synchronized";

export function segmentArrivesInSynSent(turn: Turn, segment: Segment): void {
  const { tcb } = turn;
  const hasAck = (segment.flags & ACK) !== 0;
  const hasRst = (segment.flags & RST) !== 0;

  // First: an ACK has to be for our SYN.
  const isAckAcceptable = precedes(tcb.snd.una, segment.ack) && precedesOrEquals(segment.ack, tcb.snd.nxt);
  if (hasAck && !isAckAcceptable) {
    if (!hasRst) sendReset(turn, segment);
    return;
  }

  // Second: a RST counts if its ACK does. (RFC 5961 would compare SEG.SEQ with RCV.NXT, which nobody knows here.)
  if (hasRst) {
    if (!hasAck) return;
    tell(turn, "reset");
    deleteTcb(turn);
    return;
  }

  // Third: security compartments, for multi-level secure hosts alone (A.1).

  // Fifth: without a SYN there is nothing to do.
  if ((segment.flags & SYN) === 0) return;

  // Fourth: the peer's SYN.
  takeSyn(turn, segment);
  if (hasAck) {
    acknowledge(turn, segment);
    enterEstablished(turn);
    turn.ackNow = true;
    processRest(turn, segment);
  } else {
    answerCrossingSyn(turn, segment);
  }
}

/** What else is in the segment goes on at the sixth step of 3.10.7.4. */
function processRest(turn: Turn, segment: Segment): void {
  const rest = trim(segment, turn.tcb.rcv);
  checkUrg(turn, rest);
  processText(turn, rest);
  checkFin(turn, rest);
}

/** MUST-10: both ends have called each other (figure 7). <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> */
function answerCrossingSyn(turn: Turn, segment: Segment): void {
  const { tcb } = turn;
  keepForLater(turn, segment);
  tcb.state = "SYN-RECEIVED";
  sendSyn(turn);
  // The SYN has been sent twice now, so that nothing can be timed by it, and its timer starts again.
  tcb.timed = undefined;
  tcb.timers.retransmission = NEVER;
}
