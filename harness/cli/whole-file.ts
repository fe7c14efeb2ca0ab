/** Files that are there whole or not at all. */

import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CommandError, EXIT } from "./exit-code";
import { fileError } from "./file-error";
import { makeFolders } from "./make-folders";

/** What a file is called while it is being written. */
export const unfinished = (path: string): string => `${path}.unfinished`;

/**
 * Writes a file so that it is there whole or not at all, with the folders that it takes. What was there before stays until then.
 * The process can do something else meanwhile: a disk takes a tenth of a second now and then.
 * @param option the option that names another place
 * @throws {CommandError}
 */
export async function writeWhole(path: string, content: string | Uint8Array, option: string): Promise<void> {
  try {
    await makeFolders(dirname(path));
    await writeFile(unfinished(path), content);
    await rename(unfinished(path), path);
  } catch (error) {
    // Where nothing can be written there is nothing to be taken away.
    await rm(unfinished(path), { force: true }).catch(() => undefined);
    throw cannotWrite(path, error, option);
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
