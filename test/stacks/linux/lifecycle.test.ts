import { expect } from "chai";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { Stack } from "../../../harness/port/stack";
import { ACK, PSH, SYN } from "../../../harness/wire";
import { linux } from "../../../stacks/linux";
import { AS_NOBODY, requireNobody } from "../../as-nobody";
import { requireOrSkip } from "../../requirement";
import { freshPeer, Peer } from "../../../adapters/contract/peer";
import { requireLinux } from "./require-linux";

const PROGRAM = join("test", "stacks", "linux", "programs", "handshake.ts");
const NODE = [process.execPath, "--require", "ts-node/register", PROGRAM];
const NOBODYS_NODE = [...AS_NOBODY, ...NODE];

describe("stacks/linux: what is left behind", () => {
  before(function () {
    requireLinux(this);
  });

  it("a process that has closed its stacks ends by itself", () => {
    const { status, stdout } = run(NODE);
    expect(stdout).to.match(/^\d+ ESTABLISHED\n$/);
    expect(status).to.equal(7);
  });

  it("no descriptor, however many scenarios there were", async () => {
    const [stack] = (await linux.open(1)) as [Stack];
    await scenario(stack);
    const before = readdirSync("/proc/self/fd").length;
    for (let round = 0; round < 50; round++) await scenario(stack);
    await stack.reset(1);
    expect(readdirSync("/proc/self/fd").length).to.be.at.most(before);
    await stack.close();
  });

  it("nothing, when the process is killed", async () => {
    const devices = readFileSync("/proc/net/dev", "latin1").match(/^ *\w+(?=:)/gm);
    const namespaces = networkNamespaces();
    const child = start([...NODE, "stay"]);
    await firstLine(child);
    expect(readdirSync(`/proc/${child.pid ?? 0}/fd`).length).to.be.greaterThan(0);
    expect([...networkNamespaces()].filter((each) => !namespaces.has(each))).to.have.length(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(readFileSync("/proc/net/dev", "latin1").match(/^ *\w+(?=:)/gm)).to.deep.equal(devices);
    expect([...networkNamespaces()].filter((each) => !namespaces.has(each))).to.deep.equal([]);
  });
});

describe("stacks/linux: without root", () => {
  let folder = "";

  before(function () {
    requireLinux(this);
    requireNobody(this);
    folder = mkdtempSync(join(tmpdir(), "tcpspec-"));
    chmodSync(folder, 0o755);
    execFileSync("mknod", [join(folder, "tun"), "c", "10", "200"]);
  });

  after(() => {
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  const environment = (): NodeJS.ProcessEnv => ({ ...process.env, TCPSPEC_TUN: join(folder, "tun") });

  it("one line says what is missing and how to get it", () => {
    chmodSync(join(folder, "tun"), 0o600);
    const { stdout } = run(NOBODYS_NODE, environment());
    const node = join(folder, "tun");
    expect(stdout).to.equal(`unavailable: this user may not open ${node}; run with sudo, or: sudo chmod 666 ${node}\n`);
  });

  it("one line says so when there is no TUN at all", () => {
    const { stdout } = run(NOBODYS_NODE, { ...process.env, TCPSPEC_TUN: join(folder, "none") });
    expect(stdout).to.equal(`unavailable: there is no ${join(folder, "none")}; sudo modprobe tun\n`);
  });

  describe("in a user namespace", () => {
    before(function () {
      chmodSync(join(folder, "tun"), 0o666);
      const [setpriv, ...words] = AS_NOBODY;
      const permitted = spawnSync(setpriv, [...words, "unshare", "-Urn", "true"]).status === 0;
      requireOrSkip(this, "user-namespaces", permitted, "allow user namespaces");
    });

    it("everything works, and the exit code comes through", () => {
      const { status, stdout } = run(NOBODYS_NODE, environment());
      expect(stdout).to.match(/^\d+ ESTABLISHED\n$/);
      expect(status).to.equal(7);
    });

    it("a signal goes on to the child, which decides", async () => {
      const child = start([...NOBODYS_NODE, "stay"], environment());
      await firstLine(child);
      child.kill("SIGTERM");
      expect(await once(child, "exit")).to.deep.equal([8, null]);
    });

    it("the child dies with its parent", async () => {
      const child = start([...NOBODYS_NODE, "stay"], environment());
      const inner = (await firstLine(child)).split(" ")[0] ?? "";
      expect(Number(inner)).not.to.equal(child.pid);
      expect(isAlive(inner)).to.equal(true);
      child.kill("SIGKILL");
      // Its descriptors close before it is dead: only its end itself tells, and without it this test times out.
      while (isAlive(inner)) await setTimeout(5);
    });
  });
});

/** A bit of everything that takes a descriptor. */
async function scenario(stack: Stack): Promise<void> {
  const peer = await freshPeer(stack);
  await peer.establish();
  await new Peer(stack, 4, { stack: 4001 }).open("passive");
  await new Peer(stack, 4, { stack: 4002 }).open("active");
  const stranger = new Peer(stack, 4, { stack: 4001, peer: 6000 });
  await stranger.send(SYN);
  await stranger.send(ACK);
  const guest = new Peer(stack, 4, { stack: 80 });
  await guest.open("passive", { application: "echo" });
  await guest.send(SYN);
  await guest.send(ACK | PSH, { text: Uint8Array.of(1) });
  // SYN,ACK, ACK, and the echo, which may be here already.
  while (guest.heard.length < 3) await guest.hear(5e9);
}

function run(command: readonly string[], env = process.env): { status: number | null; stdout: string } {
  const [program = "", ...words] = command;
  return spawnSync(program, words, { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function start(command: readonly string[], env = process.env): ChildProcess {
  const [program = "", ...words] = command;
  return spawn(program, words, { env, stdio: ["ignore", "pipe", "inherit"] });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("no pipe");
  const [line] = (await once(createInterface(stdout), "line")) as [string];
  return line;
}

/** A process that is dead may still wait for somebody to ask of what (state Z, proc_pid_stat(5)). */
function isAlive(pid: string): boolean {
  return existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
}

/** All network namespaces that some process is in, or has a descriptor of. */
function networkNamespaces(): Set<string> {
  const links = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => [`/proc/${pid}/ns/net`, ...entries(`/proc/${pid}/fd`)])
    .map(target);
  return new Set(links.filter((link) => link.startsWith("net:[")));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return []; // It has gone meanwhile.
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}
