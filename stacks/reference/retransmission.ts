/** What goes again, and when: RFC 9293 3.8.1, 3.8.3, 3.10.8 and RFC 6298 5. */

import { ACK, FIN, PSH } from "../../harness/wire/flags";
import { add, diff, latest, precedes, precedesOrEquals } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";
import { returnToListen } from "./handshake";
import { afterTimeout, initialWindow, newCongestion, noteLoss } from "./congestion";
import { flightSize, room } from "./flight";
import { effectiveSendMss, senderMss } from "./segment-size";
import { backedOff } from "./rto";
import { endOfHole, highestSacked, lastHole, nextHole, NOTHING_SACKED } from "./scoreboard";
import { endOfText, textAt } from "./send-queue";
import { NEVER } from "./tcb";
import type { Tcb } from "./tcb";
import { sendSyn, transmit } from "./transmit";
import { deleteTcb, tell } from "./turn";
import type { Turn } from "./turn";

/** Whether our SYN is still on the retransmission queue. */
export function isSynUnacknowledged(tcb: Pick<Tcb, "snd" | "queue">): boolean {
  return precedes(tcb.snd.una, tcb.queue.first);
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

/** One segment from `start` on goes again, so far as the window reaches (SHLD-16). Whether there was any room. */
function retransmit(turn: Turn, start: Seq): boolean {
  const { tcb, options } = turn;
  // RFC 7323 2.4 (4): a window that recedes by less than a unit of its field takes what it took before
  const rounding = 2 ** tcb.snd.shift - 1;
  const usable = diff(add(tcb.snd.una, tcb.snd.wnd), start) + rounding;
  const end = endOfHole(tcb.scoreboard, start, tcb.snd.nxt);
  const length = Math.min(diff(end, start), effectiveSendMss(tcb, options), usable);
  if (length <= 0) return false;
  resend(turn, start, length);
  tcb.highRxt = latest(tcb.highRxt, add(start, length));
  return true;
}

/** Of what counts as lost, that which has not gone again yet goes now, as far as cwnd lets it. */
export function resendLost(turn: Turn): void {
  const { tcb, options } = turn;
  if (isSynUnacknowledged(tcb)) return;
  const smss = senderMss(tcb, options);
  for (;;) {
    // RFC 6675 4, NextSeg (1)
    const start = nextHole(tcb.scoreboard, latest(tcb.highRxt, tcb.snd.una));
    if (!precedes(start, tcb.lostUntil)) return;
    // RFC 6675 5 (C)
    if (room(tcb) < smss) return;
    if (!retransmit(turn, start)) return;
  }
}

/** RFC 6675 4, NextSeg (3): with nothing else to send, what may be lost goes as well, so that ACKs keep coming. */
export function resendDoubtful(turn: Turn): void {
  const { tcb, options } = turn;
  if (tcb.congestion.phase !== "recovery" || !tcb.agreed.sack) return;
  const smss = senderMss(tcb, options);
  for (;;) {
    const start = nextHole(tcb.scoreboard, latest(tcb.highRxt, tcb.snd.una));
    if (!precedes(start, highestSacked(tcb.scoreboard, tcb.snd.una))) return;
    if (room(tcb) < smss) return;
    if (!retransmit(turn, start)) return;
  }
}

/**
 * RFC 6675 4, NextSeg (4): when nothing else may go, and more is acknowledged than what went again first, the end of what
 * is missing goes once in each recovery. It may be the last segment, of which no ACK would ever tell.
 */
export function rescue(turn: Turn): void {
  const { tcb, options } = turn;
  if (tcb.congestion.phase !== "recovery" || !tcb.agreed.sack || tcb.rescueRxt !== undefined) return;
  const hole = lastHole(tcb.scoreboard, tcb.snd.una, tcb.snd.nxt);
  const length = Math.min(diff(hole.right, hole.left), effectiveSendMss(tcb, options));
  const isInWindow = diff(hole.right, tcb.snd.una) <= tcb.snd.wnd;
  if (length <= 0 || !isInWindow || room(tcb) < senderMss(tcb, options)) return;
  // HighRxt stays where it is
  resend(turn, add(hole.right, -length), length);
  tcb.rescueRxt = tcb.congestion.recover;
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
  tcb.lastSent = turn.now;
  transmit(turn, start, ACK | psh | (fin ? FIN : 0), text);
}

/** RETRANSMISSION TIMEOUT */
export function retransmissionTimeout(turn: Turn): void {
  const { tcb, now, options } = turn;
  tcb.snd.held = false;
  if (tcb.snd.una === tcb.snd.nxt) {
    // RFC 3168 6.1.2: it was only waited for
    tcb.timers.retransmission = NEVER;
    return;
  }
  if (tcb.retransmissions >= retriesOf(turn)) {
    giveUp(turn);
    return;
  }
  countRetransmission(turn);
  noteTimeout(turn);
  retransmitFront(turn);
  // RFC 6298 5.5 and 5.6
  tcb.rto = backedOff(tcb.rto, options);
  tcb.timers.retransmission = now + tcb.rto;
}

/** RFC 9293 3.8.3 (b), (e): at R1 there is a report. */
export function countRetransmission({ tcb, options, actions }: Turn): void {
  tcb.retransmissions += 1;
  if (tcb.retransmissions === options.reportAfter) {
    actions.push({ kind: "report", report: { kind: "excessive retransmission" } });
  }
}

/** Everything that is on its way counts as lost. */
function noteTimeout({ tcb, options }: Turn): void {
  const smss = senderMss(tcb, options);
  tcb.lostUntil = tcb.snd.nxt;
  tcb.highRxt = tcb.snd.una;
  // RFC 2018 5.1: the peer may have thrown away what it held
  tcb.scoreboard = NOTHING_SACKED;
  if (isSynUnacknowledged(tcb)) {
    tcb.lostSyns += 1;
    tcb.congestion = newCongestion(initialWindow(options.initialWindow, smss, tcb.lostSyns), tcb.iss);
  } else {
    const isFirst = tcb.retransmissions === 1;
    tcb.snd.cwr = true;
    const congestion = noteLoss(tcb.congestion, tcb.snd.una);
    tcb.congestion = afterTimeout(congestion, flightSize(tcb), smss, tcb.snd.nxt, isFirst);
  }
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
