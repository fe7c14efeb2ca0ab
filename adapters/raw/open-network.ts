import { StackUnavailable } from "../../harness/port/stack";
import { addressVersion, formatAddress, parseAddress } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { Netlink } from "../native/netlink";
import { wayTo } from "../native/route-lookup";
import { NETLINK_ROUTE } from "../native/routing";
import { UNKNOWN_MAC } from "./arp";
import { forwardingSetting } from "./forwarding";
import { candidatesIn, findNeighbor, freeOf, PROBING, subnetFor, subnetsOf } from "./own-address";
import type { Probing, Subnet } from "./own-address";
import { InterfaceUnusable, isEthernet, PacketInterface } from "./packet-interface";
import { permissionFor } from "./permitted-target";
import { PortPlan } from "./port-plan";
import { RawNetwork } from "./raw-network";
import type { Route } from "./raw-network";
import { question } from "./station";
import { TokenBucket } from "./token-bucket";

export interface RawOptions {
  /** At most one of each version of IP. */
  readonly targets: readonly Address[];
  /** The interface that the targets are reached by: Ethernet, TAP or TUN. */
  readonly interface: string;
  /**
   * Addresses of our own, at most one of each version; where one is missing, a free one is found. For
   * `prepareInetNetwork` they are this machine's, and what is missing is the kernel's choice.
   */
  readonly sources?: readonly Address[];
  /** Datagrams in a second that all seats together may send, on the average; {@link USUAL_RATE} when left out. */
  readonly rate?: number;
  /** Somebody says that he may test what is not obviously his own. */
  readonly allowed?: boolean;
  readonly probing?: Probing;
}

/** Datagrams in a second. */
export const USUAL_RATE = 1000;
/** What may go at once, as a part of what may go in a second. */
const BURST = 0.1;

/** A target that is not to be tested, or not like this; nothing has been sent. */
export class TargetRefused extends Error {
  override readonly name = "TargetRefused";
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/**
 * Whether these targets may be tested, and from these sources.
 * @throws {TargetRefused}
 * @throws {TypeError} for what is no address.
 */
export function checkTargets({ targets, sources = [], allowed = false }: Omit<RawOptions, "interface">): void {
  if (targets.length === 0) throw new TargetRefused("no target is named", "name one: --target 192.0.2.7");
  for (const [what, addresses] of [["target", targets] as const, ["source", sources] as const])
    for (const address of addresses) {
      const permission = permissionFor(address);
      if (permission.kind === "never")
        throw new TargetRefused(`${address} cannot be a ${what}: ${permission.reason}`, "name the address of one host");
      const isSecond = addresses.findIndex((each) => addressVersion(each) === addressVersion(address));
      if (addresses[isSecond] !== address)
        throw new TargetRefused(`there are two ${what}s of IPv${addressVersion(address)}`, "one is tested at a time");
      if (what === "target" && permission.kind === "public" && !allowed)
        throw new TargetRefused(
          `${address} is a public address, and may be somebody else's`,
          "if you may test it, say so: --i-am-allowed-to-test",
        );
    }
}

/** What is known of a target before anything is sent. */
interface Plan {
  readonly target: Address;
  /** Who is to get what is for the target. */
  readonly nextHop: Address;
  /** Where it was named it is the only one. */
  readonly candidates: readonly Address[];
}

/** An interface that nothing has been sent on yet. */
export interface PreparedNetwork {
  readonly device: PacketInterface;
  /**
   * Comes by addresses of our own and finds the targets.
   * @param start where the ports begin; another number for each run.
   * @throws {StackUnavailable} when an address is taken, or a target does not answer.
   */
  open(start: number): Promise<RawNetwork>;
  close(): void;
}

/**
 * Finds out how the targets are reached, in the network namespace of the calling thread, and sends nothing.
 * @throws {TargetRefused}
 * @throws {StackUnavailable} when the interface or the way is not there.
 */
export function prepareRawNetwork(options: RawOptions): PreparedNetwork {
  checkTargets(options);
  const { targets, probing = PROBING } = options;
  const device = openDevice(options.interface);
  const plans = orClose(device, () => {
    const subnets = subnetsOf(device.name);
    return targets.map((target) => planFor(target, options, device, subnets));
  });
  return {
    device,
    async open(start) {
      const sources = await claim(device, plans, probing);
      const routes: Route[] = [];
      for (const [index, source] of sources.entries()) {
        const plan = plans[index];
        if (plan !== undefined) routes.push(await routeTo(device, plan, source));
      }
      return new RawNetwork(device, routes, bucketFor(options), new PortPlan(start));
    },
    close() {
      device.close();
    },
  };
}

export function bucketFor({ rate = USUAL_RATE }: Pick<RawOptions, "rate">): TokenBucket {
  return new TokenBucket(rate, Math.max(1, rate * BURST));
}

function orClose<T>(device: PacketInterface, make: () => T): T {
  try {
    return make();
  } catch (error) {
    device.close();
    throw error;
  }
}

async function routeTo(device: PacketInterface, { target, nextHop }: Plan, source: Address): Promise<Route> {
  if (!isEthernet(device)) return { target, source, nextHop: undefined };
  const mac = await findNeighbor(device, source, nextHop);
  if (mac !== undefined) return { target, source, nextHop: mac };
  throw new StackUnavailable(`${nextHop} does not answer on ${device.name}`, "see that it is up and on this link");
}

/** @throws {StackUnavailable} when there is no such interface, or the privilege is missing. */
export function openDevice(name: string, inetTargets?: readonly Address[]): PacketInterface {
  try {
    return new PacketInterface(name, inetTargets);
  } catch (error) {
    if (error instanceof InterfaceUnusable) throw new StackUnavailable(error.message, "`ip link` lists them");
    throw new StackUnavailable(
      `frames cannot be sent on ${name}: ${error instanceof Error ? error.message : String(error)}`,
      "run with sudo, or: sudo setcap cap_net_raw+ep on a copy of node",
    );
  }
}

function planFor(
  target: Address,
  { sources = [] }: RawOptions,
  device: PacketInterface,
  subnets: readonly Subnet[],
): Plan {
  const netlink = new Netlink(NETLINK_ROUTE);
  try {
    const way = wayTo(netlink, target, device.index);
    if (way.kind === "local")
      throw new StackUnavailable(`${target} is this machine itself`, "its TCP is tested with --stack linux");
    const subnet = subnetFor(subnets, target);
    const named = sources.find((each) => addressVersion(each) === addressVersion(target));
    // Where the kernel has no part in the link there is nobody but the target.
    const isAlone = subnet === undefined && named !== undefined;
    if (way.kind === "none" && !isAlone)
      throw new StackUnavailable(
        `there is no way to ${target} by ${device.name}`,
        "name another interface: --interface",
      );
    if (subnet !== undefined && isBroadcast(target, subnet))
      throw new TargetRefused(`${target} is all of the subnet`, "name the address of one host");
    if (named !== undefined && wayTo(netlink, named, device.index).kind === "local")
      throw new StackUnavailable(`${named} is this machine's own address`, "--source takes one that nobody has");
    if (named === undefined && subnet === undefined)
      throw new StackUnavailable(`${device.name} has no subnet to take an address from`, "name a free one: --source");
    if (!isEthernet(device)) requireNoForwarding(device.name, target);
    const nextHop = way.kind === "none" ? target : way.address;
    const others = [target, nextHop, ...subnets.map(({ address }) => address)];
    const mac = device.mac ?? UNKNOWN_MAC;
    const candidates = named !== undefined || subnet === undefined ? [] : candidatesIn(subnet, mac, others);
    return { target, nextHop, candidates: named === undefined ? candidates : [named] };
  } finally {
    netlink.close();
  }
}

/** Without MAC addresses the kernel cannot tell what is for us from what is to be handed on, and would do that. */
function requireNoForwarding(device: string, target: Address): void {
  const setting = forwardingSetting(device, addressVersion(target));
  if (setting !== undefined)
    throw new StackUnavailable(
      `this machine forwards what comes from ${device}`,
      `sudo sysctl -w ${setting}=0, or put ${device} into a network namespace of its own`,
    );
}

/** RFC 919 7: all ones where the hosts are numbered; RFC 3021 2.1: not where there is room for two only. */
function isBroadcast(target: Address, { address, length }: Subnet): boolean {
  if (addressVersion(target) === 6 || length >= 31) return false;
  const last = parseAddress(address).map(
    (octet, index) => octet | (0xff >> Math.min(8, Math.max(0, length - 8 * index))),
  );
  return formatAddress(last) === target;
}

/** An address of our own for each of the plans. */
async function claim(device: PacketInterface, plans: readonly Plan[], probing: Probing): Promise<readonly Address[]> {
  const wanted = plans.flatMap(({ candidates }) => candidates);
  // There is nobody to be asked on TUN.
  const free = isEthernet(device) ? await freeOf(device, wanted, probing) : wanted;
  const sources = plans.map(({ candidates }) => {
    const found = candidates.find((each) => free.includes(each));
    if (found === undefined)
      throw new StackUnavailable(`${candidates.join(", ")}: taken by others`, "name a free address: --source");
    return found;
  });
  device.attend(sources);
  if (!isEthernet(device)) return sources;
  // RFC 5227 2.3: everybody may know now.
  for (const source of sources) if (addressVersion(source) === 4) device.send(question(device.mac, source, source));
  return sources;
}
