/** Looks for an exchange that breaks an always-on rule, or the stack itself, and makes it as short as it can be. */

import fc from "fast-check";
import type { KnownBreach } from "../port/baseline";
import type { Failure } from "../port/results";
import { speaks } from "../port/profile";
import { StackFailed, type Stack } from "../port/stack";
import type { Trace } from "../port/trace";
import type { Verdict } from "../port/verdict";
import { judge, type Judgement } from "../runner/judge";
import { failedRun } from "../runner/run";
import { runScenario, type ScenarioRun, type StepBreach } from "../runner/run-scenario";
import type { Requirement } from "../scenario/requirement";
import type { Scenario } from "../scenario/scenario";
import type { Step } from "../scenario/step";
import type { IpVersion } from "../wire/packet";
import { seq } from "../wire/seq";
import { scenarioOf, storm } from "./exchanges";
import { simplified } from "./simplify";

/** What a sequence variable stands for before a SYN has given it a value: any number would do. */
const UNKNOWN = seq(0x5eed);

export interface FuzzOptions {
  /** With a virtual clock. */
  readonly stack: Stack;
  readonly runs: number;
  readonly seed: number;
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** What is no finding. */
  readonly known: readonly KnownBreach[];
  /** Called with each of those that an exchange shows, once for each exchange; shrinking does not count. */
  readonly onKnown: (breach: KnownBreach) => void;
  readonly patience: <T>(work: Promise<T>) => Promise<T>;
  readonly breathe: () => Promise<void>;
  /** Called after each exchange, shrinking included. */
  readonly onExchange: () => void;
  readonly signal: AbortSignal;
}

/** An exchange that a right stack would have come through. */
export interface Finding {
  readonly scenario: Scenario;
  readonly ip: IpVersion;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly failure: Failure;
  readonly trace: Trace;
  /** How many exchanges it took to find it. */
  readonly exchanges: number;
  /** How many steps it had when it was found. */
  readonly stepsWhenFound: number;
}

/** What one exchange came to; `failure` is absent when it went well. */
export interface Tried {
  readonly trace: Trace;
  readonly verdict: Verdict;
  readonly failure?: Failure;
  /** What it shows that is known. */
  readonly passedOver: readonly KnownBreach[];
}

const IP_VERSIONS: readonly IpVersion[] = [4, 6];

/** Runs a storm once. What is known is passed over, so that it hides nothing else. */
export async function tryExchange(
  scenario: Scenario,
  stack: Stack,
  ip: IpVersion,
  seed: number,
  requirements: ReadonlyMap<string, Requirement>,
  known: readonly KnownBreach[] = [],
): Promise<Tried> {
  const run = await runScenario(scenario, stack, { ip, seed, unknown: UNKNOWN });
  const { broken, violations, ...rest } = run;
  const isKnown = (breaks: string): boolean => known.some((each) => each.breaks === breaks);
  const causes = broken === undefined ? [] : causesOf(scenario, broken, known);
  const news: ScenarioRun = {
    ...rest,
    violations: violations.filter(({ rule }) => !isKnown(rule.id)),
    ...(broken === undefined || causes.some(isKnown) ? {} : { broken }),
  };
  const shown = [...causes, ...violations.map(({ rule }) => rule.id)];
  return {
    trace: run.trace,
    passedOver: known.filter(({ breaks }) => shown.includes(breaks)),
    ...judge(scenario, news, requirements, false),
  };
}

/** The rule that the script after the storm has found broken; of a stack that broke down, what is known of its words. */
function causesOf(
  { covers }: Scenario,
  { rule = covers[0], breach }: StepBreach,
  known: readonly KnownBreach[],
): readonly string[] {
  switch (breach.kind) {
    case "harness-failed":
      return [];
    case "stack-failed":
      return known.map(({ breaks }) => breaks).filter((words) => breach.actual.includes(words));
    default:
      return rule === undefined ? [] : [rule];
  }
}

/** Undefined: nothing was found, or the search was interrupted. */
export async function fuzz(options: FuzzOptions): Promise<Finding | undefined> {
  const { stack, seed, requirements, known, signal } = options;
  const attemptOnce = (steps: readonly Step[], ip: IpVersion): Promise<Tried> =>
    options.patience(tryExchange(scenarioOf(steps), stack, ip, seed, requirements, known));
  const isInterrupted = () => signal.aborted;
  let exchanges = 0;
  let stepsWhenFound: number | undefined;
  /** What the stack did not come back from: it is of no more use, and so the exchange stays as long as it is. */
  let lost: { readonly scenario: Scenario; readonly ip: IpVersion; readonly run: ScenarioRun } | undefined;
  let ended = false;
  /** Ends the search: one exchange that "fails" stops fast-check's runs, and those after it that "pass" its shrinking. */
  const over = (): boolean => {
    const again = ended;
    ended = true;
    return again;
  };
  const attempt = async (steps: readonly Step[], ip: IpVersion): Promise<boolean> => {
    if (isInterrupted() || lost !== undefined) return over();
    const scenario = scenarioOf(steps);
    let tried: Tried;
    try {
      tried = await attemptOnce(steps, ip);
    } catch (error) {
      if (isInterrupted()) return over();
      if (!(error instanceof StackFailed)) throw error;
      stepsWhenFound ??= steps.length;
      lost = { scenario, ip, run: failedRun(scenario, error.message) };
      return over();
    }
    options.onExchange();
    await options.breathe();
    if (stepsWhenFound === undefined) tried.passedOver.forEach(options.onKnown);
    if (tried.failure === undefined) {
      if (stepsWhenFound === undefined) exchanges++;
      return true;
    }
    stepsWhenFound ??= steps.length;
    return false;
  };
  const property = fc.asyncProperty(
    storm,
    fc.constantFrom(...IP_VERSIONS.filter((version) => speaks(stack.profile, version))),
    attempt,
  );
  const details = await fc.check(property, { seed, numRuns: options.runs });
  if (lost !== undefined)
    return found(lost.scenario, lost.ip, lost.run.trace, judge(lost.scenario, lost.run, requirements, false));
  if (isInterrupted() || !details.failed || details.counterexample === null) return undefined;
  const [shrunk, ip] = details.counterexample;
  const first = await attemptOnce(shrunk, ip);
  const steps = await simplified(shrunk, async (fewer) => {
    const { failure } = await attemptOnce(fewer, ip);
    return failure !== undefined && failure.kind === first.failure?.kind && failure.rule === first.failure.rule;
  });
  const { trace, ...judgement } = await attemptOnce(steps, ip);
  return found(scenarioOf(steps), ip, trace, judgement);

  function found(scenario: Scenario, ip: IpVersion, trace: Trace, { verdict, failure }: Judgement): Finding {
    if (failure === undefined)
      throw new StackFailed("what was found does not come again: the stack does not do the same with the same seed");
    return {
      scenario,
      ip,
      seed,
      verdict,
      failure,
      trace,
      exchanges: exchanges + 1,
      stepsWhenFound: stepsWhenFound ?? scenario.storm ?? 0,
    };
  }
}
