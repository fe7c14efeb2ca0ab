import { close } from "../native/libc";
import { NetworkNamespace } from "../native/namespace";
import { Netlink } from "../native/netlink";
import {
  addDefaultRoute,
  addLocalRoute,
  bringUp,
  forgoIpv6Autoconfiguration,
  interfaceIndex,
  NETLINK_ROUTE,
} from "../native/routing";
import { openTunDevice } from "../native/tun-device";
import { STACK_PREFIXES } from "./address-plan";

const DEVICE = "tcpspec0";
/** The usual one, so that the kernel's MSS is the usual one too. */
export const MTU = 1500;
/** Datagrams that may wait in the device. */
const QUEUE_LENGTH = 2048;

/** A host of its own inside this machine: a network namespace, and a TUN device that leads out of it. */
export interface TunHost {
  readonly namespace: NetworkNamespace;
  /** The descriptor of the device. */
  readonly device: number;
  readonly interfaceIndex: number;
}

/**
 * All addresses of the plan are the host's own, and all others lie beyond the device.
 * @throws {SystemCallFailed} and node's own errors of files, when the kernel refuses something.
 */
export function openTunHost(): TunHost {
  const namespace = NetworkNamespace.create();
  try {
    return namespace.within(() => {
      const device = openTunDevice(DEVICE);
      try {
        const index = interfaceIndex(DEVICE);
        configure(index);
        return { namespace, device, interfaceIndex: index };
      } catch (error) {
        close(device);
        throw error;
      }
    });
  } catch (error) {
    namespace.close();
    throw error;
  }
}

export function closeTunHost({ namespace, device }: TunHost): void {
  close(device);
  namespace.close();
}

function configure(device: number): void {
  const netlink = new Netlink(NETLINK_ROUTE);
  const loopback = interfaceIndex("lo");
  try {
    bringUp(netlink, loopback);
    forgoIpv6Autoconfiguration(netlink, device);
    bringUp(netlink, device, { mtu: MTU, queueLength: QUEUE_LENGTH });
    for (const version of [4, 6] as const) {
      addLocalRoute(netlink, version, STACK_PREFIXES[version], loopback);
      addDefaultRoute(netlink, version, device);
    }
  } finally {
    netlink.close();
  }
}
