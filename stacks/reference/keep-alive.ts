/** Keep-alives: RFC 9293 3.8.4. */

import { ACK } from "../../harness/wire/flags";
import { add } from "../../harness/wire/seq";
import { NEVER } from "./tcb";
import { transmit } from "./transmit";
import { deleteTcb, tell } from "./turn";
import type { Turn } from "./turn";

/** MUST-26: anything that comes shows that the peer is there, inside the window or not. */
export function noteSignOfLife({ tcb }: Turn): void {
  tcb.keepAlives = 0;
  tcb.timers.keepAlive = NEVER;
}

/** The timer runs on an idle connection only (MUST-26), and only if it was asked for (MUST-25). */
export function setKeepAlive({ tcb, now, options }: Turn, isIdle: boolean): void {
  const isOpen = tcb.state === "ESTABLISHED" || tcb.state === "CLOSE-WAIT" || tcb.state === "FIN-WAIT-2";
  if (!options.keepAlive || !isIdle || !isOpen) tcb.timers.keepAlive = NEVER;
  else if (tcb.timers.keepAlive === NEVER) tcb.timers.keepAlive = now + options.keepAliveInterval;
}

/** <SEQ=SND.NXT-1><ACK=RCV.NXT><CTL=ACK>: left of the window, so that the peer has to answer (SHLD-12: without text). */
export function keepAliveTimeout(turn: Turn): void {
  const { tcb, now, options } = turn;
  // MUST-29: one probe without an answer says nothing
  if (tcb.keepAlives >= options.keepAliveProbes) {
    tell(turn, "timeout");
    deleteTcb(turn);
    return;
  }
  tcb.keepAlives += 1;
  transmit(turn, add(tcb.snd.nxt, -1), ACK);
  tcb.timers.keepAlive = now + options.keepAliveSpacing;
}
