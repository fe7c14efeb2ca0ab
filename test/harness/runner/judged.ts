/** Scenarios made up for a test, run on a scripted stack and judged. */

import type { Failure } from "../../../harness/port/results";
import type { Stack } from "../../../harness/port/stack";
import type { Verdict } from "../../../harness/port/verdict";
import { judge } from "../../../harness/runner/judge";
import { runScenario, type ScenarioRun } from "../../../harness/runner/run-scenario";
import { ACK, IRS, ISS, peer, RCV, scenario, stack, SYN, SYN_ACK } from "../../../harness/scenario";
import type { Scenario, ScenarioDraft } from "../../../harness/scenario/scenario";
import { REQUIREMENTS } from "../../../suites/requirements";
import { onSegments, scriptedStack, type Hands } from "./scripted-stack";

export const OPTIONS = { ip: 4, seed: 1 } as const;

export type Steps = ScenarioDraft["steps"];

export const made = (steps: Steps, draft: Partial<ScenarioDraft> = {}): Scenario =>
  scenario("made", "made", { covers: ["MUST-13"], ...draft, steps });

/** What a scenario comes to. */
export async function judged(
  what: Scenario,
  on: Stack,
  strict = false,
): Promise<{ readonly verdict: Verdict; readonly failure?: Failure; readonly run: ScenarioRun }> {
  const run = await runScenario(what, on, OPTIONS);
  return { ...judge(what, run, REQUIREMENTS, strict), run };
}

/** The verdict, and what failed where: `fail: wrong-segment at step 3`. */
export async function outcome(what: Scenario, on: Stack, strict = false): Promise<string> {
  const { verdict, failure } = await judged(what, on, strict);
  return failure === undefined ? verdict : `${verdict}: ${failure.kind} at step ${failure.step + 1}`;
}

export const answersSyn = (hands: Hands): void => {
  hands.sends(SYN_ACK, { seq: 0 });
};

export const acknowledges =
  (ack: number, after = 0) =>
  (hands: Hands): void => {
    hands.sends(ACK, { ack, after });
  };

export const nothing = (): void => undefined;

/** A handshake, the peer calling. */
export const CALLED = [
  peer.sends(SYN, { seq: IRS }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
] as const;

/** A stack that takes a call and then does something about each further segment of the peer; the ACK is the first. */
export const called = (...acts: readonly ((hands: Hands) => void)[]): Stack =>
  scriptedStack(onSegments(answersSyn, ...acts));
