import { expect } from "chai";
import { close, ERRNO, errnoName, must, read, SystemCallFailed } from "../../../adapters/native/libc";
import { Epoll, EPOLLIN } from "../../../adapters/native/epoll";
import { Timer } from "../../../adapters/native/timer";
import { requireLinux } from "../../stacks/linux/require-linux";

describe("adapters/native/libc", () => {
  before(function () {
    requireLinux(this);
  });

  it("gives back the negative errno of a call that failed", () => {
    expect(close(-1)).to.equal(-ERRNO.EBADF);
    expect(read(-1, new Uint8Array(1), 1)).to.equal(-ERRNO.EBADF);
  });

  it("names errors, by the better known of two names", () => {
    expect(errnoName(-ERRNO.ECONNRESET)).to.equal("ECONNRESET");
    expect(errnoName(ERRNO.EAGAIN)).to.equal("EAGAIN");
    expect(errnoName(4095)).to.equal("errno 4095");
  });

  it("throws what cannot rightly fail", () => {
    expect(must("close", 3)).to.equal(3);
    expect(() => must("close", -ERRNO.EBADF)).to.throw(SystemCallFailed, "close: EBADF");
  });
});

describe("adapters/native/timer", () => {
  before(function () {
    requireLinux(this);
  });

  it("is ready when its time has come, and not before", () => {
    const timer = new Timer();
    const epoll = new Epoll();
    epoll.add(timer.fd, EPOLLIN, 42);
    timer.set(5e6);
    const keys: number[] = [];
    const poll = (): void => {
      epoll.drain((key) => keys.push(key));
    };
    const start = performance.now();
    while (keys.length === 0 && performance.now() - start < 1000) poll();
    expect(performance.now() - start).to.be.at.least(5);
    timer.acknowledge();
    keys.length = 0;
    poll();
    expect(keys).to.deep.equal([]);
    epoll.close();
    timer.close();
  });
});
