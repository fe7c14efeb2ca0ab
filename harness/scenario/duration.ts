/** Times in scripts: always by name, since what they are is the stack's own choice and stands in its profile. */

import type { Profile, Timing } from "../port/profile";

/** The names, and the profile's entry that each stands for. */
export const TIMERS = {
  MSL: "msl",
  RTO: "initialRto",
  MINIMUM_RTO: "minimumRto",
  DELAYED_ACK: "delayedAck",
  REACTION: "reaction",
  ANSWER_SPACING: "answerSpacing",
} as const satisfies Record<string, keyof Profile["timers"]>;

export type TimerName = keyof typeof TIMERS;

/** A multiple of a named time. */
export interface DurationExpression {
  readonly timer: TimerName;
  readonly factor: number;
  times(factor: number): DurationExpression;
  /** `2*RTO` */
  toString(): string;
  toJSON(): { readonly $time: string };
}

function multiple(timer: TimerName, factor: number): DurationExpression {
  return {
    timer,
    factor,
    times: (more) => multiple(timer, factor * more),
    toString: () => (factor === 1 ? timer : `${factor}*${timer}`),
    toJSON() {
      return { $time: this.toString() };
    },
  };
}

/** Maximum segment lifetime. TIME-WAIT lasts twice that. */
export const MSL = multiple("MSL", 1);
/** The first retransmission timeout, before any round trip was measured. */
export const RTO = multiple("RTO", 1);
/** The least retransmission timeout once a round trip was measured. */
export const MINIMUM_RTO = multiple("MINIMUM_RTO", 1);
/** The longest that an ACK may be held back. */
export const DELAYED_ACK = multiple("DELAYED_ACK", 1);
/** The time within which "at once" happens. */
export const REACTION = multiple("REACTION", 1);
/** The least time between two answers to segments that are not acceptable. */
export const ANSWER_SPACING = multiple("ANSWER_SPACING", 1);

/** `2*RTO` -> the expression; undefined for text that is none. */
export function parseDuration(text: string): DurationExpression | undefined {
  const match = /^(?:(\d+(?:\.\d+)?)\*)?([A-Z_]+)$/.exec(text);
  const name = match?.[2];
  if (name === undefined || !(name in TIMERS)) return undefined;
  return multiple(name as TimerName, match?.[1] === undefined ? 1 : Number(match[1]));
}

/** What the expression means for a stack; tolerances grow with the factor. */
export function timingOf(duration: DurationExpression, profile: Profile): Timing {
  const { value, early, late } = profile.timers[TIMERS[duration.timer]];
  const scale = (time: number) => Math.round(time * duration.factor);
  return { value: scale(value), early: scale(early), late: scale(late) };
}
