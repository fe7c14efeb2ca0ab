/** What the host around User-mode Linux does of its own: a kernel that stands still, goes on and is gone. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { Peer } from "../../../adapters/contract";
import type { Stack } from "../../../harness/port/stack";
import { MINUTE, SECOND } from "../../../harness/port/time";
import { ACK, PSH, RST, SYN } from "../../../harness/wire";
import { uml } from "../../../stacks/uml";
import { answersTo, builtHost, expectGoesOn } from "../built-host";
import { requirePrepared } from "../require-prepared";

const RESET = "reset 1 192.0.2.1 2001:db8::1";

/** The processes of the session that a host began, while it runs. */
function processesOf(session: number): readonly string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // proc(5): what follows the name of the program is its state, its parent, its group and its session.
      return Number(readFileSync(`/proc/${name}/stat`, "latin1").replace(/.*\) /, "").split(" ")[3]) === session;
    } catch {
      return false;
    }
  });
}

describe("the host of uml", () => {
  let stack: Stack;

  before(async function () {
    requirePrepared(this, uml);
    const [first] = await uml.open(1);
    if (first === undefined) throw new Error("nothing was opened");
    stack = first;
  });

  beforeEach(async () => {
    await stack.reset(1);
  });

  after(async () => {
    await (stack as Stack | undefined)?.close();
  });

  it("answers lines that it cannot read with an error, and goes on", () => {
    expectGoesOn(
      uml,
      "packet  45",
      "advance 18446744073709551616",
      "open a active 192.0.2.1 80 192.0.2.2 80 timeout",
      "open a active 192.0.2.1 80 2001:db8::2 80",
      "send a 00 loudly",
      "choose a nagle sometimes",
      "",
    );
  });

  it("lets no time pass while nobody tells it to", async () => {
    const { clock } = stack;
    const peer = new Peer(stack, 4);
    await peer.open("active");
    peer.listen();
    await setTimeout(1500);
    expect(peer.listen()).to.deep.equal([]);
    expect(clock.now()).to.equal(0);
  });

  it("says the same in a fresh kernel as in one that has played before", () => {
    const scenario = [
      RESET,
      "open a active 192.0.2.1 4000 192.0.2.2 80",
      "open b active 2001:db8::1 4000 2001:db8::2 80",
      ...Array.from({ length: 8 }, () => `advance ${100 * SECOND}`),
    ];
    const another = ["reset 2 192.0.2.1 2001:db8::1", `advance ${60 * MINUTE}`, ...scenario.slice(1)];
    const alone = answersTo(uml, "tcpspec 1", ...scenario);
    const later = answersTo(uml, "tcpspec 1", ...another, ...scenario);
    expect(later.slice(1 - alone.length)).to.deep.equal(alone.slice(1));
  });

  it("leaves nothing behind when it is killed", async () => {
    const host = spawn(builtHost(uml), { stdio: "pipe", detached: true });
    const lines = createInterface(host.stdout)[Symbol.asyncIterator]();
    host.stdin.write(`tcpspec 1\n${RESET}\n`);
    await lines.next();
    expect((await lines.next()).value).to.equal("ok");
    const session = host.pid ?? 0;
    // The kernel, and its program.
    expect(processesOf(session)).to.have.length.greaterThan(1);
    host.kill("SIGKILL");
    await once(host, "close");
    // The pipes are closed a moment before the processes are gone.
    while (processesOf(session).length > 0) await setTimeout(1);
  });

  it("takes a SEND in part when the kernel does, and none when there is no room", async () => {
    const peer = new Peer(stack, 4);
    await peer.establish();
    const much = new Uint8Array(60_000);
    let taken = 0;
    while ((await peer.user.send(peer.id, much)).ok) taken++;
    expect(taken).to.be.within(1, 1000);
    expect(await peer.user.send(peer.id, Uint8Array.of(1))).to.include({ error: "insufficient resources" });
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
});
