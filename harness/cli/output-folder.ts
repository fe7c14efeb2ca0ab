/**
 * The folder that a run writes into. What an earlier run left there stays until the new results are complete, and then goes; if
 * it does not come to that, what the new run has written goes.
 */

import { existsSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import type { Results } from "../port/results";
import { resultsJson } from "../../reports/json/results-json";
import { CommandError, EXIT } from "./exit-code";
import { makeFolders } from "./make-folders";
import { cannotWrite, unfinished, writeWhole } from "./whole-file";

export const RESULTS = "results.json";

const OPTION = "--out";

export interface OutputFolder {
  readonly path: string;
  /**
   * Writes a capture; one that an earlier run left just so stays as it is.
   * @param name relative to the folder
   * @throws {CommandError}
   */
  write(name: string, content: Uint8Array): Promise<void>;
  /** Puts new results in the place of those before, whose captures go with them. @throws {CommandError} */
  writeResults(results: Results): Promise<void>;
  /** To be called at the end: where no results were written, takes away the captures that nothing speaks of. */
  readonly discard: () => void;
}

/**
 * Makes the folder ready, so that a run does not find out at its end that it cannot write.
 * @throws {CommandError} when it cannot be written, and when a results.json is there that is not one of ours.
 */
export async function openOutputFolder(path: string): Promise<OutputFolder> {
  const results = join(path, RESULTS);
  const before = capturesBefore(results);
  const written = new Set<string>();
  const made = await makeWritable(path);
  let complete = false;
  const remove = (names: Iterable<string>): void => {
    for (const name of names) removeWithFolders(path, name);
  };
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      written.add(name);
      if (!before.has(name) || !(await holds(file, content))) await writeWhole(file, content, OPTION);
    },
    async writeResults(given) {
      await writeWhole(results, resultsJson(given), OPTION);
      complete = true;
      remove([...before].filter((name) => !written.has(name)));
    },
    discard() {
      if (complete) return;
      remove([...written].filter((name) => !before.has(name)));
      // Of what was being written when the process was ended.
      remove([...written].map(unfinished));
      if (made) removeIfEmpty(path);
    },
  };
}

/** @returns whether the folder was not there. */
async function makeWritable(path: string): Promise<boolean> {
  try {
    const made = await makeFolders(path);
    const probe = join(path, ".tcpspec-can-write");
    writeFileSync(probe, "");
    rmSync(probe);
    return made;
  } catch (error) {
    throw cannotWrite(path, error, OPTION);
  }
}

/** The captures that an earlier run left; none where there was none. @throws {CommandError} when the file is not of a run. */
function capturesBefore(file: string): ReadonlySet<string> {
  if (!existsSync(file)) return new Set();
  const found = readJson(file);
  if (!isResults(found))
    throw new CommandError(
      `${file} is there and is not from a run of tcpspec`,
      EXIT.usage,
      `move it away, or give another folder with ${OPTION}`,
    );
  const traces = found.scenarios.map((each: unknown) =>
    typeof each === "object" && each !== null && "trace" in each ? each.trace : undefined,
  );
  return new Set(traces.filter(isCapture));
}

/** Undefined for what cannot be read, and for what is no JSON. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Results of any version; all of the schema is not asked for, as they are only going to be replaced. */
function isResults(value: unknown): value is { readonly scenarios: readonly unknown[] } {
  return (
    typeof value === "object" &&
    value !== null &&
    "schema" in value &&
    String(value.schema).startsWith("tcpspec/results/") &&
    "scenarios" in value &&
    Array.isArray(value.scenarios)
  );
}

/** A name as runs give it. Whatever else stands in the file must not be a way to have other files removed. */
function isCapture(name: unknown): name is string {
  return typeof name === "string" && /^traces\/.+\.pcap(?:ng)?$/.test(name) && posix.normalize(name) === name;
}

/** In virtual time most captures are as they were, and to read a file takes a tenth of what it takes to replace it. */
async function holds(file: string, content: Uint8Array): Promise<boolean> {
  try {
    return (await readFile(file)).equals(content);
  } catch {
    return false;
  }
}

/** Removes a file and the folders that are empty without it, up to the one that it is in. */
function removeWithFolders(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
  for (let inner = dirname(name); inner !== "."; inner = dirname(inner))
    if (!removeIfEmpty(join(folder, inner))) return;
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
