/** A task in a process of its own: it has a processor to itself if there is one, and takes nobody with it. */

import { fork } from "node:child_process";
import type { Result } from "./case";
import type { Choices } from "./choices";
import { removeOrphans } from "./folder";

/** Seconds beyond the patience with the case, in which it may start and be judged. */
const GRACE = 60;

/**
 * Plays the task of that name, and never rejects. When `signal` is aborted, the process ends and everything that it has
 * made goes with it; the promise is settled after that.
 */
export function playApart(name: string, choices: Choices, signal: AbortSignal): Promise<Result> {
  // What is written in TypeScript needs somebody to read it.
  const execArgv = ["--require", "ts-node/register"];
  const child = fork(require.resolve("./one"), [name, JSON.stringify(choices)], { execArgv });
  let result: Result | undefined;
  let why: string | undefined;
  child.on("message", (message) => {
    result = message as Result;
  });
  const timer = setTimeout(
    () => {
      why = "its process does not answer";
      child.kill("SIGKILL");
    },
    (choices.patience + GRACE) * 1000,
  );
  return new Promise((resolve) => {
    child.on("error", (error) => {
      why = error.message;
      if (child.pid === undefined) settle();
    });
    const ended = (code: number | null, by: NodeJS.Signals | null) => {
      why ??= `its process ended with ${by ?? code ?? "nothing"}`;
      settle();
    };
    child.on("close", ended);
    child.on("exit", (code, by) => {
      if (signal.aborted) ended(code, by);
    });

    // Its last message may come after its end, but of a channel that is closed on this side there is no "close".
    const stop = () => {
      if (child.connected) child.disconnect();
      if (child.exitCode !== null || child.signalCode !== null) settle();
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();

    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      if (result === undefined) removeOrphans();
      resolve(result ?? { complaints: [why ?? ""] });
    }
  });
}
