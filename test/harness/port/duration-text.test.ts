import { expect } from "chai";
import fc from "fast-check";
import { printDuration, readDuration } from "../../../harness/port/duration-text";
import { MICROSECOND, MILLISECOND, MINUTE, SECOND, type Duration } from "../../../harness/port/time";

const READ: Readonly<Record<string, Duration>> = {
  "2 min": 2 * MINUTE,
  "1 s": SECOND,
  "1.5 s": 1500 * MILLISECOND,
  "0.1 s": 100 * MILLISECOND,
  "200 ms": 200 * MILLISECOND,
  "64 us": 64 * MICROSECOND,
  "1 ns": 1,
  "0 min": 0,
  "0.4 ns": 0,
  "9007199254740991 ns": Number.MAX_SAFE_INTEGER,
};

const REFUSED = [
  "",
  "1",
  "s",
  "1s",
  "1  s",
  " 1 s",
  "1 s ",
  "-1 s",
  "+1 s",
  ".5 s",
  "1. s",
  "1e3 ms",
  "1,5 s",
  "1 h",
  "1 S",
];

const PRINTED: Readonly<Record<string, Duration>> = {
  "2 min": 2 * MINUTE,
  "90 s": 90 * SECOND,
  "1500 ms": 1500 * MILLISECOND,
  "1001 us": MILLISECOND + MICROSECOND,
  "1001 ns": MICROSECOND + 1,
  "0 s": 0,
};

describe("duration text", () => {
  for (const [text, duration] of Object.entries(READ)) {
    it(`${text} are ${duration} ns`, () => {
      expect(readDuration(text)).to.equal(duration);
    });
  }

  it("anything else is none, and neither is what a number cannot hold", () => {
    for (const text of [...REFUSED, "9007199254740992 ns", "150120 min"])
      expect(readDuration(text), text).to.be.undefined;
  });

  for (const [text, duration] of Object.entries(PRINTED)) {
    it(`${duration} ns are printed as ${text}`, () => {
      expect(printDuration(duration)).to.equal(text);
    });
  }

  it("what is printed is read as what it was", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (duration) => {
        expect(readDuration(printDuration(duration))).to.equal(duration);
      }),
    );
  });
});
