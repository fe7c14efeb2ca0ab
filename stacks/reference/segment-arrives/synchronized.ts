/** RFC 9293 3.10.7.4: SEGMENT ARRIVES in SYN-RECEIVED and the states behind it, in eight steps. */

import { ACK, FIN, RST, SYN } from "../../../harness/wire/flags";
import { add, precedes, precedesOrEquals } from "../../../harness/wire/seq";
import type { Segment } from "../../../harness/wire/segment";
import { isAcceptable, segmentLength, trim } from "../acceptability";
import { sendChallenge } from "../challenge";
import { noteText } from "../delayed-ack";
import { noteMarks, noteSynAgain } from "../ecn";
import { noteSignOfLife } from "../keep-alive";
import { returnToListen } from "../handshake";
import { cutAt, hold, takeFrom } from "../reassembly";
import { sendReset } from "../resets";
import { noteRepeated, within, withSegment } from "../sack-blocks";
import { append } from "../text-queue";
import { enterTimeWait, restartTimeWait } from "../time-wait";
import { ageOf, noteTimestamp } from "../timestamps";
import { sendAck } from "../transmit";
import { deleteTcb, tell } from "../turn";
import type { Turn } from "../turn";
import { noteUrgent, signalUrgent } from "../urgent";
import { checkAck } from "./check-ack";

export function segmentArrivesElsewhere(turn: Turn, arrived: Segment, isMarked: boolean): void {
  noteSignOfLife(turn);
  switch (ageOf(turn, arrived)) {
    case "without timestamps":
      return;
    case "old":
      // RFC 7323 5.3 R1: as if it lay outside the window
      sendAck(turn);
      return;
    case "current":
  }
  // RFC 7323 appendix D: before it is clear that the segment is acceptable
  noteTimestamp(turn, arrived);
  noteRepeated(turn, arrived);
  noteSynAgain(turn, arrived);
  const segment = checkSequence(turn, arrived);
  if (segment === undefined) return;
  noteMarks(turn, arrived, isMarked);
  if (!checkRst(turn, segment)) return;
  // Third: security compartments, for multi-level secure hosts alone (A.1).
  if (!checkSyn(turn, arrived, segment)) return;
  if (!checkAck(turn, arrived, segment)) return;
  checkUrg(turn, segment);
  processText(turn, segment);
  checkFin(turn, segment);
}

/** First: the part of the segment that lies in the window, if any does. */
export function checkSequence(turn: Turn, segment: Segment): Segment | undefined {
  const { tcb } = turn;
  const { rcv } = tcb;
  const isRst = (segment.flags & RST) !== 0;

  // Figure 7, line 6: the answer to crossing SYNs brings the peer's SYN a second time (A.2).
  const isCrossing = tcb.state === "SYN-RECEIVED" && tcb.origin === "active";
  if (isCrossing && segment.seq === tcb.irs && isSynAck(segment)) return trim(segment, rcv);

  // 3.5.3: a RST is judged by its SEQ field alone, whatever text it has (SHLD-2).
  const length = isRst ? 0 : segmentLength(segment);
  if (isAcceptable(segment.seq, length, rcv)) return trim(segment, rcv);
  if (isRst) return undefined;

  // MUST-66: a closed window, the only one that RCV.NXT lies outside, keeps out text, but not ACK and URG.
  if (segment.seq === rcv.nxt) {
    turn.ackNow = true;
    return trim(segment, rcv);
  }

  // MUST-13, and the fifth and eighth step for this state: the peer's FIN has come again.
  const isLastFin = (segment.flags & FIN) !== 0 && add(segment.seq, segmentLength(segment)) === rcv.nxt;
  if (tcb.state === "TIME-WAIT" && isLastFin) restartTimeWait(turn);

  // <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>; RFC 5961 4.2: which is a challenge if it answers a SYN
  const isChallenge = (segment.flags & SYN) !== 0 && tcb.state !== "SYN-RECEIVED";
  if (isChallenge) sendChallenge(turn);
  else sendAck(turn);
  return undefined;
}

function isSynAck({ flags }: Segment): boolean {
  return (flags & (SYN | ACK | RST)) === (SYN | ACK);
}

/** Second: a RST. Whether to go on. */
export function checkRst(turn: Turn, segment: Segment): boolean {
  if ((segment.flags & RST) === 0) return true;
  const { tcb, options } = turn;
  if (options.rstProcessing === "rfc5961" && segment.seq !== tcb.rcv.nxt) {
    // RFC 5961 3.2: only the exact number is believed; a challenge ACK tells an honest peer which
    sendChallenge(turn);
    return false;
  }
  switch (tcb.state) {
    case "SYN-RECEIVED":
      if (tcb.origin === "passive") {
        returnToListen(turn);
      } else {
        tell(turn, "refused");
        deleteTcb(turn);
      }
      return false;
    case "TIME-WAIT":
      // RFC 1337 3 F1
      if (!options.ignoreRstInTimeWait) deleteTcb(turn);
      return false;
    case "CLOSING":
    case "LAST-ACK":
      deleteTcb(turn);
      return false;
    default:
      tell(turn, "reset");
      deleteTcb(turn);
      return false;
  }
}

/** Fourth: a SYN. Whether to go on. */
export function checkSyn(turn: Turn, arrived: Segment, segment: Segment): boolean {
  const { tcb, options } = turn;
  const isSynInWindow = (segment.flags & SYN) !== 0;
  if (tcb.state === "SYN-RECEIVED") {
    if (!isSynInWindow) return true;
    if (tcb.origin === "passive") {
      returnToListen(turn);
      return false;
    }
  }
  if (options.synProcessing === "rfc5961") {
    // RFC 5961 4.2: wherever the SYN stands, a challenge ACK and nothing else
    const isSyn = tcb.state === "SYN-RECEIVED" ? isSynInWindow : (arrived.flags & SYN) !== 0;
    if (isSyn) sendChallenge(turn);
    return !isSyn;
  }
  if (!isSynInWindow) return true;
  // RFC 793: it is an error
  sendReset(turn, segment);
  tell(turn, "reset");
  deleteTcb(turn);
  return false;
}

/** Sixth: the urgent pointer. */
export function checkUrg(turn: Turn, segment: Segment): void {
  switch (turn.tcb.state) {
    case "ESTABLISHED":
    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
      noteUrgent(turn.tcb, segment);
      signalUrgent(turn);
      return;
    default:
      // The peer has sent its FIN: nothing of it can be urgent any more.
      return;
  }
}

/** Seventh: the text. */
export function processText(turn: Turn, segment: Segment): void {
  switch (turn.tcb.state) {
    case "ESTABLISHED":
    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
      takeText(turn, segment);
      return;
    default:
      // The peer has sent its FIN: nothing can follow that.
      return;
  }
}

function takeText(turn: Turn, segment: Segment): void {
  const { rcv } = turn.tcb;
  const isEarly = precedes(rcv.nxt, segment.seq);
  // SHLD-31: what lies beyond a gap is held. RFC 5681 4.2: and the peer is told of the gap at once, or of its end
  if (segment.text.length > 0 && (isEarly || rcv.held.length > 0)) turn.ackNow = true;
  noteFin(rcv, segment);
  if (!isEarly && rcv.held.length === 0 && rcv.fin === undefined) {
    accept(turn, segment.text);
    return;
  }
  const all = hold(rcv.held, segment.seq, segment.text);
  // No octet stands behind a FIN, whatever some segment says.
  const { texts, held } = takeFrom(rcv.fin === undefined ? all : cutAt(all, rcv.fin), rcv.nxt);
  rcv.held = held;
  for (const text of texts) accept(turn, text);
  const blocks = withSegment(rcv.blocks, segment.seq, add(segment.seq, segment.text.length));
  rcv.blocks = within(blocks, rcv.nxt, rcv.fin);
}

/** Where the FIN stands: that is needed before its turn comes in the eighth step. */
function noteFin(rcv: Turn["tcb"]["rcv"], segment: Segment): void {
  if ((segment.flags & FIN) !== 0) rcv.fin ??= add(segment.seq, segment.text.length);
}

/** Takes responsibility for octets that begin at RCV.NXT. */
function accept(turn: Turn, text: Uint8Array): void {
  if (text.length === 0) return;
  const { rcv } = turn.tcb;
  rcv.text = append(rcv.text, text);
  rcv.nxt = add(rcv.nxt, text.length);
  // The edge, RCV.NXT + RCV.WND, stays where it is (3.8.6.2.2).
  rcv.wnd -= text.length;
  noteText(turn);
}

/** Eighth: the FIN, as soon as everything before it is here. */
export function checkFin(turn: Turn, segment: Segment): void {
  const { tcb } = turn;
  switch (tcb.state) {
    case "ESTABLISHED":
    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
      if (tcb.rcv.fin !== undefined && precedesOrEquals(tcb.rcv.fin, tcb.rcv.nxt)) takeFin(turn);
      return;
    case "TIME-WAIT":
      // Nothing else can come, and whoever answered anything else would talk to another one for ever.
      if ((segment.flags & FIN) === 0) return;
      turn.ackNow = true;
      restartTimeWait(turn);
      return;
    default:
      // The FIN has been here already.
      return;
  }
}

function takeFin(turn: Turn): void {
  const { tcb } = turn;
  tell(turn, "end of stream");
  tcb.rcv.nxt = add(tcb.rcv.nxt, 1);
  tcb.rcv.wnd -= 1;
  turn.ackNow = true;
  switch (tcb.state) {
    case "ESTABLISHED":
      tcb.state = "CLOSE-WAIT";
      return;
    case "FIN-WAIT-1":
      // Had our FIN been acknowledged, the fifth step would have left this state.
      tcb.state = "CLOSING";
      return;
    case "FIN-WAIT-2":
      enterTimeWait(turn);
      return;
    default:
      return;
  }
}
