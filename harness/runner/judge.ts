/** From what happened in a scenario to its verdict, and to a failure that a person can follow. */

import { linePrinter } from "../oracle/print-trace";
import type { Violation } from "../oracle/rules/index";
import type { Failure } from "../port/results";
import type { Trace } from "../port/trace";
import { LEVELS, VERDICTS, verdictOfBreach, type Level, type Verdict } from "../port/verdict";
import { citation, type Requirement } from "../scenario/requirement";
import type { Scenario } from "../scenario/scenario";
import { printStep } from "../scenario/print";
import type { ScenarioRun, StepBreach } from "./run-scenario";

export interface Judgement {
  readonly verdict: Verdict;
  readonly failure?: Failure;
}

/** How many lines of the exchange a failure carries: more than a report shows. */
const EXCHANGE_LINES = 40;

/** The strongest level of what a scenario covers; MUST where it covers nothing in the catalogue. */
export function levelOf(scenario: Scenario, requirements: ReadonlyMap<string, Requirement>): Level {
  const levels = scenario.covers.flatMap((id) => requirements.get(id)?.level ?? []);
  return scenario.level ?? LEVELS.find((level) => levels.includes(level)) ?? "MUST";
}

/**
 * The rule that a failed step breaks: the one that the script has named; else the first of the scenario's that has its level, since
 * the failure of a MUST is no failure of the SHOULD beside it. Undefined: it covers nothing.
 */
function ruleAtStake(
  scenario: Scenario,
  { rule: named }: StepBreach,
  requirements: ReadonlyMap<string, Requirement>,
): string | undefined {
  const verdict = verdictOfBreach(levelOf(scenario, requirements));
  const hasItsLevel = (id: string) => {
    const requirement = requirements.get(id);
    return requirement !== undefined && verdictOfBreach(requirement.level) === verdict;
  };
  return named ?? scenario.covers.find(hasItsLevel) ?? scenario.covers[0];
}

/** The level of a failed step: that of the rule that the script has named, or the scenario's. */
function levelAtStake(
  scenario: Scenario,
  { rule: named = "" }: StepBreach,
  requirements: ReadonlyMap<string, Requirement>,
): Level {
  return requirements.get(named)?.level ?? levelOf(scenario, requirements);
}

/** @param strict a SHOULD counts as a MUST */
export function judge(
  scenario: Scenario,
  run: ScenarioRun,
  requirements: ReadonlyMap<string, Requirement>,
  strict: boolean,
): Judgement {
  if (run.unsupported !== undefined) return { verdict: "unsupported" };
  const hardened = (verdict: Verdict): Verdict => (strict && verdict === "nonstrict" ? "fail" : verdict);
  const step = run.broken && {
    verdict: hardened(verdictOfStep(scenario, run.broken, levelAtStake(scenario, run.broken, requirements))),
    failure: failureOfStep(scenario, run.broken, run.trace, requirements),
  };
  const [first] = run.violations;
  const rule = first && {
    verdict: hardened(verdictOfBreach(first.rule.level)),
    failure: failureOfRule(run, first),
  };
  if (rule === undefined) return step ?? { verdict: "pass" };
  if (step === undefined || first === undefined) return rule;
  // The one that came first is the cause, as often as not, of the other; but nothing softens a verdict.
  const ruleCameFirst = first.event <= (run.broken?.breach.event ?? run.trace.events.length);
  return ruleCameFirst && VERDICTS.indexOf(rule.verdict) <= VERDICTS.indexOf(step.verdict) ? rule : step;
}

function verdictOfStep(scenario: Scenario, { breach, step }: StepBreach, level: Level): Verdict {
  switch (breach.kind) {
    case "stack-failed":
    case "harness-failed":
      return "error";
    case "unproven-silence":
      return "inconclusive";
    default:
      // What only leads up to the matter has scenarios of its own: the question of this one was never put.
      return step < scenario.preamble ? "inconclusive" : verdictOfBreach(level);
  }
}

function failureOfStep(
  scenario: Scenario,
  broken: StepBreach,
  trace: Trace,
  requirements: ReadonlyMap<string, Requirement>,
): Failure {
  const { breach, step, stepText } = broken;
  // Who breaks down has broken no rule of TCP.
  const brokeDown = breach.kind === "stack-failed" || breach.kind === "harness-failed";
  const rule = brokeDown ? "" : (ruleAtStake(scenario, broken, requirements) ?? "");
  const requirement = requirements.get(rule);
  const { kind, message, expected, actual, differences, event } = breach;
  return {
    step,
    stepText,
    kind,
    message,
    expected,
    actual,
    differences,
    at: (event === undefined ? trace.events.at(-1) : trace.events[event])?.at ?? 0,
    ...packetOf(trace, event),
    section: requirement === undefined ? "" : citation(requirement),
    rule,
    exchange: exchangeUpTo(trace, event),
  };
}

function failureOfRule({ trace, steps }: ScenarioRun, { rule, message, event }: Violation): Failure {
  const step = trace.events[event]?.step ?? -1;
  const during = steps[step];
  return {
    step,
    stepText: during === undefined ? "" : printStep(during),
    kind: "rule",
    message,
    expected: rule.summary,
    actual: exchangeUpTo(trace, event).at(-1)?.trim() ?? "",
    differences: [],
    at: trace.events[event]?.at ?? 0,
    ...packetOf(trace, event),
    section: rule.section,
    rule: rule.id,
    exchange: exchangeUpTo(trace, event),
  };
}

/** The number that the packet has in the capture, from 1. */
function packetOf(trace: Trace, event: number | undefined): { readonly packet?: number } {
  if (event === undefined || trace.events[event]?.kind !== "packet") return {};
  return { packet: trace.events.slice(0, event + 1).filter(({ kind }) => kind === "packet").length };
}

function exchangeUpTo(trace: Trace, event: number | undefined): readonly string[] {
  return trace.events
    .slice(0, event === undefined ? undefined : event + 1)
    .slice(-EXCHANGE_LINES)
    .map(linePrinter(trace));
}
