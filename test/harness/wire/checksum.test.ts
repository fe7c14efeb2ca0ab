import { expect } from "chai";
import fc from "fast-check";

import { checksumOf, internetChecksum, sumsUp, sumWords } from "../../../harness/wire/checksum";
import { hex } from "./hex";

/** By definition: words added up, and every carry added again as soon as it comes. */
function plainChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return 0xffff - sum;
}

describe("checksum", () => {
  it("is the one of the example in RFC 1071 3", () => {
    // There 0001 + f203 + f4f5 + f6f7 is worked out to be ddf2.
    expect(internetChecksum(hex("0001 f203 f4f5 f6f7"))).to.equal(0xffff - 0xddf2);
  });

  it("takes a last odd octet for the left half of a word", () => {
    expect(internetChecksum(hex("0102 03"))).to.equal(internetChecksum(hex("0102 0300")));
  });

  it("brings back the carry that a carry makes", () => {
    // ffff + ffff + 0001 = 1ffff, ffff + 1 = 10000, 0000 + 1 = 1.
    expect(internetChecksum(hex("ffff ffff 0001"))).to.equal(0xfffe);
  });

  it("of nothing is all ones", () => {
    expect(internetChecksum(new Uint8Array(0))).to.equal(0xffff);
  });

  it("does not lose a carry in the longest datagram there is", () => {
    expect(internetChecksum(new Uint8Array(65575).fill(0xff))).to.equal(0x00ff);
  });

  it("is the same by definition, for every range", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: "max" }), fc.nat({ max: 200 }), (bytes, cut) => {
        const start = Math.min(cut, bytes.length);
        expect(internetChecksum(bytes, start)).to.equal(plainChecksum(bytes.subarray(start)));
        expect(internetChecksum(bytes, 0, start)).to.equal(plainChecksum(bytes.subarray(0, start)));
      }),
    );
  });

  it("makes a message that it stands in sum up, and no message with another one", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 0xfffe }),
        (bytes, change) => {
          const sum = sumWords(bytes, 0, bytes.length);
          expect(sumsUp(sum + checksumOf(sum))).to.equal(true);
          expect(sumsUp(sum + checksumOf(sum) + change)).to.equal(false);
        },
      ),
    );
  });
});
