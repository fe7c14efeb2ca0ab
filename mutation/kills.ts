/** Which scenarios tell a wrong TCP from a right one. */

import type { Stack, StackProvider } from "../harness/port/stack";
import type { Verdict } from "../harness/port/verdict";
import { judge } from "../harness/runner/judge";
import { scenarioSeed } from "../harness/runner/run";
import { runScenario } from "../harness/runner/run-scenario";
import type { Scenario } from "../harness/scenario/scenario";
import type { IpVersion } from "../harness/wire/packet";
import { REQUIREMENTS } from "../suites/requirements";

/** The seed of a plain `tcpspec run`. */
const SEED = 1;

/** The stack of a provider that has just one. @throws {Error} when it has none. */
export async function onlyStack(provider: StackProvider): Promise<Stack> {
  const [stack] = await provider.open(1);
  if (stack === undefined) throw new Error(`${provider.name} offers no stack`);
  return stack;
}

/** What a breach comes to, by the level of the rule. */
const BREACHES: readonly Verdict[] = ["fail", "nonstrict", "info"];

/**
 * Whether a scenario kills a mutant: a rule of its is broken, of whatever level, or the mutant breaks down in it, or answers a call
 * so that the harness does. A preamble that goes wrong puts no question, and kills nobody.
 */
export async function kills(scenario: Scenario, mutant: Stack, ip: IpVersion): Promise<boolean> {
  const run = await runScenario(scenario, mutant, { ip, seed: scenarioSeed(SEED, scenario.id, ip) });
  const { verdict } = judge(scenario, run, REQUIREMENTS, false);
  return verdict === "error" || BREACHES.includes(verdict);
}
