#!/usr/bin/env node
/** The command line: what it can say, and what becomes of errors. */

import "./source-maps";
import { Command, CommanderError } from "@commander-js/extra-typings";
import { createColors } from "picocolors";
import { doctorCommand } from "./commands/doctor";
import { explainCommand } from "./commands/explain";
import { fuzzCommand } from "./commands/fuzz";
import { listCommand } from "./commands/list";
import { replayCommand } from "./commands/replay";
import { runCommand } from "./commands/run";
import { stacksCommand } from "./commands/stacks";
import { CommandError, EXIT, type ExitCode } from "./exit-code";
import { OPTIONS } from "./options";
import { restartFor, stackNamed } from "./stacks";
import type { StackProvider } from "../port/stack";
import { screenOf } from "./terminal";
import { version } from "./version";

const program = new Command("tcpspec")
  .description("Tests a TCP: scripted segments in, judgement by RFC 793 and its successors out.")
  .version(version())
  .option("--no-color", "no colours; the variable NO_COLOR says the same")
  .exitOverride()
  .showHelpAfterError("(tcpspec --help shows what there is)")
  .configureHelp({ showGlobalOptions: true });

/** What a command came to; the process ends by itself, when all that it prints has been printed. */
function ended(code: number): void {
  process.exitCode = code;
}

/** Does the work with the stack, in another process where only that one can have it. */
async function withStack(name: string, work: (provider: StackProvider) => Promise<ExitCode>): Promise<void> {
  const provider = stackNamed(name);
  const restart = restartFor(provider);
  ended(restart === undefined ? await work(provider) : await restart(process.argv.slice(1)));
}

const color = () => program.opts().color;

const SELECTORS = "a suite or scenario ('close', 'close/active/*'), a requirement ('MUST-13'), or an RFC ('rfc6528')";

program
  .command("run")
  .description("run scenarios on a stack; without a selector all of them")
  .argument("[selector...]", SELECTORS)
  .addOption(OPTIONS.stack)
  .addOption(OPTIONS.out)
  .addOption(OPTIONS.seed)
  .addOption(OPTIONS.ip)
  .addOption(OPTIONS.capture)
  .addOption(OPTIONS.strict)
  .addOption(OPTIONS.json)
  .action((selectors, flags) =>
    withStack(flags.stack, (provider) => runCommand(selectors, provider, { ...flags, color: color() })),
  );

program
  .command("list")
  .description("list scenarios")
  .argument("[selector...]", SELECTORS)
  .addOption(OPTIONS.json)
  .action((selectors, flags) => {
    ended(listCommand(selectors, { ...flags, color: color() }));
  });

program
  .command("explain")
  .description(
    "what a scenario does step by step, the rules it settles, and how it went last time; or what a rule asks for",
  )
  .argument("<id>", SELECTORS)
  .addOption(OPTIONS.out)
  .action((id, flags) => {
    ended(explainCommand(id, { ...flags, color: color() }));
  });

program
  .command("fuzz")
  .description("try exchanges that no script foresaw, and shrink what a rule forbids to a few steps")
  .addOption(OPTIONS.stack)
  .addOption(OPTIONS.runs)
  .addOption(OPTIONS.seed)
  .addOption(OPTIONS.corpus)
  .action((flags) => withStack(flags.stack, (provider) => fuzzCommand(provider, { ...flags, color: color() })));

program
  .command("replay")
  .description("run one scenario again and show all of it: one of a run, or one that fuzzing saved")
  .argument("<what>", "'close/active/four-segments@linux/v4#seed=42', or a .scenario.json file")
  .addOption(OPTIONS.replayStack)
  .addOption(OPTIONS.replayOut)
  .action((what, flags) => replayCommand(what, { ...flags, color: color() }, (name, work) => withStack(name, work)));

program
  .command("stacks")
  .description("list the stacks that can be put under test")
  .action(() => {
    ended(stacksCommand({ color: color() }));
  });

program
  .command("doctor")
  .description("what this machine can do, and how to get what it cannot")
  .action(() => {
    ended(doctorCommand({ color: color() }));
  });

function complain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.expected : EXIT.usage;
  const { red, dim } = createColors(screenOf(process.stderr, !process.argv.includes("--no-color")).color);
  if (error instanceof CommandError) {
    process.stderr.write(`${red("error:")} ${error.message}\n`);
    if (error.hint !== undefined) process.stderr.write(`${dim(error.hint)}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${red("tcpspec broke:")} ${text}\n`);
  return EXIT.broken;
}

// A reader that has seen enough (`tcpspec list | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.expected);
  throw error;
});

program.parseAsync().catch((error: unknown) => {
  ended(complain(error));
});
