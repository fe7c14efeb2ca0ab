/** How much is on its way, and how much more may go (RFC 5681 2, 3; RFC 6675 4). */

import { add, diff } from "../../harness/wire/seq";
import type { ReferenceOptions } from "./options";
import { sackedIn } from "./scoreboard";
import { senderMss } from "./segment-size";
import type { Tcb } from "./tcb";

/** FlightSize: what is sent and not acknowledged. */
export function flightSize({ snd }: Pick<Tcb, "snd">): number {
  return diff(snd.nxt, snd.una);
}

type InFlight = Pick<Tcb, "snd" | "lostUntil" | "highRxt" | "scoreboard" | "agreed">;

/** What is thought to be in the network: of what counts as lost, only that which has gone again. */
export function pipe({ snd, lostUntil, highRxt, scoreboard, agreed }: InFlight): number {
  const lost = Math.max(diff(lostUntil, snd.una), 0);
  const again = Math.max(diff(highRxt, snd.una), 0);
  // RFC 6675 4: what went again without counting as lost is there twice; RFC 5681 2: without SACK nothing is
  const sentAgain = agreed.sack ? again : Math.min(again, lost);
  const all = diff(snd.nxt, snd.una) - lost + sentAgain;
  if (scoreboard.length === 0) return all;
  // RFC 6675 4, SetPipe: what has arrived is not on its way
  const arrived =
    sackedIn(scoreboard, snd.una, add(snd.una, sentAgain)) + sackedIn(scoreboard, add(snd.una, lost), snd.nxt);
  return all - arrived;
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
  // With SACK, what has arrived has left the pipe, which comes to the same (RFC 6675 5 (3)).
  const extra =
    phase === "open" && !tcb.agreed.sack ? Math.min(duplicates, LIMITED_TRANSMIT) * senderMss(tcb, options) : 0;
  return room(tcb) + extra;
}
