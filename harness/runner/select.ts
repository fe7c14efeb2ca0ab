/** Which scenarios a run is about. */

import type { Requirement } from "../scenario/requirement";
import type { Scenario, Suite } from "../scenario/scenario";

/** A selector that fits nothing. */
export class UnknownSelector extends Error {
  constructor(selector: string) {
    super(`nothing is called "${selector}"`);
    this.name = "UnknownSelector";
  }
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function partToSource(part: string): string {
  if (part === "**") return ".*";
  if (part === "*") return "[^/]*";
  if (/^\{.*\}$/.test(part)) return `(?:${part.slice(1, -1).split(",").map(toSource).join("|")})`;
  return literally(part);
}

function toSource(glob: string): string {
  return glob
    .split(/(\{[^{}]*\}|\*\*|\*)/)
    .map(partToSource)
    .join("");
}

/**
 * What fits a path, and everything below it. A `*` stands for anything but a slash, `**` for anything, `{fin*,urg}` for
 * either of them.
 */
export function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${toSource(glob)}(?:/.*)?$`);
}

/** `rfc5961` -> `5961` */
function rfcNumber(selector: string): string | undefined {
  return /^rfc\s?(\d+)$/i.exec(selector)?.[1];
}

/**
 * The scenarios that at least one selector fits: the path of a scenario or suite or the start of one (`close`), a glob
 * (`close/*`), a requirement (`MUST-13`), or an RFC (`rfc6528`). All of them when there is no selector.
 * @throws {UnknownSelector} for one that fits nothing.
 */
export function select(
  suites: readonly Suite[],
  selectors: readonly string[],
  requirements: ReadonlyMap<string, Requirement>,
): readonly Scenario[] {
  const all = suites.flatMap(({ scenarios }) => scenarios);
  if (selectors.length === 0) return all;
  const chosen = new Set<Scenario>();
  for (const selector of selectors) {
    const fits = matcher(selector, requirements);
    const found = all.filter(fits);
    if (found.length === 0) throw new UnknownSelector(selector);
    for (const each of found) chosen.add(each);
  }
  return all.filter((each) => chosen.has(each));
}

function matcher(selector: string, requirements: ReadonlyMap<string, Requirement>): (scenario: Scenario) => boolean {
  const rfc = rfcNumber(selector);
  if (rfc !== undefined) return ({ covers }) => covers.some((id) => requirements.get(id)?.rfc === rfc);
  if (requirements.has(selector)) return ({ covers }) => covers.includes(selector);
  const path = globToRegExp(selector.replace(/\/$/, ""));
  return ({ id }) => path.test(id);
}
