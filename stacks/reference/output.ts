/** What may be sent now: segmentation, the peer's window, Nagle and silly windows (RFC 9293 3.7, 3.8.6). */

import type { TcpState } from "../../harness/port/state";
import { ACK, FIN, PSH } from "../../harness/wire/flags";
import { add, diff, latest, precedesOrEquals } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";
import { restarted } from "./congestion";
import { roomForNew } from "./flight";
import { rescue, resendDoubtful, resendLost } from "./retransmission";
import { effectiveSendMss, senderMss } from "./segment-size";
import { endOfText, textAt } from "./send-queue";
import type { Tcb } from "./tcb";
import { transmit } from "./transmit";
import type { Turn } from "./turn";

/** Fs: the part of the largest window that is worth a segment. */
const FS = 1 / 2;

/** Where text or a FIN may wait to be sent for the first time. */
const SENDING: ReadonlySet<TcpState> = new Set(["ESTABLISHED", "CLOSE-WAIT", "FIN-WAIT-1", "CLOSING"]);

/** Whether our FIN has been sent: it stands behind the last octet of text. */
export function isFinSent(tcb: Pick<Tcb, "closed" | "queue" | "snd">): boolean {
  return tcb.closed && !precedesOrEquals(tcb.snd.nxt, endOfText(tcb.queue));
}

/** Whether our FIN has been sent and acknowledged. */
export function isFinAcknowledged(tcb: Pick<Tcb, "closed" | "queue" | "snd">): boolean {
  return isFinSent(tcb) && tcb.snd.una === tcb.snd.nxt;
}

/** Whether there is text, or a FIN, that could go out and never did. */
export function hasUnsent(tcb: Tcb): boolean {
  if (!SENDING.has(tcb.state)) return false;
  return diff(endOfText(tcb.queue), tcb.snd.nxt) > 0 || (tcb.closed && !isFinSent(tcb));
}

/**
 * Sends as much as the rules allow. `isOverridden`: the override timeout has passed, and a silly window is no reason to
 * wait any longer.
 */
export function sendQueued(turn: Turn, isOverridden = false): void {
  // RFC 3168 6.1.2
  if (turn.tcb.snd.held) return;
  restartAfterIdle(turn);
  resendLost(turn);
  sendUnsent(turn, isOverridden);
  resendDoubtful(turn);
  rescue(turn);
}

function sendUnsent(turn: Turn, isOverridden: boolean): void {
  const { tcb, options } = turn;
  const mss = effectiveSendMss(tcb, options);
  let start = firstToSend(tcb);
  while (hasUnsent(tcb)) {
    // RFC 9293 3.8.6.2.1: U, the usable window, and D, what is queued and not sent
    const usable = diff(add(tcb.snd.una, tcb.snd.wnd), start);
    // RFC 5681 3.1: the smaller of the peer's window and cwnd
    const u = Math.min(usable, roomForNew(tcb, options) + diff(tcb.snd.nxt, start));
    const d = diff(endOfText(tcb.queue), start);
    const length = Math.max(Math.min(d, u, mss), 0);
    // RFC 9293 3.10.4: the FIN follows the last octet, and has a place in the window like any other number
    const fin = tcb.closed && length === d && length < u;
    if (length === 0 && !fin) return;
    if (!fin && !isOverridden && !isWorthSending(turn, start, d, u, mss)) return;
    sendNew(turn, start, length, fin);
    start = tcb.snd.nxt;
  }
}

/** RFC 5681 4.1: after an RTO in which nothing was sent, what cwnd says is out of date. */
function restartAfterIdle({ tcb, now, options }: Turn): void {
  const isIdle = now - tcb.lastSent > tcb.rto;
  if (!isIdle) return;
  tcb.congestion = restarted(tcb.congestion, options.initialWindow, senderMss(tcb, options), tcb.snd.nxt);
}

/** SND.NXT; but a probe that the closed window did not take goes again, at the head of what follows it. */
function firstToSend(tcb: Tcb): Seq {
  return tcb.probing ? tcb.snd.una : tcb.snd.nxt;
}

/** The rules (1) to (3) of RFC 9293 3.8.6.2.1; all text counts as pushed (MUST-60). */
function isWorthSending({ tcb, options }: Turn, start: Seq, d: number, u: number, mss: number): boolean {
  // (1) a full segment
  if (Math.min(d, u) >= mss) return true;
  // RFC 9293 3.7.4, the bracketed condition: Nagle lets one short segment be on its way
  const isIdle = tcb.snd.una === start;
  if (options.nagle && !isIdle) return false;
  // (2) everything there is
  if (d <= u) return true;
  // (3) a good part of the largest window
  return Math.min(d, u) >= FS * tcb.snd.maxWnd;
}

/** Sends `length` octets, and the FIN behind them, for the first time. */
export function sendNew(turn: Turn, start: Seq, length: number, fin: boolean): void {
  const { tcb } = turn;
  const end = add(start, length + (fin ? 1 : 0));
  const isLast = add(start, length) === endOfText(tcb.queue);
  // MUST-61: PSH on the segment that empties the queue
  const psh = length > 0 && isLast ? PSH : 0;
  // RFC 6298 3: one segment at a time is timed, and none of which a part was sent before
  if (tcb.timed === undefined && start === tcb.snd.nxt) tcb.timed = { end, at: turn.now };
  const isNewText = length > 0 && tcb.snd.wnd > 0 && start === tcb.snd.nxt;
  transmit(turn, start, ACK | psh | (fin ? FIN : 0), textAt(tcb.queue, start, length), isNewText);
  tcb.lastSent = turn.now;
  tcb.snd.nxt = latest(tcb.snd.nxt, end);
  tcb.probing = false;
  // RFC 9293 3.10.4, CLOSE-WAIT: the FIN is out
  if (fin && tcb.state === "CLOSE-WAIT") tcb.state = "LAST-ACK";
}
