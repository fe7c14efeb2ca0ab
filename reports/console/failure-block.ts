import type { Failure, FieldDifference, ScenarioResult, StackDescription } from "../../harness/port/results";
import { printSeconds } from "../../harness/port/time";
import { type Comparison, compare } from "./comparison";
import { lastWords } from "./last-words";
import { columns, cut, fill, hang, printable, wrap } from "./layout";
import { type Paint, type Palette, palette, VERDICT_LOOKS } from "./palette";

export interface FailureBlockOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** The folder of results.json, as the user wrote it: where the capture is. */
  readonly out?: string;
}

/** A failure block never has more lines. */
export const FAILURE_BLOCK_LINES = 20;

/** Wider than this, the rule at the end of the first line would be too far away to be seen. */
const WIDEST = 120;

const INDENT = "    ";

/**
 * A result that somebody should look at, in twenty lines at the most and without a newline at the end: what it is about
 * and which rule says so, where in the script it is, what was expected and what was seen, the exchange up to there (its
 * beginning is left out where there is too much of it), the capture, and the command that replays it.
 *
 * Lines are broken to the width; paths and commands are not, so that they can be copied.
 */
export function failureBlock(result: ScenarioResult, stack: StackDescription, options: FailureBlockOptions): string {
  const paints = palette(options.color);
  const width = Math.min(Math.max(options.width, 20), WIDEST);
  const { failure } = result;
  const top = [
    ...heading(result, width, paints),
    ...context(result, stack, width).map(paints.faint),
    "",
    ...(failure === undefined ? remark(result, width) : judgement(failure, width, paints)),
  ];
  const bottom = evidence(result, options.out, paints);
  const room = FAILURE_BLOCK_LINES - top.length - bottom.length;
  return [...top, ...exchange(failure?.exchange ?? [], room, width, paints), ...bottom].join("\n");
}

/** `✗ id  title      MUST · RFC 9293 3.6.1 (MUST-13)`, the rule on a line of its own where one line is too short. */
function heading(result: ScenarioResult, width: number, paints: Palette): readonly string[] {
  const { mark, paint } = VERDICT_LOOKS[result.verdict];
  const { failure } = result;
  const rule = [
    result.verdict === "fail" ? "" : result.verdict,
    result.level,
    printable(failure === undefined ? result.covers.join(", ") : ruleText(failure)),
  ]
    .filter((part) => part !== "")
    .join(" · ");
  const lines = hang(`${mark} `, wrap(printable(`${result.id}  ${result.title}`), width - 2, 2));
  const [first = "", ...others] = lines;
  const name = `${mark} ${printable(result.id)}`;
  const painted = [first.startsWith(name) ? paints[paint](name) + first.slice(name.length) : first, ...others];
  const gap = width - columns(first) - columns(rule);
  return lines.length === 1 && gap >= 2
    ? [`${painted.join("")}${" ".repeat(gap)}${paints.strong(rule)}`]
    : [...painted, `  ${paints.strong(cut(rule, width - 2))}`];
}

function ruleText({ section, rule }: Failure): string {
  return section === "" || rule === "" ? section + rule : `${section} (${rule})`;
}

/** Which stack, which step, when, and where it is written. */
function context(result: ScenarioResult, stack: StackDescription, width: number): readonly string[] {
  const { failure } = result;
  const parts = [
    `${stack.name} ${stack.version} over ${stack.adapter}, IPv${result.ip}, ${stack.clock} time`,
    failure === undefined || failure.step < 0 ? undefined : `step ${failure.step + 1} of ${result.steps}`,
    failure === undefined ? undefined : `t = ${printSeconds(failure.at)} s`,
    result.source,
  ];
  const shown = parts.filter((part) => part !== undefined).map((part) => cut(printable(part), width - 2));
  const lines = fill(shown, " · ", width - 2);
  const kept = lines.length <= 3 ? lines : [...lines.slice(0, 2), cut(lines.slice(2).join(" · "), width - 2)];
  return kept.map((line) => `  ${line}`);
}

/** Why a result without a failure is shown: for its remark, or because the baseline has another verdict. */
function remark(result: ScenarioResult, width: number): readonly string[] {
  const text = result.remark ?? `The verdict is ${result.verdict}, which the baseline of this stack does not expect.`;
  return wrap(printable(text), width - INDENT.length, 4).map((line) => INDENT + line);
}

/** The message, the step, and what was expected over what was seen. */
function judgement(failure: Failure, width: number, paints: Palette): readonly string[] {
  const room = width - INDENT.length;
  const step = failure.stepText === "" ? [] : [`step       ${printable(failure.stepText)}`];
  return [
    ...wrap(printable(failure.message), room, 2).map(paints.strong),
    ...step.map((line) => paints.faint(cut(line, room))),
    ...(failure.kind === "stack-failed"
      ? lastWords(failure.actual, room).map(paints.wrong)
      : sides(failure, room, paints)),
  ].map((line) => INDENT + line);
}

const EXPECTED = "expected   ";
const SEEN = "seen       ";
const DIFFERS = "differs    ";

function sides(failure: Failure, width: number, paints: Palette): readonly string[] {
  const [expected, actual] = [printable(failure.expected), printable(failure.actual)];
  const aligned = compare({ ...failure, expected, actual });
  const room = width - columns(EXPECTED);
  if (aligned !== undefined && Math.max(columns(aligned.expected), columns(aligned.actual)) <= room) {
    return alignedSides(aligned, room, paints);
  }
  return [
    ...(expected === "" ? [] : hang(EXPECTED, wrap(expected, room, 2).map(paints.right))),
    ...(actual === "" ? [] : hang(SEEN, wrap(actual, room, 2).map(paints.wrong))),
    ...differences(
      failure.differences.filter((each) => !isSaid(each, expected, actual)),
      room,
    ),
  ];
}

/** Both values stand in the prose already. */
function isSaid(difference: FieldDifference, expected: string, actual: string): boolean {
  const prose = !expected.startsWith("[") && !actual.startsWith("[");
  return prose && expected.includes(difference.expected) && actual.includes(difference.actual);
}

function alignedSides(aligned: Comparison, room: number, paints: Palette): readonly string[] {
  return [
    EXPECTED + paintRanges(aligned.expected, aligned.ranges, paints.right),
    SEEN + paintRanges(aligned.actual, aligned.ranges, paints.wrong),
    ...(aligned.marks === "" ? [] : [" ".repeat(columns(SEEN)) + paints.wrong(aligned.marks)]),
    ...differences(aligned.others, room),
  ];
}

/** The fields that differ, in words: `Seq is 3, expected 2 (SND.NXT)`. */
function differences(differing: readonly FieldDifference[], room: number): readonly string[] {
  const words = differing.map(({ field, expected, actual }) => `${field} is ${actual}, expected ${expected}`);
  return words.length === 0 ? [] : hang(DIFFERS, wrap(printable(words.join(" · ")), room, 2));
}

function paintRanges(line: string, ranges: Comparison["ranges"], paint: Paint): string {
  const characters = Array.from(line);
  const between = (start: number, end?: number): string => characters.slice(start, end).join("");
  let painted = "";
  let done = 0;
  for (const [start, end] of ranges) {
    const text = between(start, end);
    painted += between(done, start) + (text === "" ? "" : paint(text));
    done = end;
  }
  return painted + between(done);
}

/** The last lines of the exchange after an empty one, as many as there is room for. */
function exchange(lines: readonly string[], room: number, width: number, paints: Palette): readonly string[] {
  if (lines.length === 0) {
    return [""];
  }
  const fitting = room - 1;
  const kept = lines.length <= fitting ? lines : lines.slice(lines.length - fitting + 1);
  const left = lines.length - kept.length;
  const note = `${INDENT}… ${left} earlier ${left === 1 ? "line" : "lines"} left out`;
  const shown = outdent(kept).map((line) => cut(INDENT + printable(line), width));
  return ["", ...(left === 0 ? [] : [paints.faint(cut(note, width))]), ...shown];
}

/** The lines without the spaces that all of them begin with. */
function outdent(lines: readonly string[]): readonly string[] {
  const common = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(common));
}

/** Where to look further, in full however long it is. */
function evidence(result: ScenarioResult, out: string | undefined, paints: Palette): readonly string[] {
  const packet = result.failure?.packet === undefined ? "" : `, packet ${result.failure.packet}`;
  const capture =
    result.trace === undefined ? [] : [`  ${paints.faint("capture")}  ${inFolder(out, result.trace)}${packet}`];
  return [...capture, `  ${paints.faint("replay")}   ${printable(result.replay)}`];
}

/** A path in the folder of results.json. */
function inFolder(folder: string | undefined, path: string): string {
  return printable(folder === undefined ? path : `${folder.replace(/\/+$/, "")}/${path}`);
}
