/** Where in a source file a scenario stands, so that a failure can point to it. */

import { relative, sep } from "node:path";

/**
 * Tells `suites/close/active.ts:17` for the place that called `callee`, relative to the folder that holds the package when the
 * file is inside it. The line is looked up when somebody asks for it: source maps take longer to read than all suites to load.
 */
export function callerOf(callee: (...args: never[]) => unknown): () => string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callee);
  Error.stackTraceLimit = limit;
  return () => {
    const match = /\(?([^()\s]+):(\d+):\d+\)?$/m.exec(holder.stack?.split("\n")[1] ?? "");
    if (match?.[1] === undefined || match[2] === undefined) return "unknown";
    return `${relative(process.cwd(), match[1].replace(/^file:\/\//, ""))
      .split(sep)
      .join("/")}:${match[2]}`;
  };
}
