/** Which timers run, and when the next one runs out (RFC 9293 3.10.8). */

import type { Time } from "../../harness/port/time";
import { keepAliveTimeout, setKeepAlive } from "./keep-alive";
import { hasUnsent, sendQueued } from "./output";
import { isWindowClosed, persistTimeout } from "./persist";
import { retransmissionTimeout } from "./retransmission";
import { NEVER } from "./tcb";
import type { Tcb } from "./tcb";
import { sendAck } from "./transmit";
import { deleteTcb, tell } from "./turn";
import type { Turn } from "./turn";

/** When something will happen by itself; NEVER if nothing will. */
export function nextDeadline({ timers }: Tcb): Time {
  return Math.min(
    timers.user,
    timers.retransmission,
    timers.persist,
    timers.delayedAck,
    timers.timeWait,
    timers.keepAlive,
  );
}

/** Runs what is due. What one timer does may turn off the next. */
export function runTimers(turn: Turn): void {
  const { tcb, now } = turn;
  if (tcb.timers.user <= now) userTimeout(turn);
  else if (tcb.timers.timeWait <= now) timeWaitTimeout(turn);
  else if (tcb.timers.keepAlive <= now) keepAliveTimeout(turn);
  else {
    if (tcb.timers.retransmission <= now) retransmissionTimeout(turn);
    if (tcb.timers.persist <= now) persistTimeout(turn);
    if (tcb.timers.delayedAck <= now) turn.ackNow = true;
  }
}

/** USER TIMEOUT */
function userTimeout(turn: Turn): void {
  tell(turn, "timeout");
  deleteTcb(turn);
}

/** TIME-WAIT TIMEOUT */
function timeWaitTimeout(turn: Turn): void {
  deleteTcb(turn);
}

/** The end of every turn: what may go out goes out, the ACK that is due with it or by itself, and the timers are set. */
export function endTurn(turn: Turn): void {
  if (turn.tcb.state === "CLOSED") return;
  sendQueued(turn);
  if (turn.ackNow) sendAck(turn);
  setTimers(turn);
}

function setTimers(turn: Turn): void {
  const { tcb, now, options } = turn;
  const { timers } = tcb;
  const isOutstanding = tcb.snd.una !== tcb.snd.nxt;
  const isUnsent = hasUnsent(tcb);
  const isClosed = isWindowClosed(tcb);

  // RFC 6298 5.1 and 5.2: the timer runs as long as anything is unacknowledged; a closed window has its own
  const needsRetransmission = (isOutstanding || tcb.snd.held) && !isClosed;
  if (!needsRetransmission) timers.retransmission = NEVER;
  else if (timers.retransmission === NEVER) timers.retransmission = now + tcb.rto;

  const needsProbe = isClosed && (isOutstanding || isUnsent);
  const needsOverride = !isClosed && !isOutstanding && isUnsent && !tcb.snd.held;
  if (!needsProbe && !needsOverride) {
    timers.persist = NEVER;
  } else if (timers.persist === NEVER) {
    // SHLD-29: the first probe comes one RTO after the window has closed
    tcb.probeInterval = tcb.rto;
    timers.persist = now + (needsProbe ? tcb.probeInterval : options.overrideTimeout);
  }

  setKeepAlive(turn, !isOutstanding && !isUnsent);

  // RFC 9293 3.10.8: the user timeout runs as long as anything waits for its acknowledgment
  if (!isOutstanding && !isUnsent) timers.user = NEVER;
  else if (timers.user === NEVER) timers.user = now + tcb.userTimeout;
}
