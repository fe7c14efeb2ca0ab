import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import type { ScenarioResult } from "../../../harness/port/results";
import { VERDICTS } from "../../../harness/port/verdict";
import { LISTED_REASONS, LISTED_RESULTS, summary } from "../../../reports/console/summary";
import { sampleFailed, sampleFailure, sampleResult, sampleResults, sampleStack } from "../samples";

const RUN = sampleResults().run;
const STACKS = [sampleStack(), sampleStack({ name: "reference", version: "0.1.0", adapter: "memory" })];

function linesOf(
  scenarios: readonly ScenarioResult[],
  { width = 80, complete = true, out = "out/" } = {},
): readonly string[] {
  const results = sampleResults({ run: { ...RUN, complete }, stacks: STACKS, scenarios });
  return summary(results, { color: false, width, out }).split("\n");
}

const times = (count: number, fields: Partial<ScenarioResult>): readonly ScenarioResult[] =>
  Array.from({ length: count }, () => sampleResult(fields));

describe("summary", () => {
  const SOME = [
    ...times(94, { stack: "reference" }),
    ...times(88, {}),
    ...times(3, { verdict: "inconclusive" }),
    sampleFailed(),
    sampleResult({ verdict: "error", outcome: "unexpected", id: "reset/blind" }),
  ];

  it("lists what is unexpected, counts for each stack, and says where the files are", () => {
    expect(linesOf(SOME)).to.deep.equal([
      "  Unexpected: 2",
      "  ✗ error  reset/blind  lwip IPv4",
      "  ✗ fail   close/active/four-segments  lwip IPv4",
      "",
      "  ✗ lwip 2.1.3 IPv4       88 passed, 1 failed, 1 error, 3 inconclusive",
      "  ✓ reference 0.1.0 IPv4  94 passed, 0 failed",
      "",
      "  182 passed, 1 failed, 1 error, 3 inconclusive",
      "  ✗ 2 of 187 unexpected in 2.1 s",
      "",
      "  results   out/results.json",
      "  captures  out/traces/",
    ]);
  });

  it("fits into forty columns", () => {
    expect(linesOf(SOME, { width: 40 })).to.deep.equal([
      "  Unexpected: 2",
      "  ✗ error  reset/blind  lwip IPv4",
      "  ✗ fail   close/active/four-segments  …",
      "",
      "  ✗ lwip 2.1.3 IPv4",
      "      88 passed, 1 failed, 1 error,",
      "      3 inconclusive",
      "  ✓ reference 0.1.0 IPv4",
      "      94 passed, 0 failed",
      "",
      "  182 passed, 1 failed, 1 error,",
      "  3 inconclusive",
      "  ✗ 2 of 187 unexpected in 2.1 s",
      "",
      "  results   out/results.json",
      "  captures  out/traces/",
    ]);
  });

  it("says why something is unsupported or not followed, in as many columns as there are", () => {
    const remark = 'the stack does not claim "simultaneous-open"';
    const some = [
      ...times(12, { verdict: "unsupported", remark }),
      ...times(3, { verdict: "unsupported", remark: "the stack does not speak IPv6" }),
      sampleResult({ verdict: "nonstrict", failure: sampleFailure({ rule: "SHLD-7", section: "RFC 9293 3.7.4" }) }),
    ];
    expect(linesOf(some, { width: 60 }).slice(0, 7)).to.deep.equal([
      "  Unsupported: 15",
      '    12  the stack does not claim "simultaneous-open"',
      "     3  the stack does not speak IPv6",
      "",
      "  Nonstrict: 1",
      "    1  SHLD-7, RFC 9293 3.7.4",
      "",
    ]);
    for (const line of linesOf(some, { width: 40 })) expect(line.length).to.be.at.most(40);
    const many = Array.from({ length: 30 }, (_, i) => sampleResult({ verdict: "unsupported", remark: `reason ${i}` }));
    expect(linesOf(many).slice(LISTED_REASONS, LISTED_REASONS + 2)).to.deep.equal(["    … and 19 more reasons", ""]);
  });

  it("says plainly when nothing was tested", () => {
    const unsupported = times(3, { verdict: "unsupported", remark: "it cannot" });
    expect(linesOf(unsupported)).to.include("  - nothing was tested in 2.1 s");
    const unsettled = times(1, { verdict: "inconclusive", outcome: "unexpected" });
    expect(linesOf([...unsupported, ...unsettled])).to.include.members([
      "  - nothing was tested",
      "  ✗ 1 of 4 unexpected in 2.1 s",
    ]);
    expect(linesOf([...unsupported, sampleResult()])).to.include("  ✓ all as expected in 2.1 s");
  });

  it("calls a stack what it calls itself, where its name is only how it is started", () => {
    const name = "exec:python3 /home/somebody/tcp/host.py";
    const stacks = [sampleStack({ name, title: "my-tcp", version: "0.1" })];
    const results = sampleResults({ run: RUN, stacks, scenarios: times(2, { stack: name }) });
    expect(summary(results, { color: false, width: 60 }).split("\n")[0]).to.equal("  ✓ my-tcp 0.1 IPv4");
  });

  it("is short where all is well", () => {
    expect(linesOf(times(94, { stack: "reference" }))).to.deep.equal([
      "  ✓ reference 0.1.0 IPv4  94 passed, 0 failed",
      "",
      "  ✓ all as expected in 2.1 s",
      "",
      "  results   out/results.json",
      "  captures  out/traces/",
    ]);
  });

  it("does not take nothing for success", () => {
    expect(linesOf([])[0]).to.equal("  - nothing was run in 2.1 s");
  });

  it("says that a run was interrupted", () => {
    expect(linesOf(SOME, { complete: false })).to.include("  ! interrupted: what had finished is counted");
    expect(linesOf([sampleResult()], { complete: false })).to.include("  - as expected so far in 2.1 s");
  });

  it("says how many runs were not counted", () => {
    const some = [sampleResult({ notCounted: 2 }), sampleResult({ notCounted: 1 }), sampleResult()];
    const text = "  ! runs not counted, as this machine held up the harness in them: 3";
    expect(linesOf(some)).to.include(text);
    expect(linesOf([sampleResult()]).join("\n")).not.to.include("not counted");
  });

  it("names no files where none were written", () => {
    const text = summary(sampleResults(), { color: false, width: 80 });
    expect(text).not.to.include("results.json");
  });

  it("lists the IP versions of a result together", () => {
    const lines = linesOf([sampleFailed(), sampleFailed({ id: "a" }), sampleFailed({ ip: 6 })]);
    expect(lines.slice(0, 4)).to.deep.equal([
      "  Unexpected: 3",
      "  ✗ fail  close/active/four-segments  lwip IPv4, IPv6",
      "  ✗ fail  a  lwip IPv4",
      "",
    ]);
  });

  it("lists so many unexpected results at the most, and says how many more there are", () => {
    const listed = (count: number): readonly string[] => {
      const ids = Array.from({ length: count }, (_, index) => `close/${index}`);
      const lines = linesOf(ids.map((id) => sampleFailed({ id })));
      return lines.slice(1, lines.indexOf(""));
    };
    expect(listed(LISTED_RESULTS)).to.have.length(LISTED_RESULTS);
    expect(listed(LISTED_RESULTS + 5)).to.have.length(LISTED_RESULTS);
    expect(listed(LISTED_RESULTS + 5).at(-1)).to.equal("  … and 6 more");
  });

  const anyResults = fc.array(
    fc
      .record({
        stack: fc.constantFrom("lwip", "reference", "unheard-of"),
        ip: fc.constantFrom(4 as const, 6 as const),
        verdict: fc.constantFrom(...VERDICTS),
        outcome: fc.constantFrom("expected" as const, "unexpected" as const),
      })
      .map(sampleResult),
  );

  it("adds up: the counts of the stacks are those of all", () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const text = linesOf(results, { width: 500 }).join("\n");
        const numbers = (word: string): readonly number[] =>
          Array.from(text.matchAll(new RegExp(`(\\d+) ${word}`, "g")), ([, count]) => Number(count));
        const groups = new Set(results.map(({ stack, ip }) => `${stack} ${ip}`)).size;
        const passed = results.filter(({ verdict }) => verdict === "pass").length;
        expect(numbers("passed").reduce((sum, count) => sum + count, 0)).to.equal(groups > 1 ? 2 * passed : passed);
        expect(numbers("of \\d+ unexpected")).to.deep.equal(
          [results.filter(({ outcome }) => outcome === "unexpected").length].filter((count) => count > 0),
        );
      }),
    );
  });

  it("keeps to the width, but for ids and paths, and says the same with colours", () => {
    fc.assert(
      fc.property(anyResults, fc.integer({ min: 40, max: 200 }), (scenarios, width) => {
        const lines = linesOf(scenarios, { width });
        for (const line of lines) expect(Array.from(line).length, line).to.be.at.most(Math.max(width, 46));
        const results = sampleResults({ stacks: STACKS, scenarios });
        expect(stripVTControlCharacters(summary(results, { color: true, width, out: "out/" }))).to.equal(
          lines.join("\n"),
        );
      }),
    );
  });
});
