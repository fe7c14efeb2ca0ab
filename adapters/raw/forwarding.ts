import { readFileSync } from "node:fs";
import type { IpVersion } from "../../harness/wire";

/**
 * Whether this machine hands on what comes in by an interface and is for somebody else, in the network namespace of the
 * calling thread: the setting that says so, if it does (Documentation/networking/ip-sysctl.rst). For IPv6 it is one for all interfaces.
 */
export function forwardingSetting(interfaceName: string, version: IpVersion): string | undefined {
  const of = version === 4 ? interfaceName : "all";
  const path = `net/ipv${version}/conf/${of}/forwarding`;
  return readFileSync(`/proc/sys/${path}`, "latin1").trim() === "0" ? undefined : path;
}
