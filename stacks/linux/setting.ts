import { readFileSync } from "node:fs";

/**
 * A number from /proc/sys/net/ipv4, in the network namespace of the calling thread (Documentation/networking/ip-sysctl.rst).
 * @param otherwise what an older kernel does, which has no such setting.
 */
export function setting(name: string, otherwise: number): number {
  try {
    return Number(readFileSync(`/proc/sys/net/ipv4/${name}`, "latin1"));
  } catch {
    return otherwise;
  }
}
