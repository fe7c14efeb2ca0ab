/** The mutants and scenarios that globs mean. */

import { globToRegExp } from "../harness/runner/select";
import type { Scenario } from "../harness/scenario/scenario";
import { MUTANTS, type Mutant } from "../stacks/mutants";
import { SUITES } from "../suites";

/** @throws {TypeError} when there are none. */
export function chosenScenarios(glob: string): readonly Scenario[] {
  const fits = globToRegExp(glob);
  const chosen = SUITES.flatMap(({ scenarios }) => scenarios).filter(({ id }) => fits.test(id));
  if (chosen.length === 0) throw new TypeError(`no scenario is called ${glob}`);
  return chosen;
}

/** @throws {TypeError} when there are none. */
export function chosenMutants(glob: string): readonly Mutant[] {
  const fits = globToRegExp(glob);
  const chosen = MUTANTS.filter(({ name }) => fits.test(name));
  if (chosen.length === 0) throw new TypeError(`no mutant is called ${glob}`);
  return chosen;
}
