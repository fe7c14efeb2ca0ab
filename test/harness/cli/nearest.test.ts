import { expect } from "chai";
import fc from "fast-check";
import { nearest } from "../../../harness/cli/nearest";

describe("nearest", () => {
  const NAMES = [
    "close",
    "close/active",
    "close/active/four-segments",
    "close/passive/four-segments",
    "MUST-1",
    "MUST-13",
  ];

  const CASES: Readonly<Record<string, readonly string[]>> = {
    clsoe: ["close"],
    clos: ["close"],
    closse: ["close"],
    cloze: ["close"],
    "must-13": ["MUST-13", "MUST-1"],
    "close/actve": ["close/active"],
    "four-segments": ["close/active/four-segments", "close/passive/four-segments"],
    active: ["close/active", "close/active/four-segments"],
    xyz: [],
    "": [],
  };
  for (const [word, expected] of Object.entries(CASES)) {
    it(`"${word}" -> ${expected.join(", ")}`, () => {
      expect(nearest(word, NAMES)).to.deep.equal(expected);
    });
  }

  it("takes no time for a word that nobody would type", () => {
    const began = performance.now();
    expect(nearest("a".repeat(100_000), NAMES)).to.deep.equal([]);
    expect(performance.now() - began).to.be.lessThan(500);
  });

  it("offers five at the most, and none twice", () => {
    expect(nearest("a", ["a/1", "a/2", "a/3", "a/4", "a/5", "a/6"])).to.have.length(5);
    expect(nearest("a", ["a/1", "a/1"])).to.deep.equal(["a/1"]);
  });

  it("offers a word that differs in one letter, too many, too few or another, before all that differ in more", () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(word, fc.nat(11), fc.stringMatching(/^[a-z]?$/), fc.boolean(), (name, at, letter, instead) => {
        const place = at % name.length;
        const slip = name.slice(0, place) + letter + name.slice(place + (instead ? 1 : 0));
        fc.pre(slip.length >= 4);
        expect(nearest(slip, [`${name}-and-more`, name])[0]).to.equal(name);
      }),
    );
  });
});
