import { expect } from "chai";
import fc from "fast-check";
import {
  IRS,
  isExpression,
  ISS,
  parseExpression,
  RCV,
  RMSS,
  SND,
  VARIABLES,
  type SeqExpression,
  type Variable,
} from "../../../harness/scenario/expression";

const SINGLE: Readonly<Record<Variable, SeqExpression>> = {
  ISS,
  IRS,
  "SND.UNA": SND.UNA,
  "SND.NXT": SND.NXT,
  "SND.WND": SND.WND,
  "RCV.NXT": RCV.NXT,
  "RCV.WND": RCV.WND,
  RMSS,
};

const single = fc.constantFrom(...VARIABLES).map((name) => SINGLE[name]);

/** Sums as suites write them: a variable, and then more variables and numbers. */
const expression: fc.Arbitrary<SeqExpression> = fc
  .tuple(single, fc.array(fc.oneof(single, fc.integer()), { maxLength: 5 }))
  .map(([first, rest]) => rest.reduce<SeqExpression>((total, each) => total.plus(each), first));

const parts = (value: SeqExpression | undefined) => value && { variables: value.variables, offset: value.offset };

describe("expression", () => {
  it("is printed as the RFC writes it", () => {
    expect(String(RCV.NXT)).to.equal("RCV.NXT");
    expect(String(SND.UNA.minus(1))).to.equal("SND.UNA-1");
    expect(String(RCV.NXT.plus(RCV.WND).minus(1))).to.equal("RCV.NXT+RCV.WND-1");
    expect(String(ISS.plus(5).minus(5))).to.equal("ISS");
  });

  it("parsed from its own text is what it was", () => {
    fc.assert(
      fc.property(expression, (value) => {
        expect(parts(parseExpression(String(value)))).to.deep.equal(parts(value));
      }),
    );
  });

  it("prints as it was parsed, a number alone as well", () => {
    for (const text of ["IRS", "SND.NXT+1", "RCV.NXT+RCV.WND-1", "7", "0"]) {
      const value = parseExpression(text);
      expect(parts(parseExpression(String(value))), text).to.deep.equal(parts(value));
    }
  });

  it("adds numbers and other expressions, and takes numbers away", () => {
    fc.assert(
      fc.property(expression, expression, fc.integer(), (a, b, octets) => {
        expect(parts(a.plus(b))).to.deep.equal({
          variables: [...a.variables, ...b.variables],
          offset: a.offset + b.offset,
        });
        expect(parts(a.plus(octets).minus(octets))).to.deep.equal(parts(a));
      }),
    );
  });

  const NONE = [
    "",
    " ",
    "SND",
    "RCV.NXT+",
    "RCV.NXT++1",
    "rcv.nxt",
    "RCV.NXT*2",
    "5-RCV.NXT",
    "RCV.NXT+1.5",
    "0x10",
    "-",
  ];
  for (const text of NONE) {
    it(`${JSON.stringify(text)} is none`, () => {
      expect(parseExpression(text)).to.equal(undefined);
    });
  }

  it("is told from a number and from other objects", () => {
    expect(isExpression(RCV.NXT.plus(1))).to.equal(true);
    for (const other of [1, "RCV.NXT", null, undefined, {}, { variables: [] }])
      expect(isExpression(other)).to.equal(false);
  });
});
