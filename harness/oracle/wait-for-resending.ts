/** The same segment once more, at its time: RFC 6298. */

import type { Timing } from "../port/profile";
import { MICROSECOND, printSeconds } from "../port/time";
import { asExactAs, timingOf, type DurationExpression } from "../scenario/duration";
import type { SampledRto } from "../scenario/sampled-rto";
import { isBesideTheMatter } from "./beside-the-matter";
import { rtoOf } from "./rto";
import {
  broken,
  MET,
  namedIn,
  printHeard,
  repeats,
  SKIP,
  type SegmentExpectation,
  type WaitContext,
  type Waiting,
} from "./waiting";

/** How much longer than it must a resending is waited for that may come later, as each time may be twice the last: in first RTOs. */
const PATIENCE = 128;

export function waitForResending(
  step: Extract<SegmentExpectation, { kind: "stack-resends" }>,
  context: WaitContext,
): Waiting {
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
    hear(heard, { view, initials }) {
      const { segment, at, event } = heard;
      if (!repeats(segment, original.segment)) {
        if (isBesideTheMatter(view, heard)) return SKIP;
        return broken({
          kind: "wrong-segment",
          message: `the stack sent something else than "${step.name}" again`,
          expected: `${printHeard(original.segment, initials)} again`,
          actual: printHeard(segment, initials),
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
    expire: ({ initials }) => ({
      kind: "no-segment",
      message: `the stack did not send "${step.name}" again`,
      expected: `${printHeard(original.segment, initials)} at ${due}`,
      actual: "silence",
      differences: [],
    }),
  };
}

/** A stack that reckons in whole nanoseconds may lose some of them with each sample. */
const ROUNDING = MICROSECOND;

/** @throws {Error} when a round trip is that of a segment that no step has named. */
function resendingTime(after: DurationExpression | SampledRto, context: WaitContext): Timing {
  const { profile } = context;
  if (!("roundTrips" in after)) return timingOf(after, profile);
  const samples = after.roundTrips.flatMap((name) => {
    const trip = namedIn(context, name);
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
