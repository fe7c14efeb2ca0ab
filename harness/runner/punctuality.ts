/**
 * Whether the peer acts when it is its turn. Where time is real the machine may hold it up: then the stack's timers run out, the
 * stack does what it has to do then, and a script that had meant to be in time finds that wrong.
 */

import { latestOf } from "../oracle/waiting";
import type { Clock } from "../port/clock";
import type { Profile } from "../port/profile";
import { printSeconds, type Duration, type Time } from "../port/time";
import { REACTION, timingOf } from "../scenario/duration";
import type { ScenarioRun } from "./run-scenario";

/** Keeps account of how late the peer is. */
export class Punctuality {
  readonly #clock: Clock;
  #due: Time;
  #worst: Duration = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#due = clock.now();
  }

  /** From `due` on there is something to be done. */
  expect(due: Time): void {
    this.#due = due;
    this.meet();
  }

  /** It is about to be done. */
  meet(): void {
    // A virtual clock stands still until we have acted.
    if (this.#clock.kind === "real") this.#worst = Math.max(this.#worst, this.#clock.now() - this.#due);
  }

  /** It has been done, and what comes next can follow. */
  done(): void {
    this.#due = this.#clock.now();
  }

  /** How late it was at the worst. */
  get worst(): Duration {
    return this.#worst;
  }
}

/** How often a scenario is begun at the most. */
const ATTEMPTS = 3;

/** The peer is held to what it holds the stack to: what is due at once happens within the time to react. */
const allowed = (profile: Profile): Duration => latestOf(timingOf(REACTION, profile));

/**
 * What a stack did while its peer was late is no evidence against it: such a run is not counted, whatever it has found, and the
 * scenario begins anew. Where nothing was found there is nothing to be taken back.
 * @returns an error of the harness where it was late every time.
 */
export async function inTime(profile: Profile, attempt: () => Promise<ScenarioRun>): Promise<ScenarioRun> {
  for (let notCounted = 0; ; notCounted++) {
    const run = await attempt();
    const counted = notCounted === 0 ? run : { ...run, notCounted };
    if (!accuses(run) || run.lateness <= allowed(profile)) return counted;
    if (notCounted + 1 === ATTEMPTS) return withoutJudgement(counted, profile);
  }
}

function accuses({ broken, violations }: ScenarioRun): boolean {
  const isJudgement = broken !== undefined && !["stack-failed", "harness-failed"].includes(broken.breach.kind);
  return isJudgement || violations.length > 0;
}

function withoutJudgement(run: ScenarioRun, profile: Profile): ScenarioRun {
  const held = `this machine held the harness up for ${printSeconds(run.lateness)} s`;
  const message = `${held}, and before that too: what the stack did then says nothing of it`;
  const expected = `a peer that acts within ${printSeconds(allowed(profile))} s; a machine with less to do`;
  const breach = { kind: "harness-failed", message, expected, actual: held, differences: [] } as const;
  return { ...run, violations: [], broken: { step: 0, stepText: "", ...run.broken, breach } };
}
