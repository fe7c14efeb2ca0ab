import type { Results, ScenarioResult, StackDescription, Summary } from "../../harness/port/results";
import { type Level, type Verdict, verdictOfBreach } from "../../harness/port/verdict";
import {
  countResults,
  groupByScenario,
  isTested,
  type Reason,
  reasonsFor,
  type StackTally,
  tallyByStack,
  unexpectedResults,
} from "../tally";
import { countsText, worstMark } from "./counts-text";
import { columns, cut, fill, hang, pad, printable, wrap } from "./layout";
import { type Palette, palette } from "./palette";
import { scenarioLine, scenariosText } from "./scenario-line";

/** What is said of a rule. */
export interface RuleText {
  readonly level: Level;
  readonly summary: string;
}

export interface SummaryOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** The folder of results.json, as the user wrote it; absent where nothing was written. */
  readonly out?: string;
  /** Whether the failure stands above already. */
  readonly isTold?: (result: ScenarioResult) => boolean;
  /** A requirement, or an always-on rule. */
  readonly ruleText?: (rule: string) => RuleText | undefined;
  /** The command that lists all that was unexpected. */
  readonly listing?: string;
}

/** The list of what was unexpected has no more lines. */
export const LISTED_RESULTS = 20;

/** What a summary needs of the results. */
export type SummarizedResults = Pick<Results, "run" | "stacks" | "scenarios">;

/**
 * The end of a run: what was not expected, why, the counts of each stack and IP version, worst first, the counts of all,
 * and where results and captures are. No newline at the end.
 */
export function summary(results: SummarizedResults, options: SummaryOptions): string {
  const paints = palette(options.color);
  const width = Math.max(options.width, 20);
  const { scenarios } = results;
  const tallies = tallyByStack(scenarios);
  const unexpected = unexpectedResults(scenarios);
  return [
    ...unexpectedList(results, unexpected, { ...options, width }, paints),
    ...TABLES.flatMap((table) => reasons(table, scenarios, { ...options, width }, paints)),
    ...tallyTable(tallies, results.stacks, width, paints),
    ...total(results, tallies.length, width, paints),
    ...places(scenarios, options.out, paints),
  ].join("\n");
}

/** What has not been shown comes first, so that the list is never full of what one has read already. */
function unexpectedList(
  { stacks }: SummarizedResults,
  results: readonly ScenarioResult[],
  { width, listing, isTold = () => false }: SummaryOptions,
  paints: Palette,
): readonly string[] {
  const groups = groupByScenario(results);
  if (groups.length === 0) return [];
  const told = groups.filter((group) => group.every(isTold));
  const inOrder = [...groups.filter((group) => !told.includes(group)), ...told];
  const listed = groups.length <= LISTED_RESULTS ? inOrder : inOrder.slice(0, LISTED_RESULTS - 1);
  const verdictWidth = Math.max(...listed.map(([{ verdict }]) => verdict.length));
  const line = { width: width - 2, verdictWidth, stack: stacks.length > 1 };
  const rest = groups.length - listed.length;
  const scenarios = groups.length === results.length ? "" : `, in ${scenariosText(groups.length)}`;
  const shown = told.filter((group) => !listed.includes(group)).length;
  const above = shown === 0 ? "" : `, ${shown} of them shown above`;
  const more = `… and ${rest} more${above}${listing === undefined ? "" : "; the whole list:"}`;
  // A command stays whole, so that it can be copied.
  const parts = [...wrap(more, width - 2), ...(listing === undefined ? [] : [printable(listing)])];
  return [
    paints.strong(`  Unexpected: ${results.length}`) + scenarios,
    ...listed.map((group) => `  ${scenarioLine(group, line, paints)}`),
    ...(rest === 0 ? [] : hang("  ", fill(parts, " ", width - 2)).map(paints.faint)),
    "",
  ];
}

/** Why results have a verdict. */
interface ReasonTable {
  readonly verdict: Verdict;
  readonly title: string;
  /** Whether what the baseline expects is counted as well. */
  readonly expected: boolean;
  /** What is counted; of requirements one wants to know how binding they are. */
  readonly reasons: "reasons" | "requirements";
}

/** The worst is last, where one looks first. */
const TABLES: readonly ReasonTable[] = [
  { verdict: "unsupported", title: "Unsupported", expected: true, reasons: "reasons" },
  { verdict: "nonstrict", title: "Nonstrict", expected: true, reasons: "reasons" },
  // A known departure is no news: the baseline says what is behind it.
  { verdict: "inconclusive", title: "Inconclusive", expected: false, reasons: "reasons" },
  { verdict: "fail", title: "Failed", expected: false, reasons: "requirements" },
  { verdict: "error", title: "Errors", expected: false, reasons: "reasons" },
];

/** No more reasons are listed for a verdict; results.json has them all. */
export const LISTED_REASONS = 12;

/** A reason with a step of many alternatives in it is cut. */
const REASON_LINES = 3;

/** Less of what a rule says is not worth the beginning. */
const LEAST_RULE = 20;

/** `Unsupported: 60`, and below it how many for which reason; the numbers add up. */
function reasons(
  table: ReasonTable,
  results: readonly ScenarioResult[],
  { width, ruleText }: SummaryOptions,
  paints: Palette,
): readonly string[] {
  const all = reasonsFor(table.verdict, table.expected ? results : unexpectedResults(results));
  if (all.length === 0) return [];
  const listed = all.length <= LISTED_REASONS ? all : all.slice(0, LISTED_REASONS - 1);
  const others = all.slice(listed.length);
  const known = countResults(results)[table.verdict] - sum(all);
  const digits = String(Math.max(...listed.map(({ count }) => count), sum(others))).length;
  const label = (count: number): string => `    ${String(count).padStart(digits)}  `;
  return [
    paints.strong(`  ${table.title}: ${sum(all)}`) + (known === 0 ? "" : paints.faint(`, beside ${known} as expected`)),
    ...listed.flatMap((reason) => {
      const lead = label(reason.count);
      const text = reason.rule === undefined ? undefined : ruleText?.(reason.rule);
      return hang(lead, reasonLines(reason.text, table, text, width - columns(lead), paints));
    }),
    ...(others.length === 0 ? [] : [paints.faint(`${label(sum(others))}… ${others.length} other ${table.reasons}`)]),
    "",
  ];
}

const sum = (reasons: readonly Reason[]): number => reasons.reduce((before, { count }) => before + count, 0);

/** The reason, and what the rule says as far as there is room on the line. */
function reasonLines(
  reason: string,
  { reasons }: ReasonTable,
  rule: RuleText | undefined,
  width: number,
  paints: Palette,
): readonly string[] {
  // A scenario that must be passed may cover what is only recommended as well; its level is not that of the rule then.
  const isBinding = rule !== undefined && reasons === "requirements" && verdictOfBreach(rule.level) === "fail";
  const head = printable(isBinding ? `${reason}, ${rule.level}` : reason);
  const room = width - columns(head) - 2;
  if (rule === undefined || room < LEAST_RULE) return wrap(head, width, REASON_LINES);
  return [`${head}  ${paints.faint(cut(printable(rule.summary), room))}`];
}

/** Counts stand beside the name of the stack where there is so much room for them, else below it. */
const COUNTS_WIDTH = 40;

function tallyTable(
  tallies: readonly StackTally[],
  stacks: readonly StackDescription[],
  width: number,
  paints: Palette,
): readonly string[] {
  const names = tallies.map((tally) => cut(stackName(tally, stacks), width - 4));
  const longest = Math.max(0, ...names.map(columns));
  const room = width - longest - 6;
  const lines = tallies.flatMap(({ counts }, index) => {
    const label = `  ${worstMark(counts, paints)} ${names[index] ?? ""}`;
    return room >= COUNTS_WIDTH
      ? hang(`${pad(label, longest + 4)}  `, countsText(counts, room, paints))
      : [label, ...hang("      ", countsText(counts, width - 6, paints))];
  });
  return lines.length === 0 ? [] : [...lines, ""];
}

function stackName({ stack, ip }: StackTally, stacks: readonly StackDescription[]): string {
  const { title = stack, version = "" } = stacks.find(({ name }) => name === stack) ?? {};
  return printable([title, version, `IPv${ip}`].filter((part) => part !== "").join(" "));
}

/** The counts of everything where there is more than one stack, whether all is as expected, and how long it took. */
function total(results: SummarizedResults, groups: number, width: number, paints: Palette): readonly string[] {
  const counts = countResults(results.scenarios);
  const seconds = `in ${(results.run.durationMs / 1000).toFixed(1)} s`;
  return [
    ...(results.run.complete ? [] : [paints.doubtful("  ! interrupted: what had finished is counted")]),
    ...notCounted(results.scenarios, width, paints),
    ...(groups > 1 ? hang("  ", countsText(counts, width - 2, paints)) : []),
    ...(counts.unexpected > 0 && !isTested(counts) ? [`  ${nothingTested(paints)}`] : []),
    ...hang("  ", fill([judgement(results, counts, paints), paints.faint(seconds)], " ", width - 2)),
  ];
}

/** Runs whose findings were no evidence. */
function notCounted(scenarios: readonly ScenarioResult[], width: number, paints: Palette): readonly string[] {
  const runs = scenarios.reduce((sum, { notCounted = 0 }) => sum + notCounted, 0);
  if (runs === 0) return [];
  const text = `runs not counted, as this machine held up the harness in them: ${runs}`;
  return hang("  ! ", wrap(text, width - 4)).map(paints.doubtful);
}

const nothingTested = ({ doubtful }: Palette): string => doubtful("- nothing was tested");

/** What is unsupported was not tried: where there is any, it is said of how many the praise is. */
function judgement({ run, scenarios }: SummarizedResults, counts: Summary, paints: Palette): string {
  if (scenarios.length === 0) {
    return paints.doubtful("- nothing was run");
  }
  if (counts.unexpected > 0) {
    return paints.wrong(`✗ ${counts.unexpected} of ${scenarios.length} unexpected`);
  }
  if (!isTested(counts)) {
    return nothingTested(paints);
  }
  const tried = scenarios.length - counts.unsupported;
  const praised = tried === scenarios.length ? "" : `${tried} of ${scenarios.length} tried, `;
  return run.complete ? paints.right(`✓ ${praised}all as expected`) : paints.doubtful(`- ${praised}as expected so far`);
}

/** Where the files are: results, and captures in a folder of their own beside them. */
function places(scenarios: readonly ScenarioResult[], out: string | undefined, paints: Palette): readonly string[] {
  if (out === undefined) {
    return [];
  }
  const folder = printable(out.replace(/\/+$/, ""));
  const capture = scenarios.find(({ trace }) => trace !== undefined)?.trace;
  const captures =
    capture === undefined ? [] : [`  ${paints.faint("captures")}  ${folder}/${capture.split("/", 1).join("")}/`];
  return ["", `  ${paints.faint("results")}   ${folder}/results.json`, ...captures];
}
