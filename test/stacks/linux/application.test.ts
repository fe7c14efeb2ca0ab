import { expect } from "chai";
import { HTTP_ANSWER, HTTP_PORT, HTTP_REQUEST } from "../../../harness/port/http";
import type { Stack } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import type { Application } from "../../../harness/port/user";
import { ACK, add, FIN, PSH, RST, SYN } from "../../../harness/wire";
import { linux } from "../../../stacks/linux/linux";
import { Peer } from "../../../adapters/contract/peer";
import { requireLinux } from "./require-linux";

describe("stacks/linux: applications", () => {
  let stack: Stack;

  before(async function () {
    requireLinux(this);
    [stack] = (await linux.open(1)) as [Stack];
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  async function visit(application: Application): Promise<Peer> {
    await stack.reset(1);
    const peer = new Peer(stack, 4, { stack: HTTP_PORT });
    expect(await peer.open("passive", { application })).to.deep.equal({ ok: true });
    expect(await peer.state()).to.equal("LISTEN");
    await peer.send(SYN);
    expect(await peer.state()).to.equal("SYN-RECEIVED");
    await peer.send(ACK);
    expect(await peer.state()).to.equal("ESTABLISHED");
    return peer;
  }

  /** Acknowledges what comes until there is a FIN; what the kernel sends again counts once. */
  async function readToTheEnd(peer: Peer): Promise<string> {
    while (!peer.heard.some(({ segment }) => (segment.flags & FIN) !== 0)) {
      await peer.hear(SECOND);
      await peer.send(ACK);
    }
    // The FIN may have come when the last ACK was under way.
    await peer.send(ACK);
    const texts = new Map(peer.heard.map(({ segment }) => [segment.seq, Buffer.from(segment.text).toString("latin1")]));
    return [...texts.values()].join("");
  }

  it("http answers with the page, octet for octet, and closes", async () => {
    const peer = await visit("http");
    await peer.send(ACK | PSH, { text: Buffer.from(HTTP_REQUEST) });
    expect(await readToTheEnd(peer)).to.equal(HTTP_ANSWER);
    expect(await peer.state()).to.equal("FIN-WAIT-2");
    await peer.send(FIN | ACK);
    expect(await peer.state()).to.equal("TIME-WAIT");
  });

  it("http serves several one after the other", async () => {
    const peer = await visit("http");
    const second = new Peer(stack, 4, { stack: HTTP_PORT, peer: 5001 });
    expect(await second.open("passive", { application: "http" })).to.deep.equal({ ok: true });
    await second.send(SYN);
    await second.send(ACK);
    for (const each of [peer, second]) {
      await each.send(ACK | PSH, { text: Buffer.from(HTTP_REQUEST) });
      expect(await readToTheEnd(each)).to.equal(HTTP_ANSWER);
    }
  });

  it("echo sends back what it gets, and closes at the end", async () => {
    const peer = await visit("echo");
    await peer.send(ACK | PSH, { text: Buffer.from("there and ") });
    await peer.hear(SECOND);
    await peer.send(FIN | ACK, { text: Buffer.from("back again") });
    expect(await readToTheEnd(peer)).to.equal("there and back again");
    expect(await peer.state()).to.equal("CLOSED");
  });

  it("discard says nothing, and closes at the end", async () => {
    const peer = await visit("discard");
    await peer.send(ACK | PSH, { text: Buffer.from("forget it") });
    await peer.send(FIN | ACK);
    expect(await readToTheEnd(peer)).to.equal("");
  });

  it("chargen goes on and on, and closes at the end", async () => {
    const peer = await visit("chargen");
    const acknowledgeUntil = async (isEnough: () => boolean) => {
      while (!isEnough()) {
        await peer.send(ACK);
        await stack.clock.pass(stack.clock.now() + SECOND / 100);
        peer.listen();
      }
    };
    await acknowledgeUntil(() => peer.heard.reduce((sum, { segment }) => sum + segment.text.length, 0) > 100_000);
    await peer.send(FIN | ACK);
    await acknowledgeUntil(() => peer.heard.some(({ segment }) => (segment.flags & FIN) !== 0));
    await peer.send(ACK);
    expect(await peer.state()).to.equal("CLOSED");
  });

  it("nobody else makes calls on its connection", async () => {
    const peer = await visit("discard");
    const illegal = { ok: false, error: "connection illegal for this process" };
    expect(await peer.user.send(peer.id, Buffer.from("x"))).to.include(illegal);
    expect(await peer.user.close(peer.id)).to.include(illegal);
    expect(await peer.open("passive")).to.include({ error: "connection already exists" });
  });

  it("reset ends them, and their connections", async () => {
    const peer = await visit("echo");
    await stack.clock.pass(SECOND / 50); // until the server has accepted
    await stack.reset(1);
    const stranger = new Peer(stack, 4, { stack: HTTP_PORT });
    await stranger.send(SYN);
    expect(stranger.heard.at(-1)?.segment.flags).to.equal(RST | ACK);
    expect(stranger.heard.at(-1)?.segment.ack).to.equal(add(peer.next, 0));
  });
});
