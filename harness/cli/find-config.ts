import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { CommandError, EXIT } from "./exit-code";

const NAMES = ["tcpspec.config.ts", "tcpspec.config.js", "tcpspec.config.json"] as const;

/**
 * The path of the configuration file: the one that is given, else the one in the folder; undefined where there is none.
 * @throws {CommandError} when the one that is given is not there, and when the folder has several.
 */
export function findConfig(given: string | undefined, folder = process.cwd()): string | undefined {
  if (given !== undefined) {
    const path = resolve(folder, given);
    if (isFile(path)) return path;
    throw new CommandError(
      `there is no file ${path}`,
      EXIT.usage,
      "--config takes a file that 'tcpspec init' would write",
    );
  }
  const [found, ...others] = NAMES.map((name) => join(folder, name)).filter(isFile);
  if (others.length === 0) return found;
  throw new CommandError(
    `there is more than one configuration file: ${[found, ...others].join(", ")}`,
    EXIT.usage,
    "remove the others, or say with --config which one is meant",
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
