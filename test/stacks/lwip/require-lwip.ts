import { lwip } from "../../../stacks/lwip";
import { requireOrSkip } from "../../requirement";

/** Skips where the host has not been built. */
export function requireLwip(context: Mocha.Context): void {
  const state = lwip.preparation?.state();
  requireOrSkip(context, "lwip", state?.ready === true, state?.detail ?? "");
}

/** The built host. */
export function lwipHost(): string {
  return /^built: (.*)/.exec(lwip.preparation?.state().detail ?? "")?.[1] ?? "";
}
