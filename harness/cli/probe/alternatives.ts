/** Which of several things that the rules allow a stack does. */

import type { Profile } from "../../port/profile";
import type { Stack } from "../../port/stack";
import type { Floor } from "../../runner/floor";
import { runScenario } from "../../runner/run-scenario";
import type { Scenario } from "../../scenario/scenario";
import type { Step } from "../../scenario/step";
import type { Finding } from "./finding";

/** Whether the scenario leaves the stack a choice. */
export function hasChoice({ steps }: Scenario): boolean {
  return steps.some((step: Step) => step.kind === "one-of");
}

/** Plays the scenario, with the times of the profile; nothing when it comes to no choice. */
export async function watchChoice(
  scenario: Scenario,
  stack: Stack,
  profile: Profile,
  options: { readonly seed: number; readonly floor: Floor },
): Promise<Finding | undefined> {
  const { alternatives } = await runScenario(scenario, withProfile(stack, profile), { ip: 4, ...options });
  if (alternatives.length === 0) return undefined;
  const seen = [...new Set(alternatives)].map((name) => {
    const times = alternatives.filter((each) => each === name).length;
    return times === 1 ? name : `${name} (${times} times)`;
  });
  return { about: scenario.id, seen: seen.join("; ") };
}

function withProfile(stack: Stack, profile: Profile): Stack {
  const { name, version, adapter, clock, link, user } = stack;
  const ports = stack.ports?.bind(stack);
  return {
    name,
    version,
    adapter,
    profile,
    clock,
    link,
    ...(user === undefined ? {} : { user }),
    endpoints: (ip) => stack.endpoints(ip),
    ...(ports === undefined ? {} : { ports }),
    reset: (seed) => stack.reset(seed),
    close: () => stack.close(),
  };
}
