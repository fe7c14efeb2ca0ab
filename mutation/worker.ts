/** The other end of workers.ts: takes the name of a mutant at a time and answers with its kills. */

import { loadMutant, MUTANTS, type Mutant } from "../stacks/mutants";
import { kills, onlyStack } from "./kills";
import type { Kills } from "./matrix";
import { chosenScenarios } from "./chosen";
import type { Choices } from "./choices";

/** What a worker is started with. */
export type Orders = Pick<Choices, "suite" | "ips">;

const { suite, ips } = JSON.parse(process.argv[2] ?? "") as Orders;
const scenarios = chosenScenarios(suite);

async function killsOf(mutant: Mutant): Promise<Kills> {
  const stack = await onlyStack(loadMutant(mutant));
  const found: Kills = {};
  for (const ip of ips) {
    const ids: string[] = [];
    for (const scenario of scenarios) if (await kills(scenario, stack, ip)) ids.push(scenario.id);
    Object.assign(found, { [ip]: ids });
  }
  return found;
}

process.on("message", (name: string) => {
  const mutant = MUTANTS.find((each) => each.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
  void killsOf(mutant).then((found) => process.send?.(found));
});
