import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Stack } from "../../harness/port/stack";
import { LEVELS } from "../../harness/port/verdict";
import { judge } from "../../harness/runner/judge";
import { isExpectation } from "../../harness/runner/meet";
import { scenarioSeed } from "../../harness/runner/run";
import { runScenario, type ScenarioRun } from "../../harness/runner/run-scenario";
import { isAbout, type Scenario } from "../../harness/scenario/scenario";
import { capabilitiesOf, isMetBySilence, type Step } from "../../harness/scenario/step";
import { SYN } from "../../harness/wire/flags";
import { seq } from "../../harness/wire/seq";
import { MILLISECOND, SECOND } from "../../harness/port/time";
import { reference, referenceWith, type ReferenceOptions } from "../../stacks/reference";
import { SUITES } from "../../suites";
import { REQUIREMENTS } from "../../suites/requirements";
import { shifted } from "./shifted";

const SCENARIOS = SUITES.flatMap(({ scenarios }) => scenarios);

/** All steps, those of alternatives as well. */
function everyStep(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) =>
    step.kind === "one-of" ? [step, ...step.alternatives.flatMap((each) => everyStep(each.steps))] : [step],
  );
}

/** Ways through the steps: one for each choice of alternatives. */
function ways(steps: readonly Step[]): readonly (readonly Step[])[] {
  const at = steps.findIndex(({ kind }) => kind === "one-of");
  const step = steps[at];
  if (step?.kind !== "one-of") return [steps];
  const before = steps.slice(0, at);
  return step.alternatives.flatMap((each) =>
    ways([...each.steps, ...steps.slice(at + 1)]).map((rest) => [...before, ...rest]),
  );
}

/** What only a stack that hears and speaks brings about. An acknowledgment may have been there before. */
const SIGNS_OF_LIFE: readonly Step["kind"][] = [
  "stack-sends",
  "stack-resends",
  "stack-transmits",
  "user-receives",
  "user-is-told",
];

describe("the suites", () => {
  it("have forty scenarios and more", () => {
    expect(SCENARIOS.length).to.be.at.least(40);
  });

  it("have one id for each scenario, and ids that can be typed", () => {
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).to.equal(SCENARIOS.length);
    for (const { path, scenarios } of SUITES)
      for (const { id } of scenarios) {
        expect(id).to.match(/^[a-z0-9]+(?:[-/][a-z0-9]+)*$/);
        expect(id.slice(0, id.lastIndexOf("/"))).to.equal(path);
      }
  });

  it("have no two scenarios of the same title in one suite", () => {
    for (const { path, scenarios } of SUITES)
      expect(new Set(scenarios.map(({ title }) => title)).size, path).to.equal(scenarios.length);
  });

  /** The scenarios of which something does not hold. */
  const unless = (holds: (scenario: Scenario) => boolean) =>
    SCENARIOS.filter((scenario) => !holds(scenario)).map(({ id }) => id);

  it("cover requirements that there are, each scenario one at least and none twice", () => {
    const unknown = SCENARIOS.flatMap(({ id, covers }) =>
      covers.filter((each) => !REQUIREMENTS.has(each)).map((each) => `${id}: ${each}`),
    );
    expect(unknown).to.deep.equal([]);
    expect(unless(({ covers }) => covers.length > 0 && new Set(covers).size === covers.length)).to.deep.equal([]);
  });

  it("cover what cannot be seen from outside only by scenarios that say themselves what they weigh", () => {
    const isTestable = (id: string) => REQUIREMENTS.get(id)?.testable !== "no";
    expect(unless(({ covers, level }) => level !== undefined || covers.every(isTestable))).to.deep.equal([]);
  });

  it("settle only what they cover", () => {
    expect(
      unless(({ covers, steps }) =>
        everyStep(steps).every((step) => step.kind !== "settles" || covers.includes(step.rule)),
      ),
    ).to.deep.equal([]);
  });

  it("ask for something beyond what leads up to it", () => {
    const asks = (step: Step) => isExpectation(step) || step.kind === "one-of" || step.kind === "call";
    expect(unless(({ steps, preamble }) => steps.slice(preamble).some(asks))).to.deep.equal([]);
  });

  it("prove every silence by something that the stack does later", () => {
    const isProven = (way: readonly Step[]) => {
      const silence = way.findLastIndex((step) => isExpectation(step) && isMetBySilence(step));
      const isSign = (step: Step) =>
        SIGNS_OF_LIFE.includes(step.kind) || (step.kind === "stack-flight" && !isMetBySilence(step));
      return silence < 0 || way.slice(silence).some(isSign);
    };
    expect(unless(({ steps }) => ways(steps).every(isProven))).to.deep.equal([]);
  });

  it("have several alternatives where they have any, and begin each with something to expect", () => {
    const isOpen = (step: Step) =>
      step.kind !== "one-of" ||
      (step.alternatives.length > 1 &&
        step.alternatives.every(({ steps: [first] }) => first !== undefined && isExpectation(first)));
    expect(unless(({ steps }) => everyStep(steps).every(isOpen))).to.deep.equal([]);
  });

  it("name each segment before they ask for it again", () => {
    const isNamed = (way: readonly Step[]) => {
      const named = new Set<string>();
      for (const step of way) {
        if (step.kind === "stack-sends" && step.pattern.as !== undefined) named.add(step.pattern.as);
        const asked = step.kind === "stack-resends" ? step.name : step.kind === "stack-flight" && step.flight.since;
        if (typeof asked === "string" && !named.has(asked)) return false;
      }
      return true;
    };
    expect(unless(({ steps }) => ways(steps).every(isNamed))).to.deep.equal([]);
  });

  it("stand where they say", () => {
    const stands = ({ source = "" }: Scenario) => {
      const [file = "", line = "0"] = source.split(":");
      return /\bscenario\((?:["`]|$)/.test(readFileSync(file, "utf8").split("\n")[Number(line) - 1] ?? "");
    };
    expect(unless(stands)).to.deep.equal([]);
  });
});

describe("the catalogue", () => {
  const FOLDER = "suites/requirements";
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  type Row = Readonly<Record<string, unknown>>;
  const rowsOf = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as readonly Row[];
  const rows = files.flatMap(rowsOf);

  it("has every row of every file, under an id of its own", () => {
    const ids = rows.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).to.deep.equal([]);
    expect([...REQUIREMENTS.keys()]).to.have.members(ids);
  });

  for (const file of files) {
    it(`${file} has rows with an RFC, a section, a known level, and what to do about it`, () => {
      for (const row of rowsOf(file)) {
        expect(Object.keys(row), String(row.id)).to.have.members([
          "id",
          "rfc",
          "section",
          "level",
          "summary",
          "testable",
          "how",
        ]);
        for (const [field, value] of Object.entries(row)) {
          expect(value, `${String(row.id)} ${field}`).to.be.a("string");
          expect(value, `${String(row.id)} ${field}`).to.match(/^\S(?:.*\S)?$/s);
        }
        expect(row.rfc).to.match(/^\d+$/);
        expect(LEVELS).to.include(row.level);
        expect(["yes", "needs-socket-api", "no"]).to.include(row.testable);
      }
    });

    const rfc = /^rfc(\d+)\.json$/.exec(file)?.[1];
    if (rfc !== undefined)
      it(`${file} is about RFC ${rfc}`, () => {
        expect(rowsOf(file).filter((row) => row.rfc !== rfc)).to.deep.equal([]);
      });
  }
});

async function stackOf(options: Partial<ReferenceOptions> = {}): Promise<Stack> {
  const [stack] = await referenceWith(options).open(1);
  if (stack === undefined) throw new Error("the reference offers no stack");
  return stack;
}

/** Runs every scenario over both versions of IP, and lists those that do not pass. */
async function shortcomings(
  stack: Stack,
  seeds: readonly number[],
  expected: readonly string[] = ["pass"],
  onRun: (run: ScenarioRun, scenario: Scenario) => void = () => undefined,
  scenarios = SCENARIOS,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const seed of seeds)
    for (const ip of [4, 6] as const)
      for (const scenario of scenarios.filter((each) => isAbout(each, ip))) {
        const run = await runScenario(scenario, stack, { ip, seed: scenarioSeed(seed, scenario.id, ip) });
        const { verdict, failure } = judge(scenario, run, REQUIREMENTS, true);
        onRun(run, scenario);
        if (!expected.includes(verdict))
          found.push(`${scenario.id} v${ip} seed ${seed}: ${verdict}, ${failure?.message ?? run.unsupported ?? ""}`);
      }
  return found;
}

/** The initial numbers of the peer, or of the stack. */
function initialNumbers({ trace }: ScenarioRun, direction: "peer->stack" | "stack->peer"): readonly number[] {
  return trace.events.flatMap((event) => {
    if (event.kind !== "packet" || event.direction !== direction) return [];
    if (!event.decoded.ok || event.decoded.value.kind !== "tcp") return [];
    const { segment } = event.decoded.value;
    return (segment.flags & SYN) === 0 ? [] : [segment.seq];
  });
}

describe("every scenario passes on the reference", () => {
  it("with seeds 1 to 5, the peer's numbers running over the end of the space in many", async () => {
    let wrapping = 0;
    const count = (run: ScenarioRun) => {
      if (initialNumbers(run, "peer->stack").some((number) => number >= 2 ** 32 - 64)) wrapping++;
    };
    expect(await shortcomings(await stackOf(), [1, 2, 3, 4, 5], ["pass"], count)).to.deep.equal([]);
    expect(wrapping).to.be.greaterThan(SCENARIOS.length);
  });

  it("with the stack's own numbers running over the end of the space", async () => {
    for (const first of [-1, -2, -10]) {
      const seen = new Set<number>();
      const note = (run: ScenarioRun) => {
        for (const number of initialNumbers(run, "stack->peer").slice(0, 1)) seen.add(number);
      };
      expect(await shortcomings(shifted(await stackOf(), seq(first)), [1], ["pass"], note)).to.deep.equal([]);
      expect([...seen]).to.deep.equal([seq(first)]);
    }
  });

  const LEGAL: Readonly<Record<string, Partial<ReferenceOptions>>> = {
    "resets believed anywhere in the window (RFC 793)": { rstProcessing: "rfc793" },
    "a SYN in the window that resets (RFC 793)": { synProcessing: "rfc793" },
    "old ACKs passed over (RFC 793)": { ackProcessing: "rfc793" },
    "all of RFC 793": { rstProcessing: "rfc793", synProcessing: "rfc793", ackProcessing: "rfc793" },
    "TIME-WAIT that ignores resets (RFC 1337)": { ignoreRstInTimeWait: true },
    "ACKs that are never held back": { delayedAck: 0 },
    "ACKs that are held back as long as may be": { delayedAck: 499 * MILLISECOND },
    "an MSL of 30 seconds": { msl: 30 * SECOND },
    "an RTO of 3 seconds, as RFC 1122 had it": { initialRto: 3 * SECOND, minimumRto: 3 * SECOND },
    "no Nagle algorithm": { nagle: false },
    "ECN asked for as well (RFC 3168 6.1.1)": { ecn: "request" },
    "an MTU of 9000 octets": { mtu: 9000 },
    "a small receive buffer": { receiveBuffer: 4096 },
  };

  /** Legal, and against a SHOULD. */
  const NOT_FOLLOWED: Readonly<Record<string, readonly string[]>> = {
    "ACKs that are never held back": ["acks/delayed/waits"],
    "no Nagle algorithm": ["window/sender/nagle-waits", "window/sender/nagle-stays"],
  };

  for (const [what, options] of Object.entries(LEGAL)) {
    it(`with ${what}`, async () => {
      const found = await shortcomings(await stackOf(options), [1]);
      const ids = new Set(found.map((text) => text.split(" ")[0]));
      expect([...ids], found.join("\n")).to.deep.equal(NOT_FOLLOWED[what] ?? []);
    });
  }

  it("but for that least RTO itself, with one of 0.2 seconds (RFC 6298 2.4 has a SHOULD)", async () => {
    const found = await shortcomings(await stackOf({ minimumRto: 200 * MILLISECOND }), [1]);
    expect(found.map((each) => each.split(" ", 2).join(" "))).to.deep.equal([
      "retransmission/bounds/least v4",
      "retransmission/bounds/least v6",
    ]);
  });

  it("or is unsupported, with ECN and the options of RFC 7323 and RFC 2018 switched off", async () => {
    const off = await stackOf({ windowScale: false, timestamps: false, sack: false, ecn: "off" });
    for (const each of ["window-scale", "timestamps", "sack", "ecn"] as const)
      expect(off.profile.capabilities).not.to.include(each);
    expect(await shortcomings(off, [1], ["pass", "unsupported"])).to.deep.equal([]);
  });

  it("or is unsupported, where it cannot do what a scenario needs", async () => {
    const [stack] = await reference.open(1);
    if (stack === undefined) throw new Error("the reference offers no stack");
    const { capabilities } = stack.profile;
    for (const missing of capabilities) {
      const profile = { ...stack.profile, capabilities: capabilities.filter((each) => each !== missing) };
      // Of these two the runner takes notice in whatever scenario, of the others only where one needs them.
      const affected = SCENARIOS.filter(
        ({ needs, steps }) =>
          missing === "user-calls" || missing === "status" || [...needs, ...capabilitiesOf(steps)].includes(missing),
      );
      const without = { ...stack, profile };
      const found = await shortcomings(without, [1], ["pass", "unsupported"], undefined, affected);
      expect(found, missing).to.deep.equal([]);
    }
  });
});
