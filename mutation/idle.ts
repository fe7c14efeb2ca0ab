/** Which scenarios kill nothing, found without playing every mutant against every scenario. */

import { isAbout, type Scenario } from "../harness/scenario/scenario";
import type { IpVersion } from "../harness/wire/packet";
import type { Mutant } from "../stacks/mutants";

/** Whether the scenario kills the mutant over this version of IP. */
export type Try = (scenario: Scenario, mutant: Mutant, ip: IpVersion) => Promise<boolean>;

/**
 * The ids of the scenarios that kill none of the mutants. Each tries first those that break a rule of its own, then those that its
 * neighbours killed, the latest first; most have found one after a few. One version of IP is enough: IPv4, unless it is about IPv6.
 */
export async function idleScenarios(
  scenarios: readonly Scenario[],
  mutants: readonly Mutant[],
  kills: Try,
): Promise<readonly string[]> {
  let order = mutants;
  const idle: string[] = [];
  for (const scenario of scenarios) {
    const breaksItsRule = ({ breaks }: Mutant) => scenario.covers.includes(breaks);
    const candidates = [...order.filter(breaksItsRule), ...order.filter((each) => !breaksItsRule(each))];
    const ip = isAbout(scenario, 4) ? 4 : 6;
    const killed = await firstOf(candidates, (mutant) => kills(scenario, mutant, ip));
    if (killed === undefined) idle.push(scenario.id);
    else order = [killed, ...order.filter((each) => each !== killed)];
  }
  return idle;
}

async function firstOf<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of items) if (await holds(item)) return item;
  return undefined;
}
