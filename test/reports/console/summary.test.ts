import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import type { Results, ScenarioResult } from "../../../harness/port/results";
import { VERDICTS } from "../../../harness/port/verdict";
import { LISTED_REASONS, LISTED_RESULTS, summary, type SummaryOptions } from "../../../reports/console/summary";
import { sampleFailed, sampleFailure, sampleResult, sampleResults, sampleStack } from "../samples";

const RUN = sampleResults().run;
const STACKS = [sampleStack(), sampleStack({ name: "reference", version: "0.1.0", adapter: "memory" })];

function linesOf(
  scenarios: readonly ScenarioResult[],
  {
    complete = true,
    stacks = STACKS,
    ...options
  }: Partial<SummaryOptions & Pick<Results, "stacks">> & Partial<Results["run"]> = {},
): readonly string[] {
  const results = sampleResults({ run: { ...RUN, complete }, stacks, scenarios });
  return summary(results, { color: false, width: 80, out: "out/", ...options }).split("\n");
}

const times = (count: number, fields: Partial<ScenarioResult>): readonly ScenarioResult[] =>
  Array.from({ length: count }, () => sampleResult(fields));

describe("summary", () => {
  const SOME = [
    ...times(94, { stack: "reference" }),
    ...times(88, {}),
    ...times(3, { verdict: "inconclusive" }),
    sampleFailed(),
    sampleResult({ verdict: "error", outcome: "unexpected", id: "reset/blind", remark: "the stack broke" }),
  ];

  const WHY = ["", "  Failed: 1", "    1  MUST-13, RFC 9293 3.6.1", "", "  Errors: 1", "    1  the stack broke", ""];

  it("lists what is unexpected, counts for each stack, and says where the files are", () => {
    expect(linesOf(SOME)).to.deep.equal([
      "  Unexpected: 2",
      "  ✗ error  reset/blind  lwip IPv4",
      "  ✗ fail   close/active/four-segments  lwip IPv4",
      ...WHY,
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
      ...WHY,
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
    expect(linesOf(many).slice(LISTED_REASONS, LISTED_REASONS + 2)).to.deep.equal(["    19  … 19 other reasons", ""]);
  });

  it("says plainly when nothing was tested", () => {
    const unsupported = times(3, { verdict: "unsupported", remark: "it cannot" });
    expect(linesOf(unsupported)).to.include("  - nothing was tested in 2.1 s");
    const unsettled = times(1, { verdict: "inconclusive", outcome: "unexpected" });
    expect(linesOf([...unsupported, ...unsettled])).to.include.members([
      "  - nothing was tested",
      "  ✗ 1 of 4 unexpected in 2.1 s",
    ]);
  });

  it("says how many were tried, where some are unsupported", () => {
    const some = [...times(3, { verdict: "unsupported", remark: "it cannot" }), sampleResult()];
    expect(linesOf(some)).to.include("  ✓ 1 of 4 tried, all as expected in 2.1 s");
    expect(linesOf(some, { width: 40 }).slice(-6, -3)).to.deep.equal([
      "",
      "  ✓ 1 of 4 tried, all as expected",
      "  in 2.1 s",
    ]);
    expect(linesOf(some, { complete: false })).to.include("  - 1 of 4 tried, as expected so far in 2.1 s");
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

  it("lists the IP versions of a scenario together, with their verdicts where these differ", () => {
    const both = [sampleFailed(), sampleFailed({ id: "a" }), sampleFailed({ ip: 6 })];
    const broken = sampleFailed({ id: "a", ip: 6, verdict: "error" });
    expect(linesOf([...both, broken]).slice(0, 4)).to.deep.equal([
      "  Unexpected: 4, in 2 scenarios",
      "  ✗ error  a  lwip IPv6 error, IPv4 fail",
      "  ✗ fail   close/active/four-segments  lwip IPv4, IPv6",
      "",
    ]);
  });

  it("names the stack only where there are several", () => {
    expect(linesOf([sampleFailed()], { stacks: [sampleStack()] })[1]).to.equal(
      "  ✗ fail  close/active/four-segments  IPv4",
    );
  });

  it("counts one scenario as one", () => {
    expect(linesOf([sampleFailed(), sampleFailed({ ip: 6 })])[0]).to.equal("  Unexpected: 2, in 1 scenario");
  });

  describe("a list of what was unexpected", () => {
    const failed = (count: number): readonly ScenarioResult[] =>
      Array.from({ length: count }, (_, index) =>
        [4 as const, 6 as const].map((ip) => sampleFailed({ id: `close/${index}`, ip })),
      ).flat();
    const listOf = (count: number, options: Partial<SummaryOptions> = {}): readonly string[] => {
      const lines = linesOf(failed(count), options);
      return lines.slice(0, lines.indexOf(""));
    };

    it("has so many lines at the most, and adds up", () => {
      expect(listOf(LISTED_RESULTS)).to.have.length(1 + LISTED_RESULTS);
      const [heading, ...lines] = listOf(LISTED_RESULTS + 5);
      expect(heading).to.equal("  Unexpected: 50, in 25 scenarios");
      expect(lines).to.have.length(LISTED_RESULTS);
      expect(lines.at(-1)).to.equal("  … and 6 more");
    });

    it("begins with what does not stand above, and says where the rest is", () => {
      const isTold = ({ id }: ScenarioResult): boolean => /\/[0-3]$/.test(id);
      const few = listOf(6, { isTold }).map((line) => /\/(\d+)/.exec(line)?.[1]);
      expect(few).to.deep.equal([undefined, "4", "5", "0", "1", "2", "3"]);
      const many = listOf(LISTED_RESULTS + 5, { isTold, listing: "tcpspec list --unexpected", width: 120 });
      expect(many[1]).to.include("close/4 ");
      expect(many.at(-1)).to.equal("  … and 6 more, 4 of them shown above; the whole list: tcpspec list --unexpected");
    });

    it("keeps the command whole in a narrow terminal", () => {
      const narrow = listOf(LISTED_RESULTS + 5, { listing: "tcpspec list --unexpected", width: 40 });
      expect(narrow.slice(-2)).to.deep.equal(["  … and 6 more; the whole list:", "  tcpspec list --unexpected"]);
    });

    it("does not say of what is on it that it was left out, as it stands above", () => {
      const last = listOf(LISTED_RESULTS + 1, { isTold: () => true }).at(-1);
      expect(last).to.equal("  … and 2 more, 2 of them shown above");
    });

    it("counts a scenario as shown only if it was over both IP versions", () => {
      const isTold = ({ ip }: ScenarioResult): boolean => ip === 4;
      expect(listOf(LISTED_RESULTS + 5, { isTold }).at(-1)).to.equal("  … and 6 more");
    });
  });

  describe("why something failed", () => {
    const ruleText = (rule: string) =>
      rule === "MUST-13" ? { level: "MUST" as const, summary: "TIME-WAIT lasts 2 MSL." } : undefined;
    const failed = (rule: string, fields: Partial<ScenarioResult> = {}) =>
      sampleFailed({ failure: sampleFailure({ rule }), ...fields });
    /** The lines below a heading. */
    const table = (heading: RegExp, lines: readonly string[]): readonly string[] => {
      const start = lines.findIndex((line) => heading.test(line));
      return lines.slice(start, lines.indexOf("", start));
    };

    it("is counted by requirement, the most frequent first, with what it says as far as there is room", () => {
      const some = [failed("checksum"), failed("MUST-13"), failed("MUST-13")];
      expect(table(/Failed/, linesOf(some, { ruleText }))).to.deep.equal([
        "  Failed: 3",
        "    2  MUST-13, RFC 9293 3.6.1, MUST  TIME-WAIT lasts 2 MSL.",
        "    1  checksum, RFC 9293 3.6.1",
      ]);
      const narrow = table(/Failed/, linesOf(some, { ruleText, width: 60 }));
      expect(narrow[1]).to.equal("    2  MUST-13, RFC 9293 3.6.1, MUST  TIME-WAIT lasts 2 MSL.");
      expect(table(/Failed/, linesOf(some, { ruleText, width: 50 }))[1]).to.equal(
        "    2  MUST-13, RFC 9293 3.6.1, MUST",
      );
    });

    it("does not call a failed rule optional, where the scenario is binding for another one", () => {
      const lines = linesOf([failed("SHLD-1")], {
        ruleText: () => ({ level: "SHOULD", summary: "What is recommended." }),
      });
      expect(lines).to.include("    1  SHLD-1, RFC 9293 3.6.1  What is recommended.");
    });

    it("adds up where there are too many requirements for a list", () => {
      const many = Array.from({ length: 30 }, (_, index) => [
        failed(`rule-${index}`),
        failed(`rule-${index}`, { ip: 6 }),
      ]).flat();
      const [heading, ...lines] = table(/Failed/, linesOf(many));
      expect(heading).to.equal("  Failed: 60");
      expect(lines).to.have.length(LISTED_REASONS);
      expect(lines.at(-1)).to.equal("    38  … 19 other requirements");
    });

    it("is told of what is news, beside how much is known", () => {
      const known = [failed("MUST-1", { outcome: "expected" }), failed("MUST-2", { outcome: "expected" })];
      expect(linesOf(known).join("\n")).not.to.include("Failed:");
      expect(table(/Failed/, linesOf([...known, failed("MUST-13")]))).to.deep.equal([
        "  Failed: 1, beside 2 as expected",
        "    1  MUST-13, RFC 9293 3.6.1",
      ]);
    });

    it("is what stood in the way, where a question could not be put", () => {
      const failure = sampleFailure({ message: "the stack sent nothing", stepText: "stack.sends(SYN_ACK)" });
      const lines = linesOf([failed("MUST-1", { verdict: "inconclusive", failure }), failed("MUST-2")]);
      expect(table(/Inconclusive/, lines)).to.deep.equal([
        "  Inconclusive: 1",
        "    1  the stack sent nothing: stack.sends(SYN_ACK)",
      ]);
      expect(table(/Failed/, lines)).to.have.length(2);
    });

    it("is cut where it is long, and stands last of all reasons where it is worst", () => {
      const failure = sampleFailure({ message: "none of these", stepText: `oneOf(${"very long ".repeat(50)})` });
      const lines = linesOf([failed("MUST-1"), failed("MUST-1", { verdict: "inconclusive", failure })]);
      expect(table(/Inconclusive/, lines)).to.have.length(4);
      expect(lines.indexOf("  Failed: 1")).to.be.greaterThan(lines.indexOf("  Inconclusive: 1"));
    });
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
