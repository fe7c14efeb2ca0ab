import { smoltcp } from "../../../stacks/smoltcp";
import { requireOrSkip } from "../../requirement";

/** Skips where the host has not been built. */
export function requireSmoltcp(context: Mocha.Context): void {
  const state = smoltcp().preparation?.state();
  requireOrSkip(context, "smoltcp", state?.ready === true, state?.detail ?? "");
}
