/** What is printed of an error that has reached the top. */

import { CommanderError } from "@commander-js/extra-typings";
import { createColors } from "picocolors";
import { StackFailed } from "../port/stack";
import { CommandError, EXIT, type ExitCode } from "./exit-code";

export interface Complaint {
  /** For standard error; empty where all has been said. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

export function complaintAbout(error: unknown, color: boolean): Complaint {
  const { red, dim } = createColors(color);
  // The parser has printed it already: a mistake on the command line, or the help that somebody has asked for.
  if (error instanceof CommanderError) return { text: "", exitCode: error.exitCode === 0 ? EXIT.expected : EXIT.usage };
  if (error instanceof CommandError) {
    const hint = error.hint === undefined ? "" : `${dim(error.hint)}\n`;
    return { text: `${red("error:")} ${error.message}\n${hint}`, exitCode: error.exitCode };
  }
  if (error instanceof StackFailed) return { text: `${red("error:")} ${error.message}\n`, exitCode: EXIT.broken };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `${red("tcpspec broke:")} ${text}\n`, exitCode: EXIT.broken };
}
