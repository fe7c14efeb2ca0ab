import { expect } from "chai";
import fc from "fast-check";
import type { ScenarioResult } from "../../../harness/port/results";
import { VERDICTS } from "../../../harness/port/verdict";
import { parseResults } from "../../../reports/json/parse-results";
import { resultsJson } from "../../../reports/json/results-json";
import { sampleFailed, sampleFailure, sampleResult, sampleResults, sampleStack } from "../samples";

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

function errorOf(text: string): string {
  const parsed = parseResults(text);
  return parsed.ok ? "" : parsed.error;
}

/** Every variant: each verdict, each optional field there and not, no lists and long ones. */
const EVERYTHING = sampleResults({
  stacks: [sampleStack(), sampleStack({ name: "linux", adapter: "tun", clock: "real", profile: null })],
  scenarios: [
    ...VERDICTS.map((verdict) => sampleResult({ verdict, id: `verdict/${verdict}`, ip: 6 })),
    sampleResult({ remark: "Not claimed.", verdict: "unsupported", alternatives: ["rfc5961"], virtualMs: 0.5 }),
    sampleFailed(),
    sampleFailed({ failure: sampleFailure({ step: -1, kind: "rule", differences: [], exchange: [] }) }),
    bare(),
  ],
});

/** Without any field that may be left out. */
function bare(): ScenarioResult {
  return { ...without(sampleResult(), "source", "trace"), failure: without(sampleFailure(), "packet") };
}

function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const copy = { ...value };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
}

describe("resultsJson", () => {
  it("writes what parseResults reads, every variant of it", () => {
    expect(parseResults(resultsJson(EVERYTHING))).to.deep.equal({ ok: true, results: EVERYTHING });
  });

  it("is indented by two, and ends with a newline", () => {
    const text = resultsJson(sampleResults());
    expect(text.startsWith('{\n  "schema": "tcpspec/results/1",\n  "tool": {\n    "name": "tcpspec",')).to.equal(true);
    expect(text.endsWith("  }\n}\n")).to.equal(true);
  });

  it("puts keys in the same order, whoever put the results together", () => {
    const results = sampleResults({ stacks: [sampleStack({ profile: { b: 1, a: { d: 2, c: [{ f: 3, e: 4 }] } } })] });
    const shuffled = JSON.parse(JSON.stringify(reversed(results))) as typeof results;
    expect(resultsJson(shuffled)).to.equal(resultsJson(results));
  });
});

describe("parseResults", () => {
  const sample = (): Record<string, unknown> => JSON.parse(resultsJson(EVERYTHING)) as Record<string, unknown>;

  /** Every place in a JSON value that holds an object, profiles left out: they may hold anything. */
  function* objectsIn(
    value: unknown,
    path: string,
  ): Generator<readonly [path: string, object: Record<string, unknown>]> {
    if (typeof value !== "object" || value === null || path.endsWith("/profile")) return;
    if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
    for (const [key, member] of Object.entries(value)) yield* objectsIn(member, `${path}/${key}`);
  }

  const places = [...objectsIn(sample(), "")].map(([path]) => path);
  const at = (root: unknown, path: string): Record<string, unknown> =>
    [...objectsIn(root, "")].find(([each]) => each === path)?.[1] ?? {};
  const named = (path: string): string => (path === "" ? "results" : path.slice(1));

  it("refuses a field too many, wherever it stands, and says where", () => {
    for (const path of places) {
      const results = sample();
      at(results, path).extra = 1;
      expect(errorOf(JSON.stringify(results))).to.equal(`${named(path)}: must not have "extra"`);
    }
  });

  it("refuses a field too few, and says which", () => {
    const optional = ["source", "remark", "failure", "trace", "packet"];
    for (const path of places) {
      for (const key of Object.keys(at(sample(), path)).filter((each) => !optional.includes(each))) {
        const results = sample();
        Reflect.deleteProperty(at(results, path), key);
        expect(errorOf(JSON.stringify(results))).to.equal(`${named(path)}: must have required property '${key}'`);
      }
    }
  });

  const wrong: readonly (readonly [title: string, path: string, key: string, value: unknown, error: string])[] = [
    ["another format", "", "schema", "tcpspec/results/2", 'schema: must be "tcpspec/results/1"'],
    [
      "an unknown verdict",
      "/scenarios/0",
      "verdict",
      "maybe",
      'scenarios/0/verdict: must be one of "error", "fail", "nonstrict", "inconclusive", "unsupported", "info", "pass"',
    ],
    ["a wrong IP version", "/scenarios/1", "ip", 5, "scenarios/1/ip: must be one of 4, 6"],
    ["a negative count", "/summary", "pass", -1, "summary/pass: must be >= 0"],
    ["a text for a number", "/run", "seed", "42", "run/seed: must be integer"],
    ["a date in words", "/run", "startedAt", "today", "run/startedAt: must match pattern"],
  ];
  for (const [title, path, key, value, error] of wrong) {
    it(`refuses ${title}`, () => {
      const results = sample();
      at(results, path)[key] = value;
      expect(errorOf(JSON.stringify(results))).to.include(error);
    });
  }

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(errorOf(text)).not.to.equal("");
      }),
    );
    expect(errorOf("{")).to.match(/^not JSON: /);
    expect(errorOf("[]")).to.equal("results: must be object");
  });
});
