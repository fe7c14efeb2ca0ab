/** Scenarios that kill no mutant of their own, and why they are there nevertheless. */

/** Why a scenario that kills nothing is worth its time. */
export interface Reason {
  /** Its id, or a glob. */
  readonly scenario: string;
  readonly why: string;
}

/**
 * Mutants that a fifth of all scenarios and more kill: what is wrong in every exchange is seen by whoever looks at any, and proves
 * no scenario's worth. `npm run mutants` says when one is missing here.
 */
export const COARSE: readonly string[] = [
  "ack-is-isn",
  "reset-takes-no-seq-from-ack",
  "fin-takes-two-numbers",
  "checksum-forgotten",
  "mss-on-every-segment",
  "takes-its-ack-back",
  "each-ack-takes-some-of-the-window-back",
  "resets-what-is-outside",
  "right-edge-recedes",
  "outside-of-the-window-is-dropped",
  "text-comes-from-another-address",
  "garbage-is-not-answered",
];

export const REASONS: readonly Reason[] = [
  {
    scenario: "segment-arrives/closed/empty-seq-5000-ack-{90210,last}*",
    why: "an ACK alone to a port without a connection is what ends every scenario whose connection is gone: whoever gets this wrong, a fifth of all scenarios see it",
  },
];
