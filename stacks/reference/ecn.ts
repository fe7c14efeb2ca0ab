/** Explicit Congestion Notification: RFC 3168 6.1. The marks of IP itself are in host.ts. */

import { ACK, CWR, ECE, SYN } from "../../harness/wire/flags";
import type { Flags } from "../../harness/wire/flags";
import type { Segment } from "../../harness/wire/segment";
import { marked } from "./congestion";
import { flightSize } from "./flight";
import type { ReferenceOptions } from "./options";
import { senderMss } from "./segment-size";
import { NEVER } from "./tcb";
import type { Tcb } from "./tcb";
import type { Turn } from "./turn";

/** Whether this host never uses it, does so when the peer asks, or asks itself. */
export type EcnUse = "off" | "accept" | "request";

/** RFC 3168 6.1.1: what a SYN says. One that has to go again asks no more: something on the path may dislike it. */
export function ecnOfSyn({ lostSyns }: Pick<Tcb, "lostSyns">, { ecn }: ReferenceOptions): Flags {
  return ecn === "request" && lostSyns === 0 ? ECE | CWR : 0;
}

/** RFC 3168 6.1.1: what a SYN,ACK says to a SYN that asks. */
export function ecnOfSynAck({ agreed }: Pick<Tcb, "agreed">): Flags {
  return agreed.ecn ? ECE : 0;
}

/** Whether the peer's SYN or SYN,ACK and our own side make it an ECN connection. */
export function agreesOnEcn(flags: Flags, { lostSyns }: Pick<Tcb, "lostSyns">, { ecn }: ReferenceOptions): boolean {
  const both = flags & (ECE | CWR);
  const isAnswer = (flags & (SYN | ACK)) === (SYN | ACK);
  // RFC 3168 6.1.1: an answer with both bits is the reflection of a host that knows nothing of them
  if (isAnswer) return ecn === "request" && lostSyns === 0 && both === ECE;
  return ecn !== "off" && both === (ECE | CWR);
}

/** RFC 3168 6.1.1, 6.1.1.1: the caller asks once more, without ECN this time. */
export function noteSynAgain({ tcb }: Turn, { flags, seq }: Segment): void {
  const isSynAgain = tcb.state === "SYN-RECEIVED" && (flags & (SYN | ACK)) === SYN && seq === tcb.irs;
  const isAsking = (flags & (ECE | CWR)) === (ECE | CWR);
  if (isSynAgain && !isAsking) tcb.agreed = { ...tcb.agreed, ecn: false };
}

/**
 * A segment that lies in the window, or probes a closed one (RFC 3168 6.1.5, 6.1.6): the mark of a router on its datagram,
 * and the peer's answer to such news.
 */
export function noteMarks({ tcb }: Turn, segment: Segment, isMarked: boolean): void {
  if (!tcb.agreed.ecn) return;
  // RFC 3168 6.1.3: the peer has heard, and a mark on this very datagram is a new one
  if ((segment.flags & CWR) !== 0) tcb.rcv.marked = false;
  if (isMarked && segment.text.length > 0) tcb.rcv.marked = true;
}

/** Whether an ACK says that a router has marked what this host sent. */
export function isCongestionEcho({ agreed }: Pick<Tcb, "agreed">, { flags }: Segment): boolean {
  return agreed.ecn && (flags & (SYN | ECE)) === ECE;
}

/** RFC 3168 6.1.2: as after a loss, but nothing goes again; once in a round trip. */
export function reactToEcho(turn: Turn): void {
  const { tcb, options } = turn;
  const before = tcb.congestion;
  const smss = senderMss(tcb, options);
  tcb.congestion = marked(before, flightSize(tcb), smss, tcb.snd.una, tcb.snd.nxt);
  if (tcb.congestion !== before) tcb.snd.cwr = true;
  // RFC 3168 6.1.2: a window of one segment cannot shrink; instead, nothing goes before the timer runs out
  if (tcb.congestion.cwnd > smss) return;
  tcb.snd.held = true;
  tcb.timers.retransmission = NEVER;
}

/** ECE on every ACK until the peer has heard (RFC 3168 6.1.3), CWR on the first new text after cwnd has shrunk (6.1.2). */
export function ecnFlags({ tcb }: Turn, isNewText: boolean): Flags {
  if (!tcb.agreed.ecn) return 0;
  const ece = tcb.rcv.marked ? ECE : 0;
  if (!isNewText || !tcb.snd.cwr) return ece;
  tcb.snd.cwr = false;
  return ece | CWR;
}
