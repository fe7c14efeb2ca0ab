import type { ScenarioResult, StackDescription } from "../../harness/port/results";
import { failureBlock, type FailureBlockOptions } from "./failure-block";
import { printable } from "./layout";
import { palette, VERDICT_LOOKS } from "./palette";

/** So many results are shown in full; a stack that answers nothing would fill the terminal with the same. */
export const SHOWN_FAILURES = 10;

/** Decides which of the results that should be looked at are shown in full: as many different ones as possible. */
export interface FailureLog {
  /**
   * What to print of a result as it comes: all of it where its requirement and its cause are news, one line where the other
   * IP version came to the same. Nothing of the others.
   */
  finished(result: ScenarioResult): string | undefined;
  /** What to print when no more will come: what was held back, if there is room left. The second time there is nothing. */
  rest(): readonly string[];
  /** Whether it has been printed, in full or as the same over the other IP version. */
  readonly isTold: (result: ScenarioResult) => boolean;
}

export function failureLog(stack: StackDescription, options: FailureBlockOptions): FailureLog {
  const paints = palette(options.color);
  /** The first of each scenario that was shown. */
  const shown = new Map<string, ScenarioResult>();
  const told = new Set<string>();
  const requirements = new Set<string>();
  const causes = new Set<string>();
  let held: ScenarioResult[] = [];
  let room = SHOWN_FAILURES;
  let saidFull = false;

  const tell = (result: ScenarioResult, text: string): string => {
    told.add(placeOf(result));
    return text;
  };
  const show = (result: ScenarioResult): string => {
    room--;
    if (!shown.has(result.id)) shown.set(result.id, result);
    requirements.add(requirementOf(result));
    causes.add(causeOf(result));
    return tell(result, failureBlock(result, stack, options));
  };
  /** Of a scenario that was shown over the other IP version and came to the same. */
  const repeated = (result: ScenarioResult): string | undefined => {
    const before = shown.get(result.id);
    if (before === undefined || !isSame(before, result)) return undefined;
    return tell(result, `the same over IPv${result.ip} as over IPv${before.ip}`);
  };
  return {
    finished(result) {
      const again = repeated(result);
      const { mark, paint } = VERDICT_LOOKS[result.verdict];
      if (again !== undefined) return `${paints[paint](`${mark} ${printable(result.id)}`)}  ${again}`;
      const isNews = !requirements.has(requirementOf(result)) && !causes.has(causeOf(result));
      if (isNews && room > 0) return show(result);
      held.push(result);
      if (room > 0 || saidFull) return undefined;
      saidFull = true;
      return paints.faint(`… ${SHOWN_FAILURES} are shown in full; what else fails is counted at the end`);
    },
    rest() {
      const texts: string[] = [];
      while (room > 0) {
        const next = held.find((result) => !requirements.has(requirementOf(result))) ?? held[0];
        if (next === undefined) break;
        const block = show(next);
        const again = held.flatMap((result) => (result === next ? [] : (repeated(result) ?? [])));
        texts.push([block, ...again.map((text) => `  ${paints.faint("also")}     ${text}`)].join("\n"));
        held = held.filter((result) => !told.has(placeOf(result)));
      }
      held = [];
      return texts;
    },
    isTold: (result) => told.has(placeOf(result)),
  };
}

const placeOf = ({ id, ip }: ScenarioResult): string => `${id} v${ip}`;

/** The rule that is not kept. Who breaks down has broken none, nor has who never came to the question. */
function requirementOf({ verdict, failure, remark = "" }: ScenarioResult): string {
  const rule = verdict === "inconclusive" ? "" : (failure?.rule ?? "");
  return rule === "" ? `${verdict}: ${failure?.message ?? remark}` : rule;
}

/** What was asked for, and what came. */
const causeOf = ({ failure, remark = "" }: ScenarioResult): string =>
  failure === undefined ? remark : `${failure.stepText}\n${failure.message}`;

function isSame(a: ScenarioResult, b: ScenarioResult): boolean {
  return a.verdict === b.verdict && a.failure?.step === b.failure?.step && a.failure?.message === b.failure?.message;
}
