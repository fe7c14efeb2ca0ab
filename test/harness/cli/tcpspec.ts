/** The compiled command, run as users run it: as a process, in a folder of their own. */

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants, cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Ended {
  /** 128 and its number where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when it has printed this on standard output or standard error. */
  readonly hasPrinted: (text: RegExp) => Promise<void>;
}

export interface RunOptions {
  /** The folder to work in; a new one when left out. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let made: string | undefined;

/**
 * The folder of a compiled tcpspec with its package.json; modules below it may `require("tcpspec/memory")`. Made at the first
 * call, which takes some seconds, and gone at the end of the process.
 */
export function installation(): string {
  if (made !== undefined) return made;
  const root = mkdtempSync(join(tmpdir(), "tcpspec-cli-"));
  process.once("exit", () => {
    rmSync(root, { recursive: true, force: true });
  });
  chmodSync(root, 0o755);
  const tsc = require.resolve("typescript/lib/tsc.js");
  // Types are checked elsewhere.
  const options = ["-p", "tsconfig.build.json", "--noCheck", "--declaration", "false", "--outDir", join(root, "dist")];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options], { encoding: "utf8" });
  if (status !== 0) throw new Error(`tcpspec cannot be compiled: ${stdout}`);
  cpSync("package.json", join(root, "package.json"));
  for (const folder of ["node_modules", "stacks"]) symlinkSync(resolve(folder), join(root, folder));
  cpSync(join(__dirname, "fixtures"), join(root, "fixtures"), { recursive: true });
  mkdirSync(join(root, "bin"));
  const main = join(root, "dist/harness/cli/main.js");
  chmodSync(main, 0o755);
  symlinkSync(main, join(root, "bin/tcpspec"));
  return (made = root);
}

/** A new folder to work in. */
export function folder(): string {
  const path = mkdtempSync(join(installation(), "work-"));
  chmodSync(path, 0o755);
  return path;
}

/** The path of a module whose stack is one of fixtures/broken-stacks.js. */
export function stack(name: string): string {
  const path = join(installation(), `fixtures/${name}.js`);
  writeFileSync(path, `exports.stack = require("./broken-stacks")[${JSON.stringify(name)}];\n`);
  return path;
}

/** Any program, with `tcpspec` on its path and nothing in its environment that would change how tcpspec prints. */
export function start(
  program: string,
  args: readonly string[],
  { cwd = folder(), env = {} }: RunOptions = {},
): Running {
  const { HOME = "/", PATH = "" } = process.env;
  const child = spawn(program, args, {
    cwd,
    env: { HOME, PATH: `${join(installation(), "bin")}:${PATH}`, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let printed = "";
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    printed += text;
  });
  const ended = new Promise<Ended>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => {
      done({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), stdout, stderr });
    });
  });
  return {
    child,
    ended,
    hasPrinted: (text) =>
      new Promise((seen, failed) => {
        const look = (): void => {
          if (text.test(printed)) seen();
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        child.on("close", () => {
          failed(new Error(`it has ended without printing ${text.source}: ${printed}`));
        });
        look();
      }),
  };
}

export function tcpspec(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start("tcpspec", args, options).ended;
}

/** A command line of a shell in a terminal of this width. What is written to the child's input is typed. */
export function inTerminal(line: string, columns: number, options: RunOptions = {}): Running {
  const { env = {}, ...others } = options;
  const sized = `stty cols ${columns} rows 24; exec ${line}`;
  return start("script", ["-qec", sized, "/dev/null"], { env: { TERM: "xterm", SHELL: "/bin/sh", ...env }, ...others });
}

/** Whether there is a program that makes terminals. */
export function hasTerminals(): boolean {
  return spawnSync("script", ["--version"]).status === 0;
}

/** Does the work for each of them, as many at a time as there are processors. */
export async function atOnce<T>(
  names: readonly string[],
  work: (name: string) => Promise<T>,
): Promise<(name: string) => T> {
  const waiting = [...names];
  const done = new Map<string, T>();
  await Promise.all(
    cpus().map(async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) done.set(name, await work(name));
    }),
  );
  return (name) => {
    const outcome = done.get(name);
    if (outcome === undefined) throw new Error(`nothing was done for ${name}`);
    return outcome;
  };
}

/** A command line of a shell. */
export function shell(line: string, options: RunOptions = {}): Promise<Ended> {
  return start("bash", ["-c", line], options).ended;
}
