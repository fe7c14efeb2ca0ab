import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import type { Failure, ScenarioResult } from "../../../harness/port/results";
import { LEVELS, VERDICTS } from "../../../harness/port/verdict";
import { FAILURE_BLOCK_LINES, failureBlock } from "../../../reports/console/failure-block";
import { sampleFailed, sampleFailure, sampleResult, sampleStack } from "../samples";

function linesOf(result: ScenarioResult, width = 100, out = "out"): readonly string[] {
  return failureBlock(result, sampleStack(), { color: false, width, out }).split("\n");
}

/** Short, long, empty, one endless word, several lines, control characters. */
const anyText = fc.oneof(
  fc.constant(""),
  fc.lorem({ maxCount: 60 }),
  fc.string({ maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constant("x".repeat(500)),
  fc.constant("several\nlines\r\n\x1b[31mwith colour"),
);

const anySide = fc.oneof(
  anyText,
  anyText.map((text) => `[ACK] Seq=1 ${text}`),
);

const anyFailure: fc.Arbitrary<Failure> = fc
  .record({
    step: fc.integer({ min: -1, max: 50 }),
    stepText: anyText,
    message: anyText,
    expected: anySide,
    actual: anySide,
    differences: fc.array(
      fc.record({
        field: fc.oneof(fc.constantFrom("flags", "Seq", "Ack", "Len"), anyText),
        expected: anyText,
        actual: anyText,
      }),
      { maxLength: 6 },
    ),
    section: anyText,
    rule: anyText,
    exchange: fc.array(anyText, { maxLength: 50 }),
    kind: fc.constantFrom("unexpected-segment", "stack-failed"),
  })
  .map(sampleFailure);

const anyResult: fc.Arbitrary<ScenarioResult> = fc
  .record({
    id: anyText,
    title: anyText,
    verdict: fc.constantFrom(...VERDICTS),
    level: fc.constantFrom(...LEVELS),
    failure: anyFailure,
  })
  .map(sampleResult);

describe("failureBlock", () => {
  it("lets a stack that broke say its last words, line by line, its first and its last ones", () => {
    const traceback = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);
    const actual = ["the host exited with code 1", "after the command: reset 1", ...traceback].join("\n");
    const failure = sampleFailure({ kind: "stack-failed", message: "the stack broke", actual, exchange: [] });
    const lines = linesOf({ ...sampleFailed(), failure }).map((line) => line.trim());
    expect(lines).to.include.members(["after the command: reset 1", "line 6", "line 12"]);
    expect(lines).not.to.include("line 5");
    expect(lines.length).to.be.at.most(FAILURE_BLOCK_LINES);
  });

  it("shows what, where, why, and how to see it again", () => {
    expect(linesOf(sampleFailed())).to.deep.equal([
      "✗ close/active/four-segments  ESTABLISHED: CLOSE -> FIN,ACK; four segments later -> CLOSED",
      "  MUST · RFC 9293 3.6.1 (MUST-13)",
      "  lwip 2.1.3 over process, IPv4, virtual time · step 6 of 10 · t = 1.250 s",
      "  suites/close/active.ts:17",
      "",
      "    The stack sent another segment than the one that was to come.",
      "    step       stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT })",
      "    expected   [FIN, ACK] Seq=101 (SND.NXT) Ack=2 (RCV.NXT)",
      "    seen       [RST]      Seq=3                             Win=0 Len=0",
      "               ^^^^^^^^^^ ^^^^^^^^^^^^^^^^^",
      "",
      "    0.000  peer  > [ACK] Seq=1 Ack=101 Win=65535 Len=0",
      "    1.250  stack > [RST] Seq=3 Win=0 Len=0",
      "  capture  out/traces/close/active/four-segments.lwip.v4.pcapng, packet 7",
      "  replay   tcpspec replay 'close/active/four-segments@lwip/v4#seed=42'",
    ]);
  });

  it("has the rule at the end of the first line where there is room", () => {
    const [first] = linesOf(sampleFailed({ title: "short" }), 80);
    expect(first).to.equal(`✗ close/active/four-segments  short${" ".repeat(14)}MUST · RFC 9293 3.6.1 (MUST-13)`);
    expect(first).to.have.length(80);
  });

  it("names the verdict where it is not the usual one", () => {
    const [, rule] = linesOf(sampleFailed({ verdict: "inconclusive" }));
    expect(rule).to.equal("  inconclusive · MUST · RFC 9293 3.6.1 (MUST-13)");
  });

  it("does not say again what the prose says", () => {
    const prose = { expected: "stack is in TIME-WAIT", actual: "stack is in CLOSED since 1.000 s" };
    const state = { field: "state", expected: "TIME-WAIT", actual: "CLOSED" };
    const other = { field: "urgent pointer", expected: "1", actual: "2" };
    const block = (differences: Failure["differences"]) =>
      linesOf(sampleFailed({ failure: sampleFailure({ ...prose, differences }) }));
    expect(block([state]).filter((line) => line.includes("differs"))).to.deep.equal([]);
    expect(block([state, other])).to.include("    differs    urgent pointer is 2, expected 1");
  });

  it("says how many lines of a long exchange are left out, and keeps the last ones", () => {
    const exchange = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const lines = linesOf(sampleFailed({ failure: sampleFailure({ exchange }) }));
    expect(lines).to.have.length(FAILURE_BLOCK_LINES);
    const note = lines.findIndex((line) => line.includes("left out"));
    const shown = lines.slice(note + 1, -2);
    expect(lines[note]).to.equal(`    … ${30 - shown.length} earlier lines left out`);
    expect(shown.map((line) => line.trim())).to.deep.equal(exchange.slice(-shown.length));
  });

  it("shows a result without a failure, too: an unexpected pass", () => {
    expect(linesOf(sampleResult({ outcome: "unexpected" }))).to.deep.equal([
      "✓ close/active/four-segments  ESTABLISHED: CLOSE -> FIN,ACK; four segments later -> CLOSED",
      "  pass · MUST · 793-3.5-CLOSE-NORMAL, MUST-13",
      "  lwip 2.1.3 over process, IPv4, virtual time · suites/close/active.ts:17",
      "",
      "    The verdict is pass, which the baseline of this stack does not expect.",
      "",
      "  capture  out/traces/close/active/four-segments.lwip.v4.pcapng",
      "  replay   tcpspec replay 'close/active/four-segments@lwip/v4#seed=42'",
    ]);
  });

  it("never has more than twenty lines, however long and odd the texts", () => {
    fc.assert(
      fc.property(anyResult, fc.integer({ min: 1, max: 200 }), (result, width) => {
        expect(linesOf(result, width).length).to.be.at.most(FAILURE_BLOCK_LINES);
      }),
    );
  });

  it("has no line wider than the terminal but those that one copies", () => {
    fc.assert(
      fc.property(anyResult, fc.integer({ min: 20, max: 200 }), (result, width) => {
        for (const line of linesOf(result, width).slice(0, -2)) {
          expect(Array.from(line).length, line).to.be.at.most(width);
        }
      }),
    );
  });

  it("always shows the replay command, whole", () => {
    fc.assert(
      fc.property(anyResult, fc.integer({ min: 1, max: 200 }), (result, width) => {
        expect(linesOf(result, width).at(-1)).to.equal(`  replay   ${result.replay}`);
      }),
    );
  });

  it("says the same with colours and without, and colours nothing unasked", () => {
    fc.assert(
      fc.property(anyResult, fc.integer({ min: 20, max: 200 }), (result, width) => {
        const colored = failureBlock(result, sampleStack(), { color: true, width, out: "out" });
        const plain = linesOf(result, width).join("\n");
        expect(stripVTControlCharacters(colored)).to.equal(plain);
        expect(stripVTControlCharacters(plain)).to.equal(plain);
      }),
    );
  });
});
