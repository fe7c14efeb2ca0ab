/** Counting results, for every report that shows numbers. */

import type { ScenarioResult, Summary } from "../harness/port/results";
import { type Verdict, VERDICTS } from "../harness/port/verdict";
import type { IpVersion } from "../harness/wire/packet";

/** The results of one stack with one IP version, counted. */
export interface StackTally {
  readonly stack: string;
  readonly ip: IpVersion;
  readonly counts: Summary;
}

/** How many results have each verdict, and how many of all are unexpected. */
export function countResults(results: readonly ScenarioResult[]): Summary {
  const counts: Record<Verdict | "unexpected", number> = {
    error: 0,
    fail: 0,
    nonstrict: 0,
    inconclusive: 0,
    unsupported: 0,
    info: 0,
    pass: 0,
    unexpected: 0,
  };
  for (const { verdict, outcome } of results) {
    counts[verdict]++;
    if (outcome === "unexpected") {
      counts.unexpected++;
    }
  }
  return counts;
}

/** Whether anything was settled: what is unsupported or inconclusive says nothing of a TCP. */
export function isTested(counts: Summary): boolean {
  return VERDICTS.some((verdict) => verdict !== "unsupported" && verdict !== "inconclusive" && counts[verdict] > 0);
}

/** Results with one verdict and one reason for it. */
export interface Reason {
  readonly text: string;
  readonly count: number;
  /** The rule that is not kept; absent where there is another reason. */
  readonly rule?: string;
}

/** Why results have this verdict, the most frequent reason first. */
export function reasonsFor(verdict: Verdict, results: readonly ScenarioResult[]): readonly Reason[] {
  const reasons = new Map<string, Reason>();
  for (const result of results) {
    if (result.verdict !== verdict) continue;
    const reason = reasonOf(result);
    // A rule may stand in the RFC and, older, in one that it replaces: it is one all the same.
    const key = reason.rule ?? reason.text;
    const before = reasons.get(key);
    reasons.set(key, { ...(before ?? reason), count: (before?.count ?? 0) + 1 });
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}

/** The rule that is not followed, what was in the way of the question, or what there is to remark. */
function reasonOf({ verdict, remark, failure }: ScenarioResult): Omit<Reason, "count"> {
  if (failure === undefined) return { text: remark ?? "" };
  const { rule, section, message, stepText } = failure;
  if (verdict === "inconclusive") return { text: stepText === "" ? message : `${message}: ${stepText}` };
  return rule === "" ? { text: message } : { text: `${rule}, ${section}`, rule };
}

/** One tally for each stack and IP version there are results of, worst first, else as they come. */
export function tallyByStack(results: readonly ScenarioResult[]): readonly StackTally[] {
  const groups = new Map<string, ScenarioResult[]>();
  for (const result of results) {
    const key = `${result.ip} ${result.stack}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [result]);
    } else {
      group.push(result);
    }
  }
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [{ stack: first.stack, ip: first.ip, counts: countResults(group) }];
    })
    .sort((a, b) => worseCounts(a.counts, b.counts));
}

/** The results that the baseline does not expect, worst verdict first, else as they come. */
export function unexpectedResults(results: readonly ScenarioResult[]): readonly ScenarioResult[] {
  return results
    .filter(({ outcome }) => outcome === "unexpected")
    .sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
}

/** The results of one scenario on one stack, over one IP version or both. */
export type ScenarioGroup = readonly [ScenarioResult, ...ScenarioResult[]];

/** The results scenario by scenario, in the order of each one's first. */
export function groupByScenario(results: readonly ScenarioResult[]): readonly ScenarioGroup[] {
  const groups = new Map<string, ScenarioGroup>();
  for (const result of results) {
    const key = JSON.stringify([result.id, result.stack]);
    const [first, ...others] = groups.get(key) ?? [];
    groups.set(key, first === undefined ? [result] : [first, ...others, result]);
  }
  return [...groups.values()];
}

/** The worst verdict that was counted; nothing where nothing was. */
export function worstVerdict(counts: Summary): Verdict | undefined {
  return VERDICTS.find((verdict) => counts[verdict] > 0);
}

/** For sorting: more unexpected first, then more of the worst verdict in which two differ. */
function worseCounts(a: Summary, b: Summary): number {
  const deciding = (["unexpected", ...VERDICTS] as const).find((key) => a[key] !== b[key]);
  return deciding === undefined || deciding === "pass" ? 0 : b[deciding] - a[deciding];
}
