import { expect } from "chai";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { DEFAULT_OPTIONS } from "../../../stacks/reference/options";
import { afterSample, backedOff, rtoOf } from "../../../stacks/reference/rto";

describe("retransmission timeout (RFC 6298 2)", () => {
  it("2.2: after the first sample R it is R + 4 * R/2", () => {
    const known = afterSample(undefined, 2 * SECOND);
    expect(known).to.deep.equal({ srtt: 2 * SECOND, rttvar: SECOND });
    expect(rtoOf(known, DEFAULT_OPTIONS)).to.equal(6 * SECOND);
  });

  it("2.3: RTTVAR is worked out with the old SRTT, and only then SRTT", () => {
    const known = afterSample({ srtt: 2 * SECOND, rttvar: SECOND }, 4 * SECOND);
    expect(known.rttvar).to.equal(0.75 * SECOND + 0.25 * 2 * SECOND);
    expect(known.srtt).to.equal((7 / 8) * 2 * SECOND + (1 / 8) * 4 * SECOND);
    expect(rtoOf(known, DEFAULT_OPTIONS)).to.equal(2.25 * SECOND + 4 * 1.25 * SECOND);
  });

  it("2.3: the clock's grain takes the place of a variance that is gone", () => {
    const options = { ...DEFAULT_OPTIONS, clockGranularity: 100 * MILLISECOND };
    expect(rtoOf({ srtt: 2 * SECOND, rttvar: 0 }, options)).to.equal(2.1 * SECOND);
  });

  it("2.4 and 2.5: at least 1 s, at most 60 s", () => {
    expect(rtoOf({ srtt: MILLISECOND, rttvar: 0 }, DEFAULT_OPTIONS)).to.equal(SECOND);
    expect(rtoOf({ srtt: 50 * SECOND, rttvar: 50 * SECOND }, DEFAULT_OPTIONS)).to.equal(60 * SECOND);
  });

  it("5.5: each timeout doubles it, up to the cap", () => {
    expect(backedOff(SECOND, DEFAULT_OPTIONS)).to.equal(2 * SECOND);
    expect(backedOff(40 * SECOND, DEFAULT_OPTIONS)).to.equal(60 * SECOND);
  });

  it("a constant round trip leaves SRTT where it is and lets RTTVAR fade", () => {
    let known = afterSample(undefined, 3 * SECOND);
    for (let i = 0; i < 60; i++) known = afterSample(known, 3 * SECOND);
    expect(known.srtt).to.equal(3 * SECOND);
    expect(rtoOf(known, DEFAULT_OPTIONS)).to.equal(3 * SECOND + DEFAULT_OPTIONS.clockGranularity);
  });
});
