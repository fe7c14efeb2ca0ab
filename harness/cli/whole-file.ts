/** Files that are there whole or not at all. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CommandError, EXIT } from "./exit-code";
import { fileError } from "./file-error";

/**
 * Writes a file so that it is there whole or not at all, with the folders that it takes. What was there before stays until then.
 * @param option the option that names another place
 * @throws {CommandError}
 */
export function writeWhole(path: string, content: string | Uint8Array, option: string): void {
  const unfinished = `${path}.unfinished`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  } catch (error) {
    const complaint = cannotWrite(path, error, option);
    try {
      rmSync(unfinished, { force: true });
    } catch {
      // Where nothing can be written there is nothing to be taken away.
    }
    throw complaint;
  }
}

/** @param option the option that names another place */
export function cannotWrite(path: string, error: unknown, option: string): CommandError {
  return new CommandError(
    `cannot write ${path}: ${fileError(error)}`,
    EXIT.broken,
    `give another folder with ${option}`,
  );
}
