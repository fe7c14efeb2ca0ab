/** `tcpspec run`: scenarios on a stack, and everything that a run leaves behind. */

import type { Results, ScenarioResult } from "../../port/results";
import { StackUnavailable, type Stack, type StackProvider } from "../../port/stack";
import type { Trace } from "../../port/trace";
import { run, type RunOutcome } from "../../runner/run";
import { select, UnknownSelector } from "../../runner/select";
import type { Scenario } from "../../scenario/scenario";
import type { IpVersion } from "../../wire/packet";
import { captureOf } from "../../../reports/capture";
import { failureBlock, showProgress, summary } from "../../../reports/console";
import { resultsJson } from "../../../reports/json/results-json";
import { countResults } from "../../../reports/tally";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { openOutputFolder, type OutputFolder } from "../output-folder";
import { screenOf, type Screen } from "../terminal";
import { abortOnInterrupt, breather, patienceUntil } from "../turns";
import { version } from "../version";

export interface RunFlags {
  readonly out: string;
  readonly seed: number;
  readonly ip?: IpVersion | undefined;
  readonly capture: "pcapng" | "pcap" | "none";
  readonly strict: boolean;
  readonly json: boolean;
  readonly color: boolean;
}

/** As many scenarios as wait side by side on a stack with a real clock. */
const SEATS = 64;

/** @throws {CommandError} */
export async function runCommand(
  selectors: readonly string[],
  provider: StackProvider,
  flags: RunFlags,
): Promise<ExitCode> {
  const scenarios = selected(selectors);
  const folder = openOutputFolder(flags.out);
  const seats = await openSeats(provider);
  try {
    return await runOn(seats, scenarios, folder, provider, flags);
  } finally {
    await Promise.all(seats.map((seat) => seat.close()));
  }
}

/** @throws {CommandError} for a selector that fits nothing. */
export function selected(selectors: readonly string[]): readonly Scenario[] {
  try {
    return select(SUITES, selectors, REQUIREMENTS);
  } catch (error) {
    if (!(error instanceof UnknownSelector)) throw error;
    const hint =
      error.similar.length === 0 ? "'tcpspec list' shows what there is" : `did you mean ${error.similar.join(", ")}?`;
    throw new CommandError(error.message, EXIT.usage, hint);
  }
}

/** @throws {CommandError} when this machine cannot offer the stack. */
export async function openSeats(provider: StackProvider, seats = SEATS): Promise<readonly Stack[]> {
  try {
    return await provider.open(seats);
  } catch (error) {
    if (!(error instanceof StackUnavailable)) throw error;
    throw new CommandError(
      `the stack "${provider.name}" cannot be run here: ${error.message}`,
      EXIT.broken,
      error.remedy,
    );
  }
}

async function runOn(
  seats: readonly Stack[],
  scenarios: readonly Scenario[],
  folder: OutputFolder,
  provider: StackProvider,
  flags: RunFlags,
): Promise<ExitCode> {
  const [seat] = seats;
  if (seat === undefined) throw new Error(`${provider.name} offers no stack`);
  const screen = screenOf(flags.json ? process.stderr : process.stdout, flags.color);
  const ips: readonly IpVersion[] = flags.ip === undefined ? [4, 6] : [flags.ip];
  const planned = ips.flatMap(() => scenarios.map(({ id }) => ({ suite: id.slice(0, id.lastIndexOf("/")) })));
  const progress = showProgress(screen.stream, { color: screen.color, planned, now: () => performance.now() });
  const { signal, stop } = abortOnInterrupt(() => {
    progress.end();
  });
  const startedAt = new Date();
  const began = performance.now();
  const description = describe(seat);
  const onEnd = (result: ScenarioResult, trace: Trace): string | undefined => {
    const name = capture(result, trace, seat, folder, flags.capture);
    const kept = name === undefined ? result : { ...result, trace: name };
    progress.finished(kept);
    if (result.outcome === "unexpected")
      progress.print(
        failureBlock(kept, description, { color: screen.color, width: screen.width, out: folder.path }) + "\n",
      );
    return name;
  };
  let outcome: RunOutcome;
  try {
    outcome = await run({
      scenarios,
      seats,
      ips,
      seed: flags.seed,
      strict: flags.strict,
      requirements: REQUIREMENTS,
      baseline: provider.baseline ?? [],
      stopwatch: () => performance.now(),
      patience: patienceUntil(signal),
      breathe: breather(),
      signal,
      onEnd,
    });
  } finally {
    stop();
    progress.end();
  }
  const results: Results = {
    schema: "tcpspec/results/1",
    tool: { name: "tcpspec", version: version() },
    run: {
      seed: flags.seed,
      command: `tcpspec ${process.argv.slice(2).join(" ")}`,
      startedAt: startedAt.toISOString(),
      durationMs: performance.now() - began,
      complete: !signal.aborted,
    },
    stacks: [description],
    ...outcome,
    summary: countResults(outcome.scenarios),
  };
  folder.writeResults(results);
  report(results, screen, folder, flags.json);
  if (signal.aborted) return EXIT.interrupted;
  if (results.summary.error > 0) return EXIT.broken;
  return results.summary.unexpected > 0 ? EXIT.unexpected : EXIT.expected;
}

/** The stack as results name it. */
export function describe(seat: Stack): Results["stacks"][number] {
  const { name, version: release, adapter, clock, profile } = seat;
  return { name, version: release, adapter, clock: clock.kind, profile };
}

function capture(
  result: ScenarioResult,
  trace: Trace,
  stack: Stack,
  folder: OutputFolder,
  format: RunFlags["capture"],
): string | undefined {
  if (format === "none" || trace.events.length === 0) return undefined;
  const stackName = stack.name.replace(/[^\w.-]/g, "-");
  const name = `traces/${result.id}.${stackName}.v${result.ip}.${format}`;
  return folder.write(name, captureOf(trace, { scenario: result, stack }, format));
}

function report(results: Results, screen: Screen, folder: OutputFolder, json: boolean): void {
  screen.stream.write(`${summary(results, { color: screen.color, width: screen.width, out: folder.path })}\n`);
  if (json) process.stdout.write(resultsJson(results));
}
