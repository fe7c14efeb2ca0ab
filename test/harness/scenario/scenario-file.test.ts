import { expect } from "chai";
import fc from "fast-check";
import { scenarioOf, storm } from "../../../harness/fuzz/exchanges";
import { scenarioSeed } from "../../../harness/runner/run";
import { runScenario } from "../../../harness/runner/run-scenario";
import { MSL, peer, SYN, wait } from "../../../harness/scenario";
import { isExpression } from "../../../harness/scenario/expression";
import { printStep } from "../../../harness/scenario/print";
import type { Scenario } from "../../../harness/scenario/scenario";
import { parseScenarioFile, printScenarioFile, type ScenarioFile } from "../../../harness/scenario/scenario-file";
import { reference } from "../../../stacks/reference";
import { SUITES } from "../../../suites";

const SCENARIOS = SUITES.flatMap(({ scenarios }) => scenarios);

function fileOf(scenario: Scenario): ScenarioFile {
  return { schema: "tcpspec/scenario/1", stack: "reference", ip: 6, seed: 4_294_967_295, scenario };
}

/** What comes back when the scenario is printed and parsed. @throws {Error} when it is refused. */
function roundTrip(scenario: Scenario): ScenarioFile {
  const parsed = parseScenarioFile(printScenarioFile(fileOf(scenario)));
  if (!parsed.ok) throw new Error(`${scenario.id}: ${parsed.error}`);
  return parsed.file;
}

function expectToComeBack(scenario: Scenario): void {
  const file = roundTrip(scenario);
  expect({ ...file, scenario: undefined }).to.deep.equal({ ...fileOf(scenario), scenario: undefined });
  expect(printScenarioFile(file)).to.equal(printScenarioFile(fileOf(scenario)));
  expect(file.scenario.steps.map(printStep)).to.deep.equal(scenario.steps.map(printStep));
}

describe("scenario file", () => {
  for (const { path, scenarios } of SUITES) {
    it(`${path}: every scenario comes back as it was`, () => {
      scenarios.forEach(expectToComeBack);
    });
  }

  it("a storm comes back as it was", () => {
    for (const steps of fc.sample(storm, { numRuns: 60, seed: 1 })) expectToComeBack(scenarioOf(steps));
  });

  it("a scenario that came back runs to the same octets", async () => {
    const [stack] = await reference.open(1);
    if (stack === undefined) throw new Error("the reference offers no stack");
    for (const scenario of SCENARIOS) {
      const { ip = 4 } = scenario;
      const options = { ip, seed: scenarioSeed(1, scenario.id, ip) };
      const before = await runScenario(scenario, stack, options);
      const after = await runScenario(roundTrip(scenario).scenario, stack, options);
      expect(after.broken, scenario.id).to.equal(undefined);
      expect(after.trace, scenario.id).to.deep.equal(before.trace);
    }
  });

  it("numbers, times and octets come back as what they are, not as their texts", () => {
    const options = [{ kind: "unknown", code: 253, data: Uint8Array.of(0, 255) }] as const;
    const [scenario] = SCENARIOS.filter(({ id }) => id === "close/time-wait/starts-again");
    if (scenario === undefined) throw new Error("there is no such scenario any more");
    const more = [wait.past(MSL), wait.shortOf(MSL.times(2)), peer.sends(SYN, { options })];
    const { steps } = roundTrip({ ...scenario, steps: [...scenario.steps, ...more] }).scenario;
    const waits = steps.flatMap((step) => (step.kind === "wait" ? [step.duration] : []));
    expect(waits.slice(-2).map((duration) => String(duration.times(2)))).to.deep.equal(["2*MSL", "4*MSL"]);
    const sent = steps.flatMap((step) => (step.kind === "peer-sends" ? [step.segment] : []));
    expect(sent.some(({ seq }) => isExpression(seq))).to.equal(true);
    expect(sent.at(-1)?.options).to.deep.equal(options);
  });

  describe("an error says where", () => {
    const file = JSON.parse(printScenarioFile(fileOf(scenarioOf([peer.sends(SYN)])))) as Record<string, object>;
    const withStep = (step: object) => ({ ...file, scenario: { ...file.scenario, steps: [step] } });
    const sends = (segment: object) => withStep({ kind: "peer-sends", connection: "1", segment });

    const BROKEN: Readonly<Record<string, readonly [text: string, error: RegExp]>> = {
      "no JSON": ["{", /^not JSON: /],
      "not even text": ["", /^not JSON: /],
      "something else": ["[1, 2]", /^the file: must be object$/],
      nothing: ["null", /^the file: must be object$/],
      "another schema": [JSON.stringify({ ...file, schema: "tcpspec/scenario/2" }), /^schema: /],
      "no stack": [JSON.stringify({ ...file, stack: undefined }), /^the file: .*'stack'/],
      "an IP of tomorrow": [JSON.stringify({ ...file, ip: 5 }), /^ip: /],
      "a seed that is none": [JSON.stringify({ ...file, seed: -1 }), /^seed: /],
      "no steps": [
        JSON.stringify({ ...file, scenario: { ...file.scenario, steps: undefined } }),
        /^scenario: .*'steps'/,
      ],
      "an unknown step": [JSON.stringify(withStep({ kind: "dance" })), /^scenario\/steps\/0\/kind: /],
      "an unknown field": [JSON.stringify(sends({ flags: 2, sequence: 1 })), /^scenario\/steps\/0\/segment: /],
      "a number too large": [
        JSON.stringify(sends({ flags: 2, window: 65_536 })),
        /^scenario\/steps\/0\/segment\/window: /,
      ],
      "a codepoint that there is not": [
        JSON.stringify(sends({ flags: 2, ip: { ecn: "ECT" } })),
        /^scenario\/steps\/0\/segment\/ip\/ecn: /,
      ],
      "an option of IP without data": [
        JSON.stringify(sends({ flags: 2, ip: { options: [{ type: 30 }] } })),
        /^scenario\/steps\/0\/segment\/ip\/options\/0/,
      ],
      "a field that IP has not": [
        JSON.stringify(withStep({ kind: "stack-sends", connection: "1", pattern: { flags: 2, ip: { tos: 0 } } })),
        /^scenario\/steps\/0\/pattern\/ip: /,
      ],
      "a bad $seq": [
        JSON.stringify(sends({ flags: 2, seq: { $seq: "RCV.NEXT" } })),
        /^"RCV\.NEXT" is no sequence number/,
      ],
      "a bad $time": [
        JSON.stringify(withStep({ kind: "wait", length: "past", duration: { $time: "2 RTO" } })),
        /^"2 RTO" is no time/,
      ],
      "a bad $rto": [
        JSON.stringify(withStep({ kind: "stack-resends", connection: "1", name: "the text", after: { $rto: [5] } })),
        /^scenario\/steps\/0\/after: /,
      ],
      "bad octets": [
        JSON.stringify(sends({ flags: 2, options: [{ kind: "unknown", code: 253, data: { $hex: "0g" } }] })),
        /^"0g" are no octets/,
      ],
      "half an octet": [
        JSON.stringify(sends({ flags: 2, options: [{ kind: "unknown", code: 253, data: { $hex: "012" } }] })),
        /^"012" are no octets/,
      ],
    };

    for (const [what, [text, error]] of Object.entries(BROKEN)) {
      it(what, () => {
        const parsed = parseScenarioFile(text);
        expect(parsed.ok).to.equal(false);
        expect(parsed).to.have.property("error").that.matches(error);
      });
    }

    it("what these are made of has none", () => {
      expect(parseScenarioFile(JSON.stringify(sends({ flags: 2 }))).ok).to.equal(true);
    });
  });
});
