import { privilege } from "../../../stacks/linux/privilege";
import { requireOrSkip } from "../../requirement";

/** Skips where this process may not have a TUN device and a network namespace. */
export function requireLinux(context: Mocha.Context): void {
  const able = privilege();
  const remedy =
    able.kind === "unavailable" ? `${able.missing}: ${able.remedy}` : "run with sudo, or under unshare -Urn";
  requireOrSkip(context, "linux", able.kind === "ready", remedy);
}
