/** Stacks whose host has to be built before it can be started. */

import { processProvider } from "../../adapters/process";
import type { ProcessStackDescription } from "../../adapters/process";
import type { Preparation, StackProvider } from "../../harness/port/stack";
import { StackUnavailable } from "../../harness/port/stack";
import { build, missingTools } from "./build";
import { builtProgram } from "./cache";
import type { Recipe } from "./recipe";

/** What a recipe makes, as the preparation of the stack of this name. */
export function preparationOf(recipe: Recipe, name: string): Preparation {
  return {
    state() {
      const program = builtProgram(recipe);
      if (program !== undefined) return { ready: true, detail: `built: ${program}` };
      const missing = missingTools(recipe).map(({ remedy }) => remedy);
      const detail = missing.length === 0 ? `to be built: ${buildCommand(name)}` : `lacks: ${missing.join("; ")}`;
      return { ready: false, detail };
    },
    prepare: (say) => build(recipe, say),
  };
}

/** Where the result of the recipe is. @throws {StackUnavailable} when the stack has not been built. */
export function requireBuilt(recipe: Recipe, name: string): string {
  const program = builtProgram(recipe);
  if (program === undefined) throw new StackUnavailable("its host is not built yet", buildCommand(name));
  return program;
}

function buildCommand(name: string): string {
  return `tcpspec stacks build ${name}`;
}

export interface BuiltStackDescription extends Omit<ProcessStackDescription, "command"> {
  readonly recipe: Recipe;
}

/** The stack of a host process that a recipe makes. */
export function builtProvider({ recipe, ...description }: BuiltStackDescription): StackProvider {
  const { name, summary, baseline, known } = description;
  return {
    name,
    summary,
    ...(baseline === undefined ? {} : { baseline }),
    ...(known === undefined ? {} : { known }),
    preparation: preparationOf(recipe, name),
    async open(seats) {
      return await processProvider({ ...description, command: [requireBuilt(recipe, name)] }).open(seats);
    },
  };
}
