/** Scenarios and suites: readonly values that can be printed, stored, shrunk, replayed and drawn. */

import type { Capability } from "../port/profile";
import type { Level } from "../port/verdict";
import type { IpVersion } from "../wire/packet";
import { callerOf } from "./source";
import type { Step } from "./step";

/** `virtual-time`: it takes longer than anybody would wait for by a real clock. */
export type Need = Capability | "virtual-time";

/** One scripted exchange with one purpose. */
export interface Scenario {
  /** Stable path: that of its suite and its own name, `close/active/four-segments`. */
  readonly id: string;
  /** "STATE: event -> outcome" */
  readonly title: string;
  /** The requirements that it settles; the first that has its level is the one that a failure names. */
  readonly covers: readonly string[];
  /** When left out: the strongest level of what it covers. */
  readonly level?: Level;
  /** What it needs of a stack beyond what follows from its steps. */
  readonly needs: readonly Need[];
  /** The one version of IP that it is about; both when left out. */
  readonly ip?: IpVersion;
  /** How many of the steps only lead up to the matter. */
  readonly preamble: number;
  /**
   * How many of the steps are a storm: the stack may answer them as it likes, and only always-on rules judge it. What follows
   * is a script like any other. Absent: none.
   */
  readonly storm?: number;
  readonly steps: readonly Step[];
  /** `suites/close/active.ts:17`; absent for one that was read from a file. */
  readonly source?: string;
}

export interface Suite {
  /** `close/active` */
  readonly path: string;
  readonly scenarios: readonly Scenario[];
}

/** What a suite writes down; the suite adds its path. */
export interface ScenarioDraft {
  readonly covers: readonly string[];
  readonly level?: Level;
  readonly needs?: readonly Need[];
  readonly ip?: IpVersion;
  /** A preamble from preambles.ts; the connection does not exist yet when left out. */
  readonly from?: readonly Step[];
  readonly steps: readonly (Step | readonly Step[])[];
}

/**
 * A scenario, still without its suite's path.
 * @param name unique in its suite, in kebab-case; it is part of the id, so it must not change.
 */
export function scenario(name: string, title: string, draft: ScenarioDraft): Scenario {
  const { from = [], steps, needs = [], ...rest } = draft;
  const place = callerOf(scenario);
  return {
    id: name,
    title,
    ...rest,
    needs,
    preamble: from.length,
    steps: [...from, ...steps.flat()],
    get source() {
      return place();
    },
  };
}

/** The same scenario under another id. Its source stays unasked for. */
function renamed(scenario: Scenario, id: string): Scenario {
  const properties = Object.getOwnPropertyDescriptors(scenario);
  return Object.defineProperties({}, { ...properties, id: { ...properties.id, value: id } }) as Scenario;
}

/** Whether the scenario can be run over this version of IP. */
export function isAbout({ ip }: Pick<Scenario, "ip">, version: IpVersion): boolean {
  return ip === undefined || ip === version;
}

/**
 * Scenarios about one behaviour: one file.
 * @throws {Error} when two scenarios have the same name.
 */
export function suite(path: string, scenarios: readonly Scenario[]): Suite {
  const names = new Set<string>();
  for (const { id } of scenarios) {
    if (names.has(id)) throw new Error(`suite ${path} has two scenarios named ${id}`);
    names.add(id);
  }
  return { path, scenarios: scenarios.map((each) => renamed(each, `${path}/${each.id}`)) };
}
