/** The folder that a run writes into: whole files or none, and nothing of an older run mixed with the new. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Results } from "../port/results";
import { parseResults } from "../../reports/json/parse-results";
import { resultsJson } from "../../reports/json/results-json";
import { CommandError, EXIT } from "./exit-code";

const RESULTS = "results.json";

/** Writes a file so that it is there whole or not at all. @throws {CommandError} */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const unfinished = `${path}.unfinished`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): CommandError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why =
    {
      ENOSPC: "the disk is full",
      EACCES: "no permission",
      EROFS: "the disk is read-only",
      ENOTDIR: "a part of the path is a file",
      EEXIST: "it is a file",
    }[code] ?? String(error);
  return new CommandError(`cannot write ${path}: ${why}`, EXIT.broken, "give another folder with --out");
}

export interface OutputFolder {
  readonly path: string;
  /** @param name relative to the folder; it is returned. */
  write(name: string, content: Uint8Array): string;
  writeResults(results: Results): void;
}

/**
 * Makes the folder ready: it exists, can be written, and the captures that an older results.json speaks of are gone.
 * @throws {CommandError}
 */
export function openOutputFolder(path: string): OutputFolder {
  const results = join(path, RESULTS);
  const previous = previousResults(path);
  try {
    mkdirSync(path, { recursive: true });
    const probe = join(path, ".tcpspec-can-write");
    writeFileSync(probe, "");
    rmSync(probe);
    rmSync(results, { force: true });
    for (const { trace } of previous?.scenarios ?? [])
      if (trace !== undefined) rmSync(join(path, trace), { force: true });
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return {
    path,
    write(name, content) {
      writeWhole(join(path, name), content);
      return name;
    },
    writeResults(written) {
      writeWhole(results, resultsJson(written));
    },
  };
}

/** The results that a run left in the folder; undefined when there are none that can be read. */
export function previousResults(path: string): Results | undefined {
  const file = join(path, RESULTS);
  if (!existsSync(file)) return undefined;
  const parsed = parseResults(readFileSync(file, "utf8"));
  return parsed.ok ? parsed.results : undefined;
}
