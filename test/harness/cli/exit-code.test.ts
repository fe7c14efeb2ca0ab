import { expect } from "chai";
import { exitCodeOf } from "../../../harness/cli/commands/run";
import type { Outcome } from "../../../harness/port/results";
import type { Verdict } from "../../../harness/port/verdict";
import { sampleResult, sampleResults } from "../../reports/samples";

describe("the exit code of a run", () => {
  const CASES: readonly (readonly [what: string, results: readonly (readonly [Verdict, Outcome])[], code: number])[] = [
    ["all passed", [["pass", "expected"]], 0],
    [
      "nothing that counts against it",
      [
        ["nonstrict", "expected"],
        ["info", "expected"],
        ["unsupported", "expected"],
      ],
      0,
    ],
    [
      "failures that the baseline knows",
      [
        ["fail", "expected"],
        ["pass", "expected"],
      ],
      0,
    ],
    [
      "a failure",
      [
        ["pass", "expected"],
        ["fail", "unexpected"],
      ],
      1,
    ],
    ["passed against the baseline", [["pass", "unexpected"]], 1],
    ["not settled", [["inconclusive", "unexpected"]], 1],
    [
      "broke down, among failures",
      [
        ["fail", "unexpected"],
        ["error", "unexpected"],
      ],
      3,
    ],
    ["broke down, as the baseline knows it", [["error", "expected"]], 0],
    [
      "nothing that was tested",
      [
        ["unsupported", "expected"],
        ["inconclusive", "expected"],
      ],
      2,
    ],
  ];

  for (const [what, outcomes, code] of CASES) {
    const scenarios = outcomes.map(([verdict, outcome]) => sampleResult({ verdict, outcome }));
    const results = sampleResults({ scenarios });

    it(`${what}: ${code}`, () => {
      expect(exitCodeOf(results)).to.equal(code);
    });

    it(`${what}, and interrupted: 130`, () => {
      expect(exitCodeOf({ ...results, run: { ...results.run, complete: false } })).to.equal(130);
    });
  }
});
