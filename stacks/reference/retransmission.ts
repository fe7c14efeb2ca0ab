/** The retransmission queue and its timer: RFC 9293 3.8.1, 3.8.3, 3.10.8 and RFC 6298 5. */

import { ACK, FIN, PSH } from "../../harness/wire/flags";
import { add, diff, latest, precedes, precedesOrEquals } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";
import type { Segment } from "../../harness/wire/segment";
import { returnToListen } from "./handshake";
import { effectiveSendMss } from "./segment-size";
import { afterSample, backedOff, rtoOf } from "./rto";
import { endOfText, forget, textAt } from "./send-queue";
import { NEVER } from "./tcb";
import type { Tcb } from "./tcb";
import { echoSample } from "./timestamps";
import { sendSyn, transmit } from "./transmit";
import { deleteTcb, tell } from "./turn";
import type { Turn } from "./turn";

/** Whether our SYN is still on the retransmission queue. */
export function isSynUnacknowledged(tcb: Pick<Tcb, "snd" | "queue">): boolean {
  return precedes(tcb.snd.una, tcb.queue.first);
}

/** SND.UNA <- SEG.ACK, and everything that follows from it. */
export function acknowledge(turn: Turn, segment: Segment): void {
  const { tcb } = turn;
  const { ack } = segment;
  measure(turn, segment);
  tcb.snd.una = ack;
  tcb.queue = forget(tcb.queue, ack);
  tcb.snd.up = latest(tcb.snd.up, ack);
  tcb.lostUntil = latest(tcb.lostUntil, ack);
  tcb.probing = false;
  tcb.retransmissions = 0;
  // RFC 6298 5.2 and 5.3: off; it starts again at the end of the turn if anything is still unacknowledged
  tcb.timers.retransmission = NEVER;
  tcb.timers.user = NEVER;
  // What went out before the last timeout counts as lost: each ACK brings the next piece of it (RFC 5681 3.1 will say
  // how much at a time, once there is a congestion window).
  if (precedes(ack, tcb.lostUntil)) retransmit(turn, ack);
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

/** RFC 9293 3.10.8: the segment at the front of the retransmission queue goes again. */
export function retransmitFront(turn: Turn): void {
  const { tcb } = turn;
  if (isSynUnacknowledged(tcb)) {
    // RFC 6298 3, Karn: nobody can tell which copy an ACK is for
    tcb.timed = undefined;
    sendSyn(turn);
  } else {
    retransmit(turn, tcb.snd.una);
  }
}

/** The segment at `start` goes again, so far as the window reaches (SHLD-16). */
function retransmit(turn: Turn, start: Seq): void {
  const { tcb, options } = turn;
  if (tcb.snd.wnd === 0) return;
  const length = Math.min(diff(tcb.snd.nxt, start), effectiveSendMss(tcb, options), tcb.snd.wnd);
  resend(turn, start, length);
}

/** `length` sequence numbers from `start` on, all of which were sent before. */
export function resend(turn: Turn, start: Seq, length: number): void {
  const { tcb } = turn;
  const end = add(start, length);
  const text = textAt(tcb.queue, start, length);
  const fin = tcb.closed && precedes(endOfText(tcb.queue), end);
  const psh = text.length > 0 && precedesOrEquals(endOfText(tcb.queue), end) ? PSH : 0;
  // RFC 6298 3, Karn
  tcb.timed = undefined;
  transmit(turn, start, ACK | psh | (fin ? FIN : 0), text);
}

/** RETRANSMISSION TIMEOUT */
export function retransmissionTimeout(turn: Turn): void {
  const { tcb, now, options } = turn;
  if (tcb.retransmissions >= retriesOf(turn)) {
    giveUp(turn);
    return;
  }
  tcb.retransmissions += 1;
  tcb.lostUntil = tcb.snd.nxt;
  if (isSynUnacknowledged(tcb)) tcb.synLost = true;
  retransmitFront(turn);
  // RFC 6298 5.5 and 5.6
  tcb.rto = backedOff(tcb.rto, options);
  tcb.timers.retransmission = now + tcb.rto;
}

/** R2 of what stands at the front (RFC 9293 3.8.3). */
function retriesOf({ tcb, options }: Turn): number {
  if (!isSynUnacknowledged(tcb)) return options.dataRetries;
  return tcb.state === "SYN-SENT" ? options.synRetries : options.synAckRetries;
}

/** R2 is reached (RFC 9293 3.8.3 c). A caller who never answered leaves the listener as it was. */
export function giveUp(turn: Turn): void {
  if (turn.tcb.state === "SYN-RECEIVED" && turn.tcb.origin === "passive") {
    returnToListen(turn);
    return;
  }
  tell(turn, "timeout");
  deleteTcb(turn);
}
