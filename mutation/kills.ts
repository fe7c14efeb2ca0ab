/** Which scenarios tell a wrong TCP from a right one. */

import type { Stack, StackProvider } from "../harness/port/stack";
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

/**
 * Whether a scenario kills a mutant: it comes to `fail` or `nonstrict` on it, or the mutant breaks down in it. A preamble that
 * goes wrong puts no question, and kills nobody.
 */
export async function kills(scenario: Scenario, mutant: Stack, ip: IpVersion): Promise<boolean> {
  const run = await runScenario(scenario, mutant, { ip, seed: scenarioSeed(SEED, scenario.id, ip) });
  const { verdict, failure } = judge(scenario, run, REQUIREMENTS, false);
  return verdict === "fail" || verdict === "nonstrict" || (verdict === "error" && failure?.kind === "stack-failed");
}
