import { expect } from "chai";
import fc from "fast-check";
import { rtoOf } from "../../../harness/oracle/rto";
import { SECOND } from "../../../harness/port/time";

describe("rtoOf", () => {
  it("is not known before the first sample", () => {
    expect(rtoOf([])).to.equal(undefined);
  });

  it("is three times the first sample (RFC 6298 2.2)", () => {
    expect(rtoOf([2 * SECOND])).to.equal(6 * SECOND);
  });

  it("has the deviation of a later sample from the SRTT before it (RFC 6298 2.3)", () => {
    // RTTVAR = 3/4 * 1/2 + 1/4 * 1 = 5/8, SRTT = 7/8 + 2/8 = 9/8: 9/8 + 4 * 5/8
    expect(rtoOf([SECOND, 2 * SECOND])).to.equal(3.625 * SECOND);
    // RTTVAR = 3/4 * 5/8 + 1/4 * 1/8 = 1/2, SRTT = 7/8 * 9/8 + 1/8 = 71/64
    expect(rtoOf([SECOND, 2 * SECOND, SECOND])).to.equal((71 / 64 + 2) * SECOND);
  });

  it("comes down to a constant round trip, from above (RFC 6298 4)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 * SECOND }), fc.integer({ min: 1, max: 60 }), (r, count) => {
        const rto = rtoOf(new Array<number>(count).fill(r)) ?? NaN;
        expect(rto).to.be.closeTo(r * (1 + 2 * 0.75 ** (count - 1)), 1e-3);
      }),
    );
  });
});
