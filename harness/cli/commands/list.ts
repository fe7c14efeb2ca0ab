/** `tcpspec list`: the scenarios, by suite. */

import { createColors } from "picocolors";
import { selected } from "./run";
import { screenOf } from "../terminal";
import { EXIT, type ExitCode } from "../exit-code";

export function listCommand(
  selectors: readonly string[],
  flags: { readonly json: boolean; readonly color: boolean },
): ExitCode {
  const scenarios = selected(selectors);
  if (flags.json) {
    const rows = scenarios.map(({ id, title, covers, source }) => ({ id, title, covers, source }));
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return EXIT.expected;
  }
  const { color } = screenOf(process.stdout, flags.color);
  const { bold, dim } = createColors(color);
  let suite = "";
  for (const { id, title } of scenarios) {
    const path = id.slice(0, id.lastIndexOf("/"));
    if (path !== suite) process.stdout.write(`${suite === "" ? "" : "\n"}${bold(path)}\n`);
    suite = path;
    process.stdout.write(`  ${id.slice(path.length + 1)}\n      ${dim(title)}\n`);
  }
  process.stdout.write(`\n${scenarios.length} scenarios; each runs over IPv4 and over IPv6\n`);
  return EXIT.expected;
}
