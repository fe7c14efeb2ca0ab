import type { Results, ScenarioResult, StackDescription } from "../../harness/port/results";
import { countResults, isTested, reasonsFor, type StackTally, tallyByStack, unexpectedResults } from "../tally";
import { countsText, worstMark } from "./counts-text";
import { columns, cut, hang, pad, printable, wrap } from "./layout";
import { type Palette, palette, VERDICT_LOOKS } from "./palette";

export interface SummaryOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** The folder of results.json, as the user wrote it; absent where nothing was written. */
  readonly out?: string;
}

/** The list of unexpected results has no more lines; results.json has them all. */
export const LISTED_RESULTS = 20;

/** What a summary needs of the results. */
export type SummarizedResults = Pick<Results, "run" | "stacks" | "scenarios">;

/**
 * The end of a run: what was not expected, the counts of each stack and IP version, worst first, the counts of all, and
 * where results and captures are. No newline at the end.
 */
export function summary(results: SummarizedResults, options: SummaryOptions): string {
  const paints = palette(options.color);
  const width = Math.max(options.width, 20);
  const tallies = tallyByStack(results.scenarios);
  return [
    ...unexpectedList(unexpectedResults(results.scenarios), width, paints),
    ...reasons("unsupported", results.scenarios, width, paints),
    ...reasons("nonstrict", results.scenarios, width, paints),
    ...tallyTable(tallies, results.stacks, width, paints),
    ...total(results, tallies.length, width, paints),
    ...places(results.scenarios, options.out, paints),
  ].join("\n");
}

function unexpectedList(results: readonly ScenarioResult[], width: number, paints: Palette): readonly string[] {
  const [first, ...others] = groupVersions(results);
  if (first === undefined) {
    return [];
  }
  const groups = [first, ...others];
  const listed = groups.length <= LISTED_RESULTS ? groups : groups.slice(0, LISTED_RESULTS - 1);
  const rest = groups.length - listed.length;
  const longest = Math.max(...listed.map(([{ verdict }]) => verdict.length));
  return [
    paints.strong(`  Unexpected: ${results.length}`),
    ...listed.map((group) => unexpectedLine(group, longest, width, paints)),
    ...(rest === 0 ? [] : [paints.faint(`  … and ${rest} more`)]),
    "",
  ];
}

/** Results that differ in nothing but the IP version. */
type SameResults = readonly [ScenarioResult, ...ScenarioResult[]];

function groupVersions(results: readonly ScenarioResult[]): readonly SameResults[] {
  const groups = new Map<string, SameResults>();
  for (const result of results) {
    const key = JSON.stringify([result.verdict, result.id, result.stack]);
    const [first, ...others] = groups.get(key) ?? [];
    groups.set(key, first === undefined ? [result] : [first, ...others, result]);
  }
  return [...groups.values()];
}

/** `✗ fail  close/active/four-segments  lwip IPv4, IPv6`; the id is never cut, as one wants to copy it. */
function unexpectedLine(results: SameResults, verdictWidth: number, width: number, paints: Palette): string {
  const [result] = results;
  const { mark, paint } = VERDICT_LOOKS[result.verdict];
  const verdict = `${mark} ${pad(result.verdict, verdictWidth)}`;
  const id = printable(result.id);
  const versions = results.map(({ ip }) => `IPv${ip}`).join(", ");
  const where = cut(`  ${printable(result.stack)} ${versions}`, width - columns(`  ${verdict}  ${id}`));
  return `  ${paints[paint](verdict)}  ${id}${paints.faint(where)}`;
}

/** No more reasons are listed for a verdict; results.json has them all. */
export const LISTED_REASONS = 12;

/** `Unsupported: 60`, and below it how many for which reason. */
function reasons(
  verdict: "unsupported" | "nonstrict",
  results: readonly ScenarioResult[],
  width: number,
  paints: Palette,
): readonly string[] {
  const all = reasonsFor(verdict, results);
  if (all.length === 0) return [];
  const listed = all.length <= LISTED_REASONS ? all : all.slice(0, LISTED_REASONS - 1);
  const digits = Math.max(...listed.map(({ count }) => String(count).length));
  const total = all.reduce((sum, { count }) => sum + count, 0);
  const rest = all.length - listed.length;
  return [
    paints.strong(`  ${verdict === "nonstrict" ? "Nonstrict" : "Unsupported"}: ${total}`),
    ...listed.flatMap(({ text, count }) => {
      const label = `    ${String(count).padStart(digits)}  `;
      return hang(label, wrap(printable(text), width - columns(label)));
    }),
    ...(rest === 0 ? [] : [paints.faint(`    … and ${rest} more reasons`)]),
    "",
  ];
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
    `  ${judgement(results, counts.unexpected, paints)} ${paints.faint(seconds)}`,
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

function judgement({ run, scenarios }: SummarizedResults, unexpected: number, paints: Palette): string {
  if (scenarios.length === 0) {
    return paints.doubtful("- nothing was run");
  }
  if (unexpected > 0) {
    return paints.wrong(`✗ ${unexpected} of ${scenarios.length} unexpected`);
  }
  if (!isTested(countResults(scenarios))) {
    return nothingTested(paints);
  }
  return run.complete ? paints.right("✓ all as expected") : paints.doubtful("- as expected so far");
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
