import { expect } from "chai";
import fc from "fast-check";
import { MOST_SEED, OPTIONS, wholeNumber } from "../../../harness/cli/options";
import { createProgram } from "../../../harness/cli/program";

describe("wholeNumber", () => {
  it("takes digits within its bounds, and nothing else", () => {
    const parse = wholeNumber(1, 1000);
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), (number) => {
        const attempt = () => parse(String(number));
        if (number >= 1 && number <= 1000) expect(attempt()).to.equal(number);
        else expect(attempt).to.throw("It must be a whole number from 1 to 1000.");
      }),
    );
    for (const text of ["", " 1", "1 ", "+1", "1.0", "1e2", "0x10", "1_0", "١", "NaN", "Infinity"])
      expect(() => parse(text), text).to.throw("It must be a whole number");
  });

  it("takes the least and the most seed", () => {
    const parse = wholeNumber(0, MOST_SEED);
    expect(parse("0")).to.equal(0);
    expect(parse("4294967295")).to.equal(4294967295);
  });
});

describe("OPTIONS", () => {
  for (const [name, { flags, description }] of Object.entries(OPTIONS)) {
    it(`${name}: a long name and a description`, () => {
      expect(flags).to.match(/^(?:-[a-z], )?--[a-z]+(?:-[a-z]+)*(?: <[a-z]+>)?$/);
      expect(description).to.match(/^[a-zA-Z].*\w\)?$/);
    });
  }

  it("no command has two options of one name", () => {
    for (const { options } of createProgram(() => undefined).commands) {
      const names = options.flatMap(({ long, short }) => [long, short]).filter((name) => name !== undefined);
      expect(new Set(names).size).to.equal(names.length);
    }
  });
});
