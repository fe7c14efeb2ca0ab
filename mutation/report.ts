/** What `npm run mutants` prints and writes. */

import { cut } from "../reports/console/layout";
import type { IpVersion } from "../harness/wire/packet";
import { killersOf, type Disagreement, type Matrix, type Played } from "./matrix";

export interface Play {
  readonly matrix: Matrix;
  /** How many scenarios were played. */
  readonly scenarios: number;
  readonly ips: readonly IpVersion[];
  readonly seconds: number;
  /** Absent when only some mutants or scenarios were played, which says nothing of the rest. */
  readonly disagreement?: Disagreement & {
    /** Mutants that are coarse and not listed as such, or the other way round. */
    readonly misjudged: readonly string[];
  };
}

/** So many names of scenarios stand behind their number. */
const FIRST_NAMES = 3;

/** The lines, each of at most `width` columns but for names that are longer. */
export function reportLines(play: Play, width: number): readonly string[] {
  const { played, survivors, coarse } = play.matrix;
  const { disagreement } = play;
  return [
    ...played.flatMap((each) => mutantLines(each, width)),
    "",
    ...section(
      "Survivors",
      survivors.map(({ name, breaks, file }) => `${name}  ${breaks}, ${file}`),
    ),
    ...(disagreement === undefined
      ? []
      : [
          ...section("Scenarios that kill nothing, and nobody says why they are there", disagreement.unexplained),
          ...section("Scenarios that kill something, and have a reason for killing nothing", disagreement.refuted),
          ...section("Reasons that fit no scenario", disagreement.pointless),
          ...section(`Coarse mutants (${coarse.join(", ")}) and reasons.ts do not agree`, disagreement.misjudged),
        ]),
    closingLine(play),
  ];
}

/** `closing-is-skipped  16  close/simultaneous/fins-cross, ...` */
function mutantLines(each: Played, width: number): readonly string[] {
  const killers = killersOf(each);
  const first = killers.slice(0, FIRST_NAMES);
  const names = [...first, ...(killers.length > first.length ? ["…"] : [])].join(", ");
  const count = killers.length === 0 ? "survives" : String(killers.length);
  return [`${each.mutant.name}  ${count}`, ...(names === "" ? [] : [cut(`    ${names}`, width)])];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}: ${lines.length}`, ...lines.map((line) => `  ${line}`), ""];
}

function closingLine({ matrix: { played, survivors }, scenarios, ips, seconds }: Play): string {
  const killed = played.length - survivors.length;
  const over = ips.map((ip) => `IPv${ip}`).join(" and ");
  return `${killed} of ${played.length} mutants killed by ${scenarios} scenarios over ${over}, in ${seconds.toFixed(0)} s`;
}

/** What --out holds: every kill. */
export function reportJson({ matrix, scenarios, ips, seconds }: Play): string {
  const { played, survivors, coarse, idle } = matrix;
  const mutants = played.map(({ mutant: { name, breaks, file }, kills }) => ({ name, breaks, file, kills }));
  const names = survivors.map(({ name }) => name);
  return `${JSON.stringify({ ips, scenarios, seconds, survivors: names, coarse, idle, mutants }, undefined, 1)}\n`;
}
