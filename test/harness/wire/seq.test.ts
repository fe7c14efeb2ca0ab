import { expect } from "chai";
import fc from "fast-check";

import { add, diff, inRange, inWindow, latest, precedes, precedesOrEquals, seq } from "../../../harness/wire/seq";
import { anySeq } from "./arbitraries";

const CIRCLE = 2n ** 32n;
const HALF = 2n ** 31n;

/** The same arithmetic with numbers that cannot overflow. */
const modulo = (value: bigint): bigint => ((value % CIRCLE) + CIRCLE) % CIRCLE;
const distance = (a: number, b: number): bigint => modulo(BigInt(a) - BigInt(b) + HALF) - HALF;

/** Numbers whose order is the same wherever zero lies: less than half the circle apart. */
const step = fc.oneof(fc.integer({ min: -0x7fffffff, max: 0x7fffffff }), fc.integer({ min: -2, max: 2 }));
const size = fc.oneof(fc.nat({ max: 0x3fffffff }), fc.nat({ max: 3 }));

describe("seq", () => {
  it("takes whole numbers modulo 2^32", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(BigInt(seq(value))).to.equal(modulo(BigInt(value)));
      }),
    );
  });

  it("adds octets modulo 2^32", () => {
    fc.assert(
      fc.property(anySeq, fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), (a, octets) => {
        expect(BigInt(add(a, octets))).to.equal(modulo(BigInt(a) + BigInt(octets)));
      }),
    );
  });

  it("tells how far a number lies ahead", () => {
    fc.assert(
      fc.property(anySeq, anySeq, (a, b) => {
        expect(BigInt(diff(a, b))).to.equal(distance(a, b));
        expect(add(b, diff(a, b))).to.equal(a);
      }),
    );
  });

  it("compares across the wrap", () => {
    fc.assert(
      fc.property(anySeq, step, (a, octets) => {
        const b = add(a, octets);
        expect(precedes(a, b)).to.equal(octets > 0);
        expect(precedesOrEquals(a, b)).to.equal(octets >= 0);
        expect(latest(a, b)).to.equal(octets > 0 ? b : a);
      }),
    );
  });

  it("finds numbers in ranges and windows across the wrap", () => {
    fc.assert(
      fc.property(anySeq, step, size, (first, octets, length) => {
        const a = add(first, octets);
        const inside = octets >= 0 && octets < length;
        expect(inRange(a, first, add(first, length))).to.equal(inside);
        expect(inWindow(a, first, length)).to.equal(inside);
      }),
    );
  });

  it("lets nothing be in an empty range or window", () => {
    fc.assert(
      fc.property(anySeq, anySeq, (a, first) => {
        expect(inRange(a, first, first)).to.equal(false);
        expect(inWindow(a, first, 0)).to.equal(false);
      }),
    );
  });
});
