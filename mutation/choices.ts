/** What the command line of `npm run mutants` may choose. */

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { IpVersion } from "../harness/wire/packet";

export interface Choices {
  /** A glob that the names of mutants have to fit. */
  readonly only: string;
  /** A glob that the ids of scenarios have to fit, as a selector of `tcpspec run`. */
  readonly suite: string;
  readonly ips: readonly IpVersion[];
  /** The file of JSON in which every kill is written down. */
  readonly out?: string;
  /** How many processes work side by side. */
  readonly jobs: number;
  /** Percent of the mutants that have to be killed. */
  readonly bar: number;
}

/** @throws {TypeError} for a mistake, which its message names. */
export function choicesOf(argv: readonly string[]): Choices {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: "string", default: "**" },
      suite: { type: "string", default: "**" },
      ip: { type: "string", default: "both" },
      out: { type: "string" },
      jobs: { type: "string", default: String(availableParallelism()) },
      bar: { type: "string", default: "100" },
    },
  });
  const { only, suite, out } = values;
  return {
    only,
    suite,
    ips: ipsOf(values.ip),
    ...(out === undefined ? {} : { out }),
    jobs: number("jobs", values.jobs, 1, 64),
    bar: number("bar", values.bar, 0, 100),
  };
}

function ipsOf(text: string): readonly IpVersion[] {
  switch (text) {
    case "4":
      return [4];
    case "6":
      return [6];
    case "both":
      return [4, 6];
    default:
      throw new TypeError("--ip is 4, 6 or both");
  }
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new TypeError(`--${name} is a whole number from ${least} to ${most}`);
}
