/** What is printed of an error that has reached the top. */

import { CommanderError } from "@commander-js/extra-typings";
import { createColors } from "picocolors";
import { StackFailed } from "../port/stack";
import { CommandError, EXIT, type ExitCode } from "./exit-code";
import { quotedIn } from "./unquoted-command";

export interface Complaint {
  /** For standard error; empty where all has been said. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** @param commandLine what the user has typed: it may show how it was meant. */
export function complaintAbout(error: unknown, color: boolean, commandLine: readonly string[] = []): Complaint {
  const { red, dim } = createColors(color);
  const hinted = (hint: string | undefined): string => (hint === undefined ? "" : `${dim(hint)}\n`);
  // The parser has printed it already: a mistake on the command line, or the help that somebody has asked for.
  if (error instanceof CommanderError)
    return error.exitCode === 0
      ? { text: "", exitCode: EXIT.expected }
      : { text: hinted(quotedIn(commandLine)), exitCode: EXIT.usage };
  if (error instanceof CommandError)
    return { text: `${red("error:")} ${error.message}\n${hinted(error.hint)}`, exitCode: error.exitCode };
  if (error instanceof StackFailed) return { text: `${red("error:")} ${error.message}\n`, exitCode: EXIT.broken };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `${red("tcpspec broke:")} ${text}\n`, exitCode: EXIT.broken };
}
