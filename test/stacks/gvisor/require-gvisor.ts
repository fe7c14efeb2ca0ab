import { gvisor } from "../../../stacks/gvisor";
import { requireOrSkip } from "../../requirement";

/** Skips where the host has not been built. */
export function requireGvisor(context: Mocha.Context): void {
  const state = gvisor.preparation?.state();
  requireOrSkip(context, "gvisor", state?.ready === true, state?.detail ?? "");
}
