import type { Profile } from "../port/profile";
import type { Duration } from "../port/time";
import { RTO, timingOf, type DurationExpression } from "../scenario/duration";
import type { Step } from "../scenario/step";

/**
 * How long the steps take on a right stack, by the times that they name: enough to tell the long scenarios from the short.
 * What happens at once takes nothing, and of several continuations the longest counts.
 */
export function leastTime(steps: readonly Step[], profile: Profile): Duration {
  return steps.reduce((sum, step) => sum + timeOf(step, profile), 0);
}

function timeOf(step: Step, profile: Profile): Duration {
  if (step.kind === "one-of") return Math.max(...step.alternatives.map((each) => leastTime(each.steps, profile)));
  const waited = waitedFor(step);
  return waited === undefined ? 0 : timingOf(waited, profile).value;
}

function waitedFor(step: Exclude<Step, { kind: "one-of" }>): DurationExpression | undefined {
  switch (step.kind) {
    case "wait":
    case "stays-silent":
      return step.duration;
    case "stack-resends":
      // What follows from round trips that are still to come is no longer than the first RTO, near enough.
      return "timer" in step.after ? step.after : RTO;
    case "stack-sends":
      return step.pattern.within;
    default:
      return undefined;
  }
}
