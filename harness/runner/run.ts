/** Runs many scenarios on the seats of one stack and makes results of them. */

import { readable, RULES, type Violation } from "../oracle/rules/index";
import type { BaselineEntry } from "../port/baseline";
import { seedOf } from "../port/chance";
import type { Outcome, RequirementResult, RuleResult, ScenarioResult } from "../port/results";
import { StackFailed, StackLost, type Stack } from "../port/stack";
import { MILLISECOND } from "../port/time";
import type { Trace } from "../port/trace";
import { VERDICTS, type Verdict } from "../port/verdict";
import type { Requirement } from "../scenario/requirement";
import { isAbout, type Scenario } from "../scenario/scenario";
import type { IpVersion } from "../wire/packet";
import { floorsOfSeats, leaseOf, type Floor } from "./floor";
import { judge, levelOf } from "./judge";
import { leastTime } from "./least-time";
import { runScenario, type ScenarioRun } from "./run-scenario";
import { globToRegExp } from "./select";

export interface RunOptions {
  readonly scenarios: readonly Scenario[];
  /** Stacks of one kind, to be used side by side. */
  readonly seats: readonly Stack[];
  readonly ips: readonly IpVersion[];
  readonly seed: number;
  readonly strict: boolean;
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly baseline: readonly BaselineEntry[];
  /** Milliseconds by the wall clock, for durations. */
  readonly stopwatch: () => number;
  /**
   * Gives up on a stack that does not come back: rejects with {@link StackLost} when the work takes too long, and the
   * seat is not used again. Rejects as well when `signal` is aborted.
   */
  readonly patience: <T>(work: Promise<T>) => Promise<T>;
  /** Lets the rest of the process have its turn; called after each scenario. */
  readonly breathe: () => Promise<void>;
  /** Once it is aborted no scenario is begun any more, and what is in progress is given up. */
  readonly signal: AbortSignal;
  /**
   * Called as each scenario ends, before the next one begins on its seat; names the capture if it wrote one. While it is at
   * work the seat goes on, and does not end another before.
   */
  readonly onEnd: (result: ScenarioResult, trace: Trace) => Promise<string | undefined> | string | undefined;
}

/** The verdict that the baseline has for a scenario, if it has any. */
type Foresight = (scenario: Scenario, ip: IpVersion) => Verdict | undefined;

export interface RunOutcome {
  /** In the order of the scenarios, IPv4 first. */
  readonly scenarios: readonly ScenarioResult[];
  readonly rules: readonly RuleResult[];
  readonly requirements: readonly RequirementResult[];
}

/** What is kept of a scenario that has ended; its trace is not, or memory would grow with their number. */
interface Ended {
  readonly result: ScenarioResult;
  readonly violations: readonly Violation[];
}

/** A scenario to be run over one version of IP. */
export interface Job {
  readonly scenario: Scenario;
  readonly ip: IpVersion;
}

/** `close/active/four-segments@linux/v4#seed=42` */
export function replayReference(scenario: string, stack: string, ip: IpVersion, seed: number): string {
  return `${scenario}@${stack}/v${ip}#seed=${seed}`;
}

/** The seed of one scenario in a run: what it needs to happen again just so. */
export function scenarioSeed(seed: number, id: string, ip: IpVersion): number {
  return seedOf(seed, `${id}/v${ip}`);
}

/** Each scenario over each of the versions of IP that it is about, IPv4 first. */
export function jobsOf(scenarios: readonly Scenario[], ips: readonly IpVersion[]): readonly Job[] {
  return ips.flatMap((ip) => scenarios.filter((each) => isAbout(each, ip)).map((scenario) => ({ scenario, ip })));
}

/** Where time is real the longest begin first: then the others are done while they wait. */
function queueOf(jobs: readonly Job[], [seat]: readonly Stack[]): readonly Job[] {
  if (seat?.clock.kind !== "real") return jobs;
  const timed = jobs.map((job) => ({ job, time: leastTime(job.scenario.steps, seat.profile) }));
  return timed.sort((a, b) => b.time - a.time).map(({ job }) => job);
}

export async function run(options: RunOptions): Promise<RunOutcome> {
  const jobs = jobsOf(options.scenarios, options.ips);
  const queue = queueOf(jobs, options.seats);
  const done = new Map<Job, Ended>();
  const floorOf = floorsOfSeats();
  const foreseen = foresight(options.baseline);
  let next = 0;
  /** The seat that was lost last, and why. */
  let lost: { readonly seat: Stack; readonly message: string } | undefined;
  async function end(job: Job, seat: Stack, { run, durationMs }: Attempt): Promise<void> {
    const result = resultOf(job, seat, run, durationMs, options, foreseen);
    const trace = await options.onEnd(result, run.trace);
    done.set(job, { result: trace === undefined ? result : { ...result, trace }, violations: run.violations });
    await options.breathe();
  }
  async function work(seat: Stack): Promise<void> {
    const floor = floorOf(seat);
    let ending: Promise<void> | undefined;
    while (!options.signal.aborted && lost?.seat !== seat) {
      const job = queue[next++];
      if (job === undefined) break;
      const [ended] = await Promise.all([attempt(job, seat, floor, options), ending]);
      if (ended === "interrupted") return;
      ending = end(job, seat, ended);
      if (ended.lost !== undefined) lost = { seat, message: ended.lost };
    }
    await ending;
  }
  await Promise.all(options.seats.map(work));
  // What is left when every seat is lost.
  for (let job = queue[next]; job !== undefined && lost !== undefined && !options.signal.aborted; job = queue[++next])
    await end(job, lost.seat, { run: failedRun(job.scenario, lost.message), durationMs: 0 });
  const ended = jobs.flatMap((job) => done.get(job) ?? []);
  const results = ended.map(({ result }) => result);
  return {
    scenarios: results,
    rules: ruleResults(ended),
    requirements: requirementResults(results),
  };
}

interface Attempt {
  readonly run: ScenarioRun;
  readonly durationMs: number;
  /** Why its seat is of no more use: the stack did not come back. */
  readonly lost?: string;
}

async function attempt(
  { scenario, ip }: Job,
  seat: Stack,
  floor: Floor,
  options: RunOptions,
): Promise<Attempt | "interrupted"> {
  const lease = leaseOf(floor);
  const began = options.stopwatch();
  const passed = () => options.stopwatch() - began;
  try {
    const seed = scenarioSeed(options.seed, scenario.id, ip);
    const run = await options.patience(runScenario(scenario, seat, { ip, seed, floor: lease }));
    return { run, durationMs: passed() };
  } catch (error) {
    if (options.signal.aborted) return "interrupted";
    if (!(error instanceof StackFailed)) throw error;
    const failed = { run: failedRun(scenario, error.message), durationMs: passed() };
    return error instanceof StackLost ? { ...failed, lost: error.message } : failed;
  } finally {
    lease.end();
  }
}

/** A scenario on a stack that did not come back: all that is left to say of it. */
export function failedRun({ steps }: Scenario, message: string): ScenarioRun {
  const breach = {
    kind: "stack-failed",
    message,
    expected: "a stack that goes on working",
    actual: message,
    differences: [],
  } as const;
  return {
    trace: { events: [], notes: new Map() },
    steps,
    ended: 0,
    violations: [],
    alternatives: [],
    lateness: 0,
    broken: { breach, step: 0, stepText: "" },
  };
}

function resultOf(
  { scenario, ip }: Job,
  seat: Stack,
  ended: ScenarioRun,
  durationMs: number,
  { requirements, strict, seed }: RunOptions,
  foreseen: Foresight,
): ScenarioResult {
  const { verdict, failure } = judge(scenario, ended, requirements, strict);
  return {
    id: scenario.id,
    title: scenario.title,
    suite: scenario.id.slice(0, scenario.id.lastIndexOf("/")),
    ...(scenario.source === undefined ? {} : { source: scenario.source }),
    stack: seat.name,
    ip,
    covers: scenario.covers,
    level: levelOf(scenario, requirements),
    verdict,
    outcome: outcomeOf(foreseen(scenario, ip), verdict),
    durationMs,
    virtualMs: ended.ended / MILLISECOND,
    steps: ended.steps.length,
    alternatives: ended.alternatives,
    ...(ended.unsupported === undefined ? {} : { remark: ended.unsupported }),
    ...(ended.notCounted === undefined ? {} : { notCounted: ended.notCounted }),
    ...(failure === undefined ? {} : { failure }),
    replay: `tcpspec replay '${replayReference(scenario.id, seat.name, ip, seed)}'`,
  };
}

/** Verdicts that surprise nobody unless the baseline says otherwise. */
const UNREMARKABLE: readonly Verdict[] = ["pass", "info", "unsupported", "nonstrict"];

function foresight(baseline: readonly BaselineEntry[]): Foresight {
  const entries = baseline.map((entry) => ({ ...entry, ids: globToRegExp(entry.scenario) }));
  return ({ id }, ip) => entries.find((entry) => entry.ids.test(id) && (entry.ip ?? ip) === ip)?.verdict;
}

function outcomeOf(foreseen: Verdict | undefined, verdict: Verdict): Outcome {
  const expected = foreseen === undefined ? UNREMARKABLE.includes(verdict) : foreseen === verdict;
  return expected ? "expected" : "unexpected";
}

function ruleResults(ended: readonly Ended[]): readonly RuleResult[] {
  const stacks = [...new Set(ended.map(({ result }) => result.stack))];
  return stacks.flatMap((stack) =>
    [...RULES, readable].map((rule) => ({
      id: rule.id,
      stack,
      section: rule.section,
      violations: ended.flatMap(({ result, violations }) =>
        violations
          .filter((each) => result.stack === stack && each.rule.id === rule.id)
          .map(({ message }) => ({ scenario: `${result.id}@v${result.ip}`, message })),
      ),
    })),
  );
}

function requirementResults(results: readonly ScenarioResult[]): readonly RequirementResult[] {
  const rows = new Map<string, { id: string; stack: string; verdict: Verdict; scenarios: Set<string> }>();
  for (const { covers, stack, verdict, id: scenario } of results) {
    for (const id of covers) {
      const key = `${stack} ${id}`;
      const row = rows.get(key) ?? { id, stack, verdict, scenarios: new Set() };
      rows.set(key, row);
      row.scenarios.add(scenario);
      if (VERDICTS.indexOf(verdict) < VERDICTS.indexOf(row.verdict)) row.verdict = verdict;
    }
  }
  return [...rows.values()].map((row) => ({ ...row, scenarios: [...row.scenarios] }));
}
