/** `tcpspec fuzz`: exchanges that no script foresaw. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { createColors } from "picocolors";
import type { KnownBreach } from "../../port/baseline";
import type { Stack } from "../../port/stack";
import { fuzz, type Finding } from "../../fuzz/fuzz";
import { printStep } from "../../scenario/print";
import { printScenarioFile } from "../../scenario/scenario-file";
import { AFTERWARDS } from "../../scenario/vocabulary";
import { captureOf } from "../../../reports/capture";
import { lastWords } from "../../../reports/console";
import { hang, wrap } from "../../../reports/console/layout";
import { REQUIREMENTS } from "../../../suites/requirements";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { heedInterrupts } from "../interrupt";
import { invocation } from "../invocation";
import { LIMITS } from "../limits";
import { withSeats } from "../seats";
import { shellWord } from "../shell-word";
import { withStack, type FromConfig } from "../stacks";
import { screenOf } from "../terminal";
import { breather, patienceUntil } from "../turns";
import { writeWhole } from "../whole-file";

export interface FuzzFlags extends FromConfig {
  readonly stack: string;
  readonly runs: number;
  readonly seed: number;
  readonly corpus: string;
  readonly color: boolean;
}

const PROGRESS_EVERY = 500;

/** What follows every storm, and what 'tcpspec replay' shows step by step. */
const PROOF = `a handshake between other ports, connection("${AFTERWARDS}"), which a right stack comes through`;

/** Resolves with the exit code. @throws {CommandError} */
export function fuzzCommand(flags: FuzzFlags, limits = LIMITS): Promise<number> {
  return withStack(flags.stack, flags, (provider) =>
    withSeats(provider, 1, limits, ([stack], scenarioMs) => {
      if (stack.clock.kind !== "virtual")
        throw new CommandError(
          `the stack "${provider.name}" runs in real time`,
          EXIT.usage,
          "fuzzing needs thousands of exchanges with their time-outs: only stacks with virtual time can be fuzzed",
        );
      if (!stack.profile.capabilities.includes("user-calls"))
        throw new CommandError(
          `the stack "${provider.name}" takes no user calls`,
          EXIT.usage,
          'exchanges consist of segments and of calls: only stacks that claim "user-calls" can be fuzzed',
        );
      return fuzzOn(stack, scenarioMs, provider.known ?? [], flags);
    }),
  );
}

async function fuzzOn(
  stack: Stack,
  scenarioMs: number,
  known: readonly KnownBreach[],
  flags: FuzzFlags,
): Promise<ExitCode> {
  const { runs, seed } = flags;
  const { stream, color, width, moves } = screenOf(process.stdout, flags.color);
  const { green, dim } = createColors(color);
  const erase = moves ? "\r\x1b[K" : "";
  let exchanges = 0;
  const passedOver = new Map<KnownBreach, number>();
  const { signal, stop } = heedInterrupts();
  const breathe = breather();
  const finding = await fuzz({
    stack,
    runs,
    seed,
    requirements: REQUIREMENTS,
    known,
    onKnown: (breach) => passedOver.set(breach, (passedOver.get(breach) ?? 0) + 1),
    patience: patienceUntil(signal, scenarioMs),
    async breathe() {
      await breathe();
      signal.throwIfAborted();
    },
    signal,
    onExchange() {
      exchanges++;
      if (moves && exchanges % PROGRESS_EVERY === 0) stream.write(`${erase}${exchanges} exchanges`);
    },
  })
    .catch((error: unknown) => {
      // Whatever comes of a search that was broken off is no finding.
      if (!signal.aborted) throw error;
      return undefined;
    })
    .finally(stop);
  stream.write(`${erase}${passedOverText(passedOver, width)}`);
  if (finding !== undefined) return report(finding, stack, flags, color, width);
  const tried = signal.aborted ? `interrupted after ${exchanges}` : `${green("✓ nothing found")} in ${runs}`;
  stream.write(`${tried} exchanges on ${stack.name} ${stack.version}, seed ${seed}\n`);
  if (signal.aborted) return EXIT.interrupted;
  stream.write(`${wrap(NO_VERDICT, width).map(dim).join("\n")}\n`);
  return EXIT.expected;
}

const NO_VERDICT = "Only the rules that are always on judge here: whether a TCP conforms, 'tcpspec run' tells.";

/** How many exchanges have shown what is known, and what that is. */
function passedOverText(passedOver: ReadonlyMap<KnownBreach, number>, width: number): string {
  if (passedOver.size === 0) return "";
  const most = [...passedOver].sort(([, a], [, b]) => b - a);
  const digits = Math.max(...most.map(([, count]) => String(count).length));
  const lines = most.flatMap(([{ breaks, reason }, count]) => {
    const label = `  ${String(count).padStart(digits)}  `;
    return hang(label, wrap(`${breaks}: ${reason}`, Math.max(width - label.length, 20)));
  });
  return ["passed over, as it is known of this stack, in so many exchanges:", ...lines, "", ""].join("\n");
}

/** Prints what was found, and then saves it: a full disk must not hide it. */
async function report(
  finding: Finding,
  stack: Stack,
  { stack: name, corpus }: FuzzFlags,
  color: boolean,
  width: number,
): Promise<ExitCode> {
  const { bold, red, dim } = createColors(color);
  const { scenario, ip, seed, trace, failure, verdict, exchanges, stepsWhenFound } = finding;
  const storm = scenario.steps.slice(0, scenario.storm ?? 0);
  const print = (...lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
  const [message = ""] = failure.message.split("\n");
  print(
    `${red("✗")} ${bold(message)}`,
    `  ${dim([verdict, failure.section, failure.rule].filter((part) => part !== "").join(" · "))}`,
    `  found in ${exchanges} exchanges, shrunk from ${stepsWhenFound} steps to ${storm.length}, IPv${ip}`,
    "",
    ...storm.map((step) => `    ${printStep(step)}`),
    dim(`    then ${PROOF}`),
    ...(failure.step < storm.length
      ? []
      : [...scenario.steps.slice(storm.length, failure.step).map(printStep), failure.stepText].map(
          (text) => `    ${text}`,
        )),
    "",
    ...(failure.kind === "stack-failed"
      ? lastWords(failure.actual, width - 2).map((line) => `  ${red(line)}`)
      : [`  expected  ${failure.expected}`, `  seen      ${failure.actual.split("\n")[0] ?? ""}`]),
    "",
  );
  const base = join(corpus, `${slug(failure.rule === "" ? failure.kind : failure.rule)}-${digest(finding)}`);
  const path = `${base}.scenario.json`;
  await writeWhole(
    path,
    printScenarioFile({ schema: "tcpspec/scenario/1", stack: name, ip, seed, scenario }),
    "--corpus",
  );
  const told = { ...scenario, failure };
  await writeWhole(`${base}.pcapng`, captureOf(trace, { scenario: told, stack }, "pcapng"), "--corpus");
  print(`  saved     ${path} and .pcapng`, `  replay    ${invocation()} replay ${shellWord(path)}`);
  return EXIT.unexpected;
}

function slug(rule: string): string {
  return rule.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** The same exchange gets the same name. */
function digest({ scenario, ip }: Finding): string {
  const text = scenario.steps.map(printStep).join("\n");
  return createHash("sha256").update(`${ip}\n${text}`).digest("hex").slice(0, 8);
}
