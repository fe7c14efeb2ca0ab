/** The stacks that can be put under test, by the name that `--stack` takes. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { StackProvider } from "../port/stack";
import { linux } from "../../stacks/linux/linux";
import { privilege } from "../../stacks/linux/privilege";
import { reexecInUserNamespace } from "../../stacks/linux/user-namespace";
import { MUTANTS, mutantNamed } from "../../stacks/mutants/index";
import { reference } from "../../stacks/reference/index";
import { CommandError, EXIT } from "./exit-code";

export const STACKS: readonly StackProvider[] = [reference, linux];

const MUTANT = "mutant:";

function isProvider(value: unknown): value is StackProvider {
  return (
    typeof value === "object" &&
    value !== null &&
    "open" in value &&
    typeof value.open === "function" &&
    "name" in value
  );
}

/**
 * The stack for a name: one of {@link STACKS}, `mutant:<name>` for a reference TCP with one deliberate mistake, or the path of a
 * module that exports a `StackProvider`.
 * @throws {CommandError}
 */
export function stackNamed(name: string): StackProvider {
  const known = STACKS.find((each) => each.name === name);
  if (known !== undefined) return known;
  if (name.startsWith(MUTANT)) return mutant(name.slice(MUTANT.length));
  const path = resolve(name);
  if (!/[./\\]/.test(name) || !existsSync(path))
    throw new CommandError(
      `there is no stack called "${name}"`,
      EXIT.usage,
      `known: ${STACKS.map((each) => each.name).join(", ")}; or give the path of a module that exports a StackProvider`,
    );
  return providerIn(path);
}

function mutant(name: string): StackProvider {
  const made = mutantNamed(name);
  if (made !== undefined) return made;
  const names = MUTANTS.map((each) => each.name).join(", ");
  throw new CommandError(`there is no mutant called "${name}"`, EXIT.usage, `known: ${names}`);
}

function providerIn(path: string): StackProvider {
  let exported: unknown;
  try {
    // A stack of the user's own is a module that only the command line names.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    exported = require(path);
  } catch (error) {
    throw new CommandError(`the module ${path} cannot be loaded: ${String(error)}`, EXIT.usage);
  }
  const provider = Object.values(exported as Record<string, unknown>).find(isProvider);
  if (provider === undefined)
    throw new CommandError(
      `the module ${path} exports no StackProvider`,
      EXIT.usage,
      "export an object with a name, a summary and an open() that resolves to stacks",
    );
  return provider;
}

/**
 * How the whole command must be started again for the stack to be had; undefined: it need not. A user namespace can be entered
 * only by a process that does so before anything else.
 */
export function restartFor(provider: StackProvider): ((argv: readonly string[]) => Promise<number>) | undefined {
  return provider === linux && privilege().kind === "needs-user-namespace" ? reexecInUserNamespace : undefined;
}
