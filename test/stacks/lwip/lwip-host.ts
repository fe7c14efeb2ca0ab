import { lwip } from "../../../stacks/lwip";

/** The path of the built host. */
export function lwipHost(): string {
  return /^built: (.*)/.exec(lwip.preparation?.state().detail ?? "")?.[1] ?? "";
}
