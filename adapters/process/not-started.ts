/** Why there is no process to talk to: what was given as a command is none. */

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { StackFailed } from "../../harness/port/stack";
import type { HostCommand } from "./process-group";

/** The command of a host started nothing; the message says why, the remedy what to do. */
export class HostNotStarted extends StackFailed {
  override readonly name = "HostNotStarted";
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

const EXAMPLE = 'give the command that starts the host, such as "python3 my_host.py"';

/** What usually runs a file with such an ending. */
const RUNS: Readonly<Record<string, string>> = {
  ".py": "python3",
  ".js": "node",
  ".cjs": "node",
  ".mjs": "node",
  ".ts": "node",
  ".rb": "ruby",
  ".go": "go run",
};

/** The command that usually runs such a file, `python3 my_host.py`, by its ending. */
export function usualCommand(file: string): string | undefined {
  const runs = RUNS[extname(file)];
  return runs && `${runs} ${file}`;
}

/** @param error why the system has started nothing */
export function notStarted({ command, folder = "." }: HostCommand, error: NodeJS.ErrnoException): HostNotStarted {
  const [program] = command;
  const file = resolve(folder, program);
  const none = `there is no program "${program}"`;
  if (!existsSync(folder)) return new HostNotStarted(`there is no folder ${resolve(folder)} to start it in`, "make it");
  if (error.code !== "ENOENT" && error.code !== "EACCES")
    return new HostNotStarted(`the host cannot be started: ${error.message}`, EXAMPLE);
  if (!existsSync(file)) return new HostNotStarted(none, EXAMPLE);
  if (statSync(file).isDirectory()) return new HostNotStarted(`${none}: it is a folder`, EXAMPLE);
  const isPath = program.includes("/");
  if (isPath && error.code === "ENOENT")
    return new HostNotStarted(`${none}: the file's first line names one that there is not`, EXAMPLE);
  const what = isPath ? "a file that may not be executed" : "a file in this folder, and not in PATH";
  return new HostNotStarted(`${none}: it is ${what}`, `give the command that runs it: ${commandFor(command, file)}`);
}

/** For a file that is there. */
function commandFor([program, ...words]: HostCommand["command"], file: string): string {
  const usual = usualCommand(program);
  if (usual === undefined && !isExecutable(file)) return `chmod +x ${program}, if it is a program`;
  return `"${[usual ?? `./${program}`, ...words].join(" ")}"`;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
