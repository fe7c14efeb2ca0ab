import { expect } from "chai";
import type { Stack } from "../../../harness/port/stack";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { ACK, RST, SYN } from "../../../harness/wire";
import { linux } from "../../../stacks/linux/linux";
import { freshPeer, Peer } from "../../../adapters/contract/peer";
import { requireLinux } from "./require-linux";

const SEATS = 32;

describe("stacks/linux: seats side by side", () => {
  let stacks: readonly Stack[] = [];
  let one: Stack;
  let two: Stack;

  before(async function () {
    requireLinux(this);
    stacks = await linux.open(SEATS);
    [one, two] = stacks as [Stack, Stack];
  });

  after(async () => {
    for (const stack of stacks) await stack.close();
  });

  it("are as many as were asked for, each with addresses of its own", async () => {
    expect(stacks).to.have.length(SEATS);
    for (const version of [4, 6] as const) {
      const addresses = stacks.flatMap((stack) => Object.values(stack.endpoints(version)) as string[]);
      expect(new Set(addresses)).to.have.property("size", 2 * SEATS);
    }
    await Promise.all(stacks.map((stack) => stack.reset(1)));
  });

  it("do not see each other's segments, nor each other's listeners", async () => {
    const [left, right] = [await freshPeer(one), await freshPeer(two)];
    await left.open("passive");
    await right.send(SYN);
    expect(right.heard.map(({ segment }) => segment.flags)).to.deep.equal([RST | ACK]);
    expect(left.listen()).to.deep.equal([]);
    await left.send(SYN);
    expect(left.heard.map(({ segment }) => segment.flags)).to.deep.equal([SYN | ACK]);
    expect(right.listen()).to.deep.equal([]);
  });

  it("sleep each for itself: news wakes only the one that it is for", async () => {
    const [left, right] = [await freshPeer(one), await freshPeer(two)];
    await left.establish();
    await right.establish();
    await left.user.send(left.id, Buffer.from("retransmit me"));
    left.listen();
    const leftWoke = one.clock.pass(5 * SECOND).then(() => one.clock.now());
    const rightWoke = two.clock.pass(600 * MILLISECOND).then(() => two.clock.now());
    // The minimum RTO is 200 ms.
    expect(await leftWoke).to.be.within(100 * MILLISECOND, 590 * MILLISECOND);
    expect(await rightWoke).to.be.at.least(600 * MILLISECOND);
    expect(left.listen()).not.to.deep.equal([]);
    expect(right.listen()).to.deep.equal([]);
  });

  it("what one seat stirs up for another wakes it", async () => {
    const peer = await freshPeer(one);
    await peer.open("passive");
    await peer.send(SYN);
    const woke = one.clock.pass(10 * SECOND);
    await new Promise((resolve) => setTimeout(resolve, 5));
    // Anything that looks at the device or at the sockets will do.
    await one.link.send(peer.encode(ACK));
    two.user?.take();
    await woke;
    expect(one.clock.now()).to.be.lessThan(5 * SECOND);
    peer.listen();
    expect(peer.told).to.deep.equal(["established"]);
  });

  it("all wait side by side and are woken in time", async () => {
    await Promise.all(stacks.map((stack) => stack.reset(1)));
    const late = await Promise.all(
      stacks.map(async (stack, index) => {
        const deadline = (20 + 3 * index) * MILLISECOND;
        await stack.clock.pass(deadline);
        return stack.clock.now() - deadline;
      }),
    );
    for (const each of late) expect(each).to.be.within(0, 50 * MILLISECOND);
  });

  it("a deadline is kept while another seat is busy with the device", async () => {
    await Promise.all([one.reset(1), two.reset(1)]);
    const slept = one.clock.pass(100 * MILLISECOND).then(() => one.clock.now());
    while (two.clock.now() < 200 * MILLISECOND) {
      two.user?.take();
      await two.clock.pass(two.clock.now() + MILLISECOND / 10);
    }
    expect(await slept).to.be.within(100 * MILLISECOND, 150 * MILLISECOND);
  });

  it("shake hands many at once", async () => {
    await Promise.all(
      stacks.map(async (stack, index) => {
        for (let round = 0; round < 20; round++) {
          const peer = await freshPeer(stack, index % 2 === 0 ? 4 : 6);
          await peer.establish();
          await stack.clock.pass(stack.clock.now() + MILLISECOND);
          expect(await peer.state()).to.equal("ESTABLISHED");
          expect(peer.heard).to.have.length(1);
        }
      }),
    );
  });
});

describe("stacks/linux: time", () => {
  let stack: Stack;

  before(async function () {
    requireLinux(this);
    [stack] = (await linux.open(1)) as [Stack];
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  it("stands at 0 after a reset and goes on by itself", async () => {
    await stack.reset(1);
    const start = stack.clock.now();
    expect(start).to.be.within(0, 50 * MILLISECOND);
    await stack.clock.pass(start + 20 * MILLISECOND);
    expect(stack.clock.now()).to.be.at.least(start + 20 * MILLISECOND);
  });

  it("a deadline in the past is now", async () => {
    await stack.reset(1);
    const before = stack.clock.now();
    await stack.clock.pass(0);
    expect(stack.clock.now() - before).to.be.lessThan(20 * MILLISECOND);
  });

  it("does not pass while something waits to be taken", async () => {
    const peer = await freshPeer(stack);
    await stack.link.send(peer.encode(SYN));
    await stack.clock.pass(10 * SECOND);
    expect(stack.clock.now()).to.be.lessThan(5 * SECOND);
    expect(peer.listen()).to.have.length(1);
    await peer.open("passive");
    await peer.send(SYN);
    await stack.link.send(peer.encode(ACK));
    await stack.clock.pass(10 * SECOND);
    expect(stack.clock.now()).to.be.lessThan(5 * SECOND);
    peer.listen();
    expect(peer.told).to.deep.equal(["established"]);
  });

  it("stamps of what goes and comes never run backwards, and lie between the calls", async () => {
    const peer = await freshPeer(stack);
    let latest = 0;
    for (let round = 0; round < 500; round++) {
      const before = stack.clock.now();
      const sentAt = await stack.link.send(peer.encode(SYN));
      const [answer] = stack.link.take();
      const after = stack.clock.now();
      expect(sentAt).to.be.at.least(Math.max(latest, before));
      expect(answer?.at).to.be.within(sentAt, after);
      latest = answer?.at ?? NaN;
    }
  });

  it("is the kernel's: what comes while JavaScript is busy is not stamped late", async () => {
    const peer = await freshPeer(stack);
    await peer.establish();
    await peer.user.send(peer.id, Buffer.from("retransmit me"));
    const [first] = peer.listen();
    const busy = performance.now() + 600;
    while (performance.now() < busy);
    const [again] = peer.listen();
    expect((again?.at ?? NaN) - (first?.at ?? NaN)).to.be.within(150 * MILLISECOND, 350 * MILLISECOND);
    expect(stack.clock.now() - (again?.at ?? NaN)).to.be.at.least(200 * MILLISECOND);
  });
});

describe("stacks/linux: closed", () => {
  it("can be closed twice", async function () {
    requireLinux(this);
    const [stack] = (await linux.open(1)) as [Stack];
    await new Peer(stack, 4).open("passive");
    await stack.close();
    await stack.close();
  });
});
