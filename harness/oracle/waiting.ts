/** Expectations on segments: how each hears what the stack sends, and what it makes of silence. */

import type { Profile, Timing } from "../port/profile";
import { MICROSECOND, MILLISECOND, printSeconds, type Time } from "../port/time";
import {
  asExactAs,
  DELAYED_ACK,
  MINIMUM_RTO,
  REACTION,
  RTO,
  timingOf,
  type DurationExpression,
} from "../scenario/duration";
import type { FlightPattern, FlightSize } from "../scenario/flight";
import type { SampledRto } from "../scenario/sampled-rto";
import type { SegmentPattern } from "../scenario/segment-spec";
import type { Expectation } from "../scenario/step";
import { lengthOf, octetsOf } from "../scenario/text";
import { ACK, FIN, PSH, RST, SYN } from "../wire/flags";
import type { IpHeader } from "../wire/packet";
import { printSegment } from "../wire/print";
import type { Segment } from "../wire/segment";
import { add, diff, latest, precedes, precedesOrEquals, type Seq } from "../wire/seq";
import { isBareAck, isBesideTheMatter, isOwedAck, isRetry } from "./beside-the-matter";
import type { Breach } from "./breach";
import { ipDifferences, printIpFields } from "./ip-header";
import { differences, printPatternLine, type MatchContext } from "./match";
import { octetsOfFlight, senderMss } from "./flight";
import { rtoOf } from "./rto";
import { segmentEnd } from "./segment-length";
import type { SequenceView } from "./sequence-view";

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

const MET: Hearing = { kind: "met" };
const SKIP: Hearing = { kind: "skip" };
const LEAVE: Hearing = { kind: "leave" };

const broken = (breach: Breach): Hearing => ({ kind: "broken", breach });
const latestOf = ({ value, late }: Timing) => value + late;

/** The segment as a line with relative numbers. */
export function printHeard(segment: Segment, view: SequenceView): string {
  const iss = view.iss ?? ((segment.flags & SYN) === 0 ? undefined : segment.seq);
  return printSegment(segment, { seq: iss, ack: view.irs }, { ports: false });
}

/** @throws {Error} when a `resends` or a `flight` speaks of a segment that no step has named. */
export function waitFor(step: SegmentExpectation, context: WaitContext, now: Time): Waiting {
  switch (step.kind) {
    case "stack-sends":
      return waitForSegment(step.pattern, context, now);
    case "stack-resends":
      return waitForResending(step, context);
    case "stack-acknowledges":
      return waitForAcknowledgment(context, now);
    case "stack-transmits":
      return waitForText(step, context, now);
    case "stack-flight":
      return waitForFlight(step.flight, context, now);
    case "stays-silent":
      return waitForSilence(step, context, now);
  }
}

function waitForSegment(pattern: SegmentPattern, context: WaitContext, now: Time): Waiting {
  const { profile } = context;
  // A bare ACK may be held back (RFC 9293 3.8.6.3); everything else is due at once.
  const isBare = (pattern.flags & (ACK | SYN | FIN | RST | PSH)) === ACK && pattern.text === undefined;
  const mayWait = isBare && pattern.within === undefined;
  const delayed = mayWait ? latestOf(timingOf(DELAYED_ACK, profile)) : 0;
  const deadline = now + latestOf(timingOf(pattern.within ?? REACTION, profile)) + delayed;
  let nearest: Heard | undefined;
  const differencesOf = (heard: Heard, at: WaitContext) => [
    ...differences(pattern, heard.segment, at),
    ...ipDifferences(pattern.ip ?? {}, heard, at),
  ];
  const print = (heard: Heard, view: SequenceView) =>
    [printHeard(heard.segment, view), ...printIpFields(pattern.ip ?? {}, heard, context)].join(" ");
  return {
    deadline,
    hear(heard, { view, ...rest }) {
      const found = differencesOf(heard, { view, ...rest });
      if (found.length === 0) return heard.at <= deadline ? MET : broken(tooLate(heard, view));
      if (pattern.isNext !== true && isBesideTheMatter(view, heard)) {
        nearest = heard;
        return SKIP;
      }
      return broken({
        kind: "wrong-segment",
        message: `the stack sent another segment than the rule asks for: ${found.map(({ field }) => field).join(", ")}`,
        expected: printPatternLine(pattern, { view, ...rest }),
        actual: print(heard, view),
        differences: found,
        event: heard.event,
      });
    },
    expire(after) {
      const expected = printPatternLine(pattern, after);
      const within = deadline === now ? "at once" : `within ${printSeconds(deadline - now)} s`;
      if (nearest === undefined)
        return {
          kind: "no-segment",
          message: `the stack sent nothing ${within}`,
          expected,
          actual: "silence",
          differences: [],
        };
      return {
        kind: "no-segment",
        message: `the stack did not send it ${within}: only ACKs and repetitions, which it always may`,
        expected,
        actual: print(nearest, after.view),
        differences: differencesOf(nearest, after),
        event: nearest.event,
      };
    },
  };

  function tooLate(heard: Heard, view: SequenceView): Breach {
    return {
      kind: "wrong-time",
      message: "the right segment came too late",
      expected: `by ${printSeconds(deadline)} s`,
      actual: `${print(heard, view)} at ${printSeconds(heard.at)} s`,
      differences: [],
      event: heard.event,
    };
  }
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
function namedIn(context: WaitContext, name: string): Named {
  const known = context.named.get(name);
  if (known === undefined) throw new Error(`no step before this one names a segment "${name}"`);
  return known;
}

/** How much longer than it must a resending is waited for that may come later: in multiples of the first RTO. */
const PATIENCE = 64;

function waitForResending(step: Extract<SegmentExpectation, { kind: "stack-resends" }>, context: WaitContext): Waiting {
  const { profile } = context;
  const original = namedIn(context, step.name);
  const { value, early, late } = resendingTime(step.after, context);
  const start = step.since === undefined ? original.lastSent : context.acknowledged;
  const from = start + value - early;
  const to = start + value + (step.orLater === true ? PATIENCE * profile.timers.initialRto.value : late);
  const period =
    step.orLater === true ? `${printSeconds(from)} s or later` : `${printSeconds(from)} to ${printSeconds(to)} s`;
  const due = `${period} (${step.after.toString()} after the last ${step.since === undefined ? "time" : "new acknowledgment"})`;
  return {
    deadline: to,
    hear(heard, { view }) {
      const { segment, at, event } = heard;
      if (!repeats(segment, original.segment)) {
        if (isBesideTheMatter(view, heard)) return SKIP;
        return broken({
          kind: "wrong-segment",
          message: `the stack sent something else than "${step.name}" again`,
          expected: `${printHeard(original.segment, view)} again`,
          actual: printHeard(segment, view),
          differences: [],
          event,
        });
      }
      const shared = Math.min(segment.text.length, original.segment.text.length);
      const changed = segment.text.findIndex((octet, i) => i < shared && octet !== original.segment.text[i]);
      if (changed >= 0)
        return broken({
          kind: "wrong-text",
          message: `octet ${changed} of "${step.name}" changed when it was sent again`,
          expected: `0x${original.segment.text[changed]?.toString(16) ?? ""}`,
          actual: `0x${segment.text[changed]?.toString(16) ?? ""}`,
          differences: [],
          event,
        });
      if (at >= from && at <= to) return MET;
      return broken({
        kind: "wrong-time",
        message: `"${step.name}" was sent again too ${at < from ? "early" : "late"}`,
        expected: due,
        actual: `${printSeconds(at)} s`,
        differences: [],
        event,
      });
    },
    expire: ({ view }) => ({
      kind: "no-segment",
      message: `the stack did not send "${step.name}" again`,
      expected: `${printHeard(original.segment, view)} at ${due}`,
      actual: "silence",
      differences: [],
    }),
  };
}

/** A stack that reckons in whole nanoseconds may lose some of them with each sample. */
const ROUNDING = MICROSECOND;

/** @throws {Error} when a round trip is that of a segment that no step has named. */
function resendingTime(after: DurationExpression | SampledRto, { profile, named }: WaitContext): Timing {
  if (!("roundTrips" in after)) return timingOf(after, profile);
  const samples = after.roundTrips.flatMap((name) => {
    const trip = named.get(name);
    if (trip === undefined) throw new Error(`no step before this one names a segment "${name}"`);
    // RFC 6298 3, Karn
    if (trip.again === true || trip.acknowledged === undefined) return [];
    return [trip.acknowledged - trip.lastSent];
  });
  const { initialRto, minimumRto } = profile.timers;
  const rto = rtoOf(samples);
  if (rto === undefined) return initialRto;
  const timing = asExactAs(minimumRto, rto);
  return { ...timing, early: timing.early + ROUNDING };
}

function waitForAcknowledgment({ profile }: WaitContext, now: Time): Waiting {
  const deadline = now + latestOf(timingOf(REACTION, profile)) + latestOf(timingOf(DELAYED_ACK, profile));
  return {
    deadline,
    hear(heard, { view }) {
      const { segment, event } = heard;
      if ((segment.flags & RST) !== 0)
        return broken({
          kind: "wrong-segment",
          message: "the stack reset the connection instead of acknowledging",
          expected: `Ack=${diff(view.rcvNxt, view.irs ?? view.rcvNxt)} (RCV.NXT)`,
          actual: printHeard(segment, view),
          differences: [],
          event,
        });
      const bare = isBareAck(segment);
      if ((segment.flags & ACK) !== 0 && segment.ack === view.rcvNxt)
        return bare ? MET : { kind: "met-in-part", text: 0 };
      return bare && isBesideTheMatter(view, heard) ? SKIP : LEAVE;
    },
    expire: ({ view }) =>
      view.acknowledged === view.rcvNxt
        ? undefined
        : {
            kind: "no-segment",
            message: "what the peer sent was not acknowledged",
            expected: `Ack=${diff(view.rcvNxt, view.irs ?? view.rcvNxt)} (RCV.NXT)`,
            actual: `the last one was Ack=${diff(view.acknowledged, view.irs ?? view.acknowledged)}`,
            differences: [],
          },
  };
}

function waitForText(
  step: Extract<SegmentExpectation, { kind: "stack-transmits" }>,
  context: WaitContext,
  now: Time,
): Waiting {
  const { view, profile, userText } = context;
  const start = view.sndNxt;
  const position = view.iss === undefined ? 0 : diff(start, add(view.iss, 1));
  const given = userText.subarray(position, position + lengthOf(step.text));
  // Of a program above the stack we have not heard what it gave: it is the running text as well.
  const isGiven = typeof step.text === "number" && given.length === step.text;
  const expected = isGiven ? given : octetsOf(step.text, position);
  let heardOctets = 0;
  return {
    // It is the user, or a program above the stack, that takes its time here, and not the stack.
    deadline: now + latestOf(timingOf(RTO, profile)),
    hear(heard, current) {
      const { segment, event } = heard;
      if (isRetry(current.view, heard)) return SKIP;
      if (isBareAck(segment) && isBesideTheMatter(current.view, heard)) return SKIP;
      const next = add(start, heardOctets);
      const brings = segment.text.subarray(0, expected.length - heardOctets);
      const wrong = brings.findIndex((octet, i) => octet !== expected[heardOctets + i]);
      if (segment.seq !== next || brings.length === 0 || wrong >= 0)
        return broken({
          kind: wrong >= 0 ? "wrong-text" : "wrong-segment",
          message:
            wrong >= 0
              ? `octet ${heardOctets + wrong} of the text is not what the user sent`
              : "the stack sent something else than the text in order",
          expected: `${expected.length - heardOctets} octets more, from Seq=${position + 1 + heardOctets}`,
          actual: printHeard(segment, current.view),
          differences: [],
          event,
        });
      heardOctets += brings.length;
      if (heardOctets < expected.length) return SKIP;
      const more = brings.length < segment.text.length || (segment.flags & FIN) !== 0;
      return more ? { kind: "met-in-part", text: brings.length } : MET;
    },
    expire: () =>
      heardOctets === expected.length
        ? undefined
        : {
            kind: "no-segment",
            message: "the text did not come, or not all of it",
            expected: `${expected.length} octets`,
            actual: `${heardOctets} octets`,
            differences: [],
          },
  };
}

function waitForFlight(flight: FlightPattern, context: WaitContext, now: Time): Waiting {
  const { profile, ip } = context;
  const smss = senderMss(context.view, ip);
  const octets = (size: FlightSize) => octetsOfFlight(size, smss, profile);
  const pause = latestOf(timingOf(REACTION, profile));
  const shortest = flight.during === undefined ? now : now + timingOf(flight.during, profile).value;
  let since = flight.since === undefined ? undefined : namedIn(context, flight.since);
  let lastHeard = now;
  // RFC 6298 5.3: what goes again from here on may be the timer's doing, however slow we are.
  const { value, early } = timingOf(MINIMUM_RTO, profile);
  const timerMayRunOut = context.acknowledged + value - early;
  let { sndNxt } = context.view;
  let again = 0;

  /** What counts, and what it is called. */
  function outstanding(sndUna: Seq): { readonly octets: number; readonly text: string } {
    if (since === undefined) return { octets: diff(sndNxt, sndUna), text: "outstanding" };
    const acknowledged = diff(sndUna, since.segment.seq);
    return { octets: since.octetsSince - acknowledged, text: `on the way since "${flight.since ?? ""}" was sent last` };
  }

  const asked = (size: FlightSize, bound: "at most" | "at least") =>
    `${bound} ${octets(size)} octets (${size} full-sized segments of ${smss})`;

  function tooMuch(sndUna: Seq): Breach | undefined {
    const seen = outstanding(sndUna);
    if (flight.atMost === undefined || seen.octets <= octets(flight.atMost)) return undefined;
    return {
      kind: "unexpected-segment",
      message: `the stack sent more than the rule allows: ${seen.octets} octets are ${seen.text}`,
      expected: asked(flight.atMost, "at most"),
      actual: `${seen.octets} octets`,
      differences: [],
    };
  }

  const isEnough = () =>
    flight.atLeast === undefined || outstanding(context.view.sndUna).octets >= octets(flight.atLeast);

  return {
    get deadline() {
      // As with text that is waited for: it is the user, or a program above the stack, that takes its time.
      const longest = isEnough() ? now : now + latestOf(timingOf(RTO, profile));
      return Math.max(shortest, lastHeard + pause, longest);
    },
    hear(heard, { view }) {
      const { segment, at, event } = heard;
      if (at > this.deadline) return LEAVE;
      const current = { ...view, sndNxt };
      const isAgain = isRetry(current, heard);
      if (!isAgain && isBareAck(segment) && isBesideTheMatter(current, heard)) return SKIP;
      if (!isAgain && !goesOn(segment, sndNxt))
        return broken({
          kind: "wrong-segment",
          message: "the stack sent something else than its text in order",
          expected: `text from Seq=${diff(sndNxt, view.iss ?? sndNxt)}, or some of what is before that again`,
          actual: printHeard(segment, view),
          differences: [],
          event,
        });
      lastHeard = at;
      if (isAgain && at < timerMayRunOut) again += segment.text.length;
      sndNxt = latest(sndNxt, segmentEnd(segment));
      since = since && afterSending(since, heard);
      if (flight.again !== undefined && again > octets(flight.again))
        return broken({
          kind: "unexpected-segment",
          message: "the stack sent something again that the rule does not let it send again now",
          expected: `${asked(flight.again, "at most")} again`,
          actual: printHeard(segment, view),
          differences: [],
          event,
        });
      const breach = tooMuch(view.sndUna);
      return breach === undefined ? SKIP : broken({ ...breach, actual: printHeard(segment, view), event });
    },
    expire({ view }) {
      // What was sent before may be too much already, now that no more of it is allowed.
      const breach = tooMuch(view.sndUna);
      if (breach !== undefined) return breach;
      const seen = outstanding(view.sndUna);
      if (flight.atLeast === undefined || seen.octets >= octets(flight.atLeast)) return undefined;
      return {
        kind: "no-segment",
        message: `the stack did not send what the rule asks for: ${seen.octets} octets are ${seen.text}`,
        expected: asked(flight.atLeast, "at least"),
        actual: `${seen.octets} octets`,
        differences: [],
      };
    },
  };
}

/** Text or a FIN that goes on where everything before it ended; it may begin with some of that. */
function goesOn(segment: Segment, sndNxt: Seq): boolean {
  const isOfTheStream = (segment.flags & (SYN | RST | ACK)) === ACK;
  return isOfTheStream && precedesOrEquals(segment.seq, sndNxt) && precedes(sndNxt, segmentEnd(segment));
}

function waitForSilence(
  step: Extract<SegmentExpectation, { kind: "stays-silent" }>,
  { profile }: WaitContext,
  now: Time,
): Waiting {
  const { value, early } = timingOf(step.duration, profile);
  const deadline = now + (step.strictly === true ? value - early : value);
  return {
    deadline,
    hear(heard, { view }) {
      const { segment, event, at } = heard;
      if (step.strictly !== true && (isRetry(view, heard) || isOwedAck(view, segment))) return SKIP;
      if (at > deadline) return LEAVE;
      return broken({
        kind: "unexpected-segment",
        message: "the stack sent a segment where the rule asks for none",
        expected: `silence for ${printSeconds(Math.max(deadline - now, MILLISECOND))} s`,
        actual: printHeard(segment, view),
        differences: [],
        event,
      });
    },
    expire: () => undefined,
  };
}
