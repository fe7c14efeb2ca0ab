/** Holds the type `Results` and its schema together: what one of them has, the other has. */

import { expect } from "chai";
import type {
  Failure,
  FieldDifference,
  Outcome,
  RequirementResult,
  Results,
  RuleResult,
  ScenarioResult,
  StackDescription,
  Summary,
} from "../../../harness/port/results";
import { LEVELS, VERDICTS } from "../../../harness/port/verdict";
import type { IpVersion } from "../../../harness/wire/packet";
import * as schema from "../../../reports/json/results.schema.json";

type Necessity = "required" | "optional";

/** Each key of the type, and whether it may be absent: the compiler rejects a table that is not just that. */
type Keys<T> = { readonly [K in keyof T]-?: Pick<T, K> extends Required<Pick<T, K>> ? "required" : "optional" };

/** Every member of a union of literals; the compiler rejects a table that lacks one. */
type Members<T extends string | number> = Readonly<Record<T, true>>;

const results: Keys<Results> = {
  schema: "required",
  tool: "required",
  run: "required",
  stacks: "required",
  scenarios: "required",
  rules: "required",
  requirements: "required",
  summary: "required",
};
const tool: Keys<Results["tool"]> = { name: "required", version: "required" };
const run: Keys<Results["run"]> = {
  seed: "required",
  command: "required",
  startedAt: "required",
  durationMs: "required",
  complete: "required",
};
const summary: Keys<Summary> = {
  error: "required",
  fail: "required",
  nonstrict: "required",
  inconclusive: "required",
  unsupported: "required",
  info: "required",
  pass: "required",
  unexpected: "required",
};
const stack: Keys<StackDescription> = {
  name: "required",
  title: "optional",
  version: "required",
  adapter: "required",
  clock: "required",
  settings: "optional",
  profile: "required",
};
const scenario: Keys<ScenarioResult> = {
  id: "required",
  title: "required",
  suite: "required",
  source: "optional",
  stack: "required",
  ip: "required",
  covers: "required",
  level: "required",
  verdict: "required",
  outcome: "required",
  durationMs: "required",
  virtualMs: "required",
  steps: "required",
  alternatives: "required",
  remark: "optional",
  notCounted: "optional",
  failure: "optional",
  trace: "optional",
  replay: "required",
};
const failure: Keys<Failure> = {
  step: "required",
  stepText: "required",
  kind: "required",
  message: "required",
  expected: "required",
  actual: "required",
  differences: "required",
  at: "required",
  packet: "optional",
  section: "required",
  rule: "required",
  exchange: "required",
};
const difference: Keys<FieldDifference> = { field: "required", expected: "required", actual: "required" };
const rule: Keys<RuleResult> = { id: "required", stack: "required", section: "required", violations: "required" };
const violation: Keys<RuleResult["violations"][number]> = { scenario: "required", message: "required" };
const requirement: Keys<RequirementResult> = {
  id: "required",
  stack: "required",
  verdict: "required",
  scenarios: "required",
};

interface ObjectSchema {
  readonly additionalProperties: boolean;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

const { $defs } = schema;

const OBJECTS: readonly (readonly [name: string, keys: Readonly<Record<string, Necessity>>, schema: ObjectSchema])[] = [
  ["results", results, schema],
  ["tool", tool, schema.properties.tool],
  ["run", run, schema.properties.run],
  ["summary", summary, schema.properties.summary],
  ["stack", stack, $defs.stack],
  ["scenario", scenario, $defs.scenario],
  ["failure", failure, $defs.failure],
  ["difference", difference, $defs.difference],
  ["rule", rule, $defs.rule],
  ["violation", violation, $defs.violation],
  ["requirement", requirement, $defs.requirement],
];

const kinds: Members<Failure["kind"]> = {
  "wrong-segment": true,
  "no-segment": true,
  "unexpected-segment": true,
  "wrong-state": true,
  "wrong-call-outcome": true,
  "not-told": true,
  told: true,
  "wrong-text": true,
  "wrong-time": true,
  statistics: true,
  rule: true,
  "unproven-silence": true,
  "stack-failed": true,
  "harness-failed": true,
};
const outcomes: Members<Outcome> = { expected: true, unexpected: true };
const clocks: Members<StackDescription["clock"]> = { virtual: true, real: true };
const versions: Members<IpVersion> = { 4: true, 6: true };

const UNIONS: readonly (readonly [
  name: string,
  members: readonly string[],
  schema: { readonly enum: readonly unknown[] },
])[] = [
  ["verdict", VERDICTS, $defs.verdict],
  ["level", LEVELS, $defs.level],
  ["kind of failure", Object.keys(kinds), $defs.failure.properties.kind],
  ["outcome", Object.keys(outcomes), $defs.scenario.properties.outcome],
  ["clock", Object.keys(clocks), $defs.stack.properties.clock],
  ["IP version", Object.keys(versions), $defs.ipVersion],
];

describe("results.schema.json", () => {
  for (const [name, keys, { additionalProperties, required, properties }] of OBJECTS) {
    it(`has the fields of ${name}, in order, and no others`, () => {
      expect(Object.keys(properties)).to.deep.equal(Object.keys(keys));
      expect(required).to.deep.equal(Object.keys(keys).filter((key) => keys[key] === "required"));
      expect(additionalProperties).to.equal(false);
    });

    it(`describes each field of ${name}`, () => {
      for (const property of Object.values(properties)) {
        expect(property).to.have.property("description").that.is.a("string");
      }
    });
  }

  for (const [name, members, { enum: values }] of UNIONS) {
    it(`has every ${name}`, () => {
      expect(values.map(String)).to.have.members(members);
    });
  }
});
