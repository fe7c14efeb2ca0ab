/** TIME-WAIT: RFC 9293 3.6.1 (MUST-13) and 3.10.7.4 eighth. */

import { NEVER } from "./tcb";
import type { Turn } from "./turn";

/** Enters TIME-WAIT: the other timers go off and the time-wait timer starts. */
export function enterTimeWait(turn: Turn): void {
  const { tcb } = turn;
  tcb.state = "TIME-WAIT";
  tcb.timers.user = NEVER;
  tcb.timers.retransmission = NEVER;
  tcb.timers.persist = NEVER;
  tcb.timers.keepAlive = NEVER;
  restartTimeWait(turn);
}

/** 2 MSL from now. */
export function restartTimeWait({ tcb, now, options }: Turn): void {
  tcb.timers.timeWait = now + 2 * options.msl;
}
