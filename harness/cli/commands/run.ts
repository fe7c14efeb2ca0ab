/** `tcpspec run`: scenarios on a stack, and everything that a run leaves behind. */

import type { Results, ScenarioResult, StackDescription } from "../../port/results";
import type { Stack, StackProvider } from "../../port/stack";
import type { Trace } from "../../port/trace";
import { RULES } from "../../oracle/rules/index";
import { jobsOf, replayReference, run, type RunOutcome } from "../../runner/run";
import type { Scenario } from "../../scenario/scenario";
import type { IpVersion } from "../../wire/packet";
import { captureOf } from "../../../reports/capture";
import { resultsJson } from "../../../reports/json/results-json";
import { countResults, isTested } from "../../../reports/tally";
import { REQUIREMENTS } from "../../../suites/requirements";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { fileName } from "../file-name";
import { hostArguments } from "../host-options";
import { heedInterrupts } from "../interrupt";
import { openOutputFolder, type OutputFolder } from "../output-folder";
import { invocation } from "../invocation";
import { LIMITS } from "../limits";
import { viewRun } from "../run-view";
import { describeStack, withSeats, type Seats } from "../seats";
import { selected } from "../selection";
import { shellWord } from "../shell-word";
import { withStack, type FromConfig } from "../stacks";
import { screenOf } from "../terminal";
import { breather, patienceUntil } from "../turns";
import { version } from "../version";
import { quoted } from "../unquoted-command";

export interface RunFlags extends FromConfig {
  readonly stack: string;
  readonly out: string;
  readonly seed: number;
  readonly ip?: IpVersion | undefined;
  readonly capture: "pcapng" | "pcap" | "none";
  readonly strict?: true | undefined;
  readonly json?: true | undefined;
  readonly color: boolean;
}

/**
 * As many scenarios as wait side by side on a stack with a real clock; of hosts in processes there are less. With so many, what all
 * of them wait for together takes no longer than the longest of them.
 */
const SEATS = 128;

/**
 * Resolves with the exit code.
 * @throws {CommandError} for selectors and stacks that there are not, and when results cannot be written.
 */
export function runCommand(selectors: readonly string[], flags: RunFlags, limits = LIMITS): Promise<number> {
  const scenarios = selected(selectors, (unknown) => quoted(flags.stack, unknown));
  if (flags.ip !== undefined && jobsOf(scenarios, [flags.ip]).length === 0)
    throw new CommandError(`nothing of this is about IPv${flags.ip}`, EXIT.usage, "leave --ip out");
  return withStack(flags.stack, flags, (provider) =>
    withSeats(provider, SEATS, limits, async (seats, scenarioMs) => {
      const folder = await openOutputFolder(flags.out);
      process.once("exit", folder.discard);
      return runOn({ seats, scenarioMs, provider, scenarios, folder }, flags);
    }),
  );
}

/** What a run has to work with. */
interface Means {
  readonly seats: Seats;
  readonly scenarioMs: number;
  readonly provider: StackProvider;
  readonly scenarios: readonly Scenario[];
  readonly folder: OutputFolder;
}

async function runOn({ seats, scenarioMs, provider, scenarios, folder }: Means, flags: RunFlags): Promise<ExitCode> {
  const stack = describeStack(seats[0]);
  const ips: readonly IpVersion[] = flags.ip === undefined ? [4, 6] : [flags.ip];
  const view = viewRun({
    screen: screenOf(flags.json ? process.stderr : process.stdout, flags.color),
    planned: jobsOf(scenarios, ips).map(({ scenario: { id }, ip }) => ({
      id,
      ip,
      suite: id.slice(0, id.lastIndexOf("/")),
    })),
    stack,
    out: folder.path,
    ruleText: (id) => REQUIREMENTS.get(id) ?? RULES.find((rule) => rule.id === id),
    listing: listingCommand(folder.path, invocation()),
  });
  const interruption = heedInterrupts(view.end);
  const failed = new AbortController();
  const signal = AbortSignal.any([interruption.signal, failed.signal]);
  const startedAt = new Date().toISOString();
  const began = performance.now();
  try {
    const outcome = await run({
      scenarios,
      seats,
      ips,
      seed: flags.seed,
      strict: flags.strict ?? false,
      requirements: REQUIREMENTS,
      baseline: provider.baseline ?? [],
      stopwatch: () => performance.now(),
      patience: patienceUntil(signal, scenarioMs),
      breathe: breather(),
      signal,
      async onEnd(result, trace) {
        const name = await capture(result, trace, seats[0], folder, flags.capture);
        const replay = replayCommand(result, flags, invocation());
        view.finished({ ...result, replay, ...(name === undefined ? {} : { trace: name }) });
        return name;
      },
    });
    view.end();
    const durationMs = performance.now() - began;
    const results = resultsOf(outcome, stack, flags, { startedAt, durationMs, complete: !signal.aborted });
    await folder.writeResults(results);
    view.summarize(results);
    if (flags.json) process.stdout.write(resultsJson(results));
    return exitCodeOf(results);
  } catch (error) {
    // The others need not go on either.
    failed.abort();
    throw error;
  } finally {
    view.end();
    interruption.stop();
  }
}

function resultsOf(
  outcome: RunOutcome,
  stack: StackDescription,
  flags: RunFlags,
  times: Pick<Results["run"], "startedAt" | "durationMs" | "complete">,
): Results {
  const scenarios = outcome.scenarios.map((result) => ({ ...result, replay: replayCommand(result, flags, "tcpspec") }));
  return {
    schema: "tcpspec/results/1",
    tool: { name: "tcpspec", version: version() },
    run: { seed: flags.seed, command: ["tcpspec", ...process.argv.slice(2)].map(shellWord).join(" "), ...times },
    stacks: [stack],
    ...outcome,
    scenarios,
    summary: countResults(scenarios),
  };
}

/** A stack of the user's own goes by its path on the command line, and by its name only in reports. */
function replayCommand({ id, ip }: ScenarioResult, flags: RunFlags, command: string): string {
  const { stack, seed, setting = {} } = flags;
  const settings = Object.entries(setting).map(([name, value]) => `--setting ${shellWord(`${name}=${value}`)}`);
  const words = [...settings, ...hostArguments(flags)];
  return [command, "replay", shellWord(replayReference(id, stack, ip, seed)), ...words].join(" ");
}

function listingCommand(folder: string, command: string): string {
  return `${command} list --unexpected${folder === "out" ? "" : ` --out ${shellWord(folder)}`}`;
}

/** Of results that are complete or not. */
export function exitCodeOf({ run: { complete }, scenarios }: Pick<Results, "run" | "scenarios">): ExitCode {
  if (!complete) return EXIT.interrupted;
  const unexpected = scenarios.filter(({ outcome }) => outcome === "unexpected");
  if (unexpected.some(({ verdict }) => verdict === "error")) return EXIT.broken;
  if (unexpected.length > 0) return EXIT.unexpected;
  return isTested(countResults(scenarios)) ? EXIT.expected : EXIT.usage;
}

async function capture(
  result: ScenarioResult,
  trace: Trace,
  stack: Stack,
  folder: OutputFolder,
  format: RunFlags["capture"],
): Promise<string | undefined> {
  if (format === "none" || trace.events.length === 0) return undefined;
  const name = `traces/${result.id}.${fileName(stack.name)}.v${result.ip}.${format}`;
  await folder.write(name, captureOf(trace, { scenario: result, stack }, format));
  return name;
}
