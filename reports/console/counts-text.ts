import type { Summary } from "../../harness/port/results";
import { VERDICTS } from "../../harness/port/verdict";
import { worstVerdict } from "../tally";
import { fill } from "./layout";
import { type Palette, VERDICT_LOOKS } from "./palette";

/**
 * `94 passed, 0 failed, 1 error, 2 inconclusive` in lines of at most `width` columns: passed and failed always, the
 * others, worst first, where there are any.
 */
export function countsText(counts: Summary, width: number, paints: Palette): readonly string[] {
  const others = VERDICTS.filter((verdict) => verdict !== "pass" && verdict !== "fail" && counts[verdict] > 0);
  const verdicts = ["pass", "fail", ...others] as const;
  const words = verdicts.map((verdict, index) => {
    const { counted, paint } = VERDICT_LOOKS[verdict];
    const word = (counts[verdict] === 0 ? paints.faint : paints[paint])(counted(counts[verdict]));
    return index < verdicts.length - 1 ? `${word},` : word;
  });
  return fill(words, " ", width);
}

/** The mark of the worst verdict that was counted. */
export function worstMark(counts: Summary, paints: Palette): string {
  const { mark, paint } = VERDICT_LOOKS[worstVerdict(counts) ?? "pass"];
  return paints[paint](mark);
}
