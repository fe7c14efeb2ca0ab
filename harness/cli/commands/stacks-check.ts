/** `tcpspec stacks check <command>`: tells the author of a host, line by line, what is right and what is wrong. */

import { createColors } from "picocolors";
import { clausesFor, type Clause } from "../../../adapters/contract";
import {
  HOST_CHECKS,
  HostNotStarted,
  processProvider,
  startHost,
  type HostCheck,
  type HostCommand,
} from "../../../adapters/process";
import { CAPABILITIES, speaks } from "../../port/profile";
import type { Stack } from "../../port/stack";
import type { IpVersion } from "../../wire/packet";
import { conversation } from "../conversation";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { heedInterrupts } from "../interrupt";
import { messageOf } from "../message-of";
import { openSeats } from "../seats";
import { commandWords } from "../stacks";
import { screenOf } from "../terminal";
import { EXEC } from "../unquoted-command";

const VERSIONS: readonly IpVersion[] = [4, 6];

/** The host with each check; a check may break it, so that the next gets another. @throws {HostNotStarted} */
async function tryCheck(how: HostCommand, { check }: HostCheck, signal: AbortSignal): Promise<string | undefined> {
  const host = startHost(how);
  // Whatever it is asked comes to an end then, and so does it.
  const interrupt = (): void => void host.accuse("interrupted");
  signal.addEventListener("abort", interrupt);
  try {
    await check(host);
    return undefined;
  } catch (error) {
    if (error instanceof HostNotStarted) throw error;
    return messageOf(error);
  } finally {
    signal.removeEventListener("abort", interrupt);
    await host.close();
  }
}

async function tryClause(stack: Stack, version: IpVersion, { check }: Clause): Promise<string | undefined> {
  try {
    await stack.reset(1);
    await check(stack, version);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Says how a check went; counts those that went wrong. */
function scribe(color: boolean) {
  const { bold, green, red, dim } = createColors(color);
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  let title = "";
  let wrong = 0;
  const said = new Set<string>();
  return {
    /** Printed with the first outcome below it. */
    heading(text: string): void {
      title = bold(text);
    },
    /**
     * A cause that has been told before is not told again.
     * @param more tells more about it
     */
    outcome(asked: string, breach: string | undefined, more: readonly string[]): void {
      if (title !== "") print(title);
      title = "";
      const again = breach !== undefined && said.has(breach);
      print(`${breach === undefined ? green("✓") : red("✗")} ${asked}${again ? dim(": the same") : ""}`);
      if (breach === undefined) return;
      wrong++;
      if (again) return;
      said.add(breach);
      for (const line of [...breach.split("\n"), ...more.map(dim)]) print(`    ${line}`);
    },
    remark(text: string): void {
      print(`\n${dim(text)}`);
    },
    /** The last line. */
    sum(): ExitCode {
      print(wrong === 0 ? `\n${green("✓")} all is right` : `\n${red("✗")} ${wrong} wrong`);
      return wrong === 0 ? EXIT.expected : EXIT.unexpected;
    },
    wrong: () => wrong,
  };
}

/** @throws {CommandError} when there is no such command. */
export async function stacksCheckCommand(
  words: readonly string[],
  flags: { readonly color: boolean },
): Promise<ExitCode> {
  const command = commandWords(words.join(" ").replace(EXEC, ""));
  const report = scribe(screenOf(process.stdout, flags.color).color);
  const { signal, stop } = heedInterrupts();
  try {
    await checkProtocol(command, report, signal);
    // Nothing more can be asked of a host that cannot be talked to.
    if (report.wrong() === 0 && !signal.aborted) await checkContract(command, report, signal);
    if (signal.aborted) {
      process.stderr.write("interrupted\n");
      return EXIT.interrupted;
    }
    return report.sum();
  } catch (error) {
    if (!(error instanceof HostNotStarted)) throw error;
    throw new CommandError(error.message, EXIT.usage, error.remedy);
  } finally {
    stop();
  }
}

type Report = ReturnType<typeof scribe>;
type Words = HostCommand["command"];

async function checkProtocol(command: Words, report: Report, signal: AbortSignal): Promise<void> {
  report.heading("The process protocol");
  for (const each of HOST_CHECKS) {
    const breach = await tryCheck({ command }, each, signal);
    if (signal.aborted) return;
    report.outcome(each.title, breach, [`docs/process-protocol.md, ${each.section}`]);
  }
}

async function checkContract(command: Words, report: Report, signal: AbortSignal): Promise<void> {
  const name = command.join(" ");
  const said = conversation();
  const provider = processProvider({ name, summary: name, command, overhear: said.overhear.bind(said) });
  const [stack] = await openSeats(provider, 1);
  const interrupt = (): void => void stack.close();
  signal.addEventListener("abort", interrupt);
  try {
    for (const version of VERSIONS.filter((each) => speaks(stack.profile, each))) {
      report.heading(`\nWhat every stack owes the harness, over IPv${version}`);
      for (const each of clausesFor(stack)) {
        said.begin();
        const breach = await tryClause(stack, version, each);
        if (signal.aborted) return;
        report.outcome(each.title, breach, said.last());
      }
    }
  } finally {
    signal.removeEventListener("abort", interrupt);
    await stack.close();
  }
  const unclaimed = CAPABILITIES.filter((each) => !stack.profile.capabilities.includes(each));
  if (unclaimed.length > 0) report.remark(`not claimed, so not asked for: ${unclaimed.join(", ")}`);
}
