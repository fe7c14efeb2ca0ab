import { expect } from "chai";
import fc from "fast-check";
import type { Profile } from "../../../harness/port/profile";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import {
  ANSWER_SPACING,
  DELAYED_ACK,
  LONGEST_ACK_DELAY,
  MINIMUM_RTO,
  MSL,
  parseDuration,
  REACTION,
  RTO,
  SECONDS,
  timingOf,
} from "../../../harness/scenario/duration";

const timer = fc.constantFrom(MSL, RTO, MINIMUM_RTO, DELAYED_ACK, LONGEST_ACK_DELAY, REACTION, ANSWER_SPACING, SECONDS);
const factor = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0.001, max: 1000, noNaN: true }));

const none = { value: 0, early: 0, late: 0 };
const TIMERS: Profile["timers"] = {
  msl: { value: 60 * SECOND, early: SECOND, late: 2 * SECOND },
  initialRto: { value: 3, early: 1, late: 2 },
  minimumRto: none,
  delayedAck: none,
  reaction: none,
  answerSpacing: none,
};
const PROFILE: Profile = { capabilities: [], timers: TIMERS, synRetries: 0, synAckRetries: 0 };

describe("duration", () => {
  it("is printed by its name, and a multiple with its factor first", () => {
    expect(String(MSL)).to.equal("MSL");
    expect(String(RTO.times(2))).to.equal("2*RTO");
    expect(String(MSL.times(0.5))).to.equal("0.5*MSL");
    expect(String(RTO.times(2).times(0.5))).to.equal("RTO");
  });

  it("parsed from its own text is what it was", () => {
    fc.assert(
      fc.property(timer, factor, (duration, times) => {
        const value = duration.times(times);
        expect(parseDuration(String(value))).to.deep.include({ timer: duration.timer, factor: times });
      }),
    );
  });

  for (const text of ["", "2", "2*", "*RTO", "RTO*2", "rto", "2*SOON", "-1*RTO", "2*RTO ", "toString", "1e3*RTO"]) {
    it(`${JSON.stringify(text)} is none`, () => {
      expect(parseDuration(text)).to.equal(undefined);
    });
  }

  it("means what the profile says, tolerances and all, as often as its factor", () => {
    expect(timingOf(MSL.times(2), PROFILE)).to.deep.equal({ value: 120 * SECOND, early: 2 * SECOND, late: 4 * SECOND });
    expect(timingOf(MSL.times(0.5), PROFILE)).to.deep.equal({ value: 30 * SECOND, early: SECOND / 2, late: SECOND });
  });

  it("is a whole number of nanoseconds", () => {
    expect(timingOf(RTO.times(0.5), PROFILE)).to.deep.equal({ value: 2, early: 1, late: 1 });
  });

  it("is the same for all where the RFC leaves no choice, but for how slow a stack is to react", () => {
    const half = { value: 500 * MILLISECOND, early: 0, late: 0 };
    expect(timingOf(LONGEST_ACK_DELAY, PROFILE)).to.deep.equal(half);
    const slow = { ...PROFILE, timers: { ...TIMERS, reaction: { value: 3, early: 1, late: 4 } } };
    expect(timingOf(LONGEST_ACK_DELAY, slow)).to.deep.equal({ ...half, early: 1, late: 7 });
  });

  it("of seconds is the same for every stack, and as exact as the first RTO is there", () => {
    const initialRto = { value: 2 * SECOND, early: SECOND, late: SECOND / 2 };
    const profile = { ...PROFILE, timers: { ...TIMERS, initialRto } };
    expect(String(SECONDS.times(100))).to.equal("100*SECONDS");
    expect(timingOf(SECONDS.times(100), profile)).to.deep.equal({
      value: 100 * SECOND,
      early: 50 * SECOND,
      late: 25 * SECOND,
    });
  });

  it("takes each name from its own place in the profile", () => {
    const marked = Object.fromEntries(Object.keys(TIMERS).map((name, i) => [name, { ...none, value: i + 1 }]));
    const profile = { ...PROFILE, timers: marked as unknown as Profile["timers"] };
    const values = [MSL, RTO, MINIMUM_RTO, DELAYED_ACK, REACTION, ANSWER_SPACING].map(
      (d) => timingOf(d, profile).value,
    );
    // The order of the keys of TIMERS above.
    expect(values).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });
});
