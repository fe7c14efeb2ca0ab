/** What a run leaves behind, as `results.json` holds it: plain data, the one source of all reports. */

import type { IpVersion } from "../wire/packet";
import type { Level, Verdict } from "./verdict";
import type { Time } from "./time";

/** Against the baseline: is this verdict the one that was to be expected? */
export type Outcome = "expected" | "unexpected";

/** One field of a segment, as it was allowed to be and as it was. */
export interface FieldDifference {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** Why a scenario did not pass: data first, text last. */
export interface Failure {
  /** From 0, preamble included; -1 for an always-on rule. */
  readonly step: number;
  /** The step as the suite wrote it. */
  readonly stepText: string;
  readonly kind:
    | "wrong-segment"
    | "no-segment"
    | "unexpected-segment"
    | "wrong-state"
    | "wrong-call-outcome"
    | "not-told"
    | "told"
    | "wrong-text"
    | "wrong-time"
    | "statistics"
    | "rule"
    | "unproven-silence"
    | "stack-failed"
    | "harness-failed";
  /** One sentence. */
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  readonly differences: readonly FieldDifference[];
  readonly at: Time;
  /** Packet number in the capture, from 1; absent where no packet is to blame. */
  readonly packet?: number;
  /** "RFC 9293 3.6.1" */
  readonly section: string;
  /** The requirement or always-on rule. */
  readonly rule: string;
  /** The last lines of the trace up to the failure, ready to print. */
  readonly exchange: readonly string[];
}

export interface ScenarioResult {
  /** Stable path: `close/active/four-segments`. */
  readonly id: string;
  readonly title: string;
  readonly suite: string;
  /** `suites/close/active.ts:17`; absent for a scenario that was loaded from a file. */
  readonly source?: string;
  readonly stack: string;
  readonly ip: IpVersion;
  readonly covers: readonly string[];
  readonly level: Level;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
  /** Milliseconds by the wall clock. */
  readonly durationMs: number;
  /** Milliseconds by the stack's clock. */
  readonly virtualMs: number;
  readonly steps: number;
  /** Names of the legal alternatives that were seen. */
  readonly alternatives: readonly string[];
  /** A sentence for `unsupported` and `info`. */
  readonly remark?: string;
  /** How many runs were not counted, as the machine held up the harness in them; absent when none were. */
  readonly notCounted?: number;
  readonly failure?: Failure;
  /** Relative to the folder of results.json. */
  readonly trace?: string;
  /** A command that runs just this again. */
  readonly replay: string;
}

export interface RuleResult {
  readonly id: string;
  readonly stack: string;
  readonly section: string;
  readonly violations: readonly { readonly scenario: string; readonly message: string }[];
}

export interface RequirementResult {
  readonly id: string;
  readonly stack: string;
  /** The worst of its scenarios. */
  readonly verdict: Verdict;
  readonly scenarios: readonly string[];
}

export interface StackDescription {
  readonly name: string;
  /** What it calls itself, where `name` only says how it is started. */
  readonly title?: string;
  readonly version: string;
  readonly adapter: string;
  readonly clock: "virtual" | "real";
  /** What was set for this run: `{ "net.ipv4.tcp_sack": "0" }`; absent where nothing was. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly profile: unknown;
}

export type Summary = Readonly<Record<Verdict | "unexpected", number>>;

export interface Results {
  readonly schema: "tcpspec/results/1";
  readonly tool: { readonly name: "tcpspec"; readonly version: string };
  readonly run: {
    readonly seed: number;
    readonly command: string;
    /** ISO 8601 */
    readonly startedAt: string;
    readonly durationMs: number;
    /** False when the run was interrupted: what is here had finished. */
    readonly complete: boolean;
  };
  readonly stacks: readonly StackDescription[];
  readonly scenarios: readonly ScenarioResult[];
  readonly rules: readonly RuleResult[];
  readonly requirements: readonly RequirementResult[];
  readonly summary: Summary;
}
