/** Files that are there whole or not at all. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CommandError, EXIT } from "./exit-code";

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

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the disk is read-only",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "there is a file of that name",
  EISDIR: "there is a folder of that name",
  ENAMETOOLONG: "the name is too long",
};

export function cannotWrite(path: string, error: unknown, option: string): CommandError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  return new CommandError(`cannot write ${path}: ${why}`, EXIT.broken, `give another folder with ${option}`);
}
