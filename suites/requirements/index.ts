/** The catalogue: every rule that scenarios cite, one file for each RFC. */

import { LEVELS } from "../../harness/port/verdict";
import type { Requirement } from "../../harness/scenario/requirement";
import rfc793 from "./rfc793.json";
import rfc1122 from "./rfc1122.json";
import rfc1337 from "./rfc1337.json";
import rfc2018 from "./rfc2018.json";
import rfc2883 from "./rfc2883.json";
import rfc3042 from "./rfc3042.json";
import rfc3168 from "./rfc3168.json";
import rfc5681 from "./rfc5681.json";
import rfc5961 from "./rfc5961.json";
import rfc6298 from "./rfc6298.json";
import rfc6528 from "./rfc6528.json";
import rfc6582 from "./rfc6582.json";
import rfc6691 from "./rfc6691.json";
import rfc7323 from "./rfc7323.json";
import rfc9293 from "./rfc9293.json";
import otherRfcs from "./other-rfcs.json";

const TESTABLE = ["yes", "needs-socket-api", "no"] as const;

/** A row as the file has it, with its level and testability checked. @throws {Error} for a row that has others. */
function requirement(row: (typeof rfc793)[number]): Requirement {
  const level = LEVELS.find((each) => each === row.level);
  const testable = TESTABLE.find((each) => each === row.testable);
  if (level === undefined || testable === undefined)
    throw new Error(`requirement ${row.id} has a level or testability that does not exist`);
  return { ...row, level, testable };
}

/** All requirements by id. */
export const REQUIREMENTS: ReadonlyMap<string, Requirement> = new Map(
  [
    ...rfc793,
    ...rfc1122,
    ...rfc1337,
    ...rfc2018,
    ...rfc2883,
    ...rfc3042,
    ...rfc3168,
    ...rfc5681,
    ...rfc5961,
    ...rfc6298,
    ...rfc6528,
    ...rfc6582,
    ...rfc6691,
    ...rfc7323,
    ...rfc9293,
    ...otherRfcs,
  ].map((row) => [row.id, requirement(row)]),
);
