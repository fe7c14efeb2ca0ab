import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { fuzz, tryExchange, type Finding } from "../../../harness/fuzz/fuzz";
import type { Failure } from "../../../harness/port/results";
import type { Stack, StackProvider } from "../../../harness/port/stack";
import { VERDICTS, type Verdict } from "../../../harness/port/verdict";
import { judge } from "../../../harness/runner/judge";
import { scenarioSeed } from "../../../harness/runner/run";
import { runScenario } from "../../../harness/runner/run-scenario";
import type { Scenario } from "../../../harness/scenario/scenario";
import { parseScenarioFile, printScenarioFile } from "../../../harness/scenario/scenario-file";
import { loadMutant, mutantNamed, mutated, MUTANTS, type Mutant } from "../../../stacks/mutants";
import { reference } from "../../../stacks/reference";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";

const SCENARIOS = SUITES.flatMap(({ scenarios }) => scenarios);

/** All scenarios, those first that settle the rule. */
function likelyFirst(rule: string): readonly Scenario[] {
  const settles = ({ covers }: Scenario) => covers.includes(rule);
  return [...SCENARIOS.filter(settles), ...SCENARIOS.filter((each) => !settles(each))];
}

async function only(provider: StackProvider): Promise<Stack> {
  const [stack] = await provider.open(1);
  if (stack === undefined) throw new Error(`${provider.name} offers no stack`);
  return stack;
}

interface Kill {
  readonly id: string;
  readonly failure: Failure;
}

/** The first scenario that comes to one of these verdicts on a stack, over IPv4 where it is about that. */
async function firstKill(
  stack: Stack,
  scenarios: readonly Scenario[],
  verdicts: readonly Verdict[],
): Promise<Kill | undefined> {
  for (const scenario of scenarios) {
    const { id, ip = 4 } = scenario;
    const run = await runScenario(scenario, stack, { ip, seed: scenarioSeed(1, id, ip) });
    const { verdict, failure } = judge(scenario, run, REQUIREMENTS, false);
    if (failure !== undefined && verdicts.includes(verdict)) return { id, failure };
  }
  return undefined;
}

describe("mutants", () => {
  it("have a name each, by which they can be had", () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).to.equal(MUTANTS.length);
    for (const { name } of MUTANTS) expect(name).to.match(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(mutantNamed("isn-constant")?.name).to.equal("mutant:isn-constant");
    expect(mutantNamed("isn-perfect")).to.equal(undefined);
  });

  it("break requirements that there are", () => {
    expect(MUTANTS.filter(({ breaks }) => !REQUIREMENTS.has(breaks)).map(({ name }) => name)).to.deep.equal([]);
  });

  it("change what is there just once, and change it", () => {
    for (const mutant of MUTANTS) {
      const source = readFileSync(join("stacks/reference", mutant.file), "utf8");
      const wrong = mutated(source, mutant);
      expect(wrong, mutant.name).not.to.equal(source);
      expect(wrong.length - source.length, mutant.name).to.equal(mutant.replace.length - mutant.find.length);
    }
  });

  describe("mutated", () => {
    const mutant: Mutant = { name: "made-up", breaks: "MUST-1", file: "some.ts", find: "a + b", replace: "$& - $1" };

    it("puts the mistake in, whatever stands in it", () => {
      expect(mutated("const c = a + b;", mutant)).to.equal("const c = $& - $1;");
    });

    it("refuses what is not there, and what is there twice, and tells where it looked", () => {
      expect(() => mutated("const c = a - b;", mutant)).to.throw(
        'mutant made-up: some.ts has 0 places that read "a + b"',
      );
      expect(() => mutated("f(a + b, a + b)", mutant)).to.throw("some.ts has 2 places");
    });
  });

  it("cannot be made of a file that the reference does not have", () => {
    const [mutant] = MUTANTS;
    if (mutant === undefined) throw new Error("there are no mutants");
    expect(() => loadMutant({ ...mutant, file: "nowhere.ts" })).to.throw("the reference has no file nowhere.ts");
    expect(() => loadMutant({ ...mutant, find: "no such words" })).to.throw("0 places");
  });

  it("leave the reference itself as it is", async () => {
    MUTANTS.slice(0, 3).forEach(loadMutant);
    expect(await firstKill(await only(reference), SCENARIOS, VERDICTS)).to.equal(undefined);
  });
});

describe("scenarios see every mutant", () => {
  for (const mutant of MUTANTS) {
    it(mutant.name, async () => {
      const fatal = mutant.name.startsWith("dies-");
      const stack = await only(loadMutant(mutant));
      const kill = await firstKill(stack, likelyFirst(mutant.breaks), fatal ? ["error"] : ["fail", "nonstrict"]);
      expect(kill).not.to.equal(undefined);
      if (kill === undefined) return;
      const { id, failure } = kill;
      if (fatal) expect(failure.kind, id).to.equal("stack-failed");
      else {
        expect(REQUIREMENTS.has(failure.rule), `${id}: ${failure.rule}`).to.equal(true);
        expect(failure.section, id).to.match(/^RFC \d+ \S/);
      }
      expect(failure.message, id).not.to.equal("");
    });
  }
});

const fuzzed = (stack: Stack, runs: number, seed: number): Promise<Finding | undefined> =>
  fuzz({
    stack,
    runs,
    seed,
    requirements: REQUIREMENTS,
    known: [],
    onKnown: () => undefined,
    patience: (work) => work,
    breathe: () => Promise.resolve(),
    onExchange: () => undefined,
    signal: new AbortController().signal,
  });

describe("fuzzing", () => {
  /** What each of them breaks, as always-on rules name it; the empty name: the stack itself. */
  const FOUND: Readonly<Record<string, readonly string[]>> = {
    "ack-is-isn": ["793-3.3-ACK-CUMULATIVE"],
    "acknowledges-across-a-gap": ["793-3.3-ACK-CUMULATIVE"],
    "leaves-a-number-out": ["793-3.3-SYN-FIN-OCCUPY"],
    "sends-other-octets-again": ["793-3.7-RETX-CONSISTENT"],
    // Its ACK is the number of its own segment: most often one that the peer never sent.
    "takes-its-ack-back": ["793-3.3-ACK-MONOTONIC", "793-3.3-ACK-CUMULATIVE"],
    "dies-of-urgent-data": [""],
    "dies-of-an-early-fin": [""],
  };

  for (const [name, rules] of Object.entries(FOUND)) {
    it(`finds ${name}, in a dozen steps at the most, and finds it again in the file that it saves`, async () => {
      const mutant = mutantNamed(name);
      if (mutant === undefined) throw new Error("there is no such mutant any more");
      const stack = await only(mutant);
      const finding = await fuzzed(stack, 5000, 1);
      if (finding === undefined) throw new Error("nothing was found");
      const { scenario, ip, seed, failure, verdict } = finding;
      expect(rules).to.include(failure.rule);
      expect(verdict).to.equal(rules.includes("") ? "error" : "fail");
      expect(failure.kind).to.equal(rules.includes("") ? "stack-failed" : "rule");
      expect(scenario.storm).to.be.at.most(12);
      expect(finding.stepsWhenFound).to.be.at.least(scenario.storm ?? 0);

      const parsed = parseScenarioFile(
        printScenarioFile({ schema: "tcpspec/scenario/1", stack: stack.name, ip, seed, scenario }),
      );
      if (!parsed.ok) throw new Error(parsed.error);
      const again = await tryExchange(parsed.file.scenario, stack, parsed.file.ip, parsed.file.seed, REQUIREMENTS);
      // Where a stack broke is told with the way that led there, which is not the same twice.
      expect({ ...again.failure, actual: "" }).to.deep.equal({ ...failure, actual: "" });
      expect(again.trace).to.deep.equal(finding.trace);

      const right = await tryExchange(scenario, await only(reference), ip, seed, REQUIREMENTS);
      expect(right.failure).to.equal(undefined);
    });
  }

  for (const seed of [1, 2, 3]) {
    it(`finds nothing on the reference in 2000 exchanges of seed ${seed}`, async () => {
      const finding = await fuzzed(await only(reference), 2000, seed);
      expect(finding?.failure).to.equal(undefined);
    });
  }
});
