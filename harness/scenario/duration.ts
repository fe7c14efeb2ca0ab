/** Times in scripts: always by name, since what they are is the stack's own choice and stands in its profile. */

import type { Profile, Timing } from "../port/profile";
import { MILLISECOND, SECOND, type Duration } from "../port/time";

type Timers = Profile["timers"];

/** The names, and what each stands for in a profile. */
export const TIMERS = {
  MSL: ({ msl }: Timers) => msl,
  RTO: ({ initialRto }: Timers) => initialRto,
  MINIMUM_RTO: ({ minimumRto }: Timers) => minimumRto,
  DELAYED_ACK: ({ delayedAck }: Timers) => delayedAck,
  // No stack has a choice here, but one may be slow to react.
  LONGEST_ACK_DELAY: ({ reaction }: Timers) => ({
    value: 500 * MILLISECOND,
    early: reaction.early,
    late: reaction.value + reaction.late,
  }),
  REACTION: ({ reaction }: Timers) => reaction,
  ANSWER_SPACING: ({ answerSpacing }: Timers) => answerSpacing,
  SECONDS: ({ initialRto }: Timers) => asExactAs(initialRto, SECOND),
} as const satisfies Record<string, (timers: Timers) => Timing>;

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
/** The longest that the stack holds back an ACK, by its own account. */
export const DELAYED_ACK = multiple("DELAYED_ACK", 1);
/** The longest that any stack may hold back an ACK: half a second (RFC 9293 3.8.6.3, MUST-40). */
export const LONGEST_ACK_DELAY = multiple("LONGEST_ACK_DELAY", 1);
/** The time within which "at once" happens. */
export const REACTION = multiple("REACTION", 1);
/** The least time between two answers to segments that are not acceptable. */
export const ANSWER_SPACING = multiple("ANSWER_SPACING", 1);
/** A second, where an RFC itself names a figure that nobody is to choose: `SECONDS.times(100)`. As exact as the first RTO. */
export const SECONDS = multiple("SECONDS", 1);

/** `2*RTO` -> the expression; undefined for text that is none. */
export function parseDuration(text: string): DurationExpression | undefined {
  const match = /^(?:(\d+(?:\.\d+)?)\*)?([A-Z_]+)$/.exec(text);
  const name = match?.[2];
  if (name === undefined || !(name in TIMERS)) return undefined;
  return multiple(name as TimerName, match?.[1] === undefined ? 1 : Number(match[1]));
}

/** What the expression means for a stack; tolerances grow with the factor. */
export function timingOf(duration: DurationExpression, profile: Profile): Timing {
  return multiplied(TIMERS[duration.timer](profile.timers), duration.factor);
}

/** As long as `value`, and as exact, in proportion, as `timing` is. */
export function asExactAs(timing: Timing, value: Duration): Timing {
  return multiplied(timing, value / timing.value);
}

function multiplied({ value, early, late }: Timing, factor: number): Timing {
  const times = (time: Duration) => Math.round(time * factor);
  return { value: times(value), early: times(early), late: times(late) };
}
