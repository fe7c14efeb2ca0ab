import { expect } from "chai";
import fc from "fast-check";
import { chance, seedOf } from "../../../harness/port/chance";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const WORD = 2n ** 32n;

/** The splitmix32 generator once more, in numbers that cannot overflow. */
function* splitmix(seed: number): Generator<number> {
  const shifted = (value: bigint, bits: bigint) => value ^ (value >> bits);
  for (let state = BigInt(seed); ;) {
    state = (state + 0x9e3779b9n) % WORD;
    const once = (shifted(state, 16n) * 0x21f0aaadn) % WORD;
    const twice = (shifted(once, 15n) * 0x735a2d97n) % WORD;
    yield Number(shifted(twice, 15n));
  }
}

describe("chance", () => {
  it("is splitmix32", () => {
    fc.assert(
      fc.property(uint32, (seed) => {
        const next = chance(seed);
        const model = splitmix(seed);
        for (let i = 0; i < 20; i++) expect(next()).to.equal(model.next().value);
      }),
    );
  });

  it("spreads its numbers evenly over the 32 bits", () => {
    const next = chance(1);
    const bins = new Array<number>(64).fill(0);
    const count = 64_000;
    for (let i = 0; i < count; i++) {
      const bin = next() >>> 26;
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const even = count / bins.length;
    const chiSquared = bins.reduce((total, seen) => total + (seen - even) ** 2 / even, 0);
    // The 0.1 % quantile of 63 degrees of freedom on either side: too even is no chance either.
    expect(chiSquared).to.be.within(34, 103);
  });

  it("gives a name the FNV-1a hash for its seed when the seed of the whole is 0", () => {
    // The test vectors of the FNV draft (draft-eastlake-fnv, appendix C).
    expect(seedOf(0, "")).to.equal(0x811c9dc5);
    expect(seedOf(0, "a")).to.equal(0xe40c292c);
    expect(seedOf(0, "foobar")).to.equal(0xbf9cf968);
  });

  it("gives one name as many seeds as there are seeds of the whole", () => {
    fc.assert(
      fc.property(uint32, uint32, fc.string(), (one, other, name) => {
        expect(seedOf(one, name) === seedOf(other, name)).to.equal(one === other);
      }),
    );
  });
});
