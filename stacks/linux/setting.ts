import { readFileSync } from "node:fs";

/**
 * A word from /proc/sys/net/ipv4, in the network namespace of the calling thread (Documentation/networking/ip-sysctl.rst).
 * @param otherwise what an older kernel does, which has no such setting.
 */
export function textSetting(name: string, otherwise: string): string {
  try {
    return readFileSync(`/proc/sys/net/ipv4/${name}`, "latin1").trim();
  } catch {
    return otherwise;
  }
}

/** The same for a number. */
export function setting(name: string, otherwise: number): number {
  return Number(textSetting(name, String(otherwise)));
}
