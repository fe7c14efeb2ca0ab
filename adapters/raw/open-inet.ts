/** Hosts reached from the kernel's own address, by its own routes, where there is none to be had for us. */

import { StackUnavailable } from "../../harness/port/stack";
import { addressVersion } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { Netlink } from "../native/netlink";
import { departureTo, isLocal } from "../native/route-lookup";
import { interfaceName, NETLINK_ROUTE } from "../native/routing";
import { bucketFor, checkTargets, openDevice } from "./open-network";
import type { PreparedNetwork, RawOptions } from "./open-network";
import { PEER_PORTS, PortPlan } from "./port-plan";
import { RawNetwork } from "./raw-network";
import { guardAgainstResets } from "./reset-guard";
import type { ResetGuard } from "./reset-guard";
import { spareBlocks } from "./spare-ports";

/** How datagrams for a target leave. */
interface Departure {
  readonly target: Address;
  readonly source: Address;
  readonly interfaceIndex: number;
}

/**
 * Finds out how the targets are reached and has the kernel hold its resets back, in the network namespace of the calling thread;
 * sends nothing.
 * @throws {TargetRefused}
 * @throws {StackUnavailable} when there is no way, no port to spare, or no nftables.
 */
export function prepareInetNetwork(options: Omit<RawOptions, "interface">): PreparedNetwork {
  checkTargets(options);
  const departures = departuresFor(options);
  const [first] = departures;
  if (first === undefined) throw new StackUnavailable("no target is named", "name one: --target 192.0.2.7");
  if (departures.some(({ interfaceIndex }) => interfaceIndex !== first.interfaceIndex))
    throw new StackUnavailable("the targets are reached by two interfaces", "name one --target at a time");
  const blocks = spareBlocks();
  const ports = { first: Math.min(...blocks), last: Math.max(...blocks) + PEER_PORTS - 1 };
  const device = openDevice(interfaceName(first.interfaceIndex), options.targets);
  let guard: ResetGuard;
  try {
    guard = guardAgainstResets(departures.map(({ source, target }) => ({ source, target, ports })));
  } catch (error) {
    device.close();
    throw error;
  }
  const routes = departures.map(({ target, source }) => ({ target, source, nextHop: undefined }));
  return {
    device,
    open: (start) => Promise.resolve(new RawNetwork(device, routes, bucketFor(options), new PortPlan(start, blocks))),
    close() {
      device.close();
      guard.remove();
    },
  };
}

function departuresFor({ targets, sources = [] }: Omit<RawOptions, "interface">): readonly Departure[] {
  const netlink = new Netlink(NETLINK_ROUTE);
  try {
    return targets.map((target) => {
      if (isLocal(netlink, target))
        throw new StackUnavailable(`${target} is this machine itself`, "its TCP is tested with --stack linux");
      const departure = departureTo(netlink, target);
      if (departure === undefined)
        throw new StackUnavailable(`there is no way to ${target}`, "`ip route get` shows what the kernel knows");
      const named = sources.find((each) => addressVersion(each) === addressVersion(target));
      if (named !== undefined && !isLocal(netlink, named))
        throw new StackUnavailable(
          `${named} is no address of this machine`,
          "with --mode inet --source takes one that it has",
        );
      return { target, source: named ?? departure.source, interfaceIndex: departure.interfaceIndex };
    });
  } finally {
    netlink.close();
  }
}
