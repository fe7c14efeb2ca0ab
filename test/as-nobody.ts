/** Tests that give root up for themselves. */

import { spawnSync } from "node:child_process";
import { requireOrSkip } from "./requirement";

/** What stands before a command that is to be run as the user nobody. */
export const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const;

function canNobody(...command: readonly string[]): boolean {
  const [setpriv, ...identity] = AS_NOBODY;
  return spawnSync(setpriv, [...identity, ...command]).status === 0;
}

/**
 * Skips where nobody cannot be become, or has no access to what is to be tested: a clone in a home that is closed to others.
 * @param context see {@link requireOrSkip}
 */
export function requireNobody(context: Mocha.Context): void {
  requireOrSkip(context, "root", process.getuid?.() === 0, "run the tests as root: they give it up for themselves");
  requireOrSkip(context, "setpriv", canNobody("true"), "apt-get install util-linux");
  const readable = canNobody("test", "-r", require.resolve("./as-nobody"));
  requireOrSkip(context, "readable-clone", readable, "put the clone where every user can read it");
}
