import { expect } from "chai";
import { viewRun } from "../../../harness/cli/run-view";
import { screenOf } from "../../../harness/cli/terminal";
import type { StackDescription } from "../../../harness/port/results";
import { sampleFailed, sampleFailure, sampleResults, sampleStack } from "../../reports/samples";

describe("what is seen of a run whose scenarios end in another order than theirs", () => {
  const results = ["a/one", "b/two", "c/three"].map((id) =>
    sampleFailed({ id, suite: id.slice(0, 1), failure: sampleFailure({ rule: id, message: `Cause of ${id}.` }) }),
  );

  /** The order in which the failures are told, when the scenarios at these places end in this order. */
  function told(clock: StackDescription["clock"], ends: readonly number[]): readonly string[] {
    const printed: string[] = [];
    const screen = screenOf({ write: (text) => printed.push(text) }, false, {});
    const view = viewRun({
      planned: results,
      screen,
      stack: sampleStack({ clock }),
      out: "out",
      ruleText: () => undefined,
      listing: "",
    });
    for (const place of ends) for (const result of results.slice(place, place + 1)) view.finished(result);
    view.end();
    return printed
      .join("")
      .split("\n")
      .flatMap((line) => /[abc]\/\w+/.exec(line.trimStart().startsWith("✗") ? line : "") ?? []);
  }

  it("is told in theirs in virtual time: the same run looks the same", () => {
    expect(told("virtual", [2, 0, 1])).to.deep.equal(["a/one", "b/two", "c/three"]);
  });

  it("is told as it comes in real time, in which others last for minutes", () => {
    expect(told("real", [2, 0, 1])).to.deep.equal(["c/three", "a/one", "b/two"]);
  });

  it("is told at the end even where something before it never came", () => {
    expect(told("virtual", [2, 1])).to.deep.equal(["b/two", "c/three"]);
  });
});

describe("what is seen at the end of a run", () => {
  it("is what there was no room for, and names it before what was shown", () => {
    const failed = (index: number) => sampleFailed({ id: `a/${index}`, suite: "a" });
    const scenarios = Array.from({ length: 12 }, (_, index) => failed(index));
    const printed: string[] = [];
    const view = viewRun({
      planned: scenarios,
      screen: screenOf({ write: (text) => printed.push(text) }, false, {}),
      stack: sampleStack(),
      out: "out",
      ruleText: () => ({ level: "MUST", summary: "What it says." }),
      listing: "tcpspec list --unexpected",
    });
    for (const result of scenarios) view.finished(result);
    view.end();
    view.end();
    const blocks = printed.splice(0).join("");
    expect(Array.from(blocks.matchAll(/^✗ (a\/\d+) /gm), ([, id]) => id)).to.deep.equal(
      scenarios.slice(0, 10).map(({ id }) => id),
    );
    view.summarize(sampleResults({ scenarios }));
    const names = Array.from(printed.join("").matchAll(/fail {2}(a\/\d+)/g), ([, id]) => id);
    expect(names.slice(0, 3)).to.deep.equal(["a/10", "a/11", "a/0"]);
    expect(printed.join("")).to.include("    12  MUST-13, RFC 9293 3.6.1, MUST  What it says.\n");
  });
});
