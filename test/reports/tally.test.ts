import { expect } from "chai";
import fc from "fast-check";
import type { ScenarioResult } from "../../harness/port/results";
import { VERDICTS } from "../../harness/port/verdict";
import {
  countResults,
  groupByScenario,
  isTested,
  reasonsFor,
  tallyByStack,
  unexpectedResults,
  worstVerdict,
} from "../../reports/tally";
import { sampleFailed, sampleFailure, sampleResult } from "./samples";

const anyResult: fc.Arbitrary<ScenarioResult> = fc
  .record({
    id: fc.constantFrom("close/a", "close/b", "reset/a"),
    stack: fc.constantFrom("reference", "lwip", "linux"),
    ip: fc.constantFrom(4 as const, 6 as const),
    verdict: fc.constantFrom(...VERDICTS),
    outcome: fc.constantFrom("expected" as const, "unexpected" as const),
  })
  .map(sampleResult);

const anyResults = fc.array(anyResult, { maxLength: 30 });

describe("tally", () => {
  it("counts as one counts by hand", () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const counts = countResults(results);
        for (const verdict of VERDICTS) {
          expect(counts[verdict]).to.equal(results.filter((result) => result.verdict === verdict).length);
        }
        expect(counts.unexpected).to.equal(results.filter((result) => result.outcome === "unexpected").length);
      }),
    );
  });

  it("knows that what is unsupported or not settled has tested nothing", () => {
    const tested = (...verdicts: readonly ScenarioResult["verdict"][]) =>
      isTested(countResults(verdicts.map((verdict) => sampleResult({ verdict }))));
    expect(tested()).to.equal(false);
    expect(tested("unsupported", "inconclusive")).to.equal(false);
    for (const verdict of ["error", "fail", "nonstrict", "info", "pass"] as const)
      expect(tested("unsupported", verdict), verdict).to.equal(true);
  });

  it("has the reasons for a verdict, the most frequent first", () => {
    const unsupported = (remark: string) => sampleResult({ verdict: "unsupported", remark });
    const broken = (rule: string) => sampleFailed({ verdict: "nonstrict", failure: sampleFailure({ rule }) });
    const results = [unsupported("one"), unsupported("two"), broken("SHLD-2"), unsupported("two"), sampleResult()];
    expect(reasonsFor("unsupported", results)).to.deep.equal([
      { text: "two", count: 2 },
      { text: "one", count: 1 },
    ]);
    expect(reasonsFor("nonstrict", results)).to.deep.equal([
      { text: "SHLD-2, RFC 9293 3.6.1", count: 1, rule: "SHLD-2" },
    ]);
    expect(reasonsFor("fail", results)).to.deep.equal([]);
  });

  it("counts a rule as one, though it stands in two RFCs", () => {
    const sections = ["RFC 9293 3.5.2", "RFC 793 3.4"];
    const results = sections.map((section) => sampleFailed({ failure: sampleFailure({ rule: "RST", section }) }));
    expect(reasonsFor("fail", results)).to.deep.equal([{ text: "RST, RFC 9293 3.5.2", count: 2, rule: "RST" }]);
  });

  it("has the step in which what leads up to the question went wrong, not the rule that it is about", () => {
    const failure = { message: "silence", stepText: "stack.sends(ACK)" };
    const unsettled = ["MUST-1", "MUST-2"].map((rule) =>
      sampleFailed({ verdict: "inconclusive", failure: sampleFailure({ ...failure, rule }) }),
    );
    expect(reasonsFor("inconclusive", unsettled)).to.deep.equal([{ text: "silence: stack.sends(ACK)", count: 2 }]);
  });

  it("puts the results of a scenario together, and leaves nothing out", () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const groups = groupByScenario(results);
        expect(groups.flat()).to.have.members([...results]);
        const names = groups.map(([{ id, stack }]) => `${id} ${stack}`);
        expect(names).to.deep.equal([...new Set(results.map(({ id, stack }) => `${id} ${stack}`))]);
        for (const group of groups)
          for (const { id, stack } of group)
            expect({ id, stack }).to.deep.equal({ id: group[0].id, stack: group[0].stack });
      }),
    );
  });

  it("counts each stack and IP version by itself, and leaves nothing out", () => {
    fc.assert(
      fc.property(anyResults, (results) => {
        const tallies = tallyByStack(results);
        for (const { stack, ip, counts } of tallies) {
          expect(counts).to.deep.equal(countResults(results.filter((each) => each.stack === stack && each.ip === ip)));
        }
        const names = new Set(results.map(({ stack, ip }) => `${stack} ${ip}`));
        expect(tallies.map(({ stack, ip }) => `${stack} ${ip}`)).to.have.members([...names]);
      }),
    );
  });

  it("puts the worst first", () => {
    const results = [
      sampleResult({ stack: "right" }),
      sampleResult({ stack: "known", verdict: "fail" }),
      sampleResult({ stack: "wrong", verdict: "fail", outcome: "unexpected" }),
      sampleResult({ stack: "broken", verdict: "error", outcome: "unexpected" }),
    ];
    expect(tallyByStack(results).map(({ stack }) => stack)).to.deep.equal(["broken", "wrong", "known", "right"]);
    expect(unexpectedResults(results).map(({ stack }) => stack)).to.deep.equal(["broken", "wrong"]);
  });

  it("keeps the order of what is equally good", () => {
    const results = ["b", "a", "c"].map((stack) => sampleResult({ stack }));
    expect(tallyByStack(results).map(({ stack }) => stack)).to.deep.equal(["b", "a", "c"]);
  });

  it("knows the worst verdict, if there is any", () => {
    expect(worstVerdict(countResults([]))).to.equal(undefined);
    expect(worstVerdict(countResults([sampleResult(), sampleResult({ verdict: "info" })]))).to.equal("info");
  });
});
