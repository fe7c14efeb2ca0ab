/** `tcpspec stacks`: what can be put under test here. */

import { createColors } from "picocolors";
import { hang, wrap } from "../../../reports/console/layout";
import { EXIT, type ExitCode } from "../exit-code";
import { builtInStacks, MUTANT, mutantNames, type FromConfig } from "../stacks";
import { screenOf } from "../terminal";
import { EXEC } from "../unquoted-command";

export interface StacksFlags extends FromConfig {
  readonly color: boolean;
}

export function stacksListCommand({ configured = new Map(), ...flags }: StacksFlags): ExitCode {
  const { color, width } = screenOf(process.stdout, flags.color);
  const { bold, dim } = createColors(color);
  const kinds = [
    ...Array.from(configured, ([name, { summary }]) => ({ name, summary })),
    ...builtInStacks().map(({ name, summary, preparation }) => ({
      name,
      summary: preparation === undefined ? summary : `${summary}; ${preparation.state().detail}`,
    })),
    {
      name: `${MUTANT}<name>`,
      summary: "the reference TCP with one deliberate mistake, to see what a failure looks like",
    },
    {
      name: `${EXEC}<command>`,
      summary: "a TCP of your own in any language: a host that speaks the process protocol (docs/process-protocol.md)",
    },
    {
      name: "<path>",
      summary: "a TCP of your own: a JavaScript module that exports a StackProvider, such as ./my-stack.js",
    },
  ];
  const widest = Math.max(...kinds.map(({ name }) => name.length));
  const room = Math.max(width - widest - 2, 20);
  const lines = kinds.flatMap(({ name, summary }) => hang(`${bold(name.padEnd(widest))}  `, wrap(summary, room)));
  const mutants = wrap(mutantNames().join(", "), width - 2).map((line) => dim(`  ${line}`));
  process.stdout.write(`${[...lines, "", "Mutants", ...mutants].join("\n")}\n`);
  return EXIT.expected;
}
