/** What the sender was doing when, told from its windows. */

import type { Time } from "../../harness/port/time";
import type { Sample } from "./transfer";

export type PhaseName = "slow start" | "congestion avoidance" | "fast recovery" | "waiting for the timeout";

export interface Phase {
  readonly name: PhaseName;
  readonly from: Time;
  readonly until: Time;
  /** cwnd in octets, at its beginning and just before its end. */
  readonly cwnd: readonly [first: number, last: number];
}

/** One after the other, without gaps. */
export function phasesOf(samples: readonly Sample[]): readonly Phase[] {
  const phases: Phase[] = [];
  samples.forEach((sample, index) => {
    const next = samples[index + 1];
    if (next === undefined || next.at === sample.at) return;
    const name = nameOf(sample, next);
    const before = phases.at(-1);
    const { from, cwnd } = before?.name === name ? before : { from: sample.at, cwnd: [sample.cwnd] as const };
    if (before?.name === name) phases.pop();
    phases.push({ name, from, until: next.at, cwnd: [cwnd[0], sample.cwnd] });
  });
  return phases;
}

/** Between two events. */
function nameOf(sample: Sample, next: Sample): PhaseName {
  if (isTimeout(sample, next)) return "waiting for the timeout";
  if (sample.phase === "recovery") return "fast recovery";
  // RFC 5681 3.1
  return sample.cwnd < sample.ssthresh ? "slow start" : "congestion avoidance";
}

/** Whether the retransmission timer has run out in between. */
function isTimeout(sample: Sample, next: Sample): boolean {
  return sample.phase !== "loss" && next.phase === "loss";
}
