import type { ScenarioResult } from "../../harness/port/results";
import { countResults } from "../tally";
import { countsText, worstMark } from "./counts-text";
import { columns, pad, printable } from "./layout";
import { type Palette, palette } from "./palette";
import { progressLine } from "./progress-line";

/** As much of `process.stdout` or `process.stderr` as progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly color: boolean;
  /** What will be run: one entry for each result that is to come. */
  readonly planned: readonly { readonly suite: string }[];
  /** Milliseconds of a clock that never goes back, so that the line is not drawn more often than eyes can see. */
  readonly now: () => number;
}

/** What is shown while a run goes on. */
export interface Progress {
  /** Takes notice of a result. */
  finished(result: ScenarioResult): void;
  /** Prints a text (without a newline at its end) that stays, above the line that moves; one of several lines stands apart. */
  print(text: string): void;
  /**
   * Takes the moving line away, and leaves an empty one after what stays. Call it at the end and in the handler of SIGINT;
   * calling it twice does no harm. The cursor is never hidden and the terminal never in another mode, so nothing is left
   * behind even without it but the line.
   */
  end(): void;
}

/** Milliseconds between two drawings. */
const INTERVAL = 50;

/** What was printed last, and stays. */
type Printed = "nothing" | "line" | "text";

/** Texts of several lines stand apart; lines stand together. */
function gapBetween(last: Printed, next: Printed): string {
  return last === "nothing" || (last === "line" && next === "line") ? "" : "\n";
}

const kindOf = (text: string): Printed => (text.includes("\n") ? "text" : "line");

/** To the start of the line, and everything from there on erased (ECMA-48: CR, EL). */
const ERASE_LINE = "\r\x1b[K";

/** On a terminal one line that moves; elsewhere, as in logs, one line for each suite that is done. */
export function showProgress(stream: ProgressStream, options: ProgressOptions): Progress {
  return stream.isTTY === true ? movingLine(stream, options) : suiteLines(stream, options);
}

function movingLine(stream: ProgressStream, { color, planned, now }: ProgressOptions): Progress {
  const paints = palette(color);
  let state = { done: 0, planned: planned.length, unexpected: 0, latest: "" };
  let drawnAt = Number.NEGATIVE_INFINITY;
  let visible = false;
  let last: Printed = "nothing";

  const draw = (): void => {
    stream.write(ERASE_LINE + progressLine(state, stream.columns ?? 80, paints));
    drawnAt = now();
    visible = true;
  };
  return {
    finished({ id, outcome }) {
      const unexpected = state.unexpected + (outcome === "unexpected" ? 1 : 0);
      state = { ...state, done: state.done + 1, unexpected, latest: id };
      if (now() - drawnAt >= INTERVAL) {
        draw();
      }
    },
    print(text) {
      const next = kindOf(text);
      stream.write(`${visible ? ERASE_LINE : ""}${gapBetween(last, next)}${text}\n`);
      last = next;
      if (visible) {
        draw();
      }
    },
    end() {
      stream.write(`${visible ? ERASE_LINE : ""}${gapBetween(last, "text")}`);
      visible = false;
      last = "nothing";
    },
  };
}

function suiteLines(stream: ProgressStream, { color, planned }: ProgressOptions): Progress {
  const paints = palette(color);
  const waiting = new Map<string, number>();
  for (const { suite } of planned) {
    waiting.set(suite, (waiting.get(suite) ?? 0) + 1);
  }
  const longest = Math.max(0, ...Array.from(waiting.keys(), (suite) => columns(printable(suite))));
  const finished = new Map<string, ScenarioResult[]>();
  let last: Printed = "nothing";
  return {
    finished(result) {
      const { suite } = result;
      const results = finished.get(suite) ?? [];
      results.push(result);
      finished.set(suite, results);
      if (results.length === waiting.get(suite)) {
        const line = suiteLine(pad(printable(suite), longest), results, paints);
        stream.write(`${gapBetween(last, "line")}${line}\n`);
        last = "line";
        finished.delete(suite);
      }
    },
    print(text) {
      const next = kindOf(text);
      stream.write(`${gapBetween(last, next)}${text}\n`);
      last = next;
    },
    end() {
      stream.write(gapBetween(last, "text"));
      last = "nothing";
    },
  };
}

/** `✓ close/active  12 passed, 0 failed` */
function suiteLine(name: string, results: readonly ScenarioResult[], paints: Palette): string {
  const counts = countResults(results);
  const words = countsText(counts, Number.POSITIVE_INFINITY, paints).join("");
  return `${worstMark(counts, paints)} ${name}  ${words}`;
}
