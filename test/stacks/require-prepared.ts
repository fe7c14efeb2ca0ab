import type { StackProvider } from "../../harness/port/stack";
import { requireOrSkip } from "../requirement";

/** Skips where the stack has not been made ready; TCPSPEC_REQUIRE knows it by its name. */
export function requirePrepared(context: Mocha.Context, { name, preparation }: StackProvider): void {
  const state = preparation?.state();
  requireOrSkip(context, name, state?.ready === true, state?.detail ?? "");
}
