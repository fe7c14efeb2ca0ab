/** What the host around smoltcp does of its own: time, listening sockets, words, and lines that it cannot read. */

import { expect } from "chai";
import { Peer } from "../../../adapters/contract";
import type { Stack } from "../../../harness/port/stack";
import { MINUTE, SECOND } from "../../../harness/port/time";
import { ACK, FIN, RST, SYN } from "../../../harness/wire";
import { smoltcp } from "../../../stacks/smoltcp";
import { expectGoesOn } from "../built-host";
import { requirePrepared } from "../require-prepared";

describe("the host of smoltcp", () => {
  let stack: Stack;

  before(async function () {
    requirePrepared(this, smoltcp());
    const [first] = await smoltcp().open(1);
    if (first === undefined) throw new Error("nothing was opened");
    stack = first;
  });

  beforeEach(async () => {
    await stack.reset(1);
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  const flagsHeard = (peer: Peer) => peer.heard.map(({ segment }) => segment.flags);

  it("goes from timer to timer: SYNs come at the very moments that RFC 6298 5.5 makes of an RTO of a second", async () => {
    const peer = new Peer(stack, 4);
    await peer.open("active");
    while (peer.heard.length < 7) {
      await stack.clock.pass(10 * MINUTE);
      peer.listen();
    }
    expect(peer.heard.map(({ at }) => at / SECOND)).to.deep.equal([0, 1, 3, 7, 15, 31, 63]);
  });

  it("listens on while somebody whom no OPEN has named calls, and is there", async () => {
    const [stranger, expected] = [new Peer(stack, 4, { peer: 6000 }), new Peer(stack, 4)];
    await expected.open("passive");
    await stranger.send(SYN);
    expect(flagsHeard(stranger)).to.deep.equal([SYN | ACK]);
    await stranger.send(ACK);
    expect(await expected.state()).to.equal("LISTEN");
    await expected.send(SYN);
    await expected.send(ACK);
    expect(flagsHeard(expected)).to.deep.equal([SYN | ACK]);
    expect(expected.told).to.deep.equal(["established"]);
  });

  it("listens once for each OPEN, and no longer than anybody waits", async () => {
    const peers = [5000, 5001, 5002].map((peer) => new Peer(stack, 6, { peer }));
    const [first, second, third] = peers;
    for (const peer of peers.slice(0, 2)) expect(await peer.open("passive")).to.deep.equal({ ok: true });
    for (const peer of peers.slice(0, 2)) await peer.send(SYN);
    await third?.send(SYN);
    expect(peers.flatMap(flagsHeard)).to.deep.equal([SYN | ACK, SYN | ACK, RST | ACK]);
    expect([await first?.state(), await second?.state()]).to.deep.equal(["SYN-RECEIVED", "SYN-RECEIVED"]);
  });

  it("is back in LISTEN after a reset in SYN-RECEIVED, and gives the next connection the same name", async () => {
    const peer = new Peer(stack, 4);
    await peer.open("passive");
    await peer.send(SYN);
    await peer.send(RST);
    expect(await peer.state()).to.equal("LISTEN");
    await peer.send(SYN);
    await peer.send(ACK);
    expect(await peer.state()).to.equal("ESTABLISHED");
    expect(peer.told).to.deep.equal(["established"]);
  });

  it("takes an OPEN back, and stops listening", async () => {
    const peer = new Peer(stack, 4);
    await peer.open("passive");
    expect(await peer.user.close(peer.id)).to.deep.equal({ ok: true });
    expect(await peer.state()).to.equal("CLOSED");
    await peer.send(SYN);
    expect(flagsHeard(peer)).to.deep.equal([RST | ACK]);
  });

  it("hands the user timeout on: what is not acknowledged in time ends the connection", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish({ timeout: 5 * SECOND });
    await peer.user.send(peer.id, Uint8Array.of(1));
    const from = stack.clock.now();
    while (!peer.told.includes("timeout")) {
      await stack.clock.pass(MINUTE);
      peer.listen();
    }
    expect(stack.clock.now() - from).to.equal(5 * SECOND);
    expect(await peer.state()).to.equal("CLOSED");
  });

  it("tells of a refusal, a reset and the end of the stream apart", async () => {
    const refused = new Peer(stack, 4, { peer: 5000 });
    await refused.open("active");
    refused.listen();
    await refused.send(RST | ACK);
    expect(refused.told).to.deep.equal(["refused"]);

    const reset = new Peer(stack, 4, { peer: 5001 });
    await reset.establish();
    await reset.send(RST);
    expect(reset.told).to.deep.equal(["established", "reset"]);

    const ended = new Peer(stack, 4, { peer: 5002 });
    await ended.establish();
    await ended.send(FIN | ACK, { text: Uint8Array.of(7) });
    expect(ended.told).to.deep.equal(["established", "end of stream"]);
    const received = { ok: true, text: Uint8Array.of(7), endOfStream: true };
    expect(await ended.user.receive(ended.id, 10)).to.deep.equal(received);
  });

  it("takes all of a text or nothing", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    expect(await peer.user.send(peer.id, new Uint8Array(65_536))).to.include({ error: "insufficient resources" });
    expect(peer.listen()).to.deep.equal([]);
    expect(await peer.user.send(peer.id, new Uint8Array(65_535))).to.deep.equal({ ok: true });
  });

  it("says what smoltcp has no call for", async () => {
    const peer = new Peer(stack, 4);
    await peer.open("active");
    expect(await peer.user.send(peer.id, Uint8Array.of(1))).to.include({ error: "not supported" });
    await peer.send(SYN | ACK);
    expect(await peer.user.send(peer.id, Uint8Array.of(1), { urgent: true })).to.include({ error: "not supported" });
  });

  it("tells the lengths of the queues with the state", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    await peer.send(ACK, { text: Uint8Array.of(1, 2, 3) });
    await peer.user.send(peer.id, Uint8Array.of(4, 5));
    const { variables } = await peer.user.status(peer.id);
    expect(variables).to.include({ "receive-queue": "3", unacknowledged: "2" });
  });

  it("answers lines that it cannot read with an error, and goes on", () => {
    expectGoesOn(smoltcp(), "packet +4", "open a active 192.0.2.1 80 192.0.2.2 80 timeout", "send a 41 loudly");
  });
});
