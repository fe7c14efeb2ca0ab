/** The stacks that can be put under test, by the names that `--stack` takes. */

import type { StackProvider } from "../port/stack";
import type * as Linux from "../../stacks/linux/linux";
import type * as Privilege from "../../stacks/linux/privilege";
import type * as UserNamespace from "../../stacks/linux/user-namespace";
import type * as Mutants from "../../stacks/mutants/index";
import type * as Reference from "../../stacks/reference/index";
import { CommandError, EXIT } from "./exit-code";
import { stackInModule } from "./module-stack";
import { nearest } from "./nearest";

/* eslint-disable @typescript-eslint/no-require-imports -- loaded when needed: system calls take a while, and most commands make none */
const load = {
  reference: () => require("../../stacks/reference/index") as typeof Reference,
  linux: () => require("../../stacks/linux/linux") as typeof Linux,
  privilege: () => require("../../stacks/linux/privilege") as typeof Privilege,
  userNamespace: () => require("../../stacks/linux/user-namespace") as typeof UserNamespace,
  mutants: () => require("../../stacks/mutants/index") as typeof Mutants,
};
/* eslint-enable @typescript-eslint/no-require-imports */

const BUILT_IN = new Map<string, () => StackProvider>([
  ["reference", () => load.reference().reference],
  ["linux", () => load.linux().linux],
]);

/** What a name of a wrong TCP begins with: a reference TCP with one deliberate mistake. */
export const MUTANT = "mutant:";

export function builtInStacks(): readonly StackProvider[] {
  return Array.from(BUILT_IN.values(), (provider) => provider());
}

export function mutantNames(): readonly string[] {
  return load.mutants().MUTANTS.map(({ name }) => name);
}

/**
 * The stack for a name: one of ours, `mutant:<name>`, or the path of a module that exports a `StackProvider`.
 * @throws {CommandError}
 */
export function stackNamed(name: string): StackProvider {
  const provider = BUILT_IN.get(name);
  if (provider !== undefined) return provider();
  if (name.startsWith(MUTANT)) return mutant(name.slice(MUTANT.length));
  if (/[./\\]/.test(name)) return stackInModule(name);
  throw new CommandError(`there is no stack called "${name}"`, EXIT.usage, hint(nearest(name, BUILT_IN.keys())));
}

function mutant(name: string): StackProvider {
  try {
    const made = load.mutants().mutantNamed(name);
    if (made !== undefined) return made;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`the mutant "${name}" cannot be made here: ${why}`, EXIT.broken);
  }
  throw new CommandError(`there is no mutant called "${name}"`, EXIT.usage, hint(nearest(name, mutantNames())));
}

function hint(similar: readonly string[]): string {
  const others = "'tcpspec stacks' lists what there is; --stack takes the path of a module as well";
  return similar.length === 0 ? others : `did you mean ${similar.join(", ")}?`;
}

/**
 * Has the work done with the stack, and starts the whole command again where that is the only way to the stack: a user namespace
 * can be entered only by a process that does so before anything else.
 * @returns the exit code
 * @throws {CommandError}
 */
export async function withStack(name: string, work: (provider: StackProvider) => Promise<number>): Promise<number> {
  const provider = stackNamed(name);
  if (name === "linux" && load.privilege().privilege().kind === "needs-user-namespace")
    return load.userNamespace().reexecInUserNamespace(process.argv.slice(1));
  return work(provider);
}
