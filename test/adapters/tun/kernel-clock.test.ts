import { expect } from "chai";
import { KernelClock } from "../../../adapters/tun/kernel-clock";
import { requireLinux } from "../../stacks/linux/require-linux";

describe("adapters/tun/kernel-clock", () => {
  before(function () {
    requireLinux(this);
  });

  /** A stamp as the kernel would have made it now. */
  function stampNow(): [seconds: number, nanoseconds: number] {
    const milliseconds = performance.timeOrigin + performance.now();
    const seconds = Math.floor(milliseconds / 1000);
    return [seconds, Math.floor((milliseconds - seconds * 1000) * 1e6)];
  }

  it("is in whole nanoseconds and goes on", () => {
    const clock = new KernelClock();
    const before = clock.now();
    expect(Number.isInteger(before)).to.equal(true);
    expect(clock.now()).to.be.at.least(before);
  });

  it("converts a stamp that has just been made into now", () => {
    const clock = new KernelClock();
    // Warmed up, and to the millisecond: node knows the time of day no better.
    clock.fromStamp(...stampNow());
    const before = clock.now();
    const time = clock.fromStamp(...stampNow());
    expect(time).to.be.within(before - 50e6, clock.now());
  });

  it("never lets a stamp be in the future, nor before the one before it", () => {
    const clock = new KernelClock();
    const [seconds, nanoseconds] = stampNow();
    const first = clock.fromStamp(seconds + 3600, nanoseconds);
    expect(first).to.be.at.most(clock.now());
    expect(clock.fromStamp(seconds - 3600, nanoseconds)).to.equal(first);
  });
});
