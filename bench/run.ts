/** `npm run bench [-- name...]`: every benchmark in a process of its own; JSON lines. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What each measures is said at the head of its file. */
const BENCHMARKS = ["wire", "scenarios", "reference", "process", "tun"] as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHMARKS.some((each) => each === name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark is called ${unknown.join(", ")}; there are ${BENCHMARKS.join(", ")}\n`);
  process.exit(2);
}

let broken = false;
for (const name of wanted.length === 0 ? BENCHMARKS : wanted) {
  const file = join(__dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, ["--require", "ts-node/register", file], { stdio: "inherit" });
  broken ||= status !== 0;
}
process.exitCode = broken ? 3 : 0;
