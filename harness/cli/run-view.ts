/** What is seen of a run: while it goes on, and at its end. */

import type { Results, ScenarioResult, StackDescription } from "../port/results";
import { failureLog, showProgress, summary, type ProgressOptions } from "../../reports/console";
import type { Screen } from "./terminal";

export interface RunView {
  finished(result: ScenarioResult): void;
  /** Takes away what moves; doing it twice does no harm. */
  readonly end: () => void;
  summarize(results: Results): void;
}

export interface RunViewOptions extends Pick<ProgressOptions, "planned"> {
  readonly screen: Screen;
  readonly stack: StackDescription;
  /** The folder of results.json, as the user wrote it. */
  readonly out: string;
}

export function viewRun({ screen, planned, stack, out }: RunViewOptions): RunView {
  const { stream, color, width, moves } = screen;
  const look = { color, width, out };
  const failureText = failureLog(stack, look);
  const movable = {
    isTTY: moves,
    // Windows change.
    get columns() {
      return stream.columns ?? width;
    },
    write: (text: string) => stream.write(text),
  };
  const progress = showProgress(movable, { color, planned, now: () => performance.now() });
  return {
    finished(result) {
      const text = result.outcome === "unexpected" ? failureText(result) : undefined;
      if (text !== undefined) progress.print(text);
      progress.finished(result);
    },
    end() {
      progress.end();
    },
    summarize(results) {
      stream.write(`${summary(results, look)}\n`);
    },
  };
}
