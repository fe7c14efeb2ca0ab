import type { Failure, FieldDifference } from "../port/results";

/** Why an expectation is not met: what the runner needs to make a {@link Failure} of it. */
export interface Breach {
  readonly kind: Failure["kind"];
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  readonly differences: readonly FieldDifference[];
  /** Index in the trace of the event to blame. */
  readonly event?: number;
}
