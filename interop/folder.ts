/** Folders for programs to serve from, of which none is left. */

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Folder {
  readonly path: string;
  remove(): void;
}

const PREFIX = "tcpspec-interop-";

/** A folder for one case, which goes with the process; if that is killed, {@link removeOrphans} sees to it. */
export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const remove = () => {
    process.off("exit", remove);
    discard(path);
  };
  process.on("exit", remove);
  return { path, remove };
}

/** Removes the folders of processes that are no more. */
export function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) if (isOrphan(name)) discard(join(tmpdir(), name));
}

function isOrphan(name: string): boolean {
  const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : NaN;
  return !Number.isNaN(owner) && !existsSync(`/proc/${owner}`);
}

function discard(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
