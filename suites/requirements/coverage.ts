/** How much of the catalogue has scenarios. */

import type { Scenario } from "../../harness/scenario";
import type { Requirement } from "../../harness/scenario/requirement";

/** The RFCs that have a file in the catalogue: 793, what took its place, and their companions. */
export const CENTRAL_RFCS = [
  "793",
  "9293",
  "1122",
  "5961",
  "6528",
  "1337",
  "7323",
  "2018",
  "2883",
  "6298",
  "5681",
  "6582",
  "3042",
  "6691",
  "3168",
] as const;

/** One rule, and how many scenarios settle it. */
export interface Covered {
  readonly requirement: Requirement;
  readonly scenarios: number;
}

/** Every requirement, in the order of the catalogue. */
export function coverageOf(
  requirements: ReadonlyMap<string, Requirement>,
  scenarios: readonly Scenario[],
): readonly Covered[] {
  const counts = new Map<string, number>();
  for (const { covers } of scenarios) for (const id of covers) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...requirements.values()].map((requirement) => ({
    requirement,
    scenarios: counts.get(requirement.id) ?? 0,
  }));
}

/** Of the rules that can be settled from outside: how many there are, and how many have scenarios. */
export interface Share {
  readonly settled: number;
  readonly testable: number;
}

export function shareOf(covered: readonly Covered[]): Share {
  const testable = covered.filter(({ requirement }) => requirement.testable !== "no");
  return { settled: testable.filter(({ scenarios }) => scenarios > 0).length, testable: testable.length };
}
