/** `tcpspec list`: the scenarios, by suite; with --requirements the rules that they settle; with --unexpected the last run. */

import { createColors } from "picocolors";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { selected } from "../selection";
import { screenOf } from "../terminal";
import { listRequirements, type ListRequirementsFlags } from "./list-requirements";
import { listUnexpected, type ListUnexpectedFlags } from "./list-unexpected";

export interface ListFlags extends ListRequirementsFlags, ListUnexpectedFlags {
  readonly requirements?: true | undefined;
  readonly unexpected?: true | undefined;
}

/** What is only of use beside --requirements. */
const OF_REQUIREMENTS = ["rfc", "section", "level", "unscripted"] as const;

/** @throws {CommandError} for a selector that fits nothing, and for an option that says nothing of what is listed. */
export function listCommand(selectors: readonly string[], flags: ListFlags): ExitCode {
  if (flags.requirements && flags.unexpected)
    throw new CommandError("--unexpected goes without --requirements", EXIT.usage);
  if (flags.requirements) {
    const covers = () => new Set(selected(selectors).flatMap((scenario) => scenario.covers));
    return listRequirements(flags, selectors.length === 0 ? undefined : covers());
  }
  const astray = OF_REQUIREMENTS.find((name) => flags[name] !== undefined);
  if (astray !== undefined) throw new CommandError(`--${astray} goes with --requirements`, EXIT.usage);
  const scenarios = selected(selectors);
  if (flags.unexpected)
    return listUnexpected(flags, selectors.length === 0 ? undefined : new Set(scenarios.map(({ id }) => id)));
  if (flags.json) {
    const rows = scenarios.map(({ id, title, covers, ip, source }) => ({ id, title, covers, ip, source }));
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return EXIT.expected;
  }
  const { bold, dim } = createColors(screenOf(process.stdout, flags.color).color);
  const lines: string[] = [];
  let suite = "";
  for (const { id, title, ip } of scenarios) {
    const path = id.slice(0, id.lastIndexOf("/"));
    if (path !== suite) lines.push(...(suite === "" ? [] : [""]), bold(path));
    suite = path;
    const only = ip === undefined ? "" : ` (IPv${ip} only)`;
    lines.push(`  ${id.slice(path.length + 1)}${only}`, `      ${dim(title)}`);
  }
  const count = scenarios.length === 1 ? "1 scenario; it runs" : `${scenarios.length} scenarios; each runs`;
  const isSpecial = scenarios.some(({ ip }) => ip !== undefined);
  const rest = isSpecial ? ", but for those of one version only" : "";
  process.stdout.write(`${[...lines, "", `${count} over IPv4 and over IPv6${rest}`].join("\n")}\n`);
  return EXIT.expected;
}
