/** What the command line can say. Whatever a command takes to be carried out is loaded only then. */

import { Argument, Command, Help, type CommandUnknownOpts, type OptionValues } from "@commander-js/extra-typings";
import { createColors } from "picocolors";
import { EXIT } from "./exit-code";
import { OPTIONS } from "./options";
import { NO_SETTINGS, settle } from "./settings";
import { screenOf } from "./terminal";
import { version } from "./version";

const SELECTORS = "a suite or scenario ('close', 'close/active/*'), a requirement ('MUST-13'), or an RFC ('rfc6528')";

const EXAMPLES = `
Examples:
  tcpspec run                           everything, on the reference TCP
  tcpspec run -s linux 'close/*'        what is about closing, on this machine's TCP
  tcpspec run -s ./my-stack.js MUST-13  one rule, on a TCP of your own
  tcpspec explain MUST-13               what the rule asks for, and what settles it

Exit codes:
  ${EXIT.expected}    everything was as expected
  ${EXIT.unexpected}    something was not
  ${EXIT.usage}    a mistake on the command line, or nothing selected
  ${EXIT.broken}    the harness, the stack's host or the machine broke
  ${EXIT.interrupted}  interrupted`;

/** Columns that an explanation needs beside what it explains. */
const LEAST_WIDTH = 16;
/** Of an explanation that stands below it instead. */
const HANGING = " ".repeat(6);

/** One option or command of a help: in a narrow terminal what is said of it stands below it. */
function helpItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? 80;
  if (description === "" || width - termWidth - 4 >= LEAST_WIDTH)
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  const lines = helper.boxWrap(description, width - HANGING.length).split("\n");
  return [`  ${term}`, ...lines.map((line) => `${HANGING}${line}`)].join("\n");
}

/** The options of a host on a link, which come last. */
const withHost = <Arguments extends unknown[], Flags extends OptionValues>(command: Command<Arguments, Flags>) =>
  command
    .addOption(OPTIONS.target)
    .addOption(OPTIONS.mode)
    .addOption(OPTIONS.interface)
    .addOption(OPTIONS.source)
    .addOption(OPTIONS.behaves)
    .addOption(OPTIONS.hostPort)
    .addOption(OPTIONS.agent)
    .addOption(OPTIONS.tokenFile)
    .addOption(OPTIONS.rate)
    .addOption(OPTIONS.allowed);

/** @param end is told the exit code when a command has been carried out. */
export function createProgram(end: (exitCode: number) => void): CommandUnknownOpts {
  const color = () => program.opts().color;
  const program = new Command("tcpspec")
    .description("Tests a TCP: scripted segments in, judgement by RFC 793 and its successors out.")
    .usage("<command> [options]")
    .version(version(), "-V, --version", "print the version")
    .option("--no-color", "no colours; the variable NO_COLOR says the same")
    .option("--config <file>", "the configuration file (default: tcpspec.config.ts, .js or .json in this folder)")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: LEAST_WIDTH,
      formatItem: helpItem,
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/^\[options\] ?/, "")}`,
    })
    .configureOutput({
      outputError(text, write) {
        const { red } = createColors(screenOf(process.stderr, !process.argv.includes("--no-color")).color);
        write(text.replace(/^error:/, red("error:")));
      },
    })
    .addHelpText("after", EXAMPLES);

  let settings = NO_SETTINGS;
  program.hook("preAction", async (_, command) => {
    settings = await settle(command, program.opts().config);
  });

  withHost(
    program
      .command("run")
      .description("run scenarios on a stack")
      .argument("[selector...]", `${SELECTORS}; all scenarios when left out`)
      .addOption(OPTIONS.stack)
      .addOption(OPTIONS.setting)
      .addOption(OPTIONS.out)
      .addOption(OPTIONS.seed)
      .addOption(OPTIONS.ip)
      .addOption(OPTIONS.capture)
      .addOption(OPTIONS.strict)
      .addOption(OPTIONS.json),
  ).action(async (selectors, flags) => {
    const { runCommand } = await import("./commands/run.js");
    const { configured, limits } = settings;
    end(await runCommand(selectors, { ...flags, configured, color: color() }, limits));
  });

  program
    .command("list")
    .description("list scenarios, the rules that they settle, or what was unexpected in the last run")
    .argument("[selector...]", `${SELECTORS}; all scenarios when left out`)
    .addOption(OPTIONS.requirements)
    .addOption(OPTIONS.rfc)
    .addOption(OPTIONS.section)
    .addOption(OPTIONS.level)
    .addOption(OPTIONS.unscripted)
    .addOption(OPTIONS.unexpected)
    .addOption(OPTIONS.lastOut)
    .addOption(OPTIONS.json)
    .action(async (selectors, flags) => {
      const { listCommand } = await import("./commands/list.js");
      end(listCommand(selectors, { ...flags, color: color() }));
    });

  program
    .command("explain")
    .description("say what a scenario does and how it went last time, or what a rule asks for")
    .argument("<id>", SELECTORS)
    .addOption(OPTIONS.lastOut)
    .action(async (id, flags) => {
      const { explainCommand } = await import("./commands/explain.js");
      end(explainCommand(id, { ...flags, color: color() }));
    });

  program
    .command("fuzz")
    .description("try exchanges that no script foresaw, and shrink what a rule forbids to a few steps")
    .addOption(OPTIONS.stack)
    .addOption(OPTIONS.runs)
    .addOption(OPTIONS.seed)
    .addOption(OPTIONS.corpus)
    .action(async (flags) => {
      const { fuzzCommand } = await import("./commands/fuzz.js");
      const { configured, limits } = settings;
      end(await fuzzCommand({ ...flags, configured, color: color() }, limits));
    });

  withHost(
    program
      .command("replay")
      .description("run one scenario again and show all of it: one of a run, or one that fuzzing saved")
      .argument(
        "<what>",
        "'close/active/four-segments@linux/v4#seed=42', as a failure prints it, or a .scenario.json file",
      )
      .addOption(OPTIONS.otherStack)
      .addOption(OPTIONS.setting)
      .addOption(OPTIONS.captureOut),
  ).action(async (what, flags) => {
    const { replayCommand } = await import("./commands/replay.js");
    const { configured, limits } = settings;
    end(await replayCommand(what, { ...flags, configured, color: color() }, limits));
  });

  program
    .command("serve")
    .description("let a stack of ours serve a web page to this machine's programs, in a network namespace of its own")
    .argument("[command...]", "a program to run in there, for example: tcpspec serve -- curl -s http://198.19.0.1/")
    .addOption(OPTIONS.stack)
    .addOption(OPTIONS.http)
    .addOption(OPTIONS.port)
    .action(async (command, flags) => {
      const { serveCommand } = await import("./commands/serve.js");
      end(await serveCommand(command, flags));
    });

  program
    .command("agent")
    .description("make user calls on this host, for a harness that tests it from another one (docs/agent.md)")
    .addOption(OPTIONS.bind)
    .addOption(OPTIONS.tokenFile)
    .addOption(OPTIONS.allowed)
    .action(async (flags) => {
      const { agentCommand } = await import("./commands/agent.js");
      end(await agentCommand(flags));
    });

  program
    .command("profile")
    .description("watch a stack and propose what its profile could say (docs/profile.md)")
    .argument("<stack>", "as --stack takes it")
    .addOption(OPTIONS.setting)
    .addOption(OPTIONS.seed)
    .addOption(OPTIONS.json)
    .action(async (stack, flags) => {
      const { profileCommand } = await import("./commands/profile.js");
      const { configured, limits } = settings;
      end(await profileCommand(stack, { ...flags, configured, color: color() }, limits));
    });

  program
    .command("init")
    .description("write a configuration file with comments, to begin with")
    .addOption(OPTIONS.asJson)
    .action(async (flags) => {
      const { initCommand } = await import("./commands/init.js");
      end(initCommand(flags));
    });

  const stacks = program
    .command("stacks")
    .description("list the stacks that can be put under test; build one; check a host of your own")
    .action(async () => {
      const { stacksListCommand } = await import("./commands/stacks-list.js");
      end(stacksListCommand({ configured: settings.configured, color: color() }));
    });

  stacks
    .command("build")
    .description("make a stack ready on this machine")
    .argument("<name>", "a name from 'tcpspec stacks', with a version where there are several: 'smoltcp@0.11.0'")
    .action(async (name) => {
      const { stacksBuildCommand } = await import("./commands/stacks-build.js");
      end(await stacksBuildCommand(name, { color: color() }));
    });

  stacks
    .command("check")
    .description("say line by line what is right and wrong with a host of your own (docs/process-protocol.md)")
    .argument("<command...>", 'what starts the host: tcpspec stacks check "python3 my_host.py"')
    // The host's own.
    .allowUnknownOption()
    .action(async (command) => {
      const { stacksCheckCommand } = await import("./commands/stacks-check.js");
      end(await stacksCheckCommand(command, { color: color() }));
    });

  program
    .command("doctor")
    .description("say what this machine can do, and how to get what it cannot")
    .action(async () => {
      const { doctorCommand } = await import("./commands/doctor.js");
      end(doctorCommand({ color: color() }));
    });

  program
    .command("completion")
    .description("print what makes a shell complete our commands and options")
    .addArgument(
      new Argument("<shell>", "for example: tcpspec completion bash >> ~/.bashrc").choices([
        "bash",
        "zsh",
        "fish",
      ] as const),
    )
    .action(async (shell) => {
      const { completionFor } = await import("./completion.js");
      process.stdout.write(completionFor(shell, program));
      end(EXIT.expected);
    });

  program
    .command("help")
    .description("print the help of a command")
    .argument("[command]")
    .action((name) => {
      const command = name === undefined ? program : program.commands.find((each) => each.name() === name);
      if (command === undefined) return program.error(`error: unknown command '${name ?? ""}'`);
      command.outputHelp();
      end(EXIT.expected);
    });

  for (const command of program.commands)
    command.showHelpAfterError(`(tcpspec ${command.name()} --help shows what it takes)`);
  for (const command of stacks.commands)
    command.showHelpAfterError(`(tcpspec stacks ${command.name()} --help shows what it takes)`);
  return program.showHelpAfterError("(tcpspec --help shows what there is)");
}
