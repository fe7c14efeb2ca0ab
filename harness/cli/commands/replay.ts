/** `tcpspec replay`: one scenario once more, with all that happened. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createColors } from "picocolors";
import { printTrace } from "../../oracle/print-trace";
import type { KnownBreach } from "../../port/baseline";
import type { Stack } from "../../port/stack";
import { tryExchange, type Tried } from "../../fuzz/fuzz";
import { judge } from "../../runner/judge";
import { scenarioSeed } from "../../runner/run";
import { runScenario } from "../../runner/run-scenario";
import { printStep } from "../../scenario/print";
import type { Scenario } from "../../scenario/scenario";
import { parseScenarioFile } from "../../scenario/scenario-file";
import type { IpVersion } from "../../wire/packet";
import { captureOf } from "../../../reports/capture";
import { REQUIREMENTS } from "../../../suites/requirements";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { fileError } from "../file-error";
import { fileName } from "../file-name";
import { LIMITS } from "../limits";
import { MOST_SEED } from "../options";
import { withSeats } from "../seats";
import { scenarioNamed } from "../selection";
import { withStack, type FromConfig } from "../stacks";
import { stepLines } from "../step-list";
import { screenOf } from "../terminal";
import { within } from "../turns";
import { writeWhole } from "../whole-file";

export interface ReplayFlags extends FromConfig {
  readonly stack?: string | undefined;
  readonly out?: string | undefined;
  readonly color: boolean;
}

interface Replay {
  readonly scenario: Scenario;
  readonly stack: string;
  readonly ip: IpVersion;
  readonly seed: number;
}

const FORMS = "give a .scenario.json file, or 'scenario@stack/v4#seed=1' as a failure prints it";

/**
 * Resolves with the exit code.
 * @throws {CommandError} for what is neither a reference nor a file of ours.
 */
export function replayCommand(what: string, flags: ReplayFlags, limits = LIMITS): Promise<number> {
  const replay = referenceIn(what) ?? fileAt(what);
  return withStack(flags.stack ?? replay.stack, flags, (provider) =>
    withSeats(provider, 1, limits, ([stack], scenarioMs) =>
      replayOn(stack, scenarioMs, provider.known ?? [], replay, flags),
    ),
  );
}

/** `close/active/four-segments@linux/v4#seed=42` */
function referenceIn(what: string): Replay | undefined {
  const [, id, stack, version, digits] = /^([^@#]+)@(.+)\/v([46])#seed=(\d+)$/.exec(what) ?? [];
  if (id === undefined || stack === undefined || digits === undefined) return undefined;
  const scenario = scenarioNamed(id);
  const seed = Number(digits);
  if (seed > MOST_SEED) throw new CommandError(`the seed ${digits} is more than ${MOST_SEED}`, EXIT.usage);
  const ip = version === "4" ? 4 : 6;
  return { scenario, stack, ip, seed: scenarioSeed(seed, id, ip) };
}

function fileAt(path: string): Replay {
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    throw new CommandError(`there is nothing to replay called "${path}"`, EXIT.usage, FORMS);
  const parsed = parseScenarioFile(textOf(path));
  if (parsed.ok) return parsed.file;
  throw new CommandError(`${path} is no scenario: ${parsed.error}`, EXIT.usage, FORMS);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${fileError(error)}`, EXIT.usage, FORMS);
  }
}

async function replayOn(
  stack: Stack,
  scenarioMs: number,
  known: readonly KnownBreach[],
  { scenario, ip, seed }: Replay,
  flags: ReplayFlags,
): Promise<ExitCode> {
  const once = scenario.storm === undefined ? runScript : tryExchange;
  const tried = await within(scenarioMs, once(scenario, stack, ip, seed, REQUIREMENTS, known));
  const { color } = screenOf(process.stdout, flags.color);
  process.stdout.write(`${printed(scenario, tried, `${stack.name} ${stack.version}, IPv${ip}`, color).join("\n")}\n`);
  if (flags.out !== undefined) {
    const file = join(flags.out, `${scenario.id}.${fileName(stack.name)}.v${ip}.pcapng`);
    const told = { ...scenario, ...(tried.failure && { failure: tried.failure }) };
    await writeWhole(file, captureOf(tried.trace, { scenario: told, stack }, "pcapng"), "--out");
    process.stdout.write(`  capture   ${file}\n`);
  }
  return exitCodeOf(tried);
}

async function runScript(...[scenario, stack, ip, seed, requirements]: Parameters<typeof tryExchange>): Promise<Tried> {
  const done = await runScenario(scenario, stack, { ip, seed });
  return { trace: done.trace, passedOver: [], ...judge(scenario, done, requirements, false) };
}

/** Not what a baseline expects counts here, but whether the failure is still there. */
function exitCodeOf({ verdict }: Tried): ExitCode {
  if (verdict === "error") return EXIT.broken;
  return verdict === "pass" || verdict === "info" || verdict === "unsupported" ? EXIT.expected : EXIT.unexpected;
}

/** The steps, the exchange, and the verdict. */
function printed(scenario: Scenario, { trace, verdict, failure, passedOver }: Tried, where: string, color: boolean) {
  const { bold, red, green, dim } = createColors(color);
  const steps = stepLines(scenario.steps.map(printStep)).map(({ number, text }) => {
    const line = `${String(number ?? "").padStart(5)}  ${text}`;
    return failure !== undefined && number === failure.step + 1 ? red(line) : dim(line);
  });
  const mark = verdict === "pass" ? green("✓ pass") : red(`✗ ${verdict}`);
  return [
    `${bold(scenario.id)} on ${where}`,
    "",
    ...steps,
    "",
    ...printTrace(trace),
    "",
    ...(passedOver.length === 0
      ? []
      : [dim(`passed over, as it is known: ${passedOver.map(({ breaks }) => breaks).join(", ")}`)]),
    ...(failure === undefined
      ? [mark]
      : [
          `${mark}: ${failure.message}`,
          ...(failure.rule === "" ? [] : [`  ${failure.section} (${failure.rule})`]),
          ...(failure.stepText === "" ? [] : [`  step      ${failure.step + 1}  ${failure.stepText}`]),
          `  expected  ${failure.expected}`,
          `  seen      ${failure.actual}`,
        ]),
  ];
}
