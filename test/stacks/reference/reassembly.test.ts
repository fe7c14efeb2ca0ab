import { expect } from "chai";
import fc from "fast-check";
import { add, seq } from "../../../harness/wire";
import { hold, NOTHING_HELD, takeFrom } from "../../../stacks/reference/reassembly";

const START = seq(0xffff_fff0);

describe("reassembly", () => {
  it("holds octets in any order, the first copy of each, as a map of octets would", () => {
    const pieces = fc.array(fc.tuple(fc.nat(60), fc.uint8Array({ maxLength: 20 })), { maxLength: 20 });
    fc.assert(
      fc.property(pieces, fc.nat(30), (arrivals, next) => {
        const model = new Map<number, number>();
        let held = NOTHING_HELD;
        for (const [offset, text] of arrivals) {
          held = hold(held, add(START, offset), text);
          text.forEach((octet, index) => {
            if (!model.has(offset + index)) model.set(offset + index, octet);
          });
        }
        const taken = takeFrom(held, add(START, next));

        const expected: number[] = [];
        let at = next;
        for (let octet = model.get(at); octet !== undefined; octet = model.get(++at)) expected.push(octet);
        expect(taken.texts.flatMap((text) => [...text])).to.deep.equal(expected);

        const left = [...model].filter(([offset]) => offset > at).sort(([a], [b]) => a - b);
        const kept = taken.held.flatMap((piece) =>
          [...piece.text].map((octet, index): [number, number] => [(piece.seq - START + index) >>> 0, octet]),
        );
        expect(kept).to.deep.equal(left);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps pieces in order, without overlap and none empty", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(9))), (arrivals) => {
        let held = NOTHING_HELD;
        for (const [offset, length] of arrivals) held = hold(held, add(START, offset), new Uint8Array(length));
        let end = -1;
        for (const piece of held) {
          const offset = (piece.seq - START) >>> 0;
          expect(offset).to.be.at.least(end);
          expect(piece.text.length).to.be.above(0);
          end = offset + piece.text.length;
        }
      }),
    );
  });
});
