/** Timestamps: the clock of them, TS.Recent, round-trip times and PAWS (RFC 7323 3 to 5). */

import { RST, SYN } from "../../harness/wire/flags";
import type { TcpOption } from "../../harness/wire/option";
import { add, precedes, precedesOrEquals, seq } from "../../harness/wire/seq";
import type { Segment } from "../../harness/wire/segment";
import type { Seq } from "../../harness/wire/seq";
import { MILLISECOND } from "../../harness/port/time";
import type { Duration, Time } from "../../harness/port/time";
import { effectiveSendMss } from "./segment-size";
import type { Tcb } from "./tcb";
import type { Turn } from "./turn";

/** RFC 7323 5.4: between 1 ms and 1 s. */
const TICK: Duration = MILLISECOND;

/** RFC 7323 5.5: 24 days, after which half of the numbers of a clock of 1 ms have gone by. */
const OUTDATED: Duration = 24 * 24 * 3_600_000 * MILLISECOND;

type TimestampsOption = Extract<TcpOption, { readonly kind: "timestamps" }>;

/** My.TSclock: it has an origin of its own for each pair of sockets (RFC 7323 7.1). */
export function timestampClock({ timestampOrigin }: Pick<Tcb, "timestampOrigin">, now: Time): Seq {
  return seq(Math.floor(now / TICK) + timestampOrigin);
}

export function timestampsIn(options: readonly TcpOption[]): TimestampsOption | undefined {
  for (const option of options) if (option.kind === "timestamps") return option;
  return undefined;
}

/** Whether a segment is too old to count: a number that was used before, or one without the option it ought to have. */
export type Age = "current" | "old" | "without timestamps";

/** Before the first step of RFC 9293 3.10.7.4. */
export function ageOf({ tcb, now }: Turn, segment: Segment): Age {
  if (!tcb.agreed.timestamps) return "current";
  // RFC 7323 5.2: a RST is judged by its number alone
  if ((segment.flags & RST) !== 0) return "current";
  const option = timestampsIn(segment.options);
  // RFC 5961 4.2: a peer that has restarted calls as it likes, and has to be challenged
  if (option === undefined && (segment.flags & SYN) !== 0) return "current";
  // RFC 7323 3.2: once agreed on, every segment has them
  if (option === undefined) return "without timestamps";
  // RFC 7323 5.5
  const isOutdated = now - tcb.rcv.tsRecentAt > OUTDATED;
  if (isOutdated) return "current";
  // RFC 7323 5.3 R1
  return precedes(seq(option.value), tcb.rcv.tsRecent) ? "old" : "current";
}

/**
 * RFC 7323 5.3 R3, 4.3 (2): TS.Recent <- SEG.TSval of a segment that begins at the last ACK sent, or before. It may lie all
 * before it: it has come again since its ACK was lost, and an echo of the first copy would count the time that it was waited
 * for as round-trip time (appendix H).
 */
export function noteTimestamp({ tcb, now, options }: Turn, segment: Segment): void {
  if (!tcb.agreed.timestamps) return;
  const option = timestampsIn(segment.options);
  if (option === undefined || (segment.flags & RST) !== 0) return;
  // What a peer may still send again lies within a window; half of all numbers are guessed at once (as RFC 5961 5.2, of ACKs)
  const oldest = add(tcb.rcv.nxt, -options.receiveBuffer);
  const isInSequence = precedesOrEquals(segment.seq, tcb.rcv.lastAckSent) && precedesOrEquals(oldest, segment.seq);
  if (!isInSequence) return;
  tcb.rcv.tsRecent = seq(option.value);
  tcb.rcv.tsRecentAt = now;
}

/** A round-trip time and for how much of what is known it stands. */
export interface Sample {
  readonly time: Duration;
  /** Samples that a round trip brings. */
  readonly perRoundTrip: number;
}

/** RFC 7323 4.1: the echo of a segment that acknowledges something new. */
export function echoSample({ tcb, now, options }: Turn, segment: Segment): Sample | undefined {
  if (!tcb.agreed.timestamps) return undefined;
  const option = timestampsIn(segment.options);
  if (option === undefined) return undefined;
  const ticks = (timestampClock(tcb, now) - option.echo) | 0;
  // An echo of what has not been said yet.
  if (ticks < 0) return undefined;
  const flight = (tcb.snd.nxt - tcb.snd.una) >>> 0;
  // RFC 7323 4.2, appendix G: ExpectedSamples
  return { time: ticks * TICK, perRoundTrip: Math.ceil(flight / (2 * effectiveSendMss(tcb, options))) };
}
