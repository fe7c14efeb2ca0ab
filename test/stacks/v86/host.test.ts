/** What the host around v86 does of its own: calls, names, chance, and coming to an end. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { Peer } from "../../../adapters/contract";
import type { Stack } from "../../../harness/port/stack";
import { MINUTE, SECOND } from "../../../harness/port/time";
import { ACK, FIN, PSH, RST, SYN } from "../../../harness/wire";
import { v86 } from "../../../stacks/v86";
import { requirePrepared } from "../require-prepared";

const OK = { ok: true } as const;
const TEXT = Uint8Array.of(1, 2, 3);

async function openV86(): Promise<Stack> {
  const [stack] = await v86.open(1);
  if (stack === undefined) throw new Error("nothing was opened");
  return stack;
}

describe("the host of v86", () => {
  let stack: Stack;

  before(async function () {
    requirePrepared(this, v86);
    stack = await openV86();
  });

  beforeEach(async () => {
    await stack.reset(1);
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  const flagsHeard = (peer: Peer) => peer.heard.map(({ segment }) => segment.flags);

  /** A connection that the stack calls for. */
  async function callOut(peer: Peer): Promise<void> {
    expect(await peer.open("active")).to.deep.equal(OK);
    peer.listen();
    await peer.send(SYN | ACK);
  }

  describe("OPEN", () => {
    it("is refused where there is a listener or a connection already (RFC 9293 3.10.1)", async () => {
      const exists = { error: "connection already exists" };
      const [waiting, calling] = [new Peer(stack, 4), new Peer(stack, 4, { peer: 5001 })];
      expect(await waiting.open("passive")).to.deep.equal(OK);
      expect(await waiting.open("passive")).to.include(exists);
      expect(await calling.open("active")).to.deep.equal(OK);
      expect(await calling.open("active")).to.include(exists);
      calling.listen();
      await calling.send(SYN | ACK);
      expect(await calling.open("active")).to.include(exists);
      expect(await calling.state()).to.equal("ESTABLISHED");
      // The first SYN, the ACK of the peer's, and nothing else.
      expect(flagsHeard(calling)).to.deep.equal([SYN, ACK]);
    });

    it("makes another connection of the same name when the one before is gone", async () => {
      const peer = new Peer(stack, 4);
      await callOut(peer);
      await peer.send(RST);
      expect(await peer.state()).to.equal("CLOSED");
      await callOut(peer);
      expect(peer.told).to.deep.equal(["established", "reset", "established"]);
    });

    it("is refused where v86 has nothing for it: a user timeout, a listener that calls", async () => {
      const peer = new Peer(stack, 4);
      const unsupported = { error: "not supported" };
      for (const kind of ["active", "passive"] as const)
        expect(await peer.open(kind, { timeout: SECOND })).to.include(unsupported);
      expect(await peer.state()).to.equal("CLOSED");
      expect(await peer.open("passive")).to.deep.equal(OK);
      expect(await peer.open("active")).to.include(unsupported);
      expect(await peer.state()).to.equal("LISTEN");
    });
  });

  describe("a listener", () => {
    it("knows a connection by its caller's port, and takes everybody else for nobody", async () => {
      const [named, stranger] = [new Peer(stack, 4), new Peer(stack, 4, { peer: 6000 })];
      await named.open("passive");
      await stranger.send(SYN);
      await stranger.send(ACK | PSH, { text: TEXT });
      expect(flagsHeard(stranger)).to.deep.equal([SYN | ACK, ACK]);
      expect(named.told).to.deep.equal([]);
      expect(await named.state()).to.equal("LISTEN");
      await named.send(SYN);
      expect(named.told).to.deep.equal(["established"]);
    });

    it("goes on with the connection when the SYN comes twice, and tells of it once", async () => {
      const peer = new Peer(stack, 4);
      await peer.open("passive");
      const { next } = peer;
      await peer.send(SYN);
      await peer.send(SYN, { seq: next });
      await peer.send(ACK | PSH, { text: TEXT });
      expect(peer.told).to.deep.equal(["established"]);
      expect(await peer.user.receive(peer.id, 9)).to.deep.equal({ ok: true, text: TEXT, endOfStream: false });
    });

    it("listens on after a reset (RFC 9293 3.10.7.4, SYN-RECEIVED), and no more when its user has closed", async () => {
      const peer = new Peer(stack, 4);
      await peer.open("passive");
      await peer.send(SYN);
      await peer.send(RST);
      await peer.send(SYN);
      await peer.send(ACK | PSH, { text: TEXT });
      expect(await peer.user.receive(peer.id, 9)).to.deep.include({ text: TEXT });
      await peer.user.close(peer.id);
      await peer.send(RST);
      await peer.send(SYN);
      expect(flagsHeard(peer).at(-1)).to.equal(RST | ACK);
    });
  });

  describe("SEND and RECEIVE", () => {
    it("refuse what RFC 9293 3.10.2 refuses, and urgent text, which v86 does not have", async () => {
      const peer = new Peer(stack, 4);
      const send = (urgent = false) => peer.user.send(peer.id, TEXT, { urgent });
      expect(await send()).to.include({ error: "connection does not exist" });
      await peer.open("passive");
      expect(await send()).to.include({ error: "foreign socket unspecified" });
      await peer.send(SYN);
      await peer.send(ACK);
      expect(await send(true)).to.include({ error: "not supported" });
      expect(await send()).to.deep.equal(OK);
      await peer.user.close(peer.id);
      expect(await send()).to.include({ error: "connection closing" });
      expect(await peer.user.close(peer.id)).to.include({ error: "connection closing" });
    });

    it("bring what had come before the end, and then the end", async () => {
      const peer = new Peer(stack, 4);
      await peer.establish();
      await peer.send(ACK | PSH, { text: TEXT });
      await peer.send(ACK | FIN);
      const receive = (limit: number) => peer.user.receive(peer.id, limit);
      expect(await receive(2)).to.deep.equal({ ok: true, text: TEXT.subarray(0, 2), endOfStream: false });
      expect(await receive(2)).to.deep.equal({ ok: true, text: TEXT.subarray(2), endOfStream: true });
      await peer.send(RST);
      expect(peer.told).to.deep.equal(["established", "end of stream", "reset"]);
      expect(await receive(2)).to.include({ error: "connection reset" });
    });
  });

  it("loses a datagram that ends before its headers do, and goes on", async () => {
    const peer = new Peer(stack, 4);
    await peer.open("passive");
    const whole = peer.encode(SYN);
    for (const length of [1, 19, 20, 39]) await stack.link.send(whole.slice(0, length));
    expect(stack.link.take()).to.deep.equal([]);
    await peer.send(SYN);
    expect(flagsHeard(peer)).to.deep.equal([SYN | ACK]);
  });

  it("takes no chances and looks at no clock", async () => {
    const { random } = Math;
    const { now } = Date;
    const forbidden = () => {
      throw new Error("chance, or a clock");
    };
    Math.random = forbidden;
    Date.now = forbidden;
    try {
      const [called, caller] = [new Peer(stack, 4), new Peer(stack, 4, { stack: 4000, peer: 5001 })];
      await called.establish();
      await callOut(caller);
      for (const peer of [called, caller]) {
        await peer.user.send(peer.id, TEXT);
        peer.listen();
        await peer.send(ACK | PSH, { text: TEXT });
        await peer.user.close(peer.id);
        peer.listen();
        await peer.send(ACK | FIN);
        expect(await peer.state()).to.equal("CLOSED");
      }
      await stack.clock.pass(MINUTE);
    } finally {
      Math.random = random;
      Date.now = now;
    }
  });

  it("is one of several, none of which hears of the others; closing one does no harm to the rest", async () => {
    const other = await openV86();
    const [here, there] = [new Peer(stack, 4), new Peer(other, 4)];
    await here.establish();
    await there.send(SYN);
    expect(flagsHeard(there)).to.deep.equal([RST | ACK]);
    await other.close();
    await here.send(ACK | PSH, { text: TEXT });
    expect(await here.user.receive(here.id, 9)).to.deep.equal({ ok: true, text: TEXT, endOfStream: false });
  });

  it("leaves nothing that keeps the process when it is closed", () => {
    const program = join("test", "stacks", "v86", "open-and-close.js");
    const { status, stdout } = spawnSync(process.execPath, [program], { encoding: "utf8", timeout: 30_000 });
    expect(stdout).to.equal("ESTABLISHED\n");
    expect(status).to.equal(0);
  });
});
