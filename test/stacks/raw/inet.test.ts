/** A host tested from the kernel's own address, whose resets are held back. */

import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { expect } from "chai";
import { Peer } from "../../../adapters/contract/peer";
import { guardAgainstResets } from "../../../adapters/raw/reset-guard";
import { spareBlocks } from "../../../adapters/raw/spare-ports";
import { blockOf } from "../../../adapters/raw/port-plan";
import type { Stack } from "../../../harness/port/stack";
import { StackUnavailable } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import { ACK, PSH, RST, SYN } from "../../../harness/wire";
import { rawHost, type RawHost } from "../../../stacks/raw";
import { requireOrSkip } from "../../requirement";
import {
  DEVICE,
  HASTY,
  HERE,
  openTestLink,
  OURS,
  requireNamespaces,
  startThere,
  THERE,
  TOKEN,
  type TestLink,
} from "./link";
import { resultsOf } from "./verdicts";

describe("stack raw, from the kernel's own address", () => {
  let link: TestLink;
  const running: ChildProcess[] = [];

  before(async function () {
    requireNamespaces(this);
    const hasNft = spawnSync("nft", ["--version"]).error === undefined;
    requireOrSkip(this, "nft", hasNft, "apt-get install nftables");
    this.timeout(60_000);
    link = await openTestLink();
    running.push(await startThere(link, "servers"), await startThere(link, "agent", THERE[4], "7793"));
  });

  after(() => {
    for (const child of running) child.kill("SIGKILL");
    (link as TestLink | undefined)?.close();
  });

  const within = <T>(make: () => T): T => link.here.within(make);
  const nft = (command: string): string => within(() => spawnSync("nft", [command], { encoding: "utf8" }).stdout);
  const tables = (): string => nft("list tables");
  const host = (more: Partial<RawHost> = {}) => rawHost({ targets: Object.values(THERE), ...more });

  async function onSeat(provider: ReturnType<typeof host>, work: (stack: Stack) => Promise<void>): Promise<void> {
    const [stack] = (await within(() => provider.open(1))) as [Stack];
    try {
      await work(stack);
    } finally {
      await stack.close();
    }
  }

  async function refusal(more: Partial<RawHost>): Promise<unknown> {
    return within(() => host(more).open(1)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  }

  it("with an agent: the verdicts are those that an address of our own has", async function () {
    this.timeout(120_000);
    const agent = { address: { address: THERE[4], port: 7793 }, token: TOKEN };
    const verdicts = async (more: Partial<RawHost>): Promise<readonly string[]> => {
      const options = { ips: [4], seats: 8, open: within } as const;
      const results = await resultsOf(
        host({ targets: [THERE[4]], agent, ...more }),
        ["handshake/passive", "handshake/active"],
        options,
      );
      return results.map(({ id, verdict }) => `${id} ${verdict}`).sort();
    };
    const framed = await verdicts({ interface: DEVICE, sources: [OURS[4]], probing: HASTY });
    expect(framed.filter((line) => line.endsWith(" pass"))).to.have.length.greaterThan(10);
    expect(await verdicts({})).to.deep.equal(framed);
    expect(tables()).to.equal("");
  });

  it("a black box over both versions of IP, as it would be with an address of our own", async () => {
    const box = { behaves: "discard", port: 9 } as const;
    const results = await resultsOf(host({ box }), ["handshake/closed/*", "close/passive/three-segments"], {
      ips: [4, 6],
      seats: 8,
      open: within,
    });
    expect(results).to.have.length.greaterThan(8);
    expect(results.filter(({ verdict }) => verdict !== "pass")).to.deep.equal([]);
  });

  for (const version of [4, 6] as const)
    it(`IPv${version}: the kernel's reset is held back, and ours is not`, () =>
      onSeat(host({ box: { behaves: "echo", port: 7 } }), async (stack) => {
        expect(stack.endpoints(version)).to.deep.equal({ stack: THERE[version], peer: HERE[version] });
        await stack.reset(1);
        const peer = new Peer(stack, version, { stack: 7 });
        await peer.send(SYN);
        if (peer.heard.length === 0) await peer.hear(SECOND);
        await peer.send(ACK);
        await peer.send(ACK | PSH, { text: Uint8Array.of(1, 2, 3) });
        while (!peer.heard.some(({ segment }) => segment.text.length > 0)) await peer.hear(SECOND);
        // RFC 9293 3.10.7.1: what is left when our reset has come answers with one of its own.
        await peer.send(RST);
        await peer.send(ACK, { seq: peer.next });
        while (!peer.heard.some(({ segment }) => (segment.flags & RST) !== 0)) await peer.hear(SECOND);
      }));

  it("one table is there meanwhile, and nothing is left behind", async () => {
    const descriptors = readdirSync("/proc/self/fd").length;
    await onSeat(host(), () => {
      expect(tables()).to.match(new RegExp(`^table inet tcpspec_${process.pid}_\\d+_\\d+\n$`));
      return Promise.resolve();
    });
    expect(tables()).to.equal("");
    expect(readdirSync("/proc/self/fd")).to.have.length(descriptors);
    expect(process.listenerCount("SIGHUP")).to.equal(0);
  });

  it("a table whose process is gone is removed at the next start, and nobody else's", async () => {
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    // Process 1 is there, but was not started then: its number has come round.
    for (const name of [`tcpspec_${gone}_1_1`, "tcpspec_1_99999999999_1", "somebodys"]) nft(`add table inet ${name}`);
    await onSeat(host(), () => {
      expect(tables()).to.match(/^table inet somebodys\ntable inet tcpspec_\d+_\d+_\d+\n$/);
      return Promise.resolve();
    });
    nft("delete table inet somebodys");
    expect(tables()).to.equal("");
  });

  for (const [how, end] of [
    ["process.exit", "process.exit(3)"],
    ["an exception", "throw new Error('this is part of the test')"],
    ["SIGHUP", "process.kill(process.pid, 'SIGHUP')"],
    ["SIGINT", "process.kill(process.pid, 'SIGINT')"],
  ] as const)
    it(`a process that ends by ${how} takes its table with it`, async () => {
      const guarded = { source: HERE[4], target: THERE[4], ports: { first: 20_000, last: 20_063 } };
      const module = require.resolve("../../../adapters/raw/reset-guard");
      const program = `
        require(${JSON.stringify(module)}).guardAgainstResets([${JSON.stringify(guarded)}]);
        console.log(require("node:child_process").spawnSync("nft", ["list tables"], { encoding: "utf8" }).stdout);
        setImmediate(() => { ${end}; });
        setTimeout(() => {}, 60000);`;
      const words = ["--require", "ts-node/register", "--eval", program];
      const child = within(() => spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"] }));
      running.push(child);
      let printed = "";
      child.stdout.on("data", (piece: Buffer) => (printed += String(piece)));
      await once(child, "close");
      expect(printed).to.match(new RegExp(`^table inet tcpspec_${child.pid}_`));
      expect(tables()).to.equal("");
    });

  it("two runs from one address would hear each other: the second one has to wait", async () => {
    const [, , , , , , , , , , , , , , , , , , , started = ""] = within(() =>
      spawnSync("cat", [`/proc/${running[0]?.pid}/stat`], { encoding: "utf8" }),
    )
      .stdout.replace(/^.*\) /, "")
      .split(" ");
    const other = `tcpspec_${running[0]?.pid}_${started}_1`;
    nft(`add table inet ${other}`);
    try {
      const error = await refusal({});
      expect(error).to.be.instanceOf(StackUnavailable);
      expect(String(error)).to.include(`process ${running[0]?.pid} tests from this machine's address`);
      expect(tables()).to.equal(`table inet ${other}\n`);
    } finally {
      nft(`delete table inet ${other}`);
    }
  });

  it("without nft it says what to install, and leaves nothing open", async () => {
    const descriptors = readdirSync("/proc/self/fd").length;
    const { PATH } = process.env;
    process.env.PATH = "/nowhere";
    try {
      expect(await refusal({}))
        .to.be.instanceOf(StackUnavailable)
        .with.property("remedy", "apt-get install nftables");
    } finally {
      process.env.PATH = PATH;
    }
    expect(readdirSync("/proc/self/fd")).to.have.length(descriptors);
  });

  it("the safety checks are those of the other mode", async () => {
    expect(String(await refusal({ targets: ["8.8.8.8"] }))).to.include("8.8.8.8 is a public address");
    expect(String(await refusal({ targets: ["224.0.0.1"] }))).to.include("cannot be a target");
    expect(String(await refusal({ targets: [HERE[4]] }))).to.include("is this machine itself");
    expect(String(await refusal({ targets: ["203.0.113.7"] }))).to.include("there is no way to 203.0.113.7");
    expect(String(await refusal({ sources: [OURS[4]] }))).to.include(`${OURS[4]} is no address of this machine`);
    expect(tables()).to.equal("");
  });

  it("ports are outside of what programs are given, and not those of a socket", async () => {
    const [first = 0] = within(spareBlocks);
    expect(first).to.be.at.least(1024);
    const server = within(() => createServer().listen(first + 5));
    await once(server, "listening");
    const spare = within(spareBlocks);
    expect(spare).not.to.include(blockOf(first + 5));
    expect(spare).to.have.length.greaterThan(100);
    expect(Math.max(...spare)).to.be.lessThan(32_768);
    server.close();
  });

  it("a second removal does nothing", () => {
    const guard = within(() =>
      guardAgainstResets([{ source: HERE[4], target: THERE[4], ports: { first: 20_000, last: 20_063 } }]),
    );
    guard.remove();
    guard.remove();
    expect(tables()).to.equal("");
  });
});
