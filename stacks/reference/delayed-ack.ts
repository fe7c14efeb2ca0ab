/** Acknowledgments that wait for company: RFC 9293 3.8.6.3. */

import type { Turn } from "./turn";

/** A segment with text has been accepted: its ACK may wait, but that of the second may not (SHLD-19, MUST-40). */
export function noteText(turn: Turn): void {
  const { tcb, now, options } = turn;
  tcb.rcv.unacknowledged += 1;
  if (options.delayedAck === 0 || tcb.rcv.unacknowledged >= 2) {
    turn.ackNow = true;
  } else {
    tcb.timers.delayedAck = now + options.delayedAck;
  }
}
