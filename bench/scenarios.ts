/**
 * How many whole scenarios a second: handshake, four-segment close, TIME-WAIT, judged by script and always-on rules. And how long
 * the whole set takes of the processor, with the most memory that the process had until then; and what a scenario costs among
 * four times as many, as a ratio: with 1 or less the cost does not grow with their number.
 */

import type { Stack } from "../harness/port/stack";
import { run } from "../harness/runner/run";
import type { Scenario } from "../harness/scenario";
import { reference } from "../stacks/reference";
import { SUITES } from "../suites";
import { activeClose } from "../suites/close/active";
import { REQUIREMENTS } from "../suites/requirements";

/** The same scenario under many names, so that each run has a seed of its own. */
export function copies(scenario: Scenario, count: number): readonly Scenario[] {
  return Array.from({ length: count }, (_, i) => ({ ...scenario, id: `${scenario.id}-${i}` }));
}

export async function perSecond(seat: Stack, scenarios: readonly Scenario[]): Promise<number> {
  const began = performance.now();
  const { scenarios: results } = await run({
    scenarios,
    seats: [seat],
    ips: [4],
    seed: 1,
    strict: false,
    requirements: REQUIREMENTS,
    baseline: [],
    stopwatch: () => performance.now(),
    patience: (work) => work,
    breathe: () => Promise.resolve(),
    signal: new AbortController().signal,
    onEnd: () => undefined,
  });
  const seconds = (performance.now() - began) / 1000;
  const failed = results.filter(({ verdict }) => verdict !== "pass").length;
  if (failed > 0) throw new Error(`${failed} scenarios did not pass: the figure would mean nothing`);
  return results.length / seconds;
}

/** Every scenario so many times, each time under another name. */
function wholeSet(times: number): readonly Scenario[] {
  const all = SUITES.flatMap(({ scenarios }) => scenarios);
  return Array.from({ length: times }, (_, i) => all.map((each) => ({ ...each, id: `${each.id}-${i}` }))).flat();
}

/** The median of a few rounds, since the machine has other things to do as well. */
export async function median(rounds: number, measure: () => Promise<number>): Promise<number> {
  const figures: number[] = [];
  for (let i = 0; i < rounds; i++) figures.push(await measure());
  return figures.sort((a, b) => a - b)[rounds >> 1] ?? 0;
}

/** What it takes of the processor, whatever else the machine has to do. */
async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const round = (figure: number) => Number(figure.toFixed(2));

/** JSON lines. */
export async function benchScenarios(print: (line: object) => void): Promise<void> {
  const [seat] = await reference.open(1);
  if (seat === undefined) throw new Error("nothing to measure");
  const once = await cpuSeconds(() => perSecond(seat, wholeSet(1)));
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1000);
  print({ bench: "scenarios/whole-set", scenarios: wholeSet(1).length, cpuSeconds: round(once), peakMB });
  const four = await cpuSeconds(() => perSecond(seat, wholeSet(4)));
  print({ bench: "scenarios/whole-set-growth", ratio: round(four / once / 4) });

  const scenario = activeClose.scenarios.find(({ id }) => id === "close/active/four-segments");
  if (scenario === undefined) throw new Error("nothing to measure");
  await perSecond(seat, copies(scenario, 2000));
  const thousand = await median(7, () => perSecond(seat, copies(scenario, 1000)));
  const tenThousand = await median(3, () => perSecond(seat, copies(scenario, 10_000)));
  print({ bench: "scenarios/handshake-and-close", perSecond: Math.round(thousand), scenarios: 1000 });
  print({ bench: "scenarios/handshake-and-close", perSecond: Math.round(tenThousand), scenarios: 10_000 });
  print({ bench: "scenarios/growth", ratio: round(tenThousand / thousand) });
}

if (require.main === module) void benchScenarios((line) => process.stdout.write(`${JSON.stringify(line)}\n`));
