import type { BaselineEntry } from "../../harness/port/baseline";
import type { ScenarioResult } from "../../harness/port/results";
import { globToRegExp } from "../../harness/runner/select";

/** What it takes of a result to look it up. */
type Result = Pick<ScenarioResult, "id" | "ip" | "verdict">;

/** What is neither right nor left out has to have a reason: results without one, each as a line to read. */
export function notInTheBaseline(results: readonly Result[], baseline: readonly BaselineEntry[]): readonly string[] {
  const entries = baseline.map(({ scenario, ip }) => ({ ip, ids: globToRegExp(scenario) }));
  const isNamed = ({ id, ip }: Result) => entries.some((entry) => entry.ids.test(id) && (entry.ip ?? ip) === ip);
  return results
    .filter((result) => !["pass", "unsupported"].includes(result.verdict) && !isNamed(result))
    .map(({ id, ip, verdict }) => `${id} v${ip}: ${verdict}, and no entry of the baseline says why`);
}
