/** What the host around lwIP does of its own: processes, listeners that are shared, and lines that it cannot read. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { Peer } from "../../../adapters/contract";
import type { Stack } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import { ACK, FIN, PSH, RST, SYN } from "../../../harness/wire";
import { lwip } from "../../../stacks/lwip";
import { answersTo, builtHost, expectGoesOn } from "../built-host";
import { requirePrepared } from "../require-prepared";

const RESET = "reset 1 192.0.2.1 2001:db8::1";

describe("the host of lwip", () => {
  let stack: Stack;

  before(async function () {
    requirePrepared(this, lwip);
    const [first] = await lwip.open(1);
    if (first === undefined) throw new Error("nothing was opened");
    stack = first;
  });

  beforeEach(async () => {
    await stack.reset(1);
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  describe("between scenarios", () => {
    it("hands on what it has read ahead of the next reset", () => {
      const scenario = [RESET, "status a", "open a passive 192.0.2.1 80 192.0.2.2 4000", "status a", "advance 5"];
      const right = ["ok", "ok CLOSED", "ok", "ok LISTEN", "ok 5"];
      const many = <T>(each: readonly T[]) => Array.from({ length: 50 }, () => each).flat();
      expect(answersTo(lwip, "tcpspec 1", ...many(scenario)).slice(1)).to.deep.equal(many(right));
    });

    /** A host that plays a scenario, and the process that plays it. */
    async function playing() {
      const host = spawn(builtHost(lwip), { stdio: "pipe" });
      const lines = createInterface(host.stdout)[Symbol.asyncIterator]();
      host.stdin.write(`tcpspec 1\n${RESET}\n`);
      await lines.next();
      expect((await lines.next()).value).to.equal("ok");
      const pid = String(host.pid);
      return { host, player: Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")) };
    }

    it("leaves nothing behind when it is killed", async () => {
      const { host } = await playing();
      host.kill("SIGKILL");
      // Its output ends when nobody has it any more; the input stays open.
      await once(host, "close");
      expect(host.stdin.writableEnded).to.equal(false);
    });

    it("dies of what the scenario's process dies of", async () => {
      const { host, player } = await playing();
      process.kill(player, "SIGSEGV");
      expect(await once(host, "exit")).to.deep.equal([null, "SIGSEGV"]);
    });
  });

  it("answers lines that it cannot read with an error, and goes on", () => {
    expectGoesOn(
      lwip,
      "packet  45",
      "advance 18446744073709551616",
      "open a active 192.0.2.1 80 192.0.2.2 80 timeout",
      "send a 00 loudly",
      "",
    );
    const [, swapped] = answersTo(lwip, "tcpspec 1", "reset 1 2001:db8::1 192.0.2.1");
    expect(swapped).to.match(/^error not understood: \S/);
  });

  it("takes all octets of a SEND or none", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    const room = new Uint8Array(65_535);
    expect(await peer.user.send(peer.id, new Uint8Array(65_536))).to.include({ error: "insufficient resources" });
    expect(await peer.user.send(peer.id, room)).to.deep.equal({ ok: true });
    expect(await peer.user.send(peer.id, room.subarray(0, 1))).to.include({ error: "insufficient resources" });
  });

  it("refuses what lwIP has no call for", async () => {
    const peer = new Peer(stack, 6);
    expect(await peer.open("active", { timeout: SECOND })).to.include({ error: "not supported" });
    expect(await peer.open("passive")).to.deep.equal({ ok: true });
    expect(await peer.open("active")).to.include({ error: "not supported" });
    await peer.send(SYN);
    await peer.send(ACK);
    expect(await peer.user.send(peer.id, Uint8Array.of(1), { urgent: true })).to.include({ error: "not supported" });
  });

  it("keeps a listener as long as one OPEN waits for its caller", async () => {
    const [first, second] = [new Peer(stack, 4, { peer: 5001 }), new Peer(stack, 4, { peer: 5002 })];
    const stranger = new Peer(stack, 4, { peer: 5003 });
    await first.open("passive");
    await second.open("passive");
    await first.send(SYN);
    await first.send(ACK);
    expect([await first.state(), await second.state()]).to.deep.equal(["ESTABLISHED", "LISTEN"]);
    await stranger.send(SYN);
    expect(stranger.heard.at(-1)?.segment.flags).to.equal(SYN | ACK);
    await stranger.send(RST);
    await second.send(SYN);
    await second.send(ACK);
    expect(await second.state()).to.equal("ESTABLISHED");
    // Both have what they waited for, so nobody listens any more.
    await stranger.send(SYN);
    expect(stranger.heard.at(-1)?.segment.flags).to.equal(RST | ACK);
  });

  it("takes a caller whom nobody has named for nobody's connection", async () => {
    const [named, stranger] = [new Peer(stack, 6, { peer: 5001 }), new Peer(stack, 6, { peer: 5002 })];
    await named.open("passive");
    await stranger.send(SYN);
    await stranger.send(ACK | PSH, { text: Uint8Array.of(1, 2, 3) });
    expect(named.told).to.deep.equal([]);
    expect(await named.state()).to.equal("LISTEN");
    await named.send(SYN);
    await named.send(ACK);
    expect(named.told).to.deep.equal(["established"]);
  });

  it("gives the user what had come before the end, also when the connection is gone", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    await peer.send(ACK | PSH | FIN, { text: Uint8Array.of(1, 2, 3) });
    await peer.user.close(peer.id);
    peer.listen();
    await peer.send(ACK);
    expect(await peer.state()).to.equal("CLOSED");
    const received = await peer.user.receive(peer.id, 10);
    expect(received).to.deep.equal({ ok: true, text: Uint8Array.of(1, 2, 3), endOfStream: true });
    expect(await peer.user.receive(peer.id, 10)).to.include({ error: "connection does not exist" });
  });
});
