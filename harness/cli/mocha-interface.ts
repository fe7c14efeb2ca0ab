/**
 * Scenarios as mocha tests. A file that exports suites, run by mocha with `--ui tcpspec`, shows each scenario as a test over
 * IPv4 and one over IPv6; everything that the interface `bdd` has is there as well. TCPSPEC_STACK names the stack, as
 * `--stack` does, and TCPSPEC_SEED the seed.
 */

import Mocha from "mocha";
import type { BaselineEntry } from "../port/baseline";
import type { Stack, StackProvider } from "../port/stack";
import { jobsOf, run } from "../runner/run";
import type { Scenario, Suite } from "../scenario/scenario";
import type { IpVersion } from "../wire/packet";
import { failureBlock } from "../../reports/console";
import { REQUIREMENTS } from "../../suites/requirements";
import { closeSeats, describeStack, openSeats, type Seats } from "./seats";
import { readSettings } from "./settings";
import { stackNamed } from "./stacks";
import { breather, PATIENCE_MS, patienceUntil } from "./turns";

function isSuite(value: unknown): value is Suite {
  return (
    typeof value === "object" &&
    value !== null &&
    "path" in value &&
    typeof value.path === "string" &&
    "scenarios" in value &&
    Array.isArray(value.scenarios)
  );
}

/** One stack for all tests, opened by the first of them. */
function sharedStack(): {
  get(): Promise<{ stack: Stack; baseline: readonly BaselineEntry[] }>;
  close(): Promise<void>;
} {
  let opened: Promise<Seats> | undefined;
  let provider: StackProvider | undefined;
  return {
    async get() {
      if (provider === undefined) {
        const { configured, defaults } = await readSettings();
        provider = stackNamed(process.env.TCPSPEC_STACK ?? defaults.stack ?? "reference", { configured });
      }
      const [stack] = await (opened ??= openSeats(provider, 1));
      return { stack, baseline: provider.baseline ?? [] };
    },
    async close() {
      const seats = await opened;
      opened = undefined;
      if (seats !== undefined && provider !== undefined) await closeSeats(provider, seats);
    },
  };
}

function testOf(scenario: Scenario, ip: IpVersion, shared: ReturnType<typeof sharedStack>): Mocha.Test {
  const test = new Mocha.Test(`${scenario.title} (IPv${ip})`, async function (this: Mocha.Context) {
    const { stack, baseline } = await shared.get();
    const { signal } = new AbortController();
    const { scenarios } = await run({
      scenarios: [scenario],
      seats: [stack],
      ips: [ip],
      seed: Number(process.env.TCPSPEC_SEED ?? 1),
      strict: false,
      requirements: REQUIREMENTS,
      baseline,
      stopwatch: () => performance.now(),
      patience: patienceUntil(signal, PATIENCE_MS[stack.clock.kind]),
      breathe: breather(),
      signal,
      onEnd: () => undefined,
    });
    const [result] = scenarios;
    if (result === undefined) throw new Error("the scenario did not come to an end");
    if (result.verdict === "unsupported") this.skip();
    if (result.outcome === "expected") return;
    const error = new Error(failureBlock(result, describeStack(stack), { color: false, width: 100 }));
    // The block says where; a trace through the harness would hide it.
    error.stack = error.message;
    throw error;
  });
  test.timeout(PATIENCE_MS.real);
  return test;
}

/** What `--ui tcpspec` stands for. */
export function scenarioInterface(root: Mocha.Suite): void {
  Mocha.interfaces.bdd(root);
  const shared = sharedStack();
  let mounted = false;
  root.on("require", (exported: unknown, file: string) => {
    if (typeof exported !== "object" || exported === null) return;
    const suites = Object.values(exported).filter(isSuite);
    if (suites.length > 0 && !mounted) {
      root.afterAll(() => shared.close());
      mounted = true;
    }
    for (const suite of suites) {
      const group = Mocha.Suite.create(root, suite.path);
      group.file = file;
      for (const scenario of suite.scenarios)
        for (const { ip } of jobsOf([scenario], [4, 6])) group.addTest(testOf(scenario, ip, shared));
    }
  });
}

(Mocha.interfaces as unknown as Record<string, (root: Mocha.Suite) => void>).tcpspec = scenarioInterface;
