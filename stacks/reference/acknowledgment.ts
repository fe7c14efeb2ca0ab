/** An acknowledgment of something new, and one of nothing: RFC 9293 3.10.7.4 fifth, RFC 6298 5, RFC 5681 3, RFC 6582 3.2. */

import { add, diff, latest, precedes, precedesOrEquals } from "../../harness/wire/seq";
import type { Segment } from "../../harness/wire/segment";
import {
  deflated,
  DUPLICATE_THRESHOLD,
  duplicated,
  fastRetransmit,
  followed,
  grown,
  inflated,
  isNewLoss,
  isRecovered,
  noteLoss,
  recovered,
  sackRecovered,
  sackRecovery,
} from "./congestion";
import { isCongestionEcho } from "./ecn";
import { flightSize } from "./flight";
import { retransmitFront } from "./retransmission";
import { afterSample, rtoOf } from "./rto";
import { senderMss } from "./segment-size";
import { beyond, lossEdge, updated } from "./scoreboard";
import { forget } from "./send-queue";
import { NEVER } from "./tcb";
import { echoSample } from "./timestamps";
import type { Turn } from "./turn";

/** SND.UNA <- SEG.ACK, and everything that follows from it. */
export function acknowledge(turn: Turn, segment: Segment): void {
  const { tcb } = turn;
  const { ack } = segment;
  measure(turn, segment);
  // RFC 5681 3.1: the ACK of a SYN makes no window grow
  const acked = Math.max(diff(ack, latest(tcb.snd.una, tcb.queue.first)), 0);
  tcb.snd.una = ack;
  tcb.queue = forget(tcb.queue, ack);
  tcb.snd.up = latest(tcb.snd.up, ack);
  tcb.lostUntil = latest(tcb.lostUntil, ack);
  tcb.highRxt = latest(tcb.highRxt, ack);
  tcb.scoreboard = beyond(tcb.scoreboard, ack);
  tcb.congestion = followed(tcb.congestion, ack);
  // RFC 6675 4, NextSeg (4): HighACK is greater than RescueRxt
  if (tcb.rescueRxt !== undefined && precedes(tcb.rescueRxt, add(ack, -1))) tcb.rescueRxt = undefined;
  tcb.probing = false;
  tcb.retransmissions = 0;
  const isLatePartial = tcb.congestion.phase === "recovery" && tcb.congestion.isPartlyOver;
  if (acked > 0) adjustCongestion(turn, acked, isCongestionEcho(tcb, segment));
  // RFC 6298 5.2 and 5.3: off; it starts again at the end of the turn if anything is still unacknowledged.
  // RFC 6582 3.2 step 3: in a recovery only the first partial ACK does so
  if (!isLatePartial || tcb.congestion.phase !== "recovery") tcb.timers.retransmission = NEVER;
  tcb.timers.user = NEVER;
}

/** A round-trip sample, if this acknowledgment is one. */
function measure(turn: Turn, segment: Segment): void {
  const { tcb, now, options } = turn;
  const isTimedOver = tcb.timed !== undefined && precedesOrEquals(tcb.timed.end, segment.ack);
  const timed = isTimedOver ? tcb.timed : undefined;
  if (isTimedOver) tcb.timed = undefined;
  const echo = echoSample(turn, segment);
  if (echo !== undefined) tcb.roundTrip = afterSample(tcb.roundTrip, echo.time, echo.perRoundTrip);
  else if (timed !== undefined && !tcb.agreed.timestamps) tcb.roundTrip = afterSample(tcb.roundTrip, now - timed.at);
  else return;
  tcb.rto = rtoOf(tcb.roundTrip, options);
}

/** `acked` octets are acknowledged; SND.UNA lies behind them. */
function adjustCongestion(turn: Turn, acked: number, hasEcho: boolean): void {
  const { tcb, options } = turn;
  const smss = senderMss(tcb, options);
  const isOver = isRecovered(tcb.congestion, tcb.snd.una);
  // RFC 3168 6.1.2: no ACK that tells of a mark makes the window grow
  const growth = hasEcho ? 0 : acked;
  switch (tcb.congestion.phase) {
    case "open":
      tcb.congestion = grown(tcb.congestion, growth, smss);
      return;
    case "loss":
      tcb.congestion = grown(tcb.congestion, growth, smss);
      if (isOver) tcb.congestion = { ...tcb.congestion, phase: "open" };
      return;
    case "recovery":
      if (tcb.agreed.sack) {
        if (isOver) tcb.congestion = sackRecovered(tcb.congestion);
        return;
      }
      if (isOver) {
        tcb.congestion = recovered(tcb.congestion, flightSize(tcb), smss);
        return;
      }
      // RFC 6582 3.2 step 3: the next one is missing, too
      tcb.congestion = deflated(tcb.congestion, acked, smss);
      retransmitFront(turn);
  }
}

/** The same ACK has come again (RFC 5681 2), while something is on its way. */
export function noteDuplicate(turn: Turn): void {
  const { tcb, options } = turn;
  const smss = senderMss(tcb, options);
  switch (tcb.congestion.phase) {
    case "open":
      tcb.congestion = duplicated(tcb.congestion, tcb.snd.nxt);
      if (tcb.agreed.sack) startSackRecovery(turn);
      else if (tcb.congestion.duplicates === DUPLICATE_THRESHOLD) startRecovery(turn);
      return;
    case "recovery":
      if (!tcb.agreed.sack) tcb.congestion = inflated(tcb.congestion, smss);
      return;
    case "loss":
      // What it tells of may have been sent twice.
      return;
  }
}

/** RFC 5681 3.2, RFC 6582 3.2 step 2 */
function startRecovery(turn: Turn): void {
  const { tcb, options } = turn;
  if (!isNewLoss(tcb.congestion, tcb.snd.una)) return;
  // RFC 5681 3.2 step 2: without what limited transmit has sent
  const flight = diff(tcb.congestion.nxtBefore, tcb.snd.una);
  const congestion = noteLoss(tcb.congestion, tcb.snd.una);
  tcb.congestion = fastRetransmit(congestion, flight, senderMss(tcb, options), tcb.snd.nxt);
  tcb.snd.cwr = true;
  retransmitAtOnce(turn);
}

/** RFC 6298 5: nothing goes a third time within an RTO by the timer, which begins anew. */
function retransmitAtOnce(turn: Turn): void {
  retransmitFront(turn);
  turn.tcb.timers.retransmission = NEVER;
}

/** The SACK option of an ACK. Whether it tells of anything that was not known to have arrived. */
export function noteSack({ tcb, options }: Turn, segment: Segment): boolean {
  if (!tcb.agreed.sack) return false;
  const before = tcb.scoreboard;
  tcb.scoreboard = updated(before, segment.options, tcb.snd.una, tcb.snd.nxt);
  if (tcb.scoreboard === before) return false;
  if (tcb.congestion.phase === "recovery") {
    // RFC 6675 5 (B), (C): more of what was sent before is lost
    tcb.lostUntil = latest(tcb.lostUntil, lossEdge(tcb.scoreboard, tcb.snd.una, senderMss(tcb, options)));
  }
  return true;
}

/** RFC 6675 5 (1), (2), (4) */
function startSackRecovery(turn: Turn): void {
  const { tcb, options } = turn;
  const smss = senderMss(tcb, options);
  const edge = lossEdge(tcb.scoreboard, tcb.snd.una, smss);
  const isLoss = tcb.congestion.duplicates >= DUPLICATE_THRESHOLD || precedes(tcb.snd.una, edge);
  // RFC 6675 5.1: not before all that was sent when the last loss was noted is acknowledged
  if (!isLoss || !isRecovered(tcb.congestion, tcb.snd.una)) return;
  const flight = diff(tcb.congestion.nxtBefore, tcb.snd.una);
  tcb.congestion = sackRecovery(noteLoss(tcb.congestion, tcb.snd.una), flight, smss, tcb.snd.nxt);
  tcb.snd.cwr = true;
  tcb.lostUntil = edge;
  tcb.highRxt = tcb.snd.una;
  retransmitAtOnce(turn);
  // RFC 6675 5 (4.3)
  tcb.rescueRxt = add(tcb.highRxt, -1);
}
