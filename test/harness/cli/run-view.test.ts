import { expect } from "chai";
import { viewRun } from "../../../harness/cli/run-view";
import { screenOf } from "../../../harness/cli/terminal";
import type { StackDescription } from "../../../harness/port/results";
import { sampleFailed, sampleStack } from "../../reports/samples";

describe("what is seen of a run whose scenarios end in another order than theirs", () => {
  const results = ["a/one", "b/two", "c/three"].map((id) => sampleFailed({ id, suite: id.slice(0, 1) }));

  /** The order in which the failures are told, when the scenarios at these places end in this order. */
  function told(clock: StackDescription["clock"], ends: readonly number[]): readonly string[] {
    const printed: string[] = [];
    const screen = screenOf({ write: (text) => printed.push(text) }, false, {});
    const view = viewRun({ planned: results, screen, stack: sampleStack({ clock }), out: "out" });
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
