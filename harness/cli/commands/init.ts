/** `tcpspec init`: a configuration file to begin with. */

import { writeFileSync } from "node:fs";
import type { Config } from "../define-config";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { fileError } from "../file-error";
import { findConfig } from "../find-config";
import { invocation } from "../invocation";

export interface InitFlags {
  /** JSON in place of TypeScript. */
  readonly json?: true | undefined;
}

/** What stands in the new file: a stack of the user's, and one way to reach it. */
const BEGINNING = {
  stack: "mine",
  stacks: { mine: { command: ["python3", "my_host.py"], profile: {}, baseline: [], known: [] } },
} as const satisfies Config;

const TYPESCRIPT = `// What tcpspec is to know in this folder. An option on the command line goes before what stands here.

import { defineConfig } from "tcpspec/config";

export default defineConfig({
  // The stack that is meant when --stack names none.
  stack: "${BEGINNING.stack}",

  // Stacks by the names that --stack takes.
  stacks: {
    mine: {
      // A host: a program in any language that speaks the process protocol (docs/process-protocol.md). No shell reads
      // the command. It runs in this folder, or in another: folder: "build", environment: { LD_LIBRARY_PATH: "lib" }
      command: ${words(BEGINNING.stacks.mine.command)},
      // Or a JavaScript module that exports a StackProvider:
      // module: "./my-stack.js",
      // Or another host on a link (docs/agent.md):
      // raw: { target: "192.0.2.7", interface: "eth0", behaves: "echo", port: 7 },

      // What the stack claims, laid over what it says of itself (docs/profile.md). What nobody says is as the RFCs
      // recommend. 'tcpspec profile mine' watches the stack and proposes what to write here.
      profile: {
        // timers: { msl: "30 s", initialRto: { value: "1 s", late: "50 ms" }, delayedAck: "200 ms" },
        // synRetries: 6,
      },

      // Known departures from the standard, so that a run tells only news; or a JSON file with such a list.
      baseline: [
        // { scenario: "close/active/four-segments", verdict: "fail", reason: "issue 17: FIN is sent twice" },
      ],

      // What 'tcpspec fuzz' passes over and counts: rules, or some of what the stack says when it breaks down.
      known: [
        // { breaks: "793-3.4-RST-NEVER-FOR-RST", reason: "issue 18: a reset for a reset in LISTEN" },
      ],
    },
  },

  // What 'tcpspec run' does when it is not told otherwise:
  // out: "out", // the folder for results.json and the captures
  // seed: 1, // what all chance follows from
  // ip: 4, // only IPv4 (or 6); both when left out
  // capture: "pcapng", // or "pcap", "none"
  // strict: true, // a SHOULD counts as a MUST

  // How long to wait, by the wall clock:
  // timeouts: { opening: "60 s", closing: "10 s", scenario: "10 s", start: "15 s", answer: "5 s" },
});
`;

function words(list: readonly string[]): string {
  return `[${list.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** @throws {CommandError} where there is a configuration file already, and where none can be written. */
export function initCommand({ json }: InitFlags): ExitCode {
  const found = findConfig(undefined);
  if (found !== undefined)
    throw new CommandError(`there is ${found} already`, EXIT.usage, "move it away to have a new one");
  const [name, content] =
    json === true
      ? ["tcpspec.config.json", `${JSON.stringify(BEGINNING, undefined, 2)}\n`]
      : ["tcpspec.config.ts", TYPESCRIPT];
  try {
    writeFileSync(name, content, { flag: "wx" });
  } catch (error) {
    throw new CommandError(`cannot write ${name}: ${fileError(error)}`, EXIT.broken);
  }
  const tcpspec = invocation();
  process.stdout.write(
    [
      `wrote ${name}`,
      "",
      "Next:",
      `  1. Put the command that starts your host in the place of "${BEGINNING.stacks.mine.command.join(" ")}".`,
      `  2. ${tcpspec} profile mine    watches the stack; what it prints can go into the file`,
      `  3. ${tcpspec} run             all scenarios, on your stack`,
      "",
    ].join("\n"),
  );
  return EXIT.expected;
}
