/** Verdicts, worst first. */
export const VERDICTS = [
  /** The harness or the stack's host broke. */
  "error",
  /** A MUST, or a plain rule of RFC 793, is violated. */
  "fail",
  /** A SHOULD is not followed; `--strict` makes it `fail`. */
  "nonstrict",
  /** The question was not settled. */
  "inconclusive",
  /** The profile does not claim what the scenario needs. */
  "unsupported",
  /** The standard leaves it open; this is what was seen. */
  "info",
  "pass",
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** Levels of requirements. IMPLIED is binding prose without a keyword, as most of RFC 793 is. */
export const LEVELS = ["MUST", "MUST NOT", "IMPLIED", "SHOULD", "SHOULD NOT", "MAY", "GUIDANCE"] as const;

export type Level = (typeof LEVELS)[number];

/** The verdict for a scenario whose strongest rule has this level when that rule is not kept. */
export function verdictOfBreach(level: Level): "fail" | "nonstrict" | "info" {
  switch (level) {
    case "MUST":
    case "MUST NOT":
    case "IMPLIED":
      return "fail";
    case "SHOULD":
    case "SHOULD NOT":
      return "nonstrict";
    case "MAY":
    case "GUIDANCE":
      return "info";
  }
}
