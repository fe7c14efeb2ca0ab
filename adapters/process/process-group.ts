/** A program and all that it starts, begun and ended as one. */

import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";

/** How a host is started. */
export interface HostCommand {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** The folder that it runs in; the current one when left out. */
  readonly folder?: string;
  /** What its environment has beside ours. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Groups are a matter of POSIX; elsewhere the program itself is all that we can end. */
const HAS_GROUPS = process.platform !== "win32";

const running = new Set<ChildProcessWithoutNullStreams>();

/** However this process comes to its end, short of being killed, nothing that it started is left. */
function endAll(): void {
  for (const child of running) endGroup(child);
}

/** Starts the program in a group of its own: a Ctrl-C in our terminal is ours, and what the program starts belongs to it. */
export function startGroup({
  command: [program, ...words],
  folder,
  environment,
}: HostCommand): ChildProcessWithoutNullStreams {
  const child = spawn(program, words, {
    ...(folder === undefined ? {} : { cwd: folder }),
    env: { ...process.env, ...environment },
    stdio: "pipe",
    detached: HAS_GROUPS,
    windowsHide: true,
  });
  if (running.size === 0) process.on("exit", endAll);
  running.add(child);
  return child;
}

/** Kills the program and whatever it has started; may be called again. */
export function endGroup(child: ChildProcessWithoutNullStreams): void {
  if (running.delete(child) && running.size === 0) process.off("exit", endAll);
  if (child.pid === undefined) return;
  try {
    if (HAS_GROUPS) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // There is nobody left.
  }
}
