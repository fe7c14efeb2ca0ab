/** `npm run interop` as a command: what it leaves behind when it is cut short. */

import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { requireOrSkip } from "../requirement";
import { requireLinux } from "../stacks/linux/require-linux";

const COMMAND = ["--require", "ts-node/register", "interop/run.ts"];

/** A run with a folder for what is temporary, whose name all its processes have in their environment or command line. */
interface Run {
  readonly process: ChildProcess;
  readonly folder: string;
}

function start(...parameters: readonly string[]): Run {
  const folder = mkdtempSync(join(tmpdir(), "interop-test-"));
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, [...COMMAND, ...parameters], { env, stdio: ["ignore", "pipe", "inherit"] });
  return { process: child, folder };
}

/** The command lines of all processes of the run that live. */
function processesOf({ folder }: Run): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid)) return [];
      const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      return (line + readFileSync(`/proc/${pid}/environ`, "latin1")).includes(folder) ? [line] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

/** The folders of its cases; what loads TypeScript keeps others there. */
function foldersOf({ folder }: Run): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith("tcpspec-interop-"));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** One case, with a process and a folder of its own: nginx waits for a reference of which nothing gets through. */
async function underWay(): Promise<Run> {
  const run = start("--only", "puts to nginx, IPv4, bad", "--size", "0.001", "--loss", "100");
  await until(() => processesOf(run).some((line) => line.startsWith("nginx -p")));
  expect(foldersOf(run)).to.have.length(1);
  return run;
}

describe("npm run interop", function () {
  this.timeout(60_000);

  before(function () {
    requireLinux(this);
    const isThere = spawnSync("nginx", ["-V"]).error === undefined;
    requireOrSkip(this, "nginx", isThere, "apt-get install nginx-light");
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`leaves neither processes nor files when it gets ${signal}`, async () => {
      const run = await underWay();
      run.process.kill(signal);
      const [code] = (await once(run.process, "close")) as [number];
      expect(code).to.equal(130);
      expect(processesOf(run)).to.deep.equal([]);
      expect(foldersOf(run)).to.deep.equal([]);
      rmSync(run.folder, { recursive: true });
    });
  }

  it("leaves neither when it is killed", async () => {
    const run = await underWay();
    run.process.kill("SIGKILL");
    await until(() => processesOf(run).length === 0);
    expect(foldersOf(run)).to.deep.equal([]);
    rmSync(run.folder, { recursive: true });
  });

  it("says so when the process of a case ends, and leaves no file of it", async () => {
    const run = await underWay();
    const printed: Buffer[] = [];
    run.process.stdout?.on("data", (chunk: Buffer) => printed.push(chunk));
    const children = readFileSync(`/proc/${run.process.pid ?? 0}/task/${run.process.pid ?? 0}/children`, "latin1");
    for (const pid of children.trim().split(" ")) process.kill(Number(pid), "SIGKILL");
    const [code] = (await once(run.process, "close")) as [number];
    expect(code).to.equal(1);
    expect(Buffer.concat(printed).toString()).to.contain("its process ended with SIGKILL");
    await until(() => processesOf(run).length === 0);
    expect(foldersOf(run)).to.deep.equal([]);
    rmSync(run.folder, { recursive: true });
  });

  it("ends with 2 and a sentence for a mistake", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, "--jobs", "0"], { encoding: "utf8" });
    expect({ status, stdout, stderr }).to.deep.equal({
      status: 2,
      stdout: "",
      stderr: "--jobs is a number from 1 on\n",
    });
  });
});
