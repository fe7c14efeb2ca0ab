import { violations } from "../../../../harness/oracle/rules";
import type { TraceEvent } from "../../../../harness/port/trace";
import { PROFILE, trace } from "../conversation";

/** The rules that a trace breaks, in order: `MUST-2@3`, the number being that of the event. */
export function breaches(...events: readonly TraceEvent[]): readonly string[] {
  return violations(trace(...events), PROFILE).map(({ rule, event }) => `${rule.id}@${event}`);
}
