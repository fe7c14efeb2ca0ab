/** Two hosts on a link: network namespaces of our own, joined by a cable, with the kernel's addresses on both ends. */

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN, hasCapability } from "../../../adapters/native/capability";
import { NetworkNamespace } from "../../../adapters/native/namespace";
import { Netlink } from "../../../adapters/native/netlink";
import { bringUp, interfaceIndex, NETLINK_ROUTE } from "../../../adapters/native/routing";
import { addVeth, forgoSegmentationOffload } from "../../../adapters/native/veth";
import type { Probing } from "../../../adapters/raw/own-address";
import { addAddress } from "../../../adapters/tun/interface-address";
import { MILLISECOND } from "../../../harness/port/time";
import { requireOrSkip } from "../../requirement";

/** RFC 5737, RFC 3849. */
export const HERE = { 4: "192.0.2.1", 6: "2001:db8::1" } as const;
export const THERE = { 4: "192.0.2.7", 6: "2001:db8::7" } as const;
/** Nobody's: ours to use. */
export const OURS = { 4: "192.0.2.66", 6: "2001:db8::66" } as const;
export const DEVICE = "tcpspec-here";
export const DEVICE_THERE = "tcpspec-there";

export interface TestLink {
  /** Where the harness is. */
  readonly here: NetworkNamespace;
  /** Where the host under test is. */
  readonly there: NetworkNamespace;
  close(): void;
}

/** Skips where this process may not make network namespaces. */
export function requireNamespaces(context: Mocha.Context): void {
  const able = process.platform === "linux" && [CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_NET_RAW].every(hasCapability);
  requireOrSkip(context, "namespaces", able, "run with sudo");
}

export async function openTestLink(): Promise<TestLink> {
  const here = NetworkNamespace.create();
  const there = NetworkNamespace.create();
  const ends = [here, there].map((namespace) => namespace.within(() => openSync("/proc/thread-self/ns/net", "r")));
  const [one = -1, other = -1] = ends;
  here.within(() => {
    const netlink = new Netlink(NETLINK_ROUTE);
    addVeth(netlink, { name: DEVICE, namespace: one }, { name: DEVICE_THERE, namespace: other });
    netlink.close();
    settle(DEVICE, Object.values(HERE));
  });
  there.within(() => {
    settle(DEVICE_THERE, Object.values(THERE));
  });
  // It takes the kernel a moment to notice that the cable is in.
  const isUp = () => DEVICE in networkInterfaces();
  while (!here.within(isUp)) await setTimeout(5);
  return {
    here,
    there,
    close() {
      for (const end of ends) closeSync(end);
      here.close();
      there.close();
    },
  };
}

function settle(device: string, addresses: readonly string[]): void {
  const netlink = new Netlink(NETLINK_ROUTE);
  const index = interfaceIndex(device);
  bringUp(netlink, interfaceIndex("lo"));
  forgoSegmentationOffload(netlink, index);
  bringUp(netlink, index);
  for (const address of addresses) addAddress(netlink, index, address, address.includes(":") ? 64 : 24);
  netlink.close();
  keepOrder(device);
}

/**
 * Has one processor take in all that comes. By itself a veth has a queue for each, so that segments overtake each other where
 * the processes here go before others.
 */
function keepOrder(device: string): void {
  const script = `mount -t sysfs sysfs /sys && echo 1 > /sys/class/net/${device}/queues/rx-0/rps_cpus`;
  const { status, stderr } = spawnSync("unshare", ["--mount", "sh", "-c", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the order of ${device} cannot be kept: ${stderr}`);
}

export const TOKEN = "a token that only tests know";

/** Starts a program of ./programs on the host under test, and resolves when it has printed its first line. */
export async function startThere(link: TestLink, program: string, ...words: readonly string[]): Promise<ChildProcess> {
  const path = join(__dirname, "programs", `${program}.ts`);
  const child = link.there.within(() =>
    spawn(process.execPath, ["--require", "ts-node/register", path, ...words], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TCPSPEC_AGENT_TOKEN: TOKEN },
    }),
  );
  await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(() => {
      throw new Error(`${program} has ended`);
    }),
  ]);
  return child;
}

/** Nobody else is on these links: there is nothing to wait for. */
export const HASTY: Probing = { probes: 1, wait: 20 * MILLISECOND, settle: 20 * MILLISECOND };
