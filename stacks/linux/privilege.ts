import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN, hasCapability } from "../../adapters/native/capability";
import { tunNode } from "../../adapters/native/tun-device";

/** What this process can do about a TUN device in a network namespace of its own. */
export type Privilege =
  | { readonly kind: "ready" }
  /** Not by itself, but as the only process of a user namespace: see `reexecInUserNamespace`. */
  | { readonly kind: "needs-user-namespace" }
  | { readonly kind: "unavailable"; readonly missing: string; readonly remedy: string };

/** Finds out by looking, and where looking tells nothing by trying. */
export function privilege(): Privilege {
  if (process.platform !== "linux") return unavailable("this is not Linux", "run on Linux, or in a Linux container");
  const node = tunNode();
  if (!existsSync(node)) return unavailable(`there is no ${node}`, "sudo modprobe tun");
  try {
    accessSync(node, constants.R_OK | constants.W_OK);
  } catch {
    return unavailable(`this user may not open ${node}`, `run with sudo, or: sudo chmod 666 ${node}`);
  }
  if ([CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_NET_RAW].every(hasCapability)) return { kind: "ready" };
  // What forbids it is a matter of the distribution (a sysctl, AppArmor, seccomp): nothing tells but the attempt.
  const attempt = spawnSync("unshare", ["-Urn", "true"], { encoding: "utf8" });
  if (attempt.error !== undefined) {
    return unavailable("there is no program `unshare`", "run with sudo, or install util-linux");
  }
  if (attempt.status !== 0) {
    return unavailable(`user namespaces are not permitted (${attempt.stderr.trim()})`, "run with sudo");
  }
  return { kind: "needs-user-namespace" };
}

function unavailable(missing: string, remedy: string): Privilege {
  return { kind: "unavailable", missing, remedy };
}
