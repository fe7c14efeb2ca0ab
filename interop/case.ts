/** One thing that is tried, and how it went. */

import type { IpVersion } from "../harness/wire";
import type { WireSummary } from "./wire-summary";
import type { World } from "./world";

/** What every case may choose from. */
export interface Setting {
  readonly ip: IpVersion;
  readonly seed: number;
  /** Octets of a transfer. */
  readonly octets: number;
}

export interface Played {
  /** Octets that were carried, for the rate; 0 where that says nothing. */
  readonly octets: number;
  readonly seconds: number;
  /** Whatever was not as it should be, apart from what the rules say. */
  readonly complaints: readonly string[];
}

export interface Case {
  readonly name: string;
  /** Whether the reference sends a whole transfer: on a bad link it waits for its timers more than for anything else. */
  readonly isUpload: boolean;
  play(world: World, setting: Setting): Promise<Played>;
  /** What of the wire is not as it should be, apart from what the rules say. */
  look(summary: WireSummary): readonly string[];
}

/** How a case went, as plain data that can be sent from one process to another. */
export interface Result {
  /** Absent when it came to no end. */
  readonly played?: Played;
  /** Absent where nothing was recorded. */
  readonly summary?: WireSummary;
  /** What is worth telling, and nothing to complain of. */
  readonly remarks?: readonly string[];
  /** Whatever was not as it should be, rules included; nothing when all went well. */
  readonly complaints: readonly string[];
}

/** Both sides have said that they are through, and neither has cut it short. */
export function closedProperly({ fins, resets }: WireSummary): readonly string[] {
  const complaints: string[] = [];
  if (!fins.includes("stack->peer")) complaints.push("the reference sent no FIN");
  if (!fins.includes("peer->stack")) complaints.push("the kernel sent no FIN");
  if (resets.length > 0) complaints.push(`a RST was sent before the end (${resets.join(", ")})`);
  return complaints;
}

/** A complaint unless it is so. */
export function wanted(what: string, isSo: boolean): readonly string[] {
  return isSo ? [] : [`not so: ${what}`];
}
