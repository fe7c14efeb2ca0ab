/** The last strokes to a shrunk exchange: whatever can be left out of it, one thing at a time, is left out. */

import type { Step } from "../scenario/step";
import { FLAG_NAMES } from "../wire/flags";

/** The step with one thing less, in each possible way. */
function simpler(step: Step): readonly Step[] {
  if (step.kind !== "peer-sends") return [];
  const { flags, ...fields } = step.segment;
  const names = Object.keys(fields) as (keyof typeof fields)[];
  return [
    ...names.map((name) => ({ ...step, segment: { flags, ...without(fields, name) } })),
    ...FLAG_NAMES.filter(([, bit]) => (flags & bit) !== 0).map(([, bit]) => ({
      ...step,
      segment: { ...fields, flags: flags & ~bit },
    })),
  ];
}

function without<T extends object>(fields: T, name: keyof T): Partial<T> {
  const rest: Partial<T> = { ...fields };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete rest[name];
  return rest;
}

/** The exchange with one thing less, in each possible way: whole steps first, the last ones first. */
function* candidates(steps: readonly Step[]): Generator<readonly Step[]> {
  for (let i = steps.length - 1; i >= 0; i--) yield [...steps.slice(0, i), ...steps.slice(i + 1)];
  for (const [i, step] of steps.entries())
    for (const other of simpler(step)) yield [...steps.slice(0, i), other, ...steps.slice(i + 1)];
}

/**
 * @param stillFails tells whether an exchange goes wrong in the same way.
 * @returns an exchange that does, and does no longer with anything taken out of it.
 */
export async function simplified(
  steps: readonly Step[],
  stillFails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  for (const candidate of candidates(steps)) {
    if (await stillFails(candidate)) return simplified(candidate, stillFails);
  }
  return steps;
}
