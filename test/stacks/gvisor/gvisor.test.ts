/** gVisor's netstack under test: it keeps the contract, departs from the RFCs where its baseline says, and repeats itself. */

import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { clausesFor } from "../../../adapters/contract";
import type { Stack } from "../../../harness/port/stack";
import { judge } from "../../../harness/runner/judge";
import { scenarioSeed } from "../../../harness/runner/run";
import { runScenario } from "../../../harness/runner/run-scenario";
import { printHex, type IpVersion } from "../../../harness/wire";
import { gvisor } from "../../../stacks/gvisor";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { requireGvisor } from "./require-gvisor";

const VERSIONS: readonly IpVersion[] = [4, 6];
const SCENARIOS = SUITES.flatMap(({ scenarios }) => scenarios);

describe("gvisor", () => {
  let stack: Stack;

  before(async function () {
    requireGvisor(this);
    const [first] = await gvisor.open(1);
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

  interface Played {
    /** The scenarios whose verdict is not what everybody hopes for. */
    readonly departures: readonly string[];
    /** Everything that went over the wire, with its time. */
    readonly wire: readonly string[];
  }

  /** Plays every scenario. */
  async function play(ip: IpVersion): Promise<Played> {
    const departures: string[] = [];
    const wire: string[] = [];
    for (const scenario of SCENARIOS) {
      const run = await runScenario(scenario, stack, { ip, seed: scenarioSeed(1, scenario.id, ip) });
      const { verdict } = judge(scenario, run, REQUIREMENTS, false);
      if (!["pass", "info", "unsupported"].includes(verdict)) departures.push(`${scenario.id}: ${verdict}`);
      for (const event of run.trace.events)
        if (event.kind === "packet") wire.push(`${scenario.id} ${event.at} ${printHex(event.bytes)}`);
    }
    return { departures, wire };
  }

  for (const version of VERSIONS)
    it(`departs from the RFCs where its baseline says, over IPv${version}`, async () => {
      const expected = (gvisor.baseline ?? []).filter(({ ip = version }) => ip === version);
      const { departures } = await play(version);
      expect(departures).to.have.members(expected.map(({ scenario, verdict }) => `${scenario}: ${verdict}`));
    });

  it("says the same to the octet while the machine is busy", async function () {
    this.timeout(120_000);
    const idle = await play(4);
    const busy = [1, 2].map(() => new Worker("for (;;);", { eval: true }));
    try {
      expect((await play(4)).wire).to.deep.equal(idle.wire);
    } finally {
      await Promise.all(busy.map((each) => each.terminate()));
    }
  });
});
