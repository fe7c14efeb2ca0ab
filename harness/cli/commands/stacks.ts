/** `tcpspec stacks`: what can be put under test here. */

import { createColors } from "picocolors";
import { EXIT, type ExitCode } from "../exit-code";
import { STACKS } from "../stacks";
import { screenOf } from "../terminal";

export function stacksCommand(flags: { readonly color: boolean }): ExitCode {
  const { bold } = createColors(screenOf(process.stdout, flags.color).color);
  const widest = Math.max(...STACKS.map(({ name }) => name.length));
  for (const { name, summary } of STACKS) process.stdout.write(`${bold(name.padEnd(widest))}  ${summary}\n`);
  process.stdout.write(
    `\nmutant:<name> is the reference TCP with one deliberate mistake.\n` +
      `A path is a module of yours that exports a StackProvider.\n`,
  );
  return EXIT.expected;
}
