/** `tcpspec stacks build <name>`: makes a stack ready on this machine. */

import { createColors } from "picocolors";
import { StackUnavailable } from "../../port/stack";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { stackNamed } from "../stacks";
import { screenOf } from "../terminal";

/** @throws {CommandError} when there is no such stack, or this machine lacks what building it takes. */
export async function stacksBuildCommand(name: string, flags: { readonly color: boolean }): Promise<ExitCode> {
  const { preparation } = stackNamed(name);
  const { green, dim } = createColors(screenOf(process.stdout, flags.color).color);
  if (preparation === undefined) {
    process.stdout.write(`${green("✓")} ${name} is ready as it is: there is nothing to build\n`);
    return EXIT.expected;
  }
  if (!preparation.state().ready) {
    try {
      await preparation.prepare((line) => process.stdout.write(`${dim(line)}\n`));
    } catch (error) {
      if (!(error instanceof StackUnavailable)) throw error;
      throw new CommandError(error.message, EXIT.broken, error.remedy);
    }
  }
  process.stdout.write(`${green("✓")} ${name} is ready, ${preparation.state().detail}\n`);
  return EXIT.expected;
}
