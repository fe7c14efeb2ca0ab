/** capabilities(7) */

import { readFileSync } from "node:fs";

/** linux/capability.h */
export const CAP_NET_ADMIN = 12;
export const CAP_NET_RAW = 13;
export const CAP_SYS_ADMIN = 21;

/** Whether the process has a capability in effect, in its user namespace. proc_pid_status(5) */
export function hasCapability(capability: number): boolean {
  const [, effective = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/thread-self/status", "latin1")) ?? [];
  return ((BigInt(`0x${effective}`) >> BigInt(capability)) & 1n) === 1n;
}
