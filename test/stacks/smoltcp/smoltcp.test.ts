/** smoltcp under test: it keeps the contract, departs from the RFCs where its baseline says, and repeats itself. */

import { expect } from "chai";
import { clausesFor } from "../../../adapters/contract";
import type { Stack } from "../../../harness/port/stack";
import { judge } from "../../../harness/runner/judge";
import { scenarioSeed } from "../../../harness/runner/run";
import { runScenario } from "../../../harness/runner/run-scenario";
import { printHex, type IpVersion } from "../../../harness/wire";
import { smoltcp } from "../../../stacks/smoltcp";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { requireSmoltcp } from "./require-smoltcp";

const VERSIONS: readonly IpVersion[] = [4, 6];
const SCENARIOS = SUITES.flatMap(({ scenarios }) => scenarios);

describe("smoltcp", () => {
  let stack: Stack;

  before(async function () {
    requireSmoltcp(this);
    const [first] = await smoltcp().open(1);
    if (first === undefined) throw new Error("nothing was opened");
    stack = first;
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  for (const version of VERSIONS)
    it(`keeps the contract over IPv${version}`, async () => {
      const found: string[] = [];
      for (const { title, check } of clausesFor(stack)) {
        await stack.reset(1);
        await check(stack, version).catch((error: unknown) => found.push(`${title}: ${String(error)}`));
      }
      expect(found).to.deep.equal([]);
    });

  /** Plays every scenario, and returns what was not as it should be and everything that went over the wire, with its time. */
  async function playAll(): Promise<{ readonly departures: readonly string[]; readonly wire: readonly string[] }> {
    const departures: string[] = [];
    const wire: string[] = [];
    for (const ip of VERSIONS)
      for (const scenario of SCENARIOS) {
        const run = await runScenario(scenario, stack, { ip, seed: scenarioSeed(1, scenario.id, ip) });
        const { verdict } = judge(scenario, run, REQUIREMENTS, false);
        if (!["pass", "info", "unsupported"].includes(verdict)) departures.push(`${scenario.id} v${ip}: ${verdict}`);
        for (const event of run.trace.events)
          if (event.kind === "packet") wire.push(`${scenario.id} ${event.at} ${printHex(event.bytes)}`);
      }
    return { departures, wire };
  }

  it("departs from the RFCs where its baseline says, and says the same to the octet once more", async () => {
    const expected = (smoltcp().baseline ?? []).flatMap(({ scenario, verdict }) =>
      VERSIONS.map((version) => `${scenario} v${version}: ${verdict}`),
    );
    const first = await playAll();
    expect(first.departures).to.have.members(expected);
    expect((await playAll()).wire).to.deep.equal(first.wire);
  });
});
