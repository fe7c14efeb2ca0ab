import type { Results } from "../../harness/port/results";
import { inOrder } from "./key-order";

/** The text of `results.json`: two spaces, keys always in the same order, a newline at the end. */
export function resultsJson(results: Results): string {
  return `${JSON.stringify(inOrder(results), undefined, 2)}\n`;
}
