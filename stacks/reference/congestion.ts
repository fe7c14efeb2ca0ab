/** The congestion window: RFC 5681, RFC 6582, RFC 6928. Numbers of octets in, numbers of octets out. */

import { add, latest, precedes, precedesOrEquals, seq } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";

/** What the sender takes the path for. */
export interface Congestion {
  /**
   * open: slow start or congestion avoidance. recovery: after duplicate ACKs, until everything that was sent before them
   * is acknowledged. loss: the same after a timeout.
   */
  readonly phase: "open" | "recovery" | "loss";
  readonly cwnd: number;
  readonly ssthresh: number;
  /** Octets acknowledged in congestion avoidance since cwnd has grown last. */
  readonly counted: number;
  /** Duplicate ACKs in a row, and SND.NXT when the first of them came. */
  readonly duplicates: number;
  readonly nxtBefore: Seq;
  /** The last number that had been sent when a loss was last noted (RFC 6582 3.2). */
  readonly recover: Seq;
  /** SND.NXT when cwnd last shrank: what lies before it is of one window of data, with one answer (RFC 3168 6.1.2). */
  readonly shrunk: Seq;
  /** Whether there was a partial ACK in this recovery (RFC 6582 3.2 step 3). */
  readonly isPartlyOver: boolean;
  /** Before this lies what the last initial or restart window let go at once, if that was more than 4 KB (RFC 6928 2). */
  readonly burstEnd: Seq;
  /** Something of such a window was lost. */
  readonly isBurstLost: boolean;
}

/** RFC 5681 3.2 step 2: so many duplicate ACKs in a row mean a loss. */
export const DUPLICATE_THRESHOLD = 3;

/** "Arbitrarily high" (RFC 5681 3.1): no window is larger than this. */
const HIGHEST = 2 ** 30;

/** Which initial window: that of RFC 5681 3.1, of two to four segments, or of RFC 6928 2, of ten. */
export type InitialWindow = "rfc5681" | "rfc6928";

/** IW */
export function initialWindow(kind: InitialWindow, smss: number, lostSyns: number): number {
  switch (kind) {
    case "rfc6928":
      // RFC 6928 2: one lost SYN is no reason for a smaller one
      if (lostSyns > 1) return smss;
      return Math.min(10 * smss, Math.max(2 * smss, 14_600));
    case "rfc5681":
      // RFC 5681 3.1
      if (lostSyns > 0) return smss;
      if (smss > 2190) return 2 * smss;
      return smss > 1095 ? 3 * smss : 4 * smss;
  }
}

/** Before anything is known of the path. RFC 6582 3.2: `recover` begins as ISS. */
export function newCongestion(cwnd: number, iss: Seq): Congestion {
  return {
    phase: "open",
    cwnd,
    ssthresh: HIGHEST,
    counted: 0,
    duplicates: 0,
    nxtBefore: iss,
    recover: iss,
    shrunk: iss,
    isPartlyOver: false,
    burstEnd: endOfBurst(add(iss, 1), cwnd),
    isBurstLost: false,
  };
}

/** RFC 6928 2: what is larger than this is an experiment. */
const SMALL_BURST = 4096;

function endOfBurst(start: Seq, octets: number): Seq {
  return octets > SMALL_BURST ? add(start, octets) : start;
}

/** A loss is noted: the octet at SND.UNA has to go again. */
export function noteLoss(c: Congestion, una: Seq): Congestion {
  return precedes(una, c.burstEnd) ? { ...c, isBurstLost: true } : c;
}

export const NO_CONGESTION = newCongestion(0, seq(0));

/** RFC 7323 2.3: no window is larger than this, and so no ACK acknowledges more. */
const LARGEST_STEP = 2 ** 30;

/**
 * SND.UNA has moved. Numbers are comparable while less than 2^31 apart (RFC 9293 3.4), but losses and marks may be further
 * apart than that; what lies far behind SND.UNA follows it, and goes on lying behind it.
 */
export function followed(c: Congestion, una: Seq): Congestion {
  const least = add(una, -LARGEST_STEP);
  const isFar = precedes(c.recover, least) || precedes(c.shrunk, least) || precedes(c.burstEnd, least);
  if (!isFar) return c;
  return {
    ...c,
    recover: latest(c.recover, least),
    shrunk: latest(c.shrunk, least),
    burstEnd: latest(c.burstEnd, least),
  };
}

/** An ACK has come that `acked` octets more count for. */
export function grown(c: Congestion, acked: number, smss: number): Congestion {
  if (c.cwnd < c.ssthresh) {
    // RFC 5681 3.1 (2): slow start
    return moved(c, c.cwnd + Math.min(acked, smss), c.counted);
  }
  // RFC 5681 3.1: congestion avoidance, one segment for each window of octets acknowledged
  const counted = c.counted + acked;
  if (counted < c.cwnd) return moved(c, c.cwnd, counted);
  return moved(c, c.cwnd + smss, counted - c.cwnd);
}

/** Each ACK makes one of these: written out, since spreading takes twenty times as long. */
function moved(c: Congestion, cwnd: number, counted: number): Congestion {
  return {
    phase: c.phase,
    cwnd: Math.min(cwnd, HIGHEST),
    ssthresh: c.ssthresh,
    counted,
    duplicates: 0,
    nxtBefore: c.nxtBefore,
    recover: c.recover,
    shrunk: c.shrunk,
    isPartlyOver: c.isPartlyOver,
    burstEnd: c.burstEnd,
    isBurstLost: c.isBurstLost,
  };
}

/** RFC 5681 3.1 (4) */
function half(flight: number, smss: number): number {
  return Math.max(Math.floor(flight / 2), 2 * smss);
}

/** RFC 5681 3.1: the retransmission timer has run out; `isFirst`: for the first time for this segment. */
export function afterTimeout(c: Congestion, flight: number, smss: number, nxt: Seq, isFirst: boolean): Congestion {
  // RFC 5681 4.3: what is lost of a flight that was halved already halves that half
  const outstanding = c.phase === "open" ? flight : Math.min(flight, c.ssthresh);
  return {
    ...c,
    phase: "loss",
    // RFC 5681 3.1: a second timeout for a segment leaves it alone
    ssthresh: isFirst ? half(outstanding, smss) : c.ssthresh,
    // LW
    cwnd: smss,
    counted: 0,
    duplicates: 0,
    nxtBefore: nxt,
    // RFC 6582 3.2 step 4, RFC 6675 5.1
    recover: add(nxt, -1),
    shrunk: nxt,
    isPartlyOver: false,
  };
}

/** One duplicate ACK more. */
export function duplicated(c: Congestion, nxt: Seq): Congestion {
  return { ...c, duplicates: c.duplicates + 1, nxtBefore: c.duplicates === 0 ? nxt : c.nxtBefore };
}

/** RFC 6582 3.2 step 2: a loss is a new one only if what was sent before the last one is all acknowledged. */
export function isNewLoss({ recover }: Congestion, ack: Seq): boolean {
  return precedes(recover, add(ack, -1));
}

/** RFC 5681 3.2 steps 2 and 3. `flight` is without what limited transmit has sent. */
export function fastRetransmit(c: Congestion, flight: number, smss: number, nxt: Seq): Congestion {
  const ssthresh = half(flight, smss);
  return {
    ...c,
    phase: "recovery",
    ssthresh,
    // the three segments whose arrival the duplicates tell of
    cwnd: ssthresh + DUPLICATE_THRESHOLD * smss,
    counted: 0,
    recover: add(nxt, -1),
    shrunk: nxt,
    isPartlyOver: false,
  };
}

/** RFC 6675 5 (4.1), (4.2): with SACK the pipe is measured, and nothing need be added. */
export function sackRecovery(c: Congestion, flight: number, smss: number, nxt: Seq): Congestion {
  const began = fastRetransmit(c, flight, smss, nxt);
  return { ...began, cwnd: began.ssthresh };
}

/** RFC 6675 5 (A): SND.UNA has passed RecoveryPoint. */
export function sackRecovered(c: Congestion): Congestion {
  return { ...c, phase: "open", duplicates: 0 };
}

/** RFC 5681 3.2 step 4: each further duplicate tells of a segment that has left the network. */
export function inflated(c: Congestion, smss: number): Congestion {
  return { ...c, cwnd: c.cwnd + smss };
}

/** Whether an ACK ends the recovery: it covers `recover` (RFC 6582 3.2 step 3). */
export function isRecovered({ recover }: Congestion, ack: Seq): boolean {
  return precedesOrEquals(recover, add(ack, -1));
}

/** RFC 6582 3.2 step 3, a partial ACK: what it acknowledges leaves the window, and one segment may go for it. */
export function deflated(c: Congestion, acked: number, smss: number): Congestion {
  const cwnd = Math.max(c.cwnd - acked, 0) + (acked >= smss ? smss : 0);
  return { ...c, cwnd, isPartlyOver: true };
}

/** RFC 6582 3.2 step 3, a full ACK, option (1): no burst follows the recovery. */
export function recovered(c: Congestion, flight: number, smss: number): Congestion {
  return { ...c, phase: "open", duplicates: 0, cwnd: Math.min(c.ssthresh, Math.max(flight, smss) + smss) };
}

/** RFC 5681 4.1: the restart window, RW, after an RTO in which nothing was sent. */
export function restarted(c: Congestion, kind: InitialWindow, smss: number, nxt: Seq): Congestion {
  // RFC 6928 2: the larger window was too large for this path
  const initial = initialWindow(c.isBurstLost ? "rfc5681" : kind, smss, 0);
  const cwnd = Math.min(c.cwnd, initial);
  const burstEnd = endOfBurst(nxt, cwnd);
  // One who only listens is always idle.
  return cwnd === c.cwnd && burstEnd === c.burstEnd ? c : { ...c, cwnd, burstEnd };
}

/** RFC 5681 3.1: segments have become smaller. */
export function rescaled(c: Congestion, before: number, smss: number): Congestion {
  return { ...c, cwnd: Math.max(Math.floor((c.cwnd * smss) / before), smss) };
}

/** RFC 3168 6.1.2: the peer tells of a mark; half the flight, unless cwnd has shrunk for this window already. */
export function marked(c: Congestion, flight: number, smss: number, una: Seq, nxt: Seq): Congestion {
  const isAnswered = precedes(add(una, -1), c.shrunk);
  if (isAnswered || c.phase !== "open") return c;
  const ssthresh = half(flight, smss);
  return { ...c, ssthresh, cwnd: Math.min(c.cwnd, ssthresh), counted: 0, shrunk: nxt };
}
