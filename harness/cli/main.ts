#!/usr/bin/env node
/** The command `tcpspec`: from its arguments to its exit code. */

import "./source-maps";
import { complaintAbout } from "./complaint";
import { EXIT } from "./exit-code";
import { createProgram } from "./program";
import { screenOf } from "./terminal";

/** How long something may still be at work after the end, such as a stack that has not cleaned up behind itself. */
const GRACE_MS = 2000;

let ended = false;

/** The process ends by itself, when all that it prints has been printed. */
function end(exitCode: number): void {
  ended = true;
  process.exitCode = exitCode;
  setTimeout(() => process.exit(), GRACE_MS).unref();
}

function complain(error: unknown): number {
  const { color, moves } = screenOf(process.stderr, !process.argv.includes("--no-color"));
  const { text, exitCode } = complaintAbout(error, color, process.argv);
  // A line that moves may still be there.
  process.stderr.write(`${moves ? "\r\x1b[K" : ""}${text}`);
  return exitCode;
}

/** A reader that has seen enough (`tcpspec list | head`) is no error, and no reason to leave the work undone. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

process.stdout.on("error", unlessClosed);
process.stderr.on("error", unlessClosed);

process.on("uncaughtException", (error) => {
  end(complain(error));
  process.exit();
});

// A stack in this process can end it, or leave us waiting for what will never come: neither may look like success.
process.on("exit", (exitCode) => {
  if (ended || exitCode === EXIT.interrupted) return;
  process.exitCode = complain(new Error("the process has come to an end, and the work has not"));
});

createProgram(end)
  .parseAsync()
  .catch((error: unknown) => {
    end(complain(error));
  });
