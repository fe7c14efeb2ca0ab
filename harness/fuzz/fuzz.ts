/** Looks for an exchange that breaks an always-on rule, or the stack itself, and makes it as short as it can be. */

import fc from "fast-check";
import type { Failure } from "../port/results";
import type { Stack } from "../port/stack";
import type { Trace } from "../port/trace";
import type { Verdict } from "../port/verdict";
import { judge } from "../runner/judge";
import { runScenario } from "../runner/run-scenario";
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
}

/** Runs a storm once. */
export async function tryExchange(
  scenario: Scenario,
  stack: Stack,
  ip: IpVersion,
  seed: number,
  requirements: ReadonlyMap<string, Requirement>,
): Promise<Tried> {
  const run = await runScenario(scenario, stack, { ip, seed, unknown: UNKNOWN });
  return { trace: run.trace, ...judge(scenario, run, requirements, false) };
}

/** Undefined: nothing was found, or the search was interrupted. */
export async function fuzz(options: FuzzOptions): Promise<Finding | undefined> {
  const { stack, seed, requirements, signal } = options;
  let exchanges = 0;
  let stepsWhenFound: number | undefined;
  const attempt = async (steps: readonly Step[], ip: IpVersion): Promise<boolean> => {
    if (signal.aborted) return true;
    const tried = await options.patience(tryExchange(scenarioOf(steps), stack, ip, seed, requirements));
    options.onExchange();
    await options.breathe();
    if (tried.failure === undefined) {
      if (stepsWhenFound === undefined) exchanges++;
      return true;
    }
    stepsWhenFound ??= steps.length;
    return false;
  };
  const property = fc.asyncProperty(storm, fc.constantFrom<IpVersion[]>(4, 6), attempt);
  const details = await fc.check(property, { seed, numRuns: options.runs });
  if (!details.failed || details.counterexample === null) return undefined;
  const [shrunk, ip] = details.counterexample;
  const first = await tryExchange(scenarioOf(shrunk), stack, ip, seed, requirements);
  const steps = await simplified(shrunk, async (fewer) => {
    const { failure } = await tryExchange(scenarioOf(fewer), stack, ip, seed, requirements);
    return failure?.kind === first.failure?.kind && failure?.rule === first.failure?.rule;
  });
  const scenario = scenarioOf(steps);
  const { trace, verdict, failure } = await tryExchange(scenario, stack, ip, seed, requirements);
  if (failure === undefined)
    throw new Error("what was found does not come again: the stack does not do the same with the same seed");
  return {
    scenario,
    ip,
    seed,
    verdict,
    failure,
    trace,
    exchanges: exchanges + 1,
    stepsWhenFound: stepsWhenFound ?? steps.length,
  };
}
