import { createColors } from "picocolors";
import type { Verdict } from "../../harness/port/verdict";

/** Puts a colour on a text. */
export type Paint = (text: string) => string;

/** The colours of what is printed, by what they mean. */
export interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly right: Paint;
  readonly wrong: Paint;
  readonly doubtful: Paint;
  readonly remarkable: Paint;
}

/** Colours, or the bare text where the caller does not want any (`--no-color`, NO_COLOR, no terminal). */
export function palette(color: boolean): Palette {
  const colors = createColors(color);
  return {
    strong: colors.bold,
    faint: colors.dim,
    right: colors.green,
    wrong: colors.red,
    doubtful: colors.yellow,
    remarkable: colors.cyan,
  };
}

/** How a verdict is shown: its mark, its colour, and what is said of so many results that have it. */
export interface VerdictLook {
  readonly mark: string;
  readonly paint: keyof Palette;
  readonly counted: (count: number) => string;
}

export const VERDICT_LOOKS: Readonly<Record<Verdict, VerdictLook>> = {
  error: { mark: "✗", paint: "wrong", counted: (count) => (count === 1 ? "1 error" : `${count} errors`) },
  fail: { mark: "✗", paint: "wrong", counted: (count) => `${count} failed` },
  nonstrict: { mark: "!", paint: "doubtful", counted: (count) => `${count} nonstrict` },
  inconclusive: { mark: "?", paint: "doubtful", counted: (count) => `${count} inconclusive` },
  unsupported: { mark: "-", paint: "faint", counted: (count) => `${count} unsupported` },
  info: { mark: "i", paint: "remarkable", counted: (count) => `${count} info` },
  pass: { mark: "✓", paint: "right", counted: (count) => `${count} passed` },
};
