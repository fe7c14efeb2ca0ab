/** Closed windows and silly ones: the timer of RFC 9293 3.8.6.1 and of 3.8.6.2.1 (4). */

import { endOfText } from "./send-queue";
import { hasUnsent, sendNew, sendQueued } from "./output";
import { countRetransmission, giveUp, isSynUnacknowledged, resend } from "./retransmission";
import { backedOff } from "./rto";
import { NEVER } from "./tcb";
import type { Tcb } from "./tcb";
import type { Turn } from "./turn";

/** Whether the peer takes nothing at the moment. During the handshake it has not said yet. */
export function isWindowClosed(tcb: Pick<Tcb, "snd" | "queue">): boolean {
  return tcb.snd.wnd === 0 && !isSynUnacknowledged(tcb);
}

/** The persist timer has run out. */
export function persistTimeout(turn: Turn): void {
  if (isWindowClosed(turn.tcb)) {
    probe(turn);
  } else {
    // RFC 9293 3.8.6.2.1 (4)
    turn.tcb.timers.persist = NEVER;
    sendQueued(turn, true);
  }
}

/** One number beyond the window, or the first unacknowledged one again: the answer shows the window (MUST-36). */
function probe(turn: Turn): void {
  const { tcb, now, options } = turn;
  if (tcb.retransmissions >= options.dataRetries) {
    giveUp(turn);
    return;
  }
  countRetransmission(turn);
  if (tcb.snd.una !== tcb.snd.nxt) {
    resend(turn, tcb.snd.una, 1);
  } else {
    const fin = tcb.snd.nxt === endOfText(tcb.queue);
    sendNew(turn, tcb.snd.nxt, fin ? 0 : 1, fin);
    tcb.timed = undefined;
    tcb.probing = true;
  }
  // SHLD-30: each interval is twice the last
  tcb.probeInterval = backedOff(tcb.probeInterval, options);
  tcb.timers.persist = now + tcb.probeInterval;
}

/** Something was heard from behind a closed window: as long as that goes on, nobody gives up (MUST-37). */
export function noteAlive({ tcb }: Turn): void {
  tcb.retransmissions = 0;
  tcb.timers.user = NEVER;
}

/** The window has closed or opened: what the timer was for is over. */
export function windowTurned(turn: Turn): void {
  const { tcb } = turn;
  tcb.timers.persist = NEVER;
  // What was on its way when the window closed may have found no room.
  const isOpen = !isWindowClosed(tcb);
  const isProbeGoingAgain = tcb.probing && hasUnsent(tcb);
  if (isOpen && tcb.snd.una !== tcb.snd.nxt && !isProbeGoingAgain) {
    tcb.lostUntil = tcb.snd.nxt;
    tcb.highRxt = tcb.snd.una;
  }
}
