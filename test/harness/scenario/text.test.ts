import { expect } from "chai";
import fc from "fast-check";
import { lengthOf, octetAt, octetsOf } from "../../../harness/scenario/text";

const position = fc.nat({ max: 100_000 });

describe("the running text", () => {
  it("is printable and has no spaces", () => {
    for (let i = 0; i < 10_000; i++) expect(octetAt(i)).to.be.within(0x21, 0x7e);
  });

  it("a piece of it is the octets at its place", () => {
    fc.assert(
      fc.property(position, fc.nat({ max: 300 }), (start, length) => {
        const octets = octetsOf(length, start);
        expect(octets.length).to.equal(lengthOf(length));
        expect([...octets]).to.deep.equal(Array.from({ length }, (_, i) => octetAt(start + i)));
      }),
    );
  });

  it("32 octets that are out of place by less than 1376 show it", () => {
    // 43 * (32 * 31 + 7) + 1 is a multiple of 94: 1376 octets further on, and across 2048, the same octets come again.
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 1375 }), (start, shift) => {
        expect([...octetsOf(32, start)]).not.to.deep.equal([...octetsOf(32, start + shift)]);
      }),
      { numRuns: 5000 },
    );
  });

  it("a string stands for itself, a character an octet, wherever it is", () => {
    expect([...octetsOf("a\r\nÿ", 7)]).to.deep.equal([0x61, 13, 10, 0xff]);
    expect(lengthOf("a\r\nÿ")).to.equal(4);
  });
});
