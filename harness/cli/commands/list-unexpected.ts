/** `tcpspec list --unexpected`: what the last run came to that was not expected, all of it. */

import { createColors } from "picocolors";
import type { ScenarioResult } from "../../port/results";
import { hang, printable, wrap } from "../../../reports/console/layout";
import { palette } from "../../../reports/console/palette";
import { scenarioLine, scenariosText } from "../../../reports/console/scenario-line";
import { groupByScenario, type ScenarioGroup, unexpectedResults } from "../../../reports/tally";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { previousResults } from "../previous-results";
import { screenOf } from "../terminal";

export interface ListUnexpectedFlags {
  /** The folder of the run. */
  readonly out: string;
  readonly json?: true | undefined;
  readonly color: boolean;
}

/**
 * Worst verdict first, else in the order of the run.
 * @param wanted ids of scenarios; all when left out
 * @throws {CommandError} where no run has been, and where what it left cannot be read.
 */
export function listUnexpected(flags: ListUnexpectedFlags, wanted?: ReadonlySet<string>): ExitCode {
  const { out } = flags;
  const last = previousResults(out);
  if (last === undefined)
    throw new CommandError(`no run has left its results in ${out}`, EXIT.usage, "--out names another folder");
  if (typeof last === "string") throw new CommandError(last, EXIT.usage);
  const results = unexpectedResults(last.scenarios).filter(({ id }) => wanted?.has(id) ?? true);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
    return EXIT.expected;
  }
  const { color, width } = screenOf(process.stdout, flags.color);
  const paints = palette(color);
  const { dim } = createColors(color);
  const groups = groupByScenario(results);
  const verdictWidth = Math.max(0, ...groups.map(([{ verdict }]) => verdict.length));
  const line = { width, verdictWidth, stack: last.stacks.length > 1 };
  const lines = groups.flatMap((group) => [
    scenarioLine(group, line, paints),
    ...reasonsOf(group).flatMap((reason) => hang("      ", wrap(reason, width - 6)).map(dim)),
  ]);
  const total = `${results.length} unexpected, in ${scenariosText(groups.length)}`;
  process.stdout.write(`${[...lines, ...(lines.length === 0 ? [] : [""]), total].join("\n")}\n`);
  return EXIT.expected;
}

/** Why, once where it is the same over both IP versions. */
function reasonsOf(group: ScenarioGroup): readonly string[] {
  return [...new Set(group.map(reasonOf))].filter((text) => text !== "");
}

function reasonOf({ failure, remark = "" }: ScenarioResult): string {
  if (failure === undefined) return printable(remark);
  const { rule, section, message } = failure;
  return printable(rule === "" ? message : `${message} (${rule}${section === "" ? "" : `, ${section}`})`);
}
