import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Where the child finds the id of its parent, to see whether it was orphaned before it could ask to die with it. */
export const PARENT_VARIABLE = "TCPSPEC_PARENT";

/** Goes on in the child, which is in the same process group but may be signalled alone. */
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

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
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const forwarded of FORWARDED) process.off(forwarded, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
