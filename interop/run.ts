/**
 * `npm run interop [-- --size 20 --loss 5 --reordering 5 --duplication 2 --corruption 1 --only <text> --seed 1]`: the
 * reference TCP against the kernel's, with curl and nginx above it, over a TUN device. Sizes are in units of 10^6 octets,
 * impairments in percent, and apply to both directions. Prints a table; the exit code is 0 when all went well, 1 when
 * something did not, 2 for a mistake in the command line, 3 when this machine cannot do it, 130 when interrupted.
 */

import { parseArgs } from "node:util";
import type { Impairments } from "../adapters/wrap";
import type { IpVersion } from "../harness/wire";
import { privilege } from "../stacks/linux/privilege";
import type { Case, Setting } from "./case";
import { CLOSINGS } from "./closings";
import { HEADING, row } from "./table";
import type { Result } from "./table";
import { TRANSFERS } from "./transfers";
import { openWorld, sleep } from "./world";

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "20" },
    loss: { type: "string", default: "5" },
    reordering: { type: "string", default: "5" },
    duplication: { type: "string", default: "2" },
    corruption: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    /** Seconds that one case may take. */
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

async function playOn(each: Case, setting: Setting, linkName: string, impairments: Impairments): Promise<Result> {
  const world = openWorld(setting.seed, impairments);
  const name = `${each.name}, IPv${setting.ip}, ${linkName}`;
  try {
    const late = sleep(Number(values.patience) * 1000).then(() => {
      throw new Error(`not over after ${values.patience} s`);
    });
    const played = await Promise.race([each.play(world, setting), late]);
    await world.kernelIsDone();
    const summary = world.judge();
    return { name, played, summary, complaints: [...played.complaints, ...each.look(summary), ...summary.violations] };
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error);
    return { name, played: undefined, summary: world.judge(), complaints: [complaint] };
  } finally {
    world.close();
  }
}

async function main(): Promise<number> {
  const able = privilege();
  if (able.kind !== "ready") {
    process.stderr.write("this takes a TUN device and a network namespace: run it with sudo\n");
    return 3;
  }
  process.stdout.write(`${HEADING}\n`);
  let failed = 0;
  for (const { name, impairments } of LINKS) {
    for (const each of [...TRANSFERS, ...(name === "clean" ? CLOSINGS : [])]) {
      for (const ip of [4, 6] as const satisfies readonly IpVersion[]) {
        if (!`${each.name}, IPv${ip}, ${name}`.includes(values.only)) continue;
        const setting = { ip, seed: Number(values.seed), octets: Number(values.size) * 1e6 };
        const result = await playOn(each, setting, name, impairments);
        if (result.complaints.length > 0) failed += 1;
        process.stdout.write(`${row(result)}\n`);
      }
    }
  }
  process.stdout.write(failed === 0 ? "all well\n" : `${failed} went wrong\n`);
  return failed === 0 ? 0 : 1;
}

// Devices, namespaces and programs go with the process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
void main().then((code) => process.exit(code));
