/**
 * `npm run interop [-- --size 20 --loss 5 --reordering 5 --duplication 2 --corruption 1 --only <text> --jobs 6 --seed 1
 * --rto 1000 --patience 600 --connections 100000]`: the reference TCP against the kernel's, with curl and nginx above it,
 * over a TUN device. Sizes are in units of 10^6 octets, impairments in percent, and apply to both directions; the least RTO
 * of the reference in milliseconds, the patience with one case in seconds. So many cases as `--jobs` says are played side
 * by side, each in a process, a network namespace and on a device of its own. Prints a table; the exit code is 0 when all
 * went well, 1 when something did not, 2 for a mistake in the command line, 3 when this machine cannot do it, 130 when
 * interrupted.
 */

import { spawnSync } from "node:child_process";
import { privilege } from "../stacks/linux/privilege";
import { playApart } from "./apart";
import { choicesOf } from "./choices";
import type { Choices } from "./choices";
import { removeOrphans } from "./folder";
import { sideBySide } from "./side-by-side";
import { HEADING, row } from "./table";
import { tasksOf } from "./tasks";

/** What is missing here, if anything is. */
function missing(): string | undefined {
  if (privilege().kind !== "ready") return "a TUN device and a network namespace: run it with sudo";
  const program = ["curl", "nginx", "setpriv", "ip"].find((name) => spawnSync(name, ["-V"]).error !== undefined);
  return program === undefined ? undefined : `${program}: apt-get install curl nginx-light util-linux iproute2`;
}

async function interop(choices: Choices): Promise<number> {
  const lacking = missing();
  if (lacking !== undefined) {
    process.stderr.write(`this takes ${lacking}\n`);
    return 3;
  }
  const items = tasksOf(choices).filter(({ name }) => name.includes(choices.only));
  if (items.length === 0) {
    process.stderr.write(`no case has "${choices.only}" in its name\n`);
    return 2;
  }
  removeOrphans();
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      stopping.abort();
    });
  }
  process.stdout.write(`${HEADING}\n`);
  const start = performance.now();
  let failed = 0;
  await sideBySide({
    items,
    jobs: choices.jobs,
    isFirst: ({ isLong }) => isLong,
    run: ({ name }) => playApart(name, choices, signal),
    done({ name }, result) {
      if (result.complaints.length > 0) failed += 1;
      process.stdout.write(`${row(name, result)}\n`);
    },
    signal,
  });
  if (signal.aborted) return 130;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const verdict = failed === 0 ? `all ${items.length} well` : `${failed} of ${items.length} went wrong`;
  process.stdout.write(`${verdict}, in ${seconds} s\n`);
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  let choices: Choices;
  try {
    choices = choicesOf(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  return interop(choices);
}

void main().then((code) => process.exit(code));
