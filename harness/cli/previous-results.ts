/** What the last run came to. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Results } from "../port/results";
import type * as ParseResults from "../../reports/json/parse-results";
import { fileError } from "./file-error";
import { RESULTS } from "./output-folder";

/** Undefined where no run has been; a sentence where what it left cannot be read. */
export function previousResults(folder: string): Results | string | undefined {
  const file = join(folder, RESULTS);
  if (!existsSync(file)) return undefined;
  // What validates takes a while to load, and there is mostly nothing to be validated.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { parseResults } = require("../../reports/json/parse-results") as typeof ParseResults;
  try {
    const parsed = parseResults(readFileSync(file, "utf8"));
    return parsed.ok ? parsed.results : `${file} cannot be read: ${parsed.error}`;
  } catch (error) {
    return `${file} cannot be read: ${fileError(error)}`;
  }
}
