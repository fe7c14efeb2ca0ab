/** `tcpspec fuzz`: exchanges that no script foresaw. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { createColors } from "picocolors";
import type { Stack, StackProvider } from "../../port/stack";
import { fuzz, type Finding } from "../../fuzz/fuzz";
import { printStep } from "../../scenario/print";
import { printScenarioFile } from "../../scenario/scenario-file";
import { captureOf } from "../../../reports/capture";
import { REQUIREMENTS } from "../../../suites/requirements";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { writeWhole } from "../output-folder";
import { screenOf } from "../terminal";
import { abortOnInterrupt, breather, patienceUntil } from "../turns";
import { openSeats } from "./run";

export interface FuzzFlags {
  readonly runs: number;
  readonly seed: number;
  readonly corpus: string;
  readonly color: boolean;
}

const PROGRESS_EVERY = 500;

/** @throws {CommandError} */
export async function fuzzCommand(provider: StackProvider, flags: FuzzFlags): Promise<ExitCode> {
  const seats = await openSeats(provider, 1);
  try {
    const [stack] = seats;
    if (stack?.clock.kind !== "virtual")
      throw new CommandError(
        `the stack "${provider.name}" runs in real time`,
        EXIT.usage,
        "fuzzing needs thousands of exchanges with their time-outs: only stacks with virtual time can be fuzzed",
      );
    return await fuzzOn(stack, provider.name, flags);
  } finally {
    await Promise.all(seats.map((seat) => seat.close()));
  }
}

async function fuzzOn(stack: Stack, name: string, { runs, seed, corpus, color }: FuzzFlags): Promise<ExitCode> {
  const { stream, color: colored } = screenOf(process.stdout, color);
  const { bold, red, green, dim } = createColors(colored);
  const erase = stream.isTTY ? "\r\x1b[K" : "";
  let exchanges = 0;
  const { signal, stop } = abortOnInterrupt(() => undefined);
  const finding = await fuzz({
    stack,
    runs,
    seed,
    requirements: REQUIREMENTS,
    patience: patienceUntil(signal),
    breathe: breather(),
    signal,
    onExchange() {
      exchanges++;
      if (stream.isTTY && exchanges % PROGRESS_EVERY === 0) stream.write(`${erase}${exchanges} exchanges`);
    },
  }).finally(stop);
  stream.write(erase);
  if (finding === undefined) {
    const many = `${signal.aborted ? exchanges : runs} exchanges on ${stack.name} ${stack.version}, seed ${seed}`;
    stream.write(`${signal.aborted ? "interrupted" : green("✓ nothing found")} in ${many}\n`);
    return signal.aborted ? EXIT.interrupted : EXIT.expected;
  }
  const base = join(corpus, `${slug(finding.failure)}-${digest(finding)}`);
  const path = `${base}.scenario.json`;
  const { scenario, ip, seed: own, trace, failure, stepsWhenFound } = finding;
  writeWhole(path, printScenarioFile({ schema: "tcpspec/scenario/1", stack: name, ip, seed: own, scenario }));
  writeWhole(`${base}.pcapng`, captureOf(trace, { scenario, stack }, "pcapng"));
  const storm = scenario.steps.slice(0, scenario.storm ?? 0);
  stream.write(
    [
      `${red("✗")} ${bold(failure.message)}`,
      `  ${dim([finding.verdict, failure.section, failure.rule].filter((part) => part !== "").join(" · "))}`,
      `  found in ${finding.exchanges} exchanges, shrunk from ${stepsWhenFound} steps to ${storm.length}, IPv${ip}`,
      "",
      ...storm.map((step) => `    ${printStep(step)}`),
      ...(failure.step >= storm.length ? [`    ${dim("then")} ${failure.stepText}`] : []),
      "",
      `  expected  ${failure.expected}`,
      `  seen      ${failure.actual.split("\n")[0] ?? ""}`,
      "",
      `  saved     ${path} and .pcapng`,
      `  replay    tcpspec replay ${path}`,
      "",
    ].join("\n"),
  );
  return EXIT.unexpected;
}

function slug({ rule, kind }: Finding["failure"]): string {
  return (rule === "" ? kind : rule).toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** The same exchange gets the same name. */
function digest({ scenario, ip }: Finding): string {
  const text = scenario.steps.map(printStep).join("\n");
  return createHash("sha256").update(`${ip}\n${text}`).digest("hex").slice(0, 8);
}
