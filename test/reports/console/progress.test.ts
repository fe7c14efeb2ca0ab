import { expect } from "chai";
import fc from "fast-check";
import { type Progress, type ProgressStream, showProgress } from "../../../reports/console/progress";
import { progressLine } from "../../../reports/console/progress-line";
import { palette } from "../../../reports/console/palette";
import { columns } from "../../../reports/console/layout";
import { sampleResult } from "../samples";
import { Screen } from "./screen";

const PLAIN = palette(false);

describe("progressLine", () => {
  const state = { done: 132, planned: 283, unexpected: 2, latest: "close/active/four-segments" };

  it("has a bar, the numbers, and what has finished last", () => {
    expect(progressLine(state, 80, PLAIN)).to.equal(
      "  ━━━━━━━━━━━─────────────  132/283  2 unexpected  close/active/four-segments",
    );
  });

  it("leaves out what there is no room for", () => {
    expect(progressLine(state, 40, PLAIN)).to.equal("  ━━━━━━────────  132/283  2 unexpected");
    expect(progressLine(state, 28, PLAIN)).to.equal("  132/283  2 unexpected");
    expect(progressLine(state, 12, PLAIN)).to.equal("  132/283");
    expect(progressLine(state, 6, PLAIN)).to.equal("  13…");
  });

  it("never reaches the last column", () => {
    const anyState = fc.record({ done: fc.nat(), planned: fc.nat(), unexpected: fc.nat(), latest: fc.string() });
    fc.assert(
      fc.property(anyState, fc.integer({ min: 3, max: 200 }), fc.boolean(), (any, width, color) => {
        expect(columns(progressLine(any, width, palette(color)))).to.be.lessThan(width);
      }),
    );
  });
});

describe("showProgress", () => {
  const result = (suite: string, index: number) => sampleResult({ suite, id: `${suite}/${index}` });
  const planned = [result("close", 0), result("resets", 0), result("close", 1)];

  describe("on a terminal", () => {
    /** Time goes on by so much with each look at the clock. */
    function start(screen: Screen, step = 1000): Progress {
      let time = 0;
      return showProgress(screen, { color: true, planned, now: () => (time += step) });
    }

    it("moves one line", () => {
      const screen = new Screen(80);
      const progress = start(screen);
      for (const each of planned) progress.finished(each);
      expect(screen.lines()).to.deep.equal(["  ━━━━━━━━━━━━━━━━━━━━━━━━  3/3  close/1"]);
    });

    it("prints above it what is to stay", () => {
      const screen = new Screen(40);
      const progress = start(screen);
      progress.print("first");
      progress.finished(result("close", 0));
      progress.print("second\nthird");
      expect(screen.lines().slice(0, 4)).to.deep.equal(["first", "", "second", "third"]);
      expect(screen.lines()[4]).to.match(/ 1\/3$/);
      progress.end();
      expect(screen.lines().slice(4)).to.deep.equal(["", ""]);
    });

    it("sets texts of several lines apart, and lets single lines stand together", () => {
      const screen = new Screen(40);
      const progress = start(screen);
      for (const text of ["one\ntwo", "three", "four", "five\nsix"]) progress.print(text);
      expect(screen.lines().slice(0, -1)).to.deep.equal(["one", "two", "", "three", "four", "", "five", "six"]);
    });

    it("leaves nothing behind, however it ends and however often", () => {
      const screen = new Screen(40);
      const progress = start(screen);
      progress.finished(result("close", 0));
      screen.write("^C"); // what a terminal shows of Ctrl-C
      progress.end();
      progress.end();
      expect(screen.lines()).to.deep.equal([""]);
      screen.write("$ ");
      expect(screen.lines()).to.deep.equal(["$ "]);
    });

    it("never hides the cursor and never sets a mode", () => {
      const screen = new Screen(40);
      const progress = start(screen);
      for (const each of planned) progress.finished(each);
      progress.print("text");
      progress.end();
      // eslint-disable-next-line no-control-regex -- escape sequences are what is looked for
      expect(screen.raw).not.to.match(/\x1b\[\?/);
    });

    it("does not draw more often than eyes can see", () => {
      const writes: string[] = [];
      const stream = { isTTY: true, columns: 80, write: (text: string) => writes.push(text) };
      let time = 0;
      const many = Array.from({ length: 1000 }, (_, index) => result("close", index));
      const progress = showProgress(stream, { color: false, planned: many, now: () => (time += 0.05) });
      for (const each of many) progress.finished(each);
      expect(writes.length).to.be.within(1, 5);
    });

    for (const width of [1, 10, 20, 40]) {
      it(`survives a terminal of ${width} columns`, () => {
        const screen = new Screen(Math.max(width, 3));
        const progress = start(screen);
        for (const each of planned) progress.finished(each);
        expect(screen.lines()).to.have.length(1);
        progress.end();
        expect(screen.lines()).to.deep.equal([""]);
      });
    }
  });

  describe("elsewhere", () => {
    it("writes a line for each suite, when all of it is done", () => {
      let text = "";
      const stream: ProgressStream = { write: (piece) => (text += piece) };
      const progress = showProgress(stream, { color: false, planned, now: () => 0 });
      progress.finished(result("close", 0));
      expect(text).to.equal("");
      progress.finished(sampleResult({ suite: "resets", verdict: "fail" }));
      progress.print("a failure\nin full");
      progress.print("the same again");
      progress.finished(result("close", 1));
      progress.end();
      expect(text).to.equal(
        "✗ resets  0 passed, 1 failed\n\na failure\nin full\n\nthe same again\n✓ close   2 passed, 0 failed\n\n",
      );
    });
  });
});
