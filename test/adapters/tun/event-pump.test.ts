import { expect } from "chai";
import { EPOLLIN } from "../../../adapters/native/epoll";
import { Timer } from "../../../adapters/native/timer";
import { EventPump } from "../../../adapters/tun/event-pump";
import { KernelClock } from "../../../adapters/tun/kernel-clock";
import { requireLinux } from "../../stacks/linux/require-linux";

const MILLISECOND = 1e6;

describe("adapters/tun/event-pump", () => {
  let clock: KernelClock;
  let pump: EventPump;
  let timer: Timer;

  before(function () {
    requireLinux(this);
    clock = new KernelClock();
  });

  beforeEach(() => {
    pump = new EventPump(clock);
    timer = new Timer();
  });

  afterEach(() => {
    timer.close();
    pump.close();
  });

  const sleep = (milliseconds: number): Promise<void> =>
    pump.sleep(clock.now() + milliseconds * MILLISECOND, () => undefined);

  it("wakes nobody too early, and the first one first", async () => {
    const start = clock.now();
    const woken: number[] = [];
    await Promise.all(
      [30, 5, 15].map(async (milliseconds) => {
        await sleep(milliseconds);
        expect(clock.now() - start).to.be.at.least(milliseconds * MILLISECOND);
        woken.push(milliseconds);
      }),
    );
    expect(woken).to.deep.equal([5, 15, 30]);
  });

  it("wakes at once who goes to sleep too late", async () => {
    await sleep(-1);
  });

  it("wakes who is woken, once", async () => {
    let wake = (): void => undefined;
    const slept = pump.sleep(Infinity, (sleeper) => {
      wake = () => {
        sleeper.wake();
      };
    });
    wake();
    wake();
    await slept;
  });

  it("calls what watches a descriptor, from the event loop or in a turn", async () => {
    let calls = 0;
    pump.watch(timer.fd, EPOLLIN, () => {
      timer.acknowledge();
      calls++;
    });
    pump.turn();
    expect(calls).to.equal(0);
    timer.set(MILLISECOND);
    await sleep(20);
    expect(calls).to.equal(1);
    timer.set(1);
    const until = clock.now() + 5 * MILLISECOND;
    while (clock.now() < until) pump.turn();
    expect(calls).to.equal(2);
  });

  it("does not call what watches no longer", async () => {
    const forget = pump.watch(timer.fd, EPOLLIN, () => {
      throw new Error("called");
    });
    forget();
    forget();
    timer.set(1);
    await sleep(5);
  });

  it("fails all sleepers, and whoever comes later, when something goes wrong", async () => {
    pump.watch(timer.fd, EPOLLIN, () => {
      throw new Error("it broke");
    });
    timer.set(MILLISECOND);
    const failures = await Promise.all(
      [sleep(1000), sleep(2000)].map((slept) => slept.then(String, (error: unknown) => String(error))),
    );
    expect(failures).to.deep.equal(["StackFailed: it broke", "StackFailed: it broke"]);
    expect(() => {
      pump.turn();
    }).to.throw("it broke");
  });
});
