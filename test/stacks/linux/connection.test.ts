import { expect } from "chai";
import type { Stack } from "../../../harness/port/stack";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { ACK, add, decodePacket, diff, FIN, PSH, RST, seq, SYN } from "../../../harness/wire";
import { linux } from "../../../stacks/linux/linux";
import { freshPeer, IRS, Peer } from "../../../adapters/contract/peer";
import { requireLinux } from "./require-linux";

const text = (octets: string): Uint8Array => Buffer.from(octets, "latin1");

describe("stacks/linux: connections", () => {
  let stack: Stack;

  before(async function () {
    requireLinux(this);
    [stack] = (await linux.open(1)) as [Stack];
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  for (const version of [4, 6] as const) {
    describe(`IPv${version}`, () => {
      it("passive OPEN: three segments and both sides are ESTABLISHED", async () => {
        const peer = await freshPeer(stack, version);
        expect(await peer.open("passive")).to.deep.equal({ ok: true });
        expect(await peer.state()).to.equal("LISTEN");
        const sentAt = await peer.send(SYN);
        const [answer] = peer.heard;
        expect(answer?.segment.flags).to.equal(SYN | ACK);
        expect(answer?.segment.ack).to.equal(add(IRS, 1));
        expect(answer?.at).to.be.within(sentAt, sentAt + 100 * MILLISECOND);
        expect(await peer.state()).to.equal("SYN-RECEIVED");
        expect(peer.told).to.deep.equal([]);
        await peer.send(ACK);
        expect(await peer.state()).to.equal("ESTABLISHED");
        expect(peer.told).to.deep.equal(["established"]);
      });

      it("active OPEN: the SYN comes at once, and the user is told of the answer", async () => {
        const peer = await freshPeer(stack, version);
        expect(await peer.open("active")).to.deep.equal({ ok: true });
        const { segment } = await peer.hear(0);
        expect(segment.flags).to.equal(SYN);
        expect(segment.sourcePort).to.equal(peer.local.port);
        expect(await peer.state()).to.equal("SYN-SENT");
        await peer.send(SYN | ACK);
        expect(peer.heard.at(-1)?.segment.flags).to.equal(ACK);
        expect(await peer.state()).to.equal("ESTABLISHED");
        expect(peer.told).to.deep.equal(["established"]);
      });

      it("active OPEN: a RST refuses it", async () => {
        const peer = await freshPeer(stack, version);
        await peer.open("active");
        await peer.hear(0);
        await peer.send(RST | ACK);
        expect(peer.told).to.deep.equal(["refused"]);
        expect(await peer.state()).to.equal("CLOSED");
        const refused = { ok: false, error: "connection refused", detail: "ECONNREFUSED" };
        expect(await peer.user.receive(peer.id, 10)).to.deep.equal(refused);
        const gone = { ok: false, error: "connection does not exist" };
        expect(await peer.user.receive(peer.id, 10)).to.include(gone);
        expect(await peer.user.send(peer.id, text("x"))).to.include(gone);
        expect(await peer.user.close(peer.id)).to.include(gone);
      });

      it("the user's choices show on the wire, chosen before the connection is there or later", async () => {
        const peer = await freshPeer(stack, version);
        await peer.open("passive");
        await peer.user.choose(peer.id, { hopLimit: 37, nagle: false });
        await peer.send(SYN);
        await peer.send(ACK);
        await peer.user.choose(peer.id, { diffserv: 10 });
        for (const octets of ["a", "b"]) {
          await peer.user.send(peer.id, text(octets));
          const [sent] = stack.link.take();
          const packet = decodePacket(sent?.bytes ?? new Uint8Array());
          expect(packet.ok && packet.value.ip).to.include({ hopLimit: 37, trafficClass: 40 });
        }
        const nobody = await peer.user.choose("nobody", { nagle: true });
        expect(nobody).to.include({ ok: false, error: "connection does not exist" });
      });

      it("simultaneous OPEN goes through SYN-RECEIVED", async () => {
        const peer = await freshPeer(stack, version);
        await peer.open("active");
        const { segment } = await peer.hear(0);
        await peer.send(SYN);
        expect(peer.heard.at(-1)?.segment.flags).to.equal(SYN | ACK);
        expect(peer.heard.at(-1)?.segment.seq).to.equal(segment.seq);
        expect(await peer.state()).to.equal("SYN-RECEIVED");
        expect(peer.told).to.deep.equal([]);
        await peer.send(SYN | ACK, { seq: IRS });
        expect(await peer.state()).to.equal("ESTABLISHED");
        expect(peer.told).to.deep.equal(["established"]);
      });

      it("text goes both ways", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        await peer.send(ACK | PSH, { text: text("to the stack") });
        const nothingMore = { ok: true, text: new Uint8Array(), endOfStream: false };
        expect(await peer.user.receive(peer.id, 6)).to.deep.equal({ ...nothingMore, text: bytes("to the") });
        expect(await peer.user.receive(peer.id, 60)).to.deep.equal({ ...nothingMore, text: bytes(" stack") });
        expect(await peer.user.receive(peer.id, 60)).to.deep.equal(nothingMore);
        expect(await peer.user.send(peer.id, text("to the peer"))).to.deep.equal({ ok: true });
        const { segment } = await peer.hear(SECOND);
        expect(bytes(segment.text)).to.deep.equal(bytes("to the peer"));
        expect(segment.flags & PSH).to.equal(PSH);
      });

      it("a RST in ESTABLISHED is told once, and once more in answer to a call", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        await peer.send(RST);
        expect(peer.told).to.deep.equal(["established", "reset"]);
        expect(await peer.state()).to.equal("CLOSED");
        expect(await peer.user.send(peer.id, text("x"))).to.include({ error: "connection reset" });
        expect(await peer.user.send(peer.id, text("x"))).to.include({ error: "connection does not exist" });
        peer.listen();
        expect(peer.told).to.deep.equal(["established", "reset"]);
      });

      it("text that came before the RST can still be received", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        await peer.send(ACK, { text: text("last words") });
        await peer.send(RST);
        expect(await peer.user.receive(peer.id, 100)).to.deep.equal({
          ok: true,
          text: bytes("last words"),
          endOfStream: false,
        });
        expect(await peer.user.receive(peer.id, 100)).to.include({ error: "connection reset" });
      });

      it("passive close: CLOSE-WAIT, LAST-ACK, CLOSED", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        await peer.send(FIN | ACK);
        expect(peer.told).to.deep.equal(["established", "end of stream"]);
        expect(await peer.state()).to.equal("CLOSE-WAIT");
        expect(await peer.user.send(peer.id, text("half-closed"))).to.deep.equal({ ok: true });
        expect(bytes((await peer.hear(SECOND)).segment.text)).to.deep.equal(bytes("half-closed"));
        const ended = { ok: true, text: new Uint8Array(), endOfStream: true };
        expect(await peer.user.receive(peer.id, 10)).to.deep.equal(ended);
        expect(await peer.user.close(peer.id)).to.deep.equal({ ok: true });
        expect((await peer.hear(SECOND)).segment.flags & FIN).to.equal(FIN);
        expect(await peer.state()).to.equal("LAST-ACK");
        await peer.send(ACK);
        expect(await peer.state()).to.equal("CLOSED");
      });

      it("active close: FIN-WAIT-1, FIN-WAIT-2 with text still coming, TIME-WAIT", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        expect(await peer.user.close(peer.id)).to.deep.equal({ ok: true });
        expect(await peer.state()).to.equal("FIN-WAIT-1");
        expect(await peer.user.send(peer.id, text("x"))).to.include({ error: "connection closing" });
        await peer.hear(SECOND);
        await peer.send(ACK);
        expect(await peer.state()).to.equal("FIN-WAIT-2");
        await peer.send(ACK, { text: text("late") });
        expect(await peer.user.receive(peer.id, 10)).to.include({ endOfStream: false });
        await peer.send(FIN | ACK);
        expect(peer.told).to.deep.equal(["established", "end of stream"]);
        expect(await peer.state()).to.equal("TIME-WAIT");
        expect(await peer.user.send(peer.id, text("x"))).to.include({ error: "connection closing" });
        expect(await peer.user.abort(peer.id)).to.deep.equal({ ok: true });
      });

      it("simultaneous close: CLOSING, TIME-WAIT", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        await peer.user.close(peer.id);
        const { segment } = await peer.hear(SECOND);
        await peer.send(FIN | ACK, { ack: segment.seq });
        expect(await peer.state()).to.equal("CLOSING");
        await peer.send(ACK, { seq: add(IRS, 2) });
        expect(await peer.state()).to.equal("TIME-WAIT");
      });

      it("ABORT sends a RST", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        expect(await peer.user.abort(peer.id)).to.deep.equal({ ok: true });
        expect((await peer.hear(0)).segment.flags & RST).to.equal(RST);
        expect(await peer.state()).to.equal("CLOSED");
        expect(await peer.user.abort(peer.id)).to.include({ error: "connection does not exist" });
      });

      it("urgent octets are told and stay in the stream", async () => {
        const peer = await freshPeer(stack, version);
        await peer.establish();
        await peer.send(ACK | 0x20, { text: text("abc"), urgentPointer: 3 });
        expect(peer.told).to.deep.equal(["established", "urgent data"]);
        expect(await peer.user.receive(peer.id, 10)).to.deep.include({ text: bytes("abc") });
        await peer.send(ACK | 0x20, { text: text("de"), urgentPointer: 2 });
        expect(peer.told).to.deep.equal(["established", "urgent data", "urgent data"]);
        expect(await peer.user.send(peer.id, text("xyz"), { urgent: true })).to.deep.equal({ ok: true });
        const { segment } = await peer.hear(SECOND);
        expect(segment.flags & 0x20).to.equal(0x20);
      });
    });
  }

  it("CLOSE in LISTEN takes the OPEN back, and the port is closed", async () => {
    const peer = await freshPeer(stack);
    await peer.open("passive");
    expect(await peer.user.close(peer.id)).to.deep.equal({ ok: true });
    expect(await peer.state()).to.equal("CLOSED");
    await peer.send(SYN);
    expect(peer.heard.at(-1)?.segment.flags).to.equal(RST | ACK);
  });

  it("CLOSE in SYN-SENT drops the connection", async () => {
    const peer = await freshPeer(stack);
    await peer.open("active");
    await peer.hear(0);
    await peer.user.send(peer.id, text("never sent"));
    expect(await peer.user.close(peer.id)).to.deep.equal({ ok: true });
    expect(await peer.state()).to.equal("CLOSED");
    expect(peer.told).to.deep.equal([]);
    await peer.send(SYN | ACK);
    expect(peer.heard.at(-1)?.segment.flags).to.equal(RST);
  });

  it("CLOSE in SYN-RECEIVED is not to be had, and harms nothing", async () => {
    const peer = await freshPeer(stack);
    await peer.open("passive");
    await peer.send(SYN);
    expect(await peer.user.close(peer.id)).to.include({ error: "not supported" });
    await peer.send(ACK);
    expect(await peer.state()).to.equal("ESTABLISHED");
  });

  it("a RST in SYN-RECEIVED goes back to LISTEN", async () => {
    const peer = await freshPeer(stack);
    await peer.open("passive");
    await peer.send(SYN);
    await peer.send(RST);
    expect(await peer.state()).to.equal("LISTEN");
    peer.next = IRS;
    await peer.send(SYN);
    await peer.send(ACK);
    expect(await peer.state()).to.equal("ESTABLISHED");
  });

  it("two OPENs of one port go to two connections, and then the port is closed", async () => {
    const first = await freshPeer(stack);
    const second = new Peer(stack, 4, { peer: 5001 });
    const third = new Peer(stack, 4, { peer: 5002 });
    await first.open("passive");
    await second.open("passive");
    await second.send(SYN);
    await second.send(ACK);
    expect(await second.state()).to.equal("ESTABLISHED");
    expect(await first.state()).to.equal("LISTEN");
    await first.send(SYN);
    await first.send(ACK);
    expect(await first.state()).to.equal("ESTABLISHED");
    await third.send(SYN);
    expect(third.heard.at(-1)?.segment.flags).to.equal(RST | ACK);
  });

  it("OPEN of a connection that exists is refused, whatever its state", async () => {
    const peer = await freshPeer(stack);
    const exists = { ok: false, error: "connection already exists" };
    await peer.open("passive");
    expect(await peer.open("passive")).to.include(exists);
    expect(await peer.open("active")).to.include(exists);
    await peer.send(SYN);
    await peer.send(ACK);
    expect(await peer.open("passive")).to.include(exists);
    expect(await peer.open("active")).to.include(exists);
    expect(await peer.state()).to.equal("ESTABLISHED");
  });

  it("OPEN of a connection that was opened actively is refused, too", async () => {
    const peer = await freshPeer(stack);
    const exists = { ok: false, error: "connection already exists" };
    await peer.open("active");
    await peer.hear(0);
    expect(await peer.open("active")).to.include(exists);
    await peer.send(SYN | ACK);
    expect(await peer.open("active")).to.include(exists);
    expect(await peer.open("passive")).to.include(exists);
    expect(await peer.state()).to.equal("ESTABLISHED");
  });

  it("OPEN of a connection that is gone makes a new one", async () => {
    const peer = await freshPeer(stack);
    await peer.establish();
    await peer.send(RST);
    expect(await peer.open("active")).to.deep.equal({ ok: true });
    expect((await peer.hear(0)).segment.flags).to.equal(SYN);
  });

  it("calls on a connection that never was", async () => {
    const peer = await freshPeer(stack);
    const none = { ok: false, error: "connection does not exist" };
    expect(await peer.user.send("nobody", text("x"))).to.include(none);
    expect(await peer.user.receive("nobody", 1)).to.include(none);
    expect(await peer.user.close("nobody")).to.include(none);
    expect(await peer.user.abort("nobody")).to.include(none);
    expect(await peer.user.status("nobody")).to.include({ state: "CLOSED" });
  });

  it("SEND before the connection is there follows once it is: in SYN-SENT", async () => {
    const peer = await freshPeer(stack);
    await peer.open("active");
    await peer.hear(0);
    expect(await peer.user.send(peer.id, text("early"))).to.deep.equal({ ok: true });
    await peer.send(SYN | ACK);
    await peer.hear(SECOND);
    expect(peer.heard.map(({ segment }) => Buffer.from(segment.text).toString())).to.deep.equal(["", "", "early"]);
  });

  it("SEND before the connection is there follows once it is: in SYN-RECEIVED", async () => {
    const peer = await freshPeer(stack);
    await peer.open("passive");
    await peer.send(SYN);
    expect(await peer.user.send(peer.id, text("early"))).to.deep.equal({ ok: true });
    await peer.send(ACK);
    expect(bytes((await peer.hear(SECOND)).segment.text)).to.deep.equal(bytes("early"));
  });

  it("SEND in LISTEN has nowhere to go, RECEIVE has nothing yet", async () => {
    const peer = await freshPeer(stack);
    await peer.open("passive");
    expect(await peer.user.send(peer.id, text("x"))).to.include({ error: "foreign socket unspecified" });
    expect(await peer.user.receive(peer.id, 1)).to.include({ ok: true, endOfStream: false });
  });

  it("a SEND larger than the kernel's buffer arrives whole, and the FIN behind it", async () => {
    const peer = await freshPeer(stack);
    await peer.establish();
    const start = peer.acknowledged;
    const long = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    expect(await peer.user.send(peer.id, long)).to.deep.equal({ ok: true });
    expect(await peer.user.close(peer.id)).to.deep.equal({ ok: true });
    while (!peer.heard.some(({ segment }) => (segment.flags & FIN) !== 0)) {
      const before = peer.heard.length;
      await peer.send(ACK);
      if (peer.heard.length === before) await peer.hear(3 * SECOND);
    }
    const received = new Uint8Array(long.length);
    for (const { segment } of peer.heard)
      if (segment.text.length > 0) received.set(segment.text, diff(segment.seq, start));
    expect(received).to.deep.equal(long);
  });

  it("a user timeout ends a connection that gets no answer", async () => {
    const peer = await freshPeer(stack);
    await peer.open("active", { timeout: 500 * MILLISECOND });
    for (let told = false; !told; told = peer.told.includes("timeout")) {
      expect(stack.clock.now()).to.be.lessThan(5 * SECOND);
      await stack.clock.pass(5 * SECOND);
      peer.listen();
    }
    expect(await peer.user.send(peer.id, text("x"))).to.include({ error: "connection aborted due to user timeout" });
    expect(await peer.state()).to.equal("CLOSED");
  });

  it("reset: fresh addresses, nothing arrives that belongs to the past", async () => {
    const peer = await freshPeer(stack);
    await peer.establish();
    await peer.user.send(peer.id, text("unacknowledged"));
    const before = stack.endpoints(4);
    await stack.reset(2);
    expect(stack.clock.now()).to.be.within(0, SECOND);
    expect(stack.endpoints(4).peer).not.to.equal(before.peer);
    expect(stack.endpoints(4).stack).not.to.equal(before.stack);
    await stack.clock.pass(300 * MILLISECOND);
    expect(stack.link.take()).to.deep.equal([]);
    expect(stack.user?.take()).to.deep.equal([]);
    // The old one has been aborted, not left alone.
    await stack.link.send(peer.encode(ACK, { seq: seq(1) }));
    expect(stack.link.take()).to.deep.equal([]);
  });
});

function bytes(value: string | Uint8Array): Uint8Array {
  return Uint8Array.from(typeof value === "string" ? text(value) : value);
}
