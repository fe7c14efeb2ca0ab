import { run } from "../../../harness/runner/run";
import { select } from "../../../harness/runner/select";
import type { StackProvider } from "../../../harness/port/stack";
import type { ScenarioResult } from "../../../harness/port/results";
import type { IpVersion } from "../../../harness/wire";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";

/** Runs scenarios, each over the versions of IP, on as many seats. `open` has the stacks opened where they have to be. */
export async function resultsOf(
  provider: StackProvider,
  selectors: readonly string[],
  { ips, seats, open }: { ips: readonly IpVersion[]; seats: number; open: <T>(make: () => T) => T },
): Promise<readonly ScenarioResult[]> {
  const stacks = await open(() => provider.open(seats));
  try {
    const { scenarios } = await run({
      scenarios: select(SUITES, selectors, REQUIREMENTS),
      seats: stacks,
      ips,
      seed: 1,
      strict: false,
      requirements: REQUIREMENTS,
      baseline: provider.baseline ?? [],
      stopwatch: () => performance.now(),
      patience: (work) => work,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      signal: new AbortController().signal,
      onEnd: () => undefined,
    });
    return scenarios;
  } finally {
    for (const stack of stacks) await stack.close();
  }
}
