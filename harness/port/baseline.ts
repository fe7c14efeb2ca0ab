import type { IpVersion } from "../wire/packet";
import type { Verdict } from "./verdict";

/** A departure from the standard that is known: the run expects it, and is surprised when it is gone. */
export interface BaselineEntry {
  /**
   * The id of the scenario, or a glob as selectors are (`close/*`): all that it fits have the verdict. The first entry that
   * fits a scenario is the one that counts.
   */
  readonly scenario: string;
  /** Both versions when left out. */
  readonly ip?: IpVersion;
  readonly verdict: Verdict;
  /** Why this is so, and where it is written up. */
  readonly reason: string;
}

/** What is known of a stack whatever the exchange: fuzzing counts what it finds of it, and goes on. */
export interface KnownBreach {
  /** The id of the rule that it breaks, or some of what the stack says when it breaks down. */
  readonly breaks: string;
  /** Why this is so, and where it is written up. */
  readonly reason: string;
}
