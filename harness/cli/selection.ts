/** The scenarios that selectors on the command line mean. */

import { select, UnknownSelector } from "../runner/select";
import type { Scenario } from "../scenario/scenario";
import { SUITES } from "../../suites";
import { REQUIREMENTS } from "../../suites/requirements";
import { CommandError, EXIT } from "./exit-code";
import { nearest } from "./nearest";

/**
 * @param meant what may have been meant by selectors that fit nothing, and that nothing is similar to
 * @throws {CommandError} for a selector that fits nothing; it says what may have been meant.
 */
export function selected(
  selectors: readonly string[],
  meant: (unknown: readonly string[]) => string | undefined = () => undefined,
): readonly Scenario[] {
  const unknown = selectors.filter((selector) => !isKnown(selector));
  const [first] = unknown;
  if (first !== undefined) throw complaintAbout(first, meant(unknown));
  return select(SUITES, selectors, REQUIREMENTS);
}

function isKnown(selector: string): boolean {
  try {
    select(SUITES, [selector], REQUIREMENTS);
    return true;
  } catch (error) {
    if (error instanceof UnknownSelector) return false;
    throw error;
  }
}

/** The scenario of just this id. @throws {CommandError} when there is none. */
export function scenarioNamed(id: string): Scenario {
  const scenarios = SUITES.flatMap(({ scenarios }) => scenarios);
  const found = scenarios.find((each) => each.id === id);
  if (found !== undefined) return found;
  const similar = nearest(
    id,
    scenarios.map((each) => each.id),
  );
  throw new CommandError(`there is no scenario "${id}"`, EXIT.usage, hint(similar));
}

function complaintAbout(selector: string, meant: string | undefined): CommandError {
  if (REQUIREMENTS.has(selector))
    return new CommandError(
      `no scenario is about ${selector}`,
      EXIT.usage,
      `'tcpspec explain ${selector}' says what it asks for`,
    );
  return new CommandError(`nothing is called "${selector}"`, EXIT.usage, hint(nearest(selector, names()), meant));
}

function hint(similar: readonly string[], otherwise = "'tcpspec list' shows what there is"): string {
  return similar.length === 0 ? otherwise : `did you mean ${similar.join(", ")}?`;
}

/** Everything that a selector without a star can be. */
function names(): readonly string[] {
  const ids = SUITES.flatMap(({ scenarios }) => scenarios.map(({ id }) => id));
  const folders = ids.flatMap((id) => {
    const parts = id.split("/");
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  });
  const rfcs = [...REQUIREMENTS.values()].map(({ rfc }) => `rfc${rfc}`);
  return [...folders, ...REQUIREMENTS.keys(), ...rfcs];
}
