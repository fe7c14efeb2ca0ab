import { spawn } from "node:child_process";
import { constants } from "node:os";
import { isatty } from "node:tty";

/** Where the child finds the id of its parent, to see whether it was orphaned before it could ask to die with it. */
export const PARENT_VARIABLE = "TCPSPEC_PARENT";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal interrupts both; one that is interrupted twice may lose its patience. */
function sentToBoth(signal: NodeJS.Signals): boolean {
  return signal === "SIGINT" && [0, 1, 2].some((fd) => isatty(fd));
}

/**
 * Runs node with these arguments (a script and its arguments) once more as root of a user namespace with a network
 * namespace, by unshare(1): only a process with one thread may enter one, which node never is. Resolves with the exit
 * code, in the manner of shells where a signal ended it. The child dies with this process.
 */
export function reexecInUserNamespace(argv: readonly string[]): Promise<number> {
  const tether = require.resolve("./tether");
  const child = spawn("unshare", ["-Urn", process.execPath, ...process.execArgv, "--require", tether, ...argv], {
    stdio: "inherit",
    env: { ...process.env, [PARENT_VARIABLE]: String(process.pid) },
  });
  const forward = (signal: NodeJS.Signals): void => {
    if (!sentToBoth(signal)) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const each of SIGNALS) process.off(each, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
