/** `tcpspec stacks check <command>`: tells the author of a host, line by line, what is right and what is wrong. */

import { createColors } from "picocolors";
import { clausesFor, type Clause } from "../../../adapters/contract";
import { HOST_CHECKS, processProvider, startHost, type HostCheck, type HostCommand } from "../../../adapters/process";
import { CAPABILITIES, speaks } from "../../port/profile";
import type { Stack } from "../../port/stack";
import type { IpVersion } from "../../wire/packet";
import { EXIT, type ExitCode } from "../exit-code";
import { messageOf } from "../message-of";
import { openSeats } from "../seats";
import { commandWords, EXEC } from "../stacks";
import { screenOf } from "../terminal";

const VERSIONS: readonly IpVersion[] = [4, 6];

/** The host with each check; a check may break it, so that the next gets another. */
async function tryCheck(how: HostCommand, { check }: HostCheck): Promise<string | undefined> {
  const host = startHost(how);
  try {
    await check(host);
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
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
  let wrong = 0;
  const said = new Set<string>();
  return {
    heading(title: string): void {
      print(bold(title));
    },
    /**
     * A cause that has been told before is not told again.
     * @param where tells more about what was asked
     */
    outcome(title: string, breach: string | undefined, where: string): void {
      const again = breach !== undefined && said.has(breach);
      print(`${breach === undefined ? green("✓") : red("✗")} ${title}${again ? dim(": the same") : ""}`);
      if (breach === undefined) return;
      wrong++;
      if (again) return;
      said.add(breach);
      for (const line of [...breach.split("\n"), dim(where)]) print(`    ${line}`);
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

/** @throws {CommandError} when there is no command. */
export async function stacksCheckCommand(
  words: readonly string[],
  flags: { readonly color: boolean },
): Promise<ExitCode> {
  const command = commandWords(words.join(" ").replace(EXEC, ""));
  const report = scribe(screenOf(process.stdout, flags.color).color);
  report.heading("The process protocol");
  for (const each of HOST_CHECKS)
    report.outcome(each.title, await tryCheck({ command }, each), `docs/process-protocol.md, ${each.section}`);
  // Nothing more can be asked of a host that cannot be talked to.
  if (report.wrong() > 0) return report.sum();
  const name = command.join(" ");
  const [stack] = await openSeats(processProvider({ name, summary: name, command }), 1);
  try {
    for (const version of VERSIONS.filter((each) => speaks(stack.profile, each))) {
      report.heading(`\nWhat every stack owes the harness, over IPv${version}`);
      for (const each of clausesFor(stack))
        report.outcome(
          each.title,
          await tryClause(stack, version, each),
          "its steps are in adapters/contract/clauses.ts",
        );
    }
  } finally {
    await stack.close();
  }
  const unclaimed = CAPABILITIES.filter((each) => !stack.profile.capabilities.includes(each));
  if (unclaimed.length > 0) report.remark(`not claimed, so not asked for: ${unclaimed.join(", ")}`);
  return report.sum();
}
