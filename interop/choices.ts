/** What the command line of `npm run interop` may choose. */

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Impairments } from "../adapters/wrap";
import { MILLISECOND } from "../harness/port/time";
import type { Duration } from "../harness/port/time";

export interface Choices {
  /** Octets of a transfer. */
  readonly octets: number;
  /** What the bad link does, both ways. */
  readonly impairments: Impairments;
  readonly seed: number;
  /** The least RTO of the reference. */
  readonly minimumRto: Duration;
  /** Seconds that one case may take. */
  readonly patience: number;
  /** Connections that follow each other. */
  readonly connections: number;
  /** Text that the names of cases have to have in them. */
  readonly only: string;
  /** How many cases are played at once. */
  readonly jobs: number;
}

/**
 * So many cases do nothing but wait most of the time: those in which the reference sends 20 MB over the bad link. The
 * others share the processors.
 */
const WAITING = 4;

/** @throws {TypeError} for a mistake, which its message names. */
export function choicesOf(argv: readonly string[]): Choices {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      size: { type: "string", default: "20" },
      loss: { type: "string", default: "5" },
      reordering: { type: "string", default: "5" },
      duplication: { type: "string", default: "2" },
      corruption: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      rto: { type: "string", default: "1000" },
      patience: { type: "string", default: "600" },
      connections: { type: "string", default: "100000" },
      only: { type: "string", default: "" },
      jobs: { type: "string", default: String(availableParallelism() + WAITING) },
    },
  });

  function number(name: Exclude<keyof typeof values, "only">, least: number, most = Infinity): number {
    const value = Number(values[name]);
    if (values[name] !== "" && value >= least && value <= most) return value;
    throw new TypeError(`--${name} is a number from ${least}${most === Infinity ? " on" : ` to ${most}`}`);
  }

  return {
    octets: Math.round(number("size", 0.001) * 1e6),
    impairments: {
      loss: number("loss", 0, 100) / 100,
      reordering: number("reordering", 0, 100) / 100,
      duplication: number("duplication", 0, 100) / 100,
      corruption: number("corruption", 0, 100) / 100,
    },
    seed: number("seed", 0),
    minimumRto: number("rto", 1) * MILLISECOND,
    patience: number("patience", 1),
    connections: number("connections", 1000),
    only: values.only,
    jobs: Math.floor(number("jobs", 1)),
  };
}
