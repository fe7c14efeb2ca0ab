/** ICMP errors about a segment of this host: RFC 9293 3.9.2.2, RFC 5927 4, RFC 1191, RFC 8201. */

import { inRange } from "../../harness/wire/seq";
import { rescaled } from "./congestion";
import { returnToListen } from "./handshake";
import type { NetworkError } from "./network-error";
import { isSynUnacknowledged } from "./retransmission";
import { senderMss } from "./segment-size";
import { deleteTcb, tell } from "./turn";
import type { Turn } from "./turn";

/** MUST-54 */
export function errorArrives(turn: Turn, error: NetworkError): void {
  const { tcb } = turn;
  // RFC 5927 4.1: it has to quote something that is on its way
  if (!inRange(error.seq, tcb.snd.una, tcb.snd.nxt)) return;
  switch (error.kind) {
    case "soft":
      // MUST-56
      note(turn, error);
      return;
    case "hard":
      if (turn.options.icmpHardErrors === "report") note(turn, error);
      else abortByError(turn);
      return;
    case "too big":
      shrink(turn, error.mtu);
  }
}

/** SHLD-25 */
function note(turn: Turn, error: NetworkError): void {
  turn.tcb.softError = error;
  turn.actions.push({ kind: "report", report: { kind: "network error", error } });
}

/** SHLD-26 */
function abortByError(turn: Turn): void {
  const { tcb } = turn;
  if (tcb.state === "SYN-RECEIVED" && tcb.origin === "passive") {
    returnToListen(turn);
    return;
  }
  tell(turn, isSynUnacknowledged(tcb) ? "refused" : "reset");
  deleteTcb(turn);
}

/** RFC 1191 7, table 7-1: sizes that links have, for routers that do not say which is theirs. */
const PLATEAUS = [65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296];

/** RFC 1191 3: every link takes this; RFC 8200 5: of IPv6, this. */
const LEAST = { 4: 68, 6: 1280 } as const;

/** The path takes less than was thought: what is on its way goes again in smaller segments, and nothing is congested. */
function shrink(turn: Turn, said: number): void {
  const { tcb, options } = turn;
  const current = Math.min(options.mtu, tcb.pathMtu);
  const version = tcb.local.address.includes(":") ? 6 : 4;
  // RFC 8201 4: no router has to say less of an IPv6 path, or nothing
  if (version === 6 && said < LEAST[6]) return;
  const mtu = said === 0 ? (PLATEAUS.find((each) => each < current) ?? LEAST[version]) : said;
  // RFC 1191 3, RFC 8201 4: no error makes it larger
  if (mtu >= current) return;
  const before = senderMss(tcb, options);
  tcb.pathMtu = Math.max(mtu, LEAST[version]);
  // RFC 5681 3.1: cwnd is so many segments of the new size as it was of the old
  tcb.congestion = rescaled(tcb.congestion, before, senderMss(tcb, options));
  if (isSynUnacknowledged(tcb)) return;
  tcb.timed = undefined;
  tcb.lostUntil = tcb.snd.nxt;
  tcb.highRxt = tcb.snd.una;
}
