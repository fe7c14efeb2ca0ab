/** A host in user space at the far end of a TUN device, in a network namespace of its own. */

import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Endpoints } from "../../harness/port/stack";
import type { Address, IpVersion } from "../../harness/wire";
import { read, write } from "../native/libc";
import { Netlink } from "../native/netlink";
import { Readiness } from "../native/readiness";
import { NETLINK_ROUTE } from "../native/routing";
import type { IpLink } from "../wrap";
import { endpointsOf } from "./address-plan";
import { addAddress } from "./interface-address";
import { closeTunHost, MTU, openTunHost } from "./tun-host";
import type { TunHost } from "./tun-host";

/** Datagrams that are read before others have their turn in the event loop. */
const AT_ONCE = 64;

/** Links that are open: one that nobody refers to goes on as well. */
const held = new Set<Readiness>();

/** An IP link whose other end is the kernel, inside a namespace that nobody else is in. */
export interface TunLink extends IpLink {
  /** `stack` is the kernel's address, `peer` the one of whoever uses the link; any other outside the prefixes of the plan works too. */
  readonly endpoints: Readonly<Record<IpVersion, Endpoints>>;
  /** `/proc/<pid>/fd/<number>`, for nsenter(1). */
  readonly namespacePath: string;
  /** Runs something synchronous inside the namespace: sockets that it makes are the kernel's there. */
  within<T>(make: () => T): T;
  /**
   * Starts a program inside the namespace. It is killed when this process ends, however that comes about.
   * @example link.spawn("curl", ["http://198.19.0.1/"], "inherit")
   */
  spawn(command: string, parameters: readonly string[], stdio: StdioOptions): ChildProcess;
}

/**
 * Opens a TUN device in a new network namespace; both are gone when the link is closed, or the process is. It takes the
 * privileges that `stacks/linux/privilege.ts` looks for.
 * @throws {SystemCallFailed} and node's own errors of files, when the kernel refuses something.
 */
export function openTunLink(): TunLink {
  const host = openTunHost();
  const { namespace, device } = host;
  const endpoints = { 4: endpointsOf(1, 4), 6: endpointsOf(1, 6) } as const;
  const inside = settle(host, [endpoints[4].stack, endpoints[6].stack]);

  const buffer = new Uint8Array(MTU);
  let receiver: (datagram: Uint8Array) => void = () => undefined;
  let isOpen = true;
  const readiness = new Readiness(device, () => {
    for (let count = 0; count < AT_ONCE && isOpen; count++) {
      const length = read(device, buffer, buffer.length);
      if (length <= 0) return;
      receiver(buffer.slice(0, length));
    }
  });
  readiness.keepAlive(true);
  held.add(readiness);

  return {
    endpoints,
    namespacePath: `/proc/${process.pid}/fd/${inside}`,
    // What the kernel does not take (a version that is neither 4 nor 6, a full queue) is lost.
    send(datagram) {
      if (isOpen) write(device, datagram, datagram.length);
    },
    onDatagram(receive) {
      receiver = receive;
    },
    within: (make) => namespace.within(make),
    spawn(command, parameters, stdio) {
      const tethered = ["--pdeathsig", "KILL", "--", command, ...parameters];
      return namespace.within(() => spawn("setpriv", tethered, { stdio }));
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      readiness.close();
      held.delete(readiness);
      closeSync(inside);
      closeTunHost(host);
    },
  };
}

/** Gives the kernel its addresses, and returns a descriptor of the namespace that others may enter it by. */
function settle(host: TunHost, addresses: readonly Address[]): number {
  try {
    return host.namespace.within(() => {
      const netlink = new Netlink(NETLINK_ROUTE);
      try {
        for (const address of addresses) addAddress(netlink, host.interfaceIndex, address);
      } finally {
        netlink.close();
      }
      return openSync("/proc/thread-self/ns/net", "r");
    });
  } catch (error) {
    closeTunHost(host);
    throw error;
  }
}
