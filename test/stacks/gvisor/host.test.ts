/** What the host around netstack does of its own: time, text that has to wait, and lines that it cannot read. */

import { expect } from "chai";
import { Peer } from "../../../adapters/contract";
import { MINUTE, SECOND } from "../../../harness/port/time";
import type { Stack } from "../../../harness/port/stack";
import { ACK, FIN, RST, SYN } from "../../../harness/wire";
import { gvisor } from "../../../stacks/gvisor";
import { expectGoesOn } from "../built-host";
import { requirePrepared } from "../require-prepared";

describe("the host of gvisor", () => {
  let stack: Stack;

  before(async function () {
    requirePrepared(this, gvisor);
    const [first] = await gvisor.open(1);
    if (first === undefined) throw new Error("nothing was opened");
    stack = first;
  });

  beforeEach(async () => {
    await stack.reset(1);
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  it("goes from timer to timer: SYNs come at the very moments that RFC 6298 5.5 makes of an RTO of a second", async () => {
    const peer = new Peer(stack, 4);
    await peer.open("active");
    while (!peer.told.includes("timeout")) {
      await stack.clock.pass(10 * MINUTE);
      peer.listen();
    }
    expect(peer.heard.map(({ at }) => at / SECOND)).to.deep.equal([0, 1, 3, 7, 15, 31, 63]);
  });

  it("keeps text in SYN-SENT until there is a connection", async () => {
    const peer = new Peer(stack, 4);
    await peer.open("active");
    expect(await peer.user.send(peer.id, Uint8Array.of(1, 2, 3))).to.deep.equal({ ok: true });
    expect(peer.listen().map(({ segment }) => segment.flags)).to.deep.equal([SYN]);
    await peer.send(SYN | ACK);
    expect(peer.told).to.deep.equal(["established"]);
    expect(peer.heard.at(-1)?.segment.text).to.deep.equal(Uint8Array.of(1, 2, 3));
  });

  it("keeps text in SYN-RECEIVED until there is a connection", async () => {
    const peer = new Peer(stack, 6);
    await peer.open("passive");
    await peer.send(SYN);
    expect(await peer.user.send(peer.id, Uint8Array.of(4, 5))).to.deep.equal({ ok: true });
    await peer.send(ACK);
    expect(peer.heard.at(-1)?.segment.text).to.deep.equal(Uint8Array.of(4, 5));
  });

  it("sends the FIN behind all text, more than netstack takes at once", async () => {
    const text = new Uint8Array(6 * 2 ** 20).map((_, i) => i % 251);
    const peer = new Peer(stack, 4);
    await peer.establish();
    expect(await peer.user.send(peer.id, text)).to.deep.equal({ ok: true });
    expect(await peer.user.close(peer.id)).to.deep.equal({ ok: true });
    expect(await peer.user.send(peer.id, text)).to.include({ ok: false, error: "connection closing" });
    const isFin = () => ((peer.heard.at(-1)?.segment.flags ?? 0) & FIN) !== 0;
    peer.listen();
    while (!isFin()) await peer.send(ACK);
    const received = Buffer.concat(peer.heard.map(({ segment }) => segment.text));
    expect(received.equals(text)).to.equal(true);
    expect(await peer.state()).to.equal("FIN-WAIT-1");
  });

  it("brings the text that came before a reset, then the reset, then nothing any more", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    await peer.send(ACK, { text: Uint8Array.of(1, 2, 3) });
    await peer.send(RST);
    expect(peer.told).to.deep.equal(["established", "reset"]);
    const { user, id } = peer;
    expect(await user.receive(id, 2)).to.deep.equal({ ok: true, text: Uint8Array.of(1, 2), endOfStream: false });
    expect(await user.receive(id, 2)).to.deep.equal({ ok: true, text: Uint8Array.of(3), endOfStream: false });
    expect(await user.receive(id, 2)).to.include({ error: "connection reset" });
    expect(await user.receive(id, 2)).to.include({ error: "connection does not exist" });
  });

  it("lets a port be used again while a connection to it lingers, but not for the same two sockets", async () => {
    const [first, second] = [new Peer(stack, 4, { peer: 5001 }), new Peer(stack, 4, { peer: 5002 })];
    await first.establish();
    await second.establish();
    expect([first.told, second.told]).to.deep.equal([["established"], ["established"]]);
    const { local, foreign } = first;
    const again = await first.user.open("again", { kind: "active", local, foreign });
    expect(again).to.include({ ok: false, error: "connection already exists" });
  });

  it("says that there is no urgent data", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    expect(await peer.user.send(peer.id, Uint8Array.of(1), { urgent: true })).to.include({ error: "not supported" });
  });

  it("tells the round-trip time estimates with the state", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    const { state, variables } = await peer.user.status(peer.id);
    expect(state).to.equal("ESTABLISHED");
    // RFC 6298 2.1: before any sample.
    expect(variables).to.include({ rto: String(SECOND) });
  });

  it("answers lines that it cannot read with an error, and goes on", () => {
    expectGoesOn(gvisor);
  });
});
