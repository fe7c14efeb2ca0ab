import { type ScenarioGroup } from "../tally";
import { columns, cut, pad, printable } from "./layout";
import { type Palette, VERDICT_LOOKS } from "./palette";

export interface ScenarioLineOptions {
  /** Columns of the terminal, and of the verdict. */
  readonly width: number;
  readonly verdictWidth: number;
  /** Whether to name the stack. */
  readonly stack: boolean;
}

/**
 * `✗ fail  close/active/four-segments  IPv4, IPv6`, or `IPv4 fail, IPv6 error` where the verdicts differ. The id is never
 * cut, as one wants to copy it.
 */
export function scenarioLine(results: ScenarioGroup, options: ScenarioLineOptions, paints: Palette): string {
  const [first] = results;
  const { mark, paint } = VERDICT_LOOKS[first.verdict];
  const verdict = `${mark} ${pad(first.verdict, options.verdictWidth)}`;
  const id = printable(first.id);
  const isOne = results.every((result) => result.verdict === first.verdict);
  const versions = results
    .map((result) => (isOne ? `IPv${result.ip}` : `IPv${result.ip} ${result.verdict}`))
    .join(", ");
  const where = options.stack ? `  ${printable(first.stack)} ${versions}` : `  ${versions}`;
  return `${paints[paint](verdict)}  ${id}${paints.faint(cut(where, options.width - columns(`${verdict}  ${id}`)))}`;
}

export const scenariosText = (count: number): string => (count === 1 ? "1 scenario" : `${count} scenarios`);
