/** What it is to wait for segments: what is heard, what can be made of it, and what is known of those before. */

import type { Profile, Timing } from "../port/profile";
import type { Time } from "../port/time";
import type { Expectation } from "../scenario/step";
import { FIN, SYN } from "../wire/flags";
import type { IpHeader } from "../wire/packet";
import { printSegment } from "../wire/print";
import type { Segment } from "../wire/segment";
import type { Seq } from "../wire/seq";
import type { Breach } from "./breach";
import type { MatchContext } from "./match";
import type { Initials } from "./origins";

/** A segment of the stack that no step has dealt with yet. */
export interface Heard {
  /** Its index in the trace. */
  readonly event: number;
  readonly at: Time;
  readonly segment: Segment;
  /** The header that it came behind. */
  readonly ip: IpHeader;
  /** SND.UNA as the stack knew it when it sent the segment. */
  readonly sndUna: Seq;
}

/** What an expectation makes of one segment. */
export type Hearing =
  | { readonly kind: "met" }
  /** Met, and somebody later may ask for what else the segment brings; the octets up to `text` are dealt with. */
  | { readonly kind: "met-in-part"; readonly text: number }
  /** Legal, and of no concern. */
  | { readonly kind: "skip" }
  /** Of no concern here, but somebody later will ask for it. */
  | { readonly kind: "leave" }
  | { readonly kind: "broken"; readonly breach: Breach };

/** A segment by the name that a script gave it. */
export interface Named {
  readonly segment: Segment;
  /** When it, or its latest repetition, was sent. */
  readonly lastSent: Time;
  /** It was sent more than once. */
  readonly again?: true;
  /** When the peer acknowledged all of it; absent: not yet. */
  readonly acknowledged?: Time;
  /** How many octets of text the stack has sent since then, that segment's included. */
  readonly octetsSince: number;
}

/** A segment is given a name. */
export function asNamed({ segment, at }: Pick<Heard, "segment" | "at">): Named {
  return { segment, lastSent: at, octetsSince: segment.text.length };
}

/** What is known of a named segment after another one. */
export function afterSending(known: Named, { segment, at }: Pick<Heard, "segment" | "at">): Named {
  if (repeats(segment, known.segment)) return { ...known, lastSent: at, again: true, octetsSince: segment.text.length };
  return { ...known, octetsSince: known.octetsSince + segment.text.length };
}

export interface WaitContext extends MatchContext {
  readonly profile: Profile;
  readonly named: ReadonlyMap<string, Named>;
  /** When the peer acknowledged something new last. */
  readonly acknowledged: Time;
}

/** An expectation at work. `hear` is called for each segment in order, `expire` once the deadline has passed. */
export interface Waiting {
  /** What is heard may put it off. */
  readonly deadline: Time;
  hear(heard: Heard, context: WaitContext): Hearing;
  /** Undefined: silence was right. */
  expire(context: WaitContext): Breach | undefined;
}

/** Expectations that segments decide. */
export type SegmentExpectation = Extract<
  Expectation,
  {
    kind: "stack-sends" | "stack-resends" | "stack-acknowledges" | "stack-transmits" | "stack-flight" | "stays-silent";
  }
>;

export const MET: Hearing = { kind: "met" };
export const SKIP: Hearing = { kind: "skip" };
export const LEAVE: Hearing = { kind: "leave" };

export const broken = (breach: Breach): Hearing => ({ kind: "broken", breach });
export const latestOf = ({ value, late }: Timing) => value + late;

/** The segment as a line with relative numbers. */
export function printHeard(segment: Segment, { stack, peer }: Initials): string {
  return printSegment(segment, { seq: stack, ack: peer }, { ports: false });
}

/** The same once more, with more text or less, and with another PSH, window or acknowledgment. */
export function repeats(segment: Segment, original: Segment): boolean {
  return (
    segment.seq === original.seq &&
    (segment.flags & (SYN | FIN)) === (original.flags & (SYN | FIN)) &&
    segment.text.length > 0 === original.text.length > 0
  );
}

/** @throws {Error} when there is none of that name. */
export function namedIn(context: WaitContext, name: string): Named {
  const known = context.named.get(name);
  if (known === undefined) throw new Error(`no step before this one names a segment "${name}"`);
  return known;
}
