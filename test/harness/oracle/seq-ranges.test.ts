import { expect } from "chai";
import fc from "fast-check";
import { endOfRun, withRange, type SeqRange } from "../../../harness/oracle/seq-ranges";
import { add, diff, type Seq } from "../../../harness/wire/seq";
import { anySeq } from "../wire/arbitraries";

/** Ranges within a few dozen numbers from an origin, so that they meet, overlap and swallow each other; some are empty. */
const spans = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.integer({ min: -3, max: 12 })), { maxLength: 12 });

function rangesOf(origin: Seq, list: readonly (readonly [number, number])[]): readonly SeqRange[] {
  return list.reduce<readonly SeqRange[]>(
    (ranges, [from, length]) => withRange(ranges, { from: add(origin, from), to: add(origin, from + length) }),
    [],
  );
}

/** The same as a plain set, number by number. */
function setOf(list: readonly (readonly [number, number])[]): ReadonlySet<number> {
  return new Set(list.flatMap(([from, length]) => Array.from({ length: Math.max(0, length) }, (_, i) => from + i)));
}

const numbersIn = (ranges: readonly SeqRange[], origin: Seq): readonly number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: diff(to, from) }, (_, i) => diff(add(from, i), origin)));

describe("sets of sequence numbers", () => {
  it("hold what was put in, and nothing else, each number in one range", () => {
    fc.assert(
      fc.property(anySeq, spans, (origin, list) => {
        const numbers = numbersIn(rangesOf(origin, list), origin);
        expect([...numbers].sort((a, b) => a - b)).to.deep.equal([...setOf(list)].sort((a, b) => a - b));
      }),
    );
  });

  it("have no two ranges that meet", () => {
    fc.assert(
      fc.property(anySeq, spans, (origin, list) => {
        const ranges = rangesOf(origin, list);
        for (const { to } of ranges) expect(ranges.filter(({ from }) => from === to)).to.deep.equal([]);
      }),
    );
  });

  it("tell the first number from a given one on that is missing", () => {
    fc.assert(
      fc.property(anySeq, spans, fc.integer({ min: -2, max: 75 }), (origin, list, start) => {
        const set = setOf(list);
        let missing = start;
        while (set.has(missing)) missing++;
        expect(diff(endOfRun(rangesOf(origin, list), add(origin, start)), origin)).to.equal(missing);
      }),
    );
  });

  it("keep numbers apart that lie half the circle from each other", () => {
    fc.assert(
      fc.property(anySeq, fc.integer({ min: -20, max: 20 }), (origin, near) => {
        const here = { from: origin, to: add(origin, 10) };
        const there = { from: add(origin, 2 ** 31 + near), to: add(origin, 2 ** 31 + near + 10) };
        const ranges = withRange(withRange([], here), there);
        expect(ranges).to.have.deep.members([here, there]);
        expect(endOfRun(ranges, here.from)).to.equal(here.to);
        expect(endOfRun(ranges, there.from)).to.equal(there.to);
      }),
    );
  });
});
