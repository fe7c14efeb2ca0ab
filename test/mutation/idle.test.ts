/** That every scenario kills a mutant of its own, or says why it is there nevertheless. */

import { expect } from "chai";
import { chosenScenarios } from "../../mutation/chosen";
import { idleScenarios } from "../../mutation/idle";
import { kills, onlyStack } from "../../mutation/kills";
import { disagreement } from "../../mutation/matrix";
import { COARSE, REASONS } from "../../mutation/reasons";
import type { Stack } from "../../harness/port/stack";
import type { Scenario } from "../../harness/scenario/scenario";
import { loadMutant, MUTANTS, type Mutant } from "../../stacks/mutants";

describe("every scenario bites", () => {
  it("kills a mutant that not everybody kills, or has a reason for killing none; and not both", async function () {
    this.timeout(600_000);
    const scenarios = chosenScenarios("**");
    const stacks = new Map<Mutant, Stack>();
    async function stackOf(mutant: Mutant): Promise<Stack> {
      const stack = stacks.get(mutant) ?? (await onlyStack(loadMutant(mutant)));
      stacks.set(mutant, stack);
      return stack;
    }
    const mutants = MUTANTS.filter(({ name }) => !COARSE.includes(name));
    const idle = await idleScenarios(scenarios, mutants, async (scenario, mutant, ip) =>
      kills(scenario, await stackOf(mutant), ip),
    );
    const ids = scenarios.map(({ id }) => id);
    expect(disagreement(ids, new Set(idle), REASONS)).to.deep.equal({ unexplained: [], refuted: [], pointless: [] });
  });
  it("is found out by trying likely mutants first, and all of them where none is killed", async () => {
    const scenario = (id: string, ...covers: readonly string[]): Scenario => ({
      id,
      title: "",
      covers,
      needs: [],
      preamble: 0,
      steps: [],
    });
    const mutant = (name: string, breaks: string): Mutant => ({ name, breaks, file: "", find: "", replace: "" });
    const [a, b, c] = [mutant("a", "MUST-1"), mutant("b", "MUST-2"), mutant("c", "MUST-3")];
    const tried: string[] = [];
    const idle = await idleScenarios(
      [scenario("first", "MUST-2"), scenario("second"), scenario("third", "MUST-1"), scenario("toothless")],
      [a, b, c],
      ({ id }, { name }, ip) => {
        tried.push(`${id} ${name} v${ip}`);
        return Promise.resolve(id !== "toothless" && name === "c");
      },
    );
    expect(idle).to.deep.equal(["toothless"]);
    expect(tried).to.deep.equal([
      "first b v4",
      "first a v4",
      "first c v4",
      "second c v4",
      "third a v4",
      "third c v4",
      "toothless c v4",
      "toothless a v4",
      "toothless b v4",
    ]);
  });
});
