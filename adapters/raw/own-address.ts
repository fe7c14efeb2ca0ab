/** Coming by an address of our own on a link, and finding out where others are. */

import { networkInterfaces } from "node:os";
import { addressVersion, formatAddress, parseAddress } from "../../harness/wire";
import type { Address, IpVersion } from "../../harness/wire";
import { SECOND } from "../../harness/port/time";
import type { Duration } from "../../harness/port/time";
import type { Mac } from "./ethernet";
import type { EthernetInterface } from "./packet-interface";
import { shareBits } from "./permitted-target";
import { hear, probe, question } from "./station";

export interface Probing {
  /** How often an address is asked for before it counts as free, and how long to wait after each. */
  readonly probes: number;
  readonly wait: Duration;
  /** How long to wait after the last one. */
  readonly settle: Duration;
}

/** RFC 5227 1.1: PROBE_NUM, PROBE_MIN and ANNOUNCE_WAIT; for RFC 4862 5.1 one would do. */
export const PROBING: Probing = { probes: 3, wait: SECOND, settle: 2 * SECOND };

/**
 * Asks whether anybody has one of the addresses, and returns those that nobody has claimed: RFC 5227 2.1.1, RFC 4862 5.4.
 */
export async function freeOf(
  device: EthernetInterface,
  addresses: readonly Address[],
  { probes, wait, settle }: Probing,
): Promise<readonly Address[]> {
  const taken = new Set<Address>();
  device.onFrame((frame) => {
    if (frame.outgoing) return;
    const payload = frame.memory.subarray(frame.start, frame.end);
    const station = { mac: device.mac, addresses: [], tentative: addresses };
    const { rival } = hear(station, frame.protocol, payload, frame.from);
    if (rival !== undefined) taken.add(rival.address);
  });
  device.attend(addresses);
  const everyTaken = () => taken.size === addresses.length;
  for (let sent = 0; sent < probes && !everyTaken(); sent++) {
    for (const address of addresses) if (!taken.has(address)) device.send(probe(device.mac, address));
    await device.until(device.clock.now() + (sent < probes - 1 ? wait : settle), everyTaken);
  }
  return addresses.filter((address) => !taken.has(address));
}

/** RFC 4861 10: MAX_UNICAST_SOLICIT, RETRANS_TIMER. */
const QUESTIONS = 3;
const RETRANSMISSION: Duration = SECOND;

/** Where an address on the link is; undefined when nobody answers. */
export async function findNeighbor(
  device: EthernetInterface,
  source: Address,
  address: Address,
): Promise<Mac | undefined> {
  const found: Mac[] = [];
  device.onFrame((frame) => {
    if (frame.outgoing) return;
    const station = { mac: device.mac, addresses: [source], tentative: [] };
    const payload = frame.memory.subarray(frame.start, frame.end);
    const { answer, neighbor } = hear(station, frame.protocol, payload, frame.from);
    if (answer !== undefined) device.send(answer);
    if (neighbor?.address === address) found.push(neighbor.mac);
  });
  for (let asked = 0; asked < QUESTIONS && found.length === 0; asked++) {
    device.send(question(device.mac, source, address));
    await device.until(device.clock.now() + RETRANSMISSION, () => found.length > 0);
  }
  return found[0];
}

/** The addresses of an interface, with the lengths of their prefixes. */
export interface Subnet {
  readonly address: Address;
  readonly length: number;
}

/** Those of an interface, in the network namespace of the calling thread. */
export function subnetsOf(interfaceName: string): readonly Subnet[] {
  return (networkInterfaces()[interfaceName] ?? []).flatMap(({ address, cidr }) => {
    const length = Number(cidr?.split("/")[1]);
    return Number.isInteger(length) ? [{ address: formatAddress(parseAddress(address)), length }] : [];
  });
}

/** The subnet from which a target is best reached: the one that it is in, or else the first of its version that leads out. */
export function subnetFor(subnets: readonly Subnet[], target: Address): Subnet | undefined {
  const version = addressVersion(target);
  const candidates = subnets.filter(({ address }) => addressVersion(address) === version);
  const isLinkLocal = ({ address }: Subnet): boolean => /^fe[89ab]/.test(address);
  return (
    candidates.find(({ address, length }) => shareBits(parseAddress(address), parseAddress(target), length)) ??
    candidates.find((each) => !isLinkLocal(each))
  );
}

/** How many addresses are tried before somebody has to name one. */
const CANDIDATES = 3;

/**
 * A few addresses of the subnet for us to ask for, spread by our MAC address, as RFC 3927 2.1 has it: two of us on one link do
 * not try the same ones. None of `others`, and neither the first nor the last of an IPv4 subnet.
 */
export function candidatesIn({ address, length }: Subnet, mac: Mac, others: readonly Address[]): readonly Address[] {
  const version: IpVersion = addressVersion(address);
  const bits = (version === 4 ? 32 : 128) - length;
  // The end of an address that is ours to choose; 2^30 numbers are plenty.
  const size = 2 ** Math.min(bits, 30);
  const seed = mac.reduce((sum, octet) => (sum * 31 + octet) >>> 0, 7);
  const found: Address[] = [];
  for (let step = 0; step < size && found.length < CANDIDATES; step++) {
    const host = (seed + step * 7919) % size;
    if (host === 0 || host === size - 1) continue;
    const candidate = withHost(parseAddress(address), bits, host);
    if (candidate !== address && !others.includes(candidate)) found.push(candidate);
  }
  return found;
}

function withHost(bytes: Uint8Array, bits: number, host: number): Address {
  const address = Uint8Array.from(bytes);
  for (let bit = 0; bit < bits; bit++) {
    const at = address.length - 1 - (bit >> 3);
    const mask = 1 << (bit & 7);
    const isSet = bit < 30 && ((host >>> bit) & 1) === 1;
    address[at] = isSet ? (address[at] ?? 0) | mask : (address[at] ?? 0) & ~mask;
  }
  return formatAddress(address);
}
