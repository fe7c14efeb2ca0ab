/** `tcpspec replay`: one scenario once more, with all that happened. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createColors } from "picocolors";
import { printTrace } from "../../oracle/print-trace";
import type { StackProvider } from "../../port/stack";
import { tryExchange } from "../../fuzz/fuzz";
import { judge } from "../../runner/judge";
import { scenarioSeed } from "../../runner/run";
import { runScenario } from "../../runner/run-scenario";
import { printStep } from "../../scenario/print";
import type { Scenario } from "../../scenario/scenario";
import { parseScenarioFile } from "../../scenario/scenario-file";
import type { IpVersion } from "../../wire/packet";
import { captureOf } from "../../../reports/capture";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { writeWhole } from "../output-folder";
import { screenOf } from "../terminal";
import { openSeats } from "./run";

export interface ReplayFlags {
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

/** @throws {CommandError} for what is neither a reference nor a file of ours. */
export function replayCommand(
  what: string,
  flags: ReplayFlags,
  withStack: (name: string, work: (provider: StackProvider) => Promise<ExitCode>) => Promise<void>,
): Promise<void> {
  const replay = referenceIn(what) ?? fileAt(what);
  return withStack(flags.stack ?? replay.stack, (provider) => run(replay, provider, flags));
}

/** `close/active/four-segments@linux/v4#seed=42` */
function referenceIn(what: string): Replay | undefined {
  const match = /^([^@#]+)@(.+)\/v([46])#seed=(\d+)$/.exec(what);
  const [, id, stack, version, seed] = match ?? [];
  if (id === undefined || stack === undefined || seed === undefined) return undefined;
  const scenario = SUITES.flatMap(({ scenarios }) => scenarios).find((each) => each.id === id);
  if (scenario === undefined)
    throw new CommandError(`there is no scenario ${id}`, EXIT.usage, "'tcpspec list' shows what there is");
  const ip = version === "4" ? 4 : 6;
  return { scenario, stack, ip, seed: scenarioSeed(Number(seed), id, ip) };
}

function fileAt(path: string): Replay {
  if (!existsSync(path))
    throw new CommandError(
      `there is nothing to replay called "${path}"`,
      EXIT.usage,
      "give a .scenario.json file, or 'scenario@stack/v4#seed=1' as a failure prints it",
    );
  const parsed = parseScenarioFile(readFileSync(path, "utf8"));
  if (!parsed.ok) throw new CommandError(`${path} is no scenario: ${parsed.error}`, EXIT.usage);
  return parsed.file;
}

async function run({ scenario, ip, seed }: Replay, provider: StackProvider, flags: ReplayFlags): Promise<ExitCode> {
  const [stack, ...others] = await openSeats(provider, 1);
  if (stack === undefined) throw new Error(`${provider.name} offers no stack`);
  try {
    const { trace, verdict, failure } =
      scenario.storm === undefined
        ? await scripted(scenario, stack, ip, seed)
        : await tryExchange(scenario, stack, ip, seed, REQUIREMENTS);
    const { bold, red, green, dim } = createColors(screenOf(process.stdout, flags.color).color);
    const lines = [
      `${bold(scenario.id)} on ${stack.name} ${stack.version}, IPv${ip}`,
      "",
      ...scenario.steps.map((step, index) => dim(`${String(index + 1).padStart(5)}  ${printStep(step)}`)),
      "",
      ...printTrace(trace),
      "",
      `${verdict === "pass" ? green("✓ pass") : red(`✗ ${verdict}`)}${failure === undefined ? "" : `: ${failure.message}`}`,
      ...(failure === undefined
        ? []
        : [
            `  ${failure.section} (${failure.rule})`,
            `  expected  ${failure.expected}`,
            `  seen      ${failure.actual}`,
          ]),
    ];
    if (flags.out !== undefined) {
      const file = join(flags.out, `${scenario.id}.${stack.name.replace(/[^\w.-]/g, "-")}.v${ip}.pcapng`);
      writeWhole(file, captureOf(trace, { scenario, stack }, "pcapng"));
      lines.push(`  capture   ${file}`);
    }
    process.stdout.write(`${lines.join("\n")}\n`);
    if (verdict === "error") return EXIT.broken;
    return verdict === "pass" || verdict === "info" || verdict === "unsupported" ? EXIT.expected : EXIT.unexpected;
  } finally {
    await Promise.all([stack, ...others].map((seat) => seat.close()));
  }
}

async function scripted(scenario: Scenario, stack: Parameters<typeof runScenario>[1], ip: IpVersion, seed: number) {
  const done = await runScenario(scenario, stack, { ip, seed });
  return { trace: done.trace, ...judge(scenario, done, REQUIREMENTS, false) };
}
