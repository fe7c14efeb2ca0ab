import { expect } from "chai";
import fc from "fast-check";
import { add, sack, seq } from "../../../harness/wire";
import { endOfHole, lastHole, lossEdge, nextHole, sackedIn, updated } from "../../../stacks/reference/scoreboard";

describe("the scoreboard (RFC 6675 4)", () => {
  const block = (left: number, right: number) => ({ left: seq(left), right: seq(right) });
  const board = (...all: readonly (readonly [number, number])[]) =>
    updated([], [sack(...all.map(([left, right]) => block(left, right)))], seq(0), seq(100_000));

  it("puts blocks in order and together", () => {
    expect(board([50, 60], [10, 20], [20, 30])).to.deep.equal([block(10, 30), block(50, 60)]);
    expect(board([10, 20], [30, 40], [50, 60], [15, 55])).to.deep.equal([block(10, 60)]);
  });

  it("passes over what was never sent, what is acknowledged, and what is upside down", () => {
    const options = [sack(block(90, 110), block(0, 15), block(40, 30), block(20, 20))];
    const before = board([60, 70]);
    expect(updated(before, options, seq(10), seq(100))).to.equal(before);
  });

  it("knows the same octets however they were told", () => {
    const ranges = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 40 })), { maxLength: 12 });
    fc.assert(
      fc.property(ranges, (those) => {
        const near = seq(0xffff_ff80);
        const told = those.map(([from, length]) => ({ left: add(near, from), right: add(near, from + length) }));
        const result = updated([], [sack(...told)], near, add(near, 400));
        for (let at = 0; at < 345; at++) {
          const isIn = those.some(([from, length]) => from <= at && at < from + length);
          expect(sackedIn(result, add(near, at), add(near, at + 1)) === 1, String(at)).to.equal(isIn);
          expect(nextHole(result, add(near, at)) === add(near, at)).to.equal(!isIn);
        }
      }),
    );
  });

  it("IsLost: three blocks beyond, or more than two segments' worth of octets", () => {
    expect(lossEdge(board([1000, 2000], [3000, 4000]), seq(0), 1000)).to.equal(0);
    expect(lossEdge(board([1000, 1100], [3000, 3100], [5000, 5100]), seq(0), 1000)).to.equal(1000);
    expect(lossEdge(board([1000, 3000]), seq(0), 1000)).to.equal(0);
    expect(lossEdge(board([1000, 3001]), seq(0), 1000)).to.equal(1000);
    expect(lossEdge(board([500, 600], [1000, 3001]), seq(0), 1000)).to.equal(1000);
  });

  it("the last hole reaches to SND.NXT, or to the block that does so", () => {
    const hole = (those: ReturnType<typeof board>) => lastHole(those, seq(5), seq(90));
    expect(hole(board())).to.deep.equal(block(5, 90));
    expect(hole(board([10, 20], [40, 50]))).to.deep.equal(block(50, 90));
    expect(hole(board([10, 20], [40, 90]))).to.deep.equal(block(20, 40));
    expect(hole(board([10, 90]))).to.deep.equal(block(5, 10));
    expect(hole(board([5, 90])), "nothing is missing").to.deep.equal(block(5, 5));
  });

  it("holes end where the next block begins", () => {
    const two = board([10, 20], [40, 50]);
    expect([nextHole(two, seq(10)), nextHole(two, seq(30)), nextHole(two, seq(45))]).to.deep.equal([20, 30, 50]);
    expect([endOfHole(two, seq(20), seq(90)), endOfHole(two, seq(50), seq(90))]).to.deep.equal([40, 90]);
  });
});
