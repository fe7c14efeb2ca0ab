import { expect } from "chai";
import { screenOf } from "../../../harness/cli/terminal";

describe("screenOf", () => {
  const terminal = { isTTY: true, columns: 80, write: () => true };
  const file = { write: () => true };

  describe("colours", () => {
    const CASES: readonly (readonly [what: string, place: object, environment: NodeJS.ProcessEnv, color: boolean])[] = [
      ["a terminal", terminal, { TERM: "xterm" }, true],
      ["a terminal of unknown kind", terminal, {}, true],
      ["a dumb terminal", terminal, { TERM: "dumb" }, false],
      ["a file", file, { TERM: "xterm" }, false],
      ["NO_COLOR", terminal, { NO_COLOR: "1" }, false],
      ["NO_COLOR=0, which is any value", terminal, { NO_COLOR: "0" }, false],
      ["an empty NO_COLOR, which is none", terminal, { NO_COLOR: "" }, true],
      ["FORCE_COLOR into a file", file, { FORCE_COLOR: "1" }, true],
      ["FORCE_COLOR on a dumb terminal", terminal, { FORCE_COLOR: "1", TERM: "dumb" }, true],
      ["FORCE_COLOR=0", terminal, { FORCE_COLOR: "0" }, false],
      ["NO_COLOR against FORCE_COLOR", file, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    ];
    for (const [what, place, environment, color] of CASES) {
      it(`${what}: ${color ? "yes" : "no"}`, () => {
        expect(screenOf({ ...file, ...place }, true, environment).color).to.equal(color);
        expect(screenOf({ ...file, ...place }, false, environment).color, "with --no-color").to.equal(false);
      });
    }
  });

  it("is as wide as the terminal, and as paper where there is none", () => {
    const width = (place: object) => screenOf({ ...file, ...place }, true, {}).width;
    expect(width({ isTTY: true, columns: 40 })).to.equal(40);
    expect(width({ isTTY: true, columns: 3 })).to.equal(20);
    expect(width({ isTTY: true, columns: 0 })).to.equal(100);
    expect(width({})).to.equal(100);
  });

  it("has lines that move on terminals that can do that", () => {
    expect(screenOf(terminal, true, { TERM: "xterm" }).moves).to.equal(true);
    expect(screenOf(terminal, true, { TERM: "dumb" }).moves).to.equal(false);
    expect(screenOf(file, true, { FORCE_COLOR: "1" }).moves).to.equal(false);
  });
});
