/** How much is on its way, and how much more may go (RFC 5681 2, 3; RFC 6675 4). */

import { diff } from "../../harness/wire/seq";
import type { ReferenceOptions } from "./options";
import { senderMss } from "./segment-size";
import type { Tcb } from "./tcb";

/** FlightSize: what is sent and not acknowledged. */
export function flightSize({ snd }: Pick<Tcb, "snd">): number {
  return diff(snd.nxt, snd.una);
}

/** What is thought to be in the network: of what counts as lost, only that which has gone again. */
export function pipe({ snd, lostUntil, highRxt }: Pick<Tcb, "snd" | "lostUntil" | "highRxt">): number {
  const lost = Math.max(diff(lostUntil, snd.una), 0);
  const sentAgain = Math.min(Math.max(diff(highRxt, snd.una), 0), lost);
  return diff(snd.nxt, snd.una) - lost + sentAgain;
}

/** RFC 3042 2: each of the first two duplicate ACKs lets one new segment go. */
const LIMITED_TRANSMIT = 2;

/** What cwnd lets go at the moment. */
export function room(tcb: Tcb): number {
  return tcb.congestion.cwnd - pipe(tcb);
}

/** The same of what was never sent. */
export function roomForNew(tcb: Tcb, options: ReferenceOptions): number {
  const { phase, duplicates } = tcb.congestion;
  const extra = phase === "open" ? Math.min(duplicates, LIMITED_TRANSMIT) * senderMss(tcb, options) : 0;
  return room(tcb) + extra;
}
