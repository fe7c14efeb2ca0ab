/** Judgement on the initial sequence numbers that a stack chose (RFC 9293 3.4.1, RFC 6528 3). */

import type { Profile } from "../port/profile";
import { SECOND, type Time } from "../port/time";
import type { Trace } from "../port/trace";
import type { IsnProperty } from "../scenario/step";
import { ACK, RST, SYN } from "../wire/flags";
import type { Segment } from "../wire/segment";
import { segmentEnd } from "../wire/segment-length";
import { diff, latest, type Seq } from "../wire/seq";
import type { Breach } from "./breach";
import { flowKey } from "./rules/flow";

/** One number that the stack chose. */
export interface IsnSample {
  readonly at: Time;
  /** The pair of sockets. */
  readonly key: string;
  readonly iss: Seq;
  /** The number after the greatest that the stack used in the connection before, if there was one. */
  readonly beyond?: Seq;
  readonly event: number;
}

/** The first SYN of each connection, in the order of time; repetitions of a SYN are none of their own. */
export function isnSamples(trace: Trace): readonly IsnSample[] {
  const last = new Map<string, Segment>();
  const used = new Map<string, Seq>();
  const samples: IsnSample[] = [];
  for (const [event, seen] of trace.events.entries()) {
    if (seen.kind !== "packet" || !seen.decoded.ok || seen.decoded.value.kind !== "tcp") continue;
    const key = flowKey(seen);
    if (key === undefined) continue;
    const { segment } = seen.decoded.value;
    // A reset by the peer ends the connection; should the next one get the same number, that is a number chosen anew.
    if (seen.direction === "peer->stack" && (segment.flags & RST) !== 0) last.delete(key);
    if (seen.direction === "peer->stack") continue;
    const before = used.get(key);
    if ((segment.flags & SYN) === 0 || isAgain(segment, last.get(key))) {
      const isReset = (segment.flags & RST) !== 0;
      if (!isReset && before !== undefined) used.set(key, latest(before, segmentEnd(segment)));
      continue;
    }
    last.set(key, segment);
    used.set(key, segmentEnd(segment));
    const beyond = before === undefined ? {} : { beyond: before };
    samples.push({ at: seen.at, key, iss: segment.seq, ...beyond, event });
  }
  return samples;
}

/** The SYN once more, unless it answers another one than before: that is another connection, with the same number. */
function isAgain(segment: Segment, before: Segment | undefined): boolean {
  const isAnswer = before !== undefined && (segment.flags & before.flags & ACK) !== 0;
  return segment.seq === before?.seq && !(isAnswer && segment.ack !== before.ack);
}

/** Undefined: the property holds, as far as the samples can tell. */
export function judgeIsns(property: IsnProperty, trace: Trace, profile: Profile): Breach | undefined {
  const samples = isnSamples(trace);
  switch (property) {
    case "differ":
      return judgeDifferent(samples);
    case "advance":
      return judgeAdvance(samples, profile);
    case "exceed":
      return judgeBeyond(samples);
    case "unpredictable":
      return judgeUnpredictable(samples);
  }
}

function statistics(message: string, expected: string, actual: string, event?: number): Breach {
  return { kind: "statistics", message, expected, actual, differences: [], ...(event === undefined ? {} : { event }) };
}

/**
 * Among n numbers chosen at random two are the same with a chance of about n^2 / 2^33: for the dozen of the scenario one in
 * 6 * 10^7.
 */
function judgeDifferent(samples: readonly IsnSample[]): Breach | undefined {
  const seen = new Map<Seq, IsnSample>();
  for (const sample of samples) {
    const twin = seen.get(sample.iss);
    if (twin !== undefined && twin.key !== sample.key)
      return statistics(
        "two connections got the same initial sequence number",
        "different numbers",
        `${sample.iss} for ${twin.key} and for ${sample.key}`,
        sample.event,
      );
    seen.set(sample.iss, sample);
  }
  return undefined;
}

/** On one pair of sockets each number lies ahead of the last one, by what the clock has ticked in between. */
function judgeAdvance(samples: readonly IsnSample[], profile: Profile): Breach | undefined {
  const ticks = profile.isnTicksPerSecond;
  const last = new Map<string, IsnSample>();
  for (const sample of samples) {
    const before = last.get(sample.key);
    last.set(sample.key, sample);
    if (before === undefined) continue;
    const seconds = (sample.at - before.at) / SECOND;
    const step = diff(sample.iss, before.iss);
    const between = `${step} in ${seconds.toFixed(6)} s`;
    if (step <= 0)
      return statistics("the initial sequence number did not advance", "more than 0", between, sample.event);
    if (ticks === undefined) continue;
    // Ticks are whole: between two moments lies one more or less than the time between them makes.
    const least = Math.floor(ticks.least * seconds);
    const most = Math.ceil(ticks.most * seconds);
    if (step < least || step > most)
      return statistics(
        "the initial sequence number does not go with the clock",
        `${least} to ${most} in ${seconds.toFixed(6)} s`,
        between,
        sample.event,
      );
  }
  return undefined;
}

/** Each number lies beyond all that the connection before has used. */
function judgeBeyond(samples: readonly IsnSample[]): Breach | undefined {
  for (const { iss, beyond, event } of samples)
    if (beyond !== undefined && diff(iss, beyond) < 0)
      return statistics(
        "the initial sequence number lies among those that the connection before has used, or before them",
        "the number after the last that was used, or beyond",
        `${diff(beyond, iss)} before it`,
        event,
      );
  return undefined;
}

/** As many samples as the bounds below are worked out for. */
const LEAST_SAMPLES = 200;
const BINS = 16;
/**
 * For 255 steps in 16 bins the statistic exceeds this once in 10^7: by the multinomial distribution itself, whose tail is
 * somewhat heavier than that of chi-squared with 15 degrees of freedom.
 */
const CHI_SQUARED_BOUND = 65;
/** How near a guess must come to be of use to somebody who sends a few thousand segments. */
const GUESS_RADIUS = 1 << 12;

/**
 * Two tests on numbers for different pairs of sockets, taken close to each other in time.
 *
 * Steps between neighbours must fill the space evenly: a chi-squared test over 16 bins, which accuses a random source once in
 * 10^7 runs. And the simplest guess, the last number plus the last step, must not come within 4096 of the truth twice: for
 * 256 random numbers the chance of that is (256 * 2^13 / 2^32)^2 / 2, one in 8 * 10^6. Together: one false alarm in 4 * 10^6.
 */
function judgeUnpredictable(samples: readonly IsnSample[]): Breach | undefined {
  if (samples.length < LEAST_SAMPLES)
    return statistics("too few numbers to judge by", `${LEAST_SAMPLES} or more`, String(samples.length));
  const steps = samples.slice(1).map(({ iss }, i) => (iss - (samples[i]?.iss ?? 0)) >>> 0);
  const guessed = steps.slice(1).filter((step, i) => {
    const miss = (step - (steps[i] ?? 0)) >>> 0;
    return miss < GUESS_RADIUS || miss > 2 ** 32 - GUESS_RADIUS;
  }).length;
  if (guessed >= 2)
    return statistics(
      "the next initial sequence number can be guessed from the last two",
      `at most 1 of ${steps.length - 1} guesses within ${GUESS_RADIUS}`,
      `${guessed}`,
    );
  const bins = new Array<number>(BINS).fill(0);
  for (const step of steps) bins[step >>> 28] = (bins[step >>> 28] ?? 0) + 1;
  const even = steps.length / BINS;
  const chiSquared = bins.reduce((total, count) => total + (count - even) ** 2 / even, 0);
  if (chiSquared > CHI_SQUARED_BOUND)
    return statistics(
      "initial sequence numbers of different connections are related: their distances are not spread evenly",
      `chi-squared of at most ${CHI_SQUARED_BOUND} (15 degrees of freedom)`,
      chiSquared.toFixed(1),
    );
  return undefined;
}
