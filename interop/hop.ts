/** One router more on the way: a host of the kernel's behind the one at the end of the device. */

import { spawnSync } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { NetworkNamespace } from "../adapters/native/namespace";
import type { TunLink } from "../adapters/tun";
import type { KernelHost } from "./kernel-socket";

export interface DistantHost extends KernelHost {
  /** From now on the last link of the way takes datagrams of this size at the most: 1280 or more, as IPv6 wants it. */
  narrow(mtu: number): void;
  close(): void;
}

/** RFC 5737, RFC 3849: addresses for examples, which are nobody's. */
const ROUTER = { 4: "192.0.2.1", 6: "2001:db8::1", link: "fe80::1" } as const;
const HOST = { 4: "192.0.2.2", 6: "2001:db8::2", link: "fe80::2" } as const;

/**
 * Makes the kernel at the end of the device a router, and puts a host behind it, in a namespace of its own.
 * @throws {Error} when ip(8) cannot do it, or /proc/sys cannot be written to.
 */
export function openDistantHost(link: TunLink): DistantHost {
  const namespace = NetworkNamespace.create();
  const inside = namespace.within(() => openSync("/proc/thread-self/ns/net", "r"));
  const close = () => {
    closeSync(inside);
    namespace.close();
  };
  try {
    link.within(() => {
      writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
      writeFileSync("/proc/sys/net/ipv6/conf/all/forwarding", "1");
      ip("link add hop type veth peer name host", `link set host netns /proc/${process.pid}/fd/${inside}`);
      ip(...settled("hop", ROUTER));
    });
    namespace.within(() => {
      ip(...settled("host", HOST), `route add default via ${ROUTER[4]}`, `route add default via ${ROUTER[6]}`);
    });
  } catch (error) {
    close();
    throw error;
  }
  return {
    address: (version) => HOST[version],
    within: (make) => namespace.within(make),
    narrow(mtu) {
      link.within(() => {
        ip(`link set hop mtu ${mtu}`);
      });
    },
    close,
  };
}

function settled(device: string, address: Readonly<Record<4 | 6 | "link", string>>): readonly string[] {
  return [
    // Addresses that the device made itself would first have to be looked for elsewhere (RFC 4862 5.4).
    `link set ${device} addrgenmode none up`,
    `address add ${address.link}/64 dev ${device} nodad`,
    `address add ${address[4]}/24 dev ${device}`,
    `address add ${address[6]}/64 dev ${device} nodad`,
  ];
}

/** ip(8), in the namespace that the thread is in. */
function ip(...orders: readonly string[]): void {
  const { error, status, stderr } = spawnSync("ip", ["-batch", "-"], { input: orders.join("\n"), encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`ip: ${stderr.trim()}`);
}
