/** Stacks whose host has to be built before it can be started. */

import { processProvider } from "../../adapters/process";
import type { ProcessStackDescription } from "../../adapters/process";
import type { StackProvider } from "../../harness/port/stack";
import { StackUnavailable } from "../../harness/port/stack";
import { build, missingTools } from "./build";
import { builtProgram } from "./cache";
import type { Recipe } from "./recipe";

/** The host's arguments follow the program. */
export interface BuiltStackDescription extends Omit<ProcessStackDescription, "command"> {
  readonly recipe: Recipe;
}

export function builtProvider({ recipe, ...description }: BuiltStackDescription): StackProvider {
  const { name, summary, baseline } = description;
  return {
    name,
    summary,
    ...(baseline === undefined ? {} : { baseline }),
    preparation: {
      state() {
        const program = builtProgram(recipe);
        if (program !== undefined) return { ready: true, detail: `built: ${program}` };
        const missing = missingTools(recipe).map(({ remedy }) => remedy);
        return {
          ready: false,
          detail: missing.length === 0 ? `to be built: tcpspec stacks build ${name}` : `lacks: ${missing.join("; ")}`,
        };
      },
      prepare: (say) => build(recipe, say),
    },
    async open(seats) {
      const program = builtProgram(recipe);
      if (program === undefined)
        throw new StackUnavailable("its host is not built yet", `tcpspec stacks build ${name}`);
      return await processProvider({ ...description, command: [program] }).open(seats);
    },
  };
}
