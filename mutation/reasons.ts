/** Scenarios that kill no mutant of their own, and why they are there nevertheless. */

/** Why a scenario that kills nothing is worth its time. */
export interface Reason {
  /** Its id, or a glob. */
  readonly scenario: string;
  readonly why: string;
}

export const REASONS: readonly Reason[] = [];
