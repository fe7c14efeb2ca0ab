/**
 * Where segments leave from the kernel's own address, the kernel knows nothing of their connections and would reset each of them
 * (RFC 9293 3.10.7.1). A rule of nftables holds those resets back, in a table of our own.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { StackUnavailable } from "../../harness/port/stack";
import { addressVersion } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { presentNamespace } from "../native/namespace";

/** What ends a process that does not heed them. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is sent with this priority is the harness's, and passes: nftables knows it as the class 7463:7073. */
export const OUR_PRIORITY = 0x7463_7073;
const OUR_CLASS = "7463:7073";

/** Whose resets are held back: segments from these ports of the source to the target. */
export interface Guarded {
  readonly source: Address;
  readonly target: Address;
  readonly ports: { readonly first: number; readonly last: number };
}

export interface ResetGuard {
  /** Takes the rule away. A second time it does nothing. */
  remove(): void;
}

/** Whose table it is: the process, when it was started (process numbers come round), and the how manieth of it. */
const OURS = /^tcpspec_(\d+)_(\d+)_\d+$/;
let made = 0;

/**
 * Holds back the kernel's resets, in the network namespace of the calling thread, until it is removed or the process ends by
 * anything but SIGKILL. A table whose process is gone is removed.
 * @throws {StackUnavailable} without nftables, without the privilege, or beside another run.
 */
export function guardAgainstResets(guarded: readonly Guarded[]): ResetGuard {
  const present = ownerOf(process.pid);
  for (const table of tables()) {
    const [, owner = "", started = ""] = OURS.exec(table) ?? [];
    if (owner === "" || `${owner}_${started}` === present) continue;
    if (`${owner}_${started}` === ownerOf(Number(owner)))
      throw new StackUnavailable(`process ${owner} tests from this machine's address`, "wait until it is done");
    nft(`delete table inet ${table}`);
  }
  const name = `tcpspec_${present ?? "0_0"}_${++made}`;
  nft(tableText(name, guarded));
  const namespace = presentNamespace();
  let isThere = true;
  const remove = (): void => {
    if (!isThere) return;
    isThere = false;
    process.off("exit", remove);
    for (const signal of SIGNALS) process.off(signal, interrupted);
    try {
      namespace.within(() => nft(`delete table inet ${name}`));
    } finally {
      namespace.close();
    }
  };
  const interrupted = (signal: NodeJS.Signals): void => {
    // Whoever else heeds it ends the process in order, and "exit" comes.
    if (process.listenerCount(signal) > 1) return;
    remove();
    process.kill(process.pid, signal);
  };
  process.on("exit", remove);
  for (const signal of SIGNALS) process.on(signal, interrupted);
  return { remove };
}

function tableText(name: string, guarded: readonly Guarded[]): string {
  const rules = guarded.map(({ source, target, ports: { first, last } }) => {
    const ip = addressVersion(target) === 4 ? "ip" : "ip6";
    const segments = `${ip} saddr ${source} ${ip} daddr ${target} tcp sport ${first}-${last}`;
    return `${segments} tcp flags & rst == rst meta priority != ${OUR_CLASS} drop;`;
  });
  const chain = `chain output { type filter hook output priority filter; policy accept; ${rules.join(" ")} }`;
  return `add table inet ${name} { ${chain}; }`;
}

/** `123_4567`: a process and when it was started, in ticks since the machine was; undefined when it is gone. */
function ownerOf(pid: number): string | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  // proc_pid_stat(5): the name, in parentheses, may have anything in it; the start is the twentieth field behind it.
  const stat = readFileSync(path, "latin1");
  return `${pid}_${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""}`;
}

/** The names of the tables of the family inet. */
function tables(): readonly string[] {
  return nft("list tables inet").flatMap((line) => /^table inet (\S+)$/.exec(line)?.[1] ?? []);
}

function nft(command: string): readonly string[] {
  const { error, status, stdout, stderr } = spawnSync("nft", [command], { encoding: "latin1" });
  if (error !== undefined)
    throw new StackUnavailable(
      "the program nft, which holds back this machine's resets, cannot be run",
      "apt-get install nftables",
    );
  if (status !== 0)
    throw new StackUnavailable(`nft: ${stderr.trim().split("\n")[0] ?? ""}`, "run with sudo: it takes CAP_NET_ADMIN");
  return stdout.split("\n");
}
