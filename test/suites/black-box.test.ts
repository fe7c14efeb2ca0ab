/** The suites on a host on which nobody makes calls: one program listens there, and the wire tells the rest. */

import { expect } from "chai";
import type { Application } from "../../harness/port/user";
import type { Stack } from "../../harness/port/stack";
import type { Verdict } from "../../harness/port/verdict";
import { judge } from "../../harness/runner/judge";
import { scenarioSeed } from "../../harness/runner/run";
import { runScenario } from "../../harness/runner/run-scenario";
import { reference } from "../../stacks/reference";
import { SUITES } from "../../suites";
import { REQUIREMENTS } from "../../suites/requirements";

/** The reference, with a program for its only user. */
async function boxThat(behaves: Application): Promise<Stack> {
  const [stack] = await reference.open(1);
  if (stack?.user === undefined) throw new Error("the reference has user calls");
  const { user } = stack;
  return {
    ...stack,
    profile: { ...stack.profile, capabilities: [`application-${behaves}`] },
    user: {
      ...user,
      open: (id, request) => {
        if (request.kind !== "passive" || request.application !== behaves) throw new Error("that is not its program");
        return user.open(id, request);
      },
      send: () => Promise.reject(new Error("nobody makes calls")),
      receive: () => Promise.reject(new Error("nobody makes calls")),
      close: () => Promise.reject(new Error("nobody makes calls")),
      abort: () => Promise.reject(new Error("nobody makes calls")),
    },
  };
}

describe("a black box", () => {
  for (const behaves of ["discard", "echo", "http", "chargen"] as const)
    it(`that behaves as ${behaves} passes or is not asked`, async () => {
      const box = await boxThat(behaves);
      const wrong: string[] = [];
      const seen = new Set<Verdict>();
      for (const scenario of SUITES.flatMap(({ scenarios }) => scenarios)) {
        const run = await runScenario(scenario, box, { ip: 4, seed: scenarioSeed(1, scenario.id, 4) });
        const { verdict } = judge(scenario, run, REQUIREMENTS, false);
        seen.add(verdict);
        if (verdict !== "pass" && verdict !== "unsupported") wrong.push(`${verdict} ${scenario.id}`);
      }
      expect(wrong).to.deep.equal([]);
      expect(seen).to.include("pass");
    });
});
