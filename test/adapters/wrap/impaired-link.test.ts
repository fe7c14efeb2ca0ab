import { expect } from "chai";
import { alarm, impairedLink } from "../../../adapters/wrap";
import type { IpLink, Timekeeper } from "../../../adapters/wrap";
import { inFlight } from "../../../adapters/wrap/in-flight";
import { MILLISECOND } from "../../../harness/port/time";

/** Time that the test moves. */
function handMoved() {
  let now = 0;
  const timers = inFlight<{ readonly at: number; readonly wake: () => void }>();
  const cancelled = new Set<() => void>();
  let made = 0;
  const time: Timekeeper = {
    now: () => now,
    after(wait, wake) {
      made += 1;
      timers.add({ at: now + wait, wake });
      return () => cancelled.add(wake);
    },
  };
  return {
    time,
    made: () => made,
    to(end: number) {
      for (; timers.next() <= end;) {
        now = Math.max(now, timers.next());
        const due = timers.takeDue(now);
        if (due !== undefined && !cancelled.has(due.wake)) due.wake();
      }
      now = end;
    },
  };
}

/** A link that shows what is sent on it, and brings what the test wants. */
function bareLink() {
  const sent: number[] = [];
  let receiver: (datagram: Uint8Array) => void = () => undefined;
  let isClosed = false;
  const link: IpLink = {
    send: (datagram) => sent.push(datagram[0] ?? -1),
    onDatagram(receive) {
      receiver = receive;
    },
    close() {
      isClosed = true;
    },
  };
  const bring = (datagram: Uint8Array) => {
    receiver(datagram);
  };
  return { link, sent, bring, isClosed: () => isClosed };
}

describe("impairedLink", () => {
  it("passes on at once what nothing befalls", () => {
    const { link, sent, bring } = bareLink();
    const impaired = impairedLink(link, { seed: 1 }, handMoved().time);
    const received: number[] = [];
    impaired.onDatagram((datagram) => received.push(datagram[0] ?? -1));
    impaired.send(Uint8Array.of(1));
    bring(Uint8Array.of(2));
    expect([sent, received]).to.deep.equal([[1], [2]]);
  });

  it("holds back both ways for as long as the link of each takes", () => {
    const { link, sent, bring } = bareLink();
    const clock = handMoved();
    const delays = { outgoing: { delay: 5 * MILLISECOND }, incoming: { delay: 2 * MILLISECOND } };
    const impaired = impairedLink(link, { seed: 1, ...delays }, clock.time);
    const received: number[] = [];
    impaired.onDatagram((datagram) => received.push(datagram[0] ?? -1));
    impaired.send(Uint8Array.of(1));
    bring(Uint8Array.of(2));
    clock.to(2 * MILLISECOND);
    expect([sent, received]).to.deep.equal([[], [2]]);
    clock.to(5 * MILLISECOND);
    expect(sent).to.deep.equal([1]);
  });

  it("loses what the seed says", () => {
    const run = (seed: number) => {
      const { link, sent } = bareLink();
      const impaired = impairedLink(link, { seed, outgoing: { loss: 0.5 } }, handMoved().time);
      for (let number = 0; number < 100; number++) impaired.send(Uint8Array.of(number));
      return sent;
    };
    expect(run(1)).to.deep.equal(run(1));
    expect(run(1)).to.not.deep.equal(run(2));
    expect(run(1).length).to.be.within(30, 70);
  });

  it("drops what is on its way when it is closed", () => {
    const { link, sent, isClosed } = bareLink();
    const clock = handMoved();
    const impaired = impairedLink(link, { seed: 1, outgoing: { delay: MILLISECOND } }, clock.time);
    impaired.send(Uint8Array.of(1));
    impaired.close();
    clock.to(10 * MILLISECOND);
    expect([sent, isClosed()]).to.deep.equal([[], true]);
  });
});

describe("alarm", () => {
  it("rings once, at the time that was set last", () => {
    const clock = handMoved();
    const rung: number[] = [];
    const bell = alarm(clock.time, () => rung.push(clock.time.now()));
    bell.set(30);
    bell.set(10);
    bell.set(20);
    clock.to(100);
    expect(rung).to.deep.equal([20]);
    bell.set(200);
    bell.set(Infinity);
    clock.to(300);
    expect(rung).to.deep.equal([20]);
    bell.set(250);
    clock.to(300);
    expect(rung).to.deep.equal([20, 300]);
  });

  it("makes no new timer for a time that moves to later", () => {
    const clock = handMoved();
    const bell = alarm(clock.time, () => undefined);
    for (let at = 10; at < 1000; at++) bell.set(at);
    expect(clock.made()).to.equal(1);
  });

  it("may be set again while it rings", () => {
    const clock = handMoved();
    let rings = 0;
    const bell = alarm(clock.time, () => {
      rings += 1;
      if (rings < 5) bell.set(clock.time.now() + 10);
    });
    bell.set(10);
    clock.to(1000);
    expect(rings).to.equal(5);
  });
});

describe("inFlight", () => {
  it("brings things in the order of time, and in that of adding where the time is the same", () => {
    const items = inFlight<{ readonly at: number; readonly name: string }>();
    for (const name of ["c3", "a1", "b2", "d3", "a0", "b1"]) items.add({ at: Number(name[1]), name });
    const taken: string[] = [];
    for (let due = items.takeDue(2); due !== undefined; due = items.takeDue(2)) taken.push(due.name);
    expect(taken).to.deep.equal(["a0", "a1", "b1", "b2"]);
    expect(items.next()).to.equal(3);
    expect(items.takeDue(9)?.name).to.equal("c3");
    items.clear();
    expect(items.next()).to.equal(Infinity);
  });
});
