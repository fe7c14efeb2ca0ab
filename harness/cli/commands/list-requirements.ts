/** `tcpspec list --requirements`: the rules of the catalogue, what each says, and how many scenarios settle it. */

import { createColors } from "picocolors";
import { fill, hang, pad } from "../../../reports/console/layout";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { CENTRAL_RFCS, coverageOf, shareOf, type Covered, type Share } from "../../../suites/requirements/coverage";
import { UNSCRIPTED } from "../../../suites/requirements/unscripted";
import type { Level } from "../../port/verdict";
import { citation } from "../../scenario/requirement";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { screenOf } from "../terminal";

export interface ListRequirementsFlags {
  readonly rfc?: number | undefined;
  /** `3.8` stands for 3.8.6 as well. */
  readonly section?: string | undefined;
  readonly level?: Level | undefined;
  readonly unscripted?: true | undefined;
  readonly json?: true | undefined;
  readonly color: boolean;
}

/**
 * @param chosen the scenarios whose rules are meant; all rules, those without scenarios too, when left out
 * @throws {CommandError} when no rule is left
 */
export function listRequirements(flags: ListRequirementsFlags, covers?: ReadonlySet<string>): ExitCode {
  const all = coverageOf(
    REQUIREMENTS,
    SUITES.flatMap(({ scenarios }) => scenarios),
  );
  const chosen = all.filter((each) => isChosen(each, flags) && (covers?.has(each.requirement.id) ?? true));
  if (chosen.length === 0)
    throw new CommandError("no rule is like that", EXIT.usage, "'tcpspec list --requirements' shows what there is");
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(chosen.map(rowOf), undefined, 2)}\n`);
    return EXIT.expected;
  }
  const { color, width } = screenOf(process.stdout, flags.color);
  const lines = [...table(chosen, width, createColors(color)), "", ...closingLines(all, chosen.length, width)];
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.expected;
}

function isChosen({ requirement, scenarios }: Covered, flags: ListRequirementsFlags): boolean {
  const { rfc, section, level, unscripted } = flags;
  return (
    (rfc === undefined || requirement.rfc === String(rfc)) &&
    (section === undefined || isWithin(requirement.section, section)) &&
    (level === undefined || requirement.level === level) &&
    (unscripted === undefined || (scenarios === 0 && requirement.testable !== "no"))
  );
}

/** `3.8.6.1` and `3.2/3.8.6` are within `3.8`, `3.80` is not. */
function isWithin(section: string, wanted: string): boolean {
  return section.split("/").some((each) => each.startsWith(wanted) && !/^\d/.test(each.slice(wanted.length)));
}

function rowOf({ requirement: { id, rfc, section, level, summary, testable }, scenarios }: Covered): object {
  const why = UNSCRIPTED[id];
  return {
    id,
    rfc,
    section,
    level,
    summary,
    testable,
    scenarios,
    ...(scenarios > 0 || why === undefined ? {} : { why }),
  };
}

/** `MUST-13`, `RFC 9293 3.6.1`, `MUST`, `yes`, `3` */
function cells({ requirement, scenarios }: Covered): readonly [string, string, string, string, string] {
  const { id, level, testable } = requirement;
  return [id, citation(requirement), level, testable, scenarios > 0 ? String(scenarios) : "none"];
}

const HEADING = ["id", "RFC and section", "level", "testable", "scenarios"] as const;

type Colors = ReturnType<typeof createColors>;

/** In columns; where they do not fit beside each other, what is behind the id stands below it. */
function table(rows: readonly Covered[], width: number, { bold, dim }: Colors): readonly string[] {
  const lines = rows.map(cells);
  const widths = HEADING.map((name, column) =>
    Math.max(name.length, ...lines.map((each) => each[column]?.length ?? 0)),
  );
  const isWide = widths.reduce((sum, each) => sum + each + 2, -2) <= width;
  const inColumns = (texts: readonly string[]) =>
    texts
      .map((text, i) => pad(text, widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  const indented = (parts: readonly string[], separator: string) =>
    hang("    ", fill(parts, separator, width - 4)).map(dim);
  return [
    ...(isWide ? [bold(inColumns(HEADING))] : []),
    ...rows.flatMap((row) => {
      const texts = cells(row);
      const [id, section, level, testable, scenarios] = texts;
      const why = scenarios === "none" ? UNSCRIPTED[id] : undefined;
      return [
        ...(isWide
          ? [inColumns(texts)]
          : [id, ...indented([section, level, `testable: ${testable}`, `scenarios: ${scenarios}`], ", ")]),
        ...indented(row.requirement.summary.split(" "), " "),
        ...(why === undefined ? [] : indented(["no", "scenario:", ...why.split(" ")], " ")),
      ];
    }),
  ];
}

const percent = ({ settled, testable }: Share) => (testable === 0 ? "-" : `${Math.floor((settled * 100) / testable)}%`);

/** How much of what can be settled is: rounded down, so that 100% is all of it. */
function closingLines(all: readonly Covered[], listed: number, width: number): readonly string[] {
  const ofRfc = (rfc: string) => percent(shareOf(all.filter(({ requirement }) => requirement.rfc === rfc)));
  const overall = shareOf(all);
  const said = `${listed} of ${all.length} rules listed. Of those that can be settled, scenarios settle ${percent(overall)}:`;
  const shares = CENTRAL_RFCS.map((rfc, i) => `RFC ${rfc} ${ofRfc(rfc)}${i < CENTRAL_RFCS.length - 1 ? "," : ""}`);
  return fill([...said.split(" "), ...shares], " ", width);
}
