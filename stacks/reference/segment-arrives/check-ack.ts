/** RFC 9293 3.10.7.4 fifth: the ACK field. */

import { ACK } from "../../../harness/wire/flags";
import { add, precedes, precedesOrEquals } from "../../../harness/wire/seq";
import type { Segment } from "../../../harness/wire/segment";
import { segmentLength } from "../acceptability";
import { sendChallenge } from "../challenge";
import { isCongestionEcho, reactToEcho } from "../ecn";
import { enterEstablished, takeWindow } from "../handshake";
import { isFinAcknowledged } from "../output";
import { noteAlive, windowTurned } from "../persist";
import { sendReset } from "../resets";
import { acknowledge, noteDuplicate, noteSack } from "../acknowledgment";
import type { Tcb } from "../tcb";
import { enterTimeWait } from "../time-wait";
import { sendAck } from "../transmit";
import { deleteTcb } from "../turn";
import type { Turn } from "../turn";
import { offeredWindow } from "../window-scale";

/** Whether to go on with the sixth step. `segment` is what lies in the window of the one that `arrived`. */
export function checkAck(turn: Turn, arrived: Segment, segment: Segment): boolean {
  const { tcb, options } = turn;
  const window = offeredWindow(tcb, arrived);
  if ((segment.flags & ACK) === 0) return false;

  if (tcb.state === "SYN-RECEIVED") {
    const isAcceptable = precedes(tcb.snd.una, segment.ack) && precedesOrEquals(segment.ack, tcb.snd.nxt);
    if (!isAcceptable) {
      sendReset(turn, segment);
      return false;
    }
    enterEstablished(turn);
    takeWindow(tcb, segment, window);
  }

  if (options.ackProcessing === "rfc5961") {
    // MAY-12, RFC 5961 5.2: (SND.UNA - MAX.SND.WND) =< SEG.ACK
    const oldest = add(tcb.snd.una, -tcb.snd.maxWnd);
    if (precedes(segment.ack, oldest)) {
      sendChallenge(turn);
      return false;
    }
  }
  // An acknowledgment of what was never sent.
  if (precedes(tcb.snd.nxt, segment.ack)) {
    sendAck(turn);
    return false;
  }
  const isAdvance = precedes(tcb.snd.una, segment.ack);
  if (isAdvance) acknowledge(turn, segment);
  if (isCongestionEcho(tcb, segment)) reactToEcho(turn);
  const isNews = noteSack(turn, segment);
  // RFC 6675 2, 5: with SACK, even if it acknowledges something, has text or another window
  const isAgain = tcb.agreed.sack ? isNews : !isAdvance && isDuplicate(tcb, arrived, window);
  if (isAgain) noteDuplicate(turn);
  updateWindow(turn, segment, window);
  afterAck(turn);
  return true;
}

/** RFC 5681 2. The answer to a probe of a closed window is none. */
function isDuplicate(tcb: Tcb, segment: Segment, window: number): boolean {
  const isOutstanding = tcb.snd.una !== tcb.snd.nxt;
  const isSameWindow = window === tcb.snd.wnd && window !== 0;
  return isOutstanding && segment.ack === tcb.snd.una && segmentLength(segment) === 0 && isSameWindow;
}

/** SND.UNA =< SEG.ACK by now, or the ACK is an old one. */
function updateWindow(turn: Turn, segment: Segment, window: number): void {
  const { tcb } = turn;
  const { snd } = tcb;
  if (precedes(segment.ack, snd.una)) return;
  if (snd.wnd === 0) noteAlive(turn);
  // A segment that is older than the last one to set the window says nothing about it.
  const isNewer = precedes(snd.wl1, segment.seq);
  const isAsNew = snd.wl1 === segment.seq && precedesOrEquals(snd.wl2, segment.ack);
  if (!isNewer && !isAsNew) return;
  const wasClosed = snd.wnd === 0;
  takeWindow(tcb, segment, window);
  if (wasClosed !== (snd.wnd === 0)) windowTurned(turn);
}

/** What the acknowledgment of our FIN means in each state. Where that is all, the next steps do nothing. */
function afterAck(turn: Turn): void {
  const { tcb } = turn;
  if (!isFinAcknowledged(tcb)) return;
  switch (tcb.state) {
    case "FIN-WAIT-1":
      tcb.state = "FIN-WAIT-2";
      return;
    case "CLOSING":
      enterTimeWait(turn);
      return;
    case "LAST-ACK":
      deleteTcb(turn);
      return;
    default:
      return;
  }
}
