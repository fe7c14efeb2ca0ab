/** What the kills of all mutants come to. */

import { globToRegExp } from "../harness/runner/select";
import type { IpVersion } from "../harness/wire/packet";
import type { Mutant } from "../stacks/mutants";
import type { Reason } from "./reasons";

/** The ids of the scenarios that killed it, over each version of IP that was played. */
export type Kills = Partial<Readonly<Record<IpVersion, readonly string[]>>>;

/** One mutant, and who killed it. */
export interface Played {
  readonly mutant: Mutant;
  readonly kills: Kills;
}

/** Scenarios that killed it over any version of IP, in their order, each once. */
export function killersOf({ kills }: Played): readonly string[] {
  return [...new Set(Object.values(kills).flat())];
}

/**
 * The share of the scenarios from which on a mutant says nothing of a single one of them: what is wrong in every segment is
 * seen by whoever looks at any.
 */
export const COARSE_SHARE = 0.2;

export interface Matrix {
  /** In their order. */
  readonly played: readonly Played[];
  readonly survivors: readonly Mutant[];
  /** Mutants that so many scenarios kill that they prove no scenario's worth. */
  readonly coarse: readonly string[];
  /** Scenarios that kill no mutant but coarse ones. */
  readonly idle: readonly string[];
}

/** @param scenarios the ids of those that were played */
export function matrixOf(played: readonly Played[], scenarios: readonly string[]): Matrix {
  const killers = new Map(played.map((each) => [each, killersOf(each)]));
  const isCoarse = (each: Played) => (killers.get(each)?.length ?? 0) > scenarios.length * COARSE_SHARE;
  const useful = new Set(played.filter((each) => !isCoarse(each)).flatMap((each) => killers.get(each) ?? []));
  return {
    played,
    survivors: played.filter((each) => killers.get(each)?.length === 0).map(({ mutant }) => mutant),
    coarse: played.filter(isCoarse).map(({ mutant }) => mutant.name),
    idle: scenarios.filter((id) => !useful.has(id)),
  };
}

/** Names that only one of the two lists has: of mutants that were seen to be coarse, and of those that are known to be. */
export function misjudged(seen: readonly string[], known: readonly string[]): readonly string[] {
  return [...seen.filter((name) => !known.includes(name)), ...known.filter((name) => !seen.includes(name))];
}

/** What does not agree between the reasons and what was seen; all empty when all is well. */
export interface Disagreement {
  /** Scenarios that kill nothing, and nobody says why they are there. */
  readonly unexplained: readonly string[];
  /** Scenarios that have a reason for killing nothing, and kill something. */
  readonly refuted: readonly string[];
  /** Reasons that fit no scenario. */
  readonly pointless: readonly string[];
}

/** @param scenarios the ids of all that there are; `idle`: those of them that kill nothing */
export function disagreement(
  scenarios: readonly string[],
  idle: ReadonlySet<string>,
  reasons: readonly Reason[],
): Disagreement {
  const globs = reasons.map(({ scenario }) => ({ scenario, fits: globToRegExp(scenario) }));
  const isExplained = (id: string) => globs.some(({ fits }) => fits.test(id));
  return {
    unexplained: scenarios.filter((id) => idle.has(id) && !isExplained(id)),
    refuted: scenarios.filter((id) => !idle.has(id) && isExplained(id)),
    pointless: globs.filter(({ fits }) => !scenarios.some((id) => fits.test(id))).map(({ scenario }) => scenario),
  };
}
