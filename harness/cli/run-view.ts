/** What is seen of a run: while it goes on, and at its end. */

import type { Results, ScenarioResult, StackDescription } from "../port/results";
import { failureLog, type RuleText, showProgress, summary } from "../../reports/console";
import { inOrder } from "./in-order";
import type { Screen } from "./terminal";

export interface RunView {
  finished(result: ScenarioResult): void;
  /** Takes away what moves; doing it twice does no harm. */
  readonly end: () => void;
  summarize(results: Results): void;
}

export interface RunViewOptions {
  /** What will be run, in the order in which it is told where time is virtual: the same run looks the same. */
  readonly planned: readonly Pick<ScenarioResult, "id" | "ip" | "suite">[];
  readonly screen: Screen;
  readonly stack: StackDescription;
  /** The folder of results.json, as the user wrote it. */
  readonly out: string;
  /** What a requirement or an always-on rule says. */
  readonly ruleText: (rule: string) => RuleText | undefined;
  /** The command that lists all that was unexpected. */
  readonly listing: string;
}

export function viewRun({ screen, planned, stack, out, ruleText, listing }: RunViewOptions): RunView {
  const { stream, color, width, moves } = screen;
  const look = { color, width, out };
  const failures = failureLog(stack, look);
  const movable = {
    isTTY: moves,
    // Windows change.
    get columns() {
      return stream.columns ?? width;
    },
    write: (text: string) => stream.write(text),
  };
  const progress = showProgress(movable, { color, planned, now: () => performance.now() });
  const show = (result: ScenarioResult): void => {
    const text = result.outcome === "unexpected" ? failures.finished(result) : undefined;
    if (text !== undefined) progress.print(text);
    progress.finished(result);
  };
  const ordered = inOrder(planned.map(placeOf), show);
  return {
    finished(result) {
      // Where time is real those that last for minutes begin first.
      if (stack.clock === "real") show(result);
      else ordered.put(placeOf(result), result);
    },
    end() {
      ordered.flush();
      for (const text of failures.rest()) progress.print(text);
      progress.end();
    },
    summarize(results) {
      stream.write(`${summary(results, { ...look, ruleText, listing, isTold: failures.isTold })}\n`);
    },
  };
}

const placeOf = ({ id, ip }: Pick<ScenarioResult, "id" | "ip">): string => `${id} v${ip}`;
