/** What the command's exit code says. Never a count. */
export const EXIT = {
  /** Every outcome was expected. */
  expected: 0,
  /** Some were not. */
  unexpected: 1,
  /** The command line, the configuration, or nothing of what was selected could be tested. */
  usage: 2,
  /** The harness, an adapter or the machine. */
  broken: 3,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that needs no stack trace: the message says what is wrong, the hint what to do. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  constructor(message: string, exitCode: ExitCode, hint?: string) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
