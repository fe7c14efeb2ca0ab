/**
 * `npm run interop [-- --size 20 --loss 5 --reordering 5 --duplication 2 --corruption 1 --only <text> --seed 1
 * --rto 1000 --patience 600]`: the reference TCP against the kernel's, with curl and nginx above it, over a TUN device.
 * Sizes are in units of 10^6 octets, impairments in percent, and apply to both directions; the least RTO of the reference
 * in milliseconds, the patience with one case in seconds. Prints a table; the exit code is 0 when all went well, 1 when
 * something did not, 2 for a mistake in the command line, 3 when this machine cannot do it, 130 when interrupted.
 */

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import type { Impairments } from "../adapters/wrap";
import { MILLISECOND } from "../harness/port/time";
import type { IpVersion } from "../harness/wire";
import { privilege } from "../stacks/linux/privilege";
import { CLOSINGS } from "./closings";
import { play } from "./play";
import { HEADING, row } from "./table";
import { TRANSFERS } from "./transfers";

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "20" },
    loss: { type: "string", default: "5" },
    reordering: { type: "string", default: "5" },
    duplication: { type: "string", default: "2" },
    corruption: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    rto: { type: "string", default: "1000" },
    patience: { type: "string", default: "600" },
  },
});

const LINKS: readonly { readonly name: string; readonly impairments: Impairments }[] = [
  { name: "clean", impairments: {} },
  {
    name: "bad",
    impairments: {
      loss: Number(values.loss) / 100,
      reordering: Number(values.reordering) / 100,
      duplication: Number(values.duplication) / 100,
      corruption: Number(values.corruption) / 100,
    },
  },
];

/** What is missing here, if anything is. */
function missing(): string | undefined {
  if (privilege().kind !== "ready") return "a TUN device and a network namespace: run it with sudo";
  const program = ["curl", "nginx", "setpriv"].find((name) => spawnSync(name, ["--version"]).error !== undefined);
  return program === undefined ? undefined : `${program}: apt-get install curl nginx-light util-linux`;
}

async function main(): Promise<number> {
  const lacking = missing();
  if (lacking !== undefined) {
    process.stderr.write(`this takes ${lacking}\n`);
    return 3;
  }
  process.stdout.write(`${HEADING}\n`);
  const [seed, octets, patience] = [Number(values.seed), Number(values.size) * 1e6, Number(values.patience)];
  const minimumRto = Number(values.rto) * MILLISECOND;
  let played = 0;
  let failed = 0;
  for (const { name: linkName, impairments } of LINKS) {
    for (const each of [...TRANSFERS, ...(linkName === "clean" ? CLOSINGS : [])]) {
      for (const ip of [4, 6] as const satisfies readonly IpVersion[]) {
        const name = `${each.name}, IPv${ip}, ${linkName}`;
        if (!name.includes(values.only)) continue;
        const result = await play(each, { ip, seed, octets }, { seed, impairments, minimumRto }, patience);
        played += 1;
        if (result.complaints.length > 0) failed += 1;
        process.stdout.write(`${row(name, result)}\n`);
      }
    }
  }
  if (played === 0) {
    process.stderr.write(`no case has "${values.only}" in its name\n`);
    return 2;
  }
  process.stdout.write(failed === 0 ? "all well\n" : `${failed} of ${played} went wrong\n`);
  return failed === 0 ? 0 : 1;
}

// Devices, namespaces and programs go with the process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
void main().then((code) => process.exit(code));
