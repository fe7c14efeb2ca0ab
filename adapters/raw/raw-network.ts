import { StackFailed } from "../../harness/port/stack";
import { addressVersion, parseAddress, PROTOCOL } from "../../harness/wire";
import type { Address } from "../../harness/wire";
import { checksumOf } from "../../harness/wire/checksum";
import { decodeIcmpError, isIcmpError } from "../../harness/wire/icmp-codec";
import { decodeIp } from "../../harness/wire/ip";
import type { IpDatagram } from "../../harness/wire/ip-datagram";
import { read16, read8, write16 } from "../../harness/wire/octets";
import { sumTransport } from "../../harness/wire/transport-checksum";
import type { Frame } from "../native/packet-ring";
import type { Network, Receiver } from "../tun/seat";
import { encodeFrame, ETHER_TYPE, etherTypeOf } from "./ethernet";
import type { Mac } from "./ethernet";
import { ADDRESS_FIELDS, datagramIn, identified, transportIn } from "./ip-fields";
import { openConnections } from "./open-connections";
import type { OpenConnections } from "./open-connections";
import type { PacketInterface } from "./packet-interface";
import { blockOf, blocksOf } from "./port-plan";
import type { PortBlock, PortPlan } from "./port-plan";
import { SequenceOrder } from "./sequence-order";
import { hear } from "./station";
import type { TokenBucket } from "./token-bucket";

/** How a target is reached. */
export interface Route {
  readonly target: Address;
  /** Our own address, which no kernel has, or else this machine's, where the kernel sends. */
  readonly source: Address;
  /** The target's, or that of the router on the way; undefined on TUN, and where the kernel sends. */
  readonly nextHop: Mac | undefined;
}

/** How long the interface may keep a frame before it sends it. */
const HELD = 500e6;

/** How much later than what has overtaken it on the link a segment comes at the most. */
const OVERTAKEN = 20e6;

const MERGED =
  "several segments came in one frame; on the host: ip link set dev <interface> gso_max_segs 1; here: ethtool -K <interface> gro off";

const TCP_DESTINATION_PORT = 2;
const TCP_CHECKSUM = 16;

interface Place {
  /** What the receiver gets. */
  readonly order: SequenceOrder;
  /** Why what came is of no use. */
  failure?: string;
  readonly connections: OpenConnections;
}

/**
 * Datagrams to and from one host on an Ethernet or TUN interface, from addresses of our own. Nothing else gets out: what is not from us
 * to the target is dropped without a word, and all seats together keep to a rate.
 */
export class RawNetwork implements Network<PortBlock> {
  readonly clock;
  readonly pump;
  readonly #device: PacketInterface;
  /** One for each version of IP that can be had. */
  readonly routes: readonly Route[];
  readonly #rate: TokenBucket;
  readonly #ports: PortPlan;
  readonly #places = new Map<number, Place>();
  /** What is sent next waits for this. */
  #sending: Promise<unknown> = Promise.resolve();
  /** The datagram that is on its way out, and when it left. */
  #leaving: { readonly datagram: Uint8Array; at: number | undefined } | undefined;

  /** The device is this network's from now on. */
  constructor(device: PacketInterface, routes: readonly Route[], rate: TokenBucket, ports: PortPlan) {
    this.#device = device;
    this.routes = routes;
    this.#rate = rate;
    this.#ports = ports;
    this.clock = device.clock;
    this.pump = device.pump;
    device.attend(routes.map(({ source }) => source));
    device.onFrame((frame, at) => {
      if (frame.outgoing) this.#seeLeave(frame, at);
      else this.#hear(frame, at);
    });
  }

  /** Sends one datagram as soon as the rate allows it; the time at which it left. */
  inject(datagram: Uint8Array): Promise<number> {
    const sent = this.#sending.then(() => this.#send(datagram));
    this.#sending = sent.catch(() => undefined);
    return sent;
  }

  join(receiver: Receiver, connections?: number): PortBlock {
    const block = this.#ports.take(connections);
    const place = { order: new SequenceOrder(receiver, OVERTAKEN), connections: openConnections() };
    for (const first of blocksOf(block)) this.#places.set(first, place);
    return block;
  }

  /** What still comes to these ports is dropped. */
  leave(block: PortBlock): void {
    for (const first of blocksOf(block)) this.#places.delete(first);
    this.#ports.release(block);
  }

  /** Resets what connections the target still has with these ports. */
  async abandon({ peer }: PortBlock): Promise<void> {
    this.collect();
    const resets = this.#places.get(peer)?.connections.resets() ?? [];
    for (const reset of resets) await this.inject(reset);
  }

  collect(block?: PortBlock): void {
    this.#device.collect();
    const failure = block && this.#places.get(block.peer)?.failure;
    if (failure !== undefined) throw new StackFailed(failure);
  }

  close(): void {
    this.#device.close();
  }

  async #send(asked: Uint8Array): Promise<number> {
    const datagram = this.#device.isKernels ? identified(asked) : asked;
    const route = this.#routeOf(datagram);
    if (route === undefined) return this.clock.now();
    const due = this.#rate.take(this.clock.now());
    if (due > this.clock.now()) await this.pump.sleep(due, () => undefined);
    this.collect();
    this.clock.mark();
    const leaving: { datagram: Uint8Array; at: number | undefined } = { datagram, at: undefined };
    this.#leaving = leaving;
    this.#device.send(this.#frameFor(route, datagram));
    await this.#device.until(this.clock.now() + HELD, () => leaving.at !== undefined);
    this.#leaving = undefined;
    if (leaving.at === undefined) throw new StackFailed(`${this.#device.name} has not sent a datagram`);
    this.#places.get(blockOf(sourcePortOf(datagram)))?.connections.sent(datagram);
    return leaving.at;
  }

  #frameFor({ nextHop, target }: Route, datagram: Uint8Array): Uint8Array {
    const { mac } = this.#device;
    if (nextHop === undefined || mac === undefined) return datagram;
    return encodeFrame(nextHop, mac, etherTypeOf(target), datagram);
  }

  #seeLeave({ memory, start, end }: Frame, at: number): void {
    const leaving = this.#leaving;
    if (leaving?.at !== undefined || leaving?.datagram.length !== end - start) return;
    if (leaving.datagram.every((octet, index) => octet === memory[start + index])) leaving.at = at;
  }

  #hear(frame: Frame, at: number): void {
    const { mac } = this.#device;
    const payload = frame.memory.subarray(frame.start, frame.end);
    if (mac !== undefined) this.#hearNeighbor(mac, frame, payload);
    if (frame.protocol === ETHER_TYPE.ipv4 || frame.protocol === ETHER_TYPE.ipv6) this.#deliver(frame, payload, at);
  }

  #hearNeighbor(mac: Mac, { protocol, from }: Frame, payload: Uint8Array): void {
    const station = { mac, addresses: this.routes.map(({ source }) => source), tentative: [] };
    const { answer, rival } = hear(station, protocol, payload, from);
    if (rival !== undefined) throw new Error(`somebody else on the link has the address ${rival.address} as well`);
    if (answer !== undefined) this.#device.send(answer);
  }

  #deliver({ checksumPending, cut, merged }: Frame, payload: Uint8Array, at: number): void {
    const route = this.routes.find((each) => isFrom(payload, each));
    if (route !== undefined && (cut || merged)) {
      // What the stack would have sent on a wire cannot be known: better no verdict than a wrong one.
      const place = this.#places.get(blockOf(read16(payload, transportIn(payload) + TCP_DESTINATION_PORT)));
      if (place !== undefined) place.failure = MERGED;
      return;
    }
    const datagram = datagramIn(payload);
    const decoded = decodeIp(datagram);
    if (!decoded.ok) return;
    const port = peerPortOf(datagram, decoded.value, route);
    const place = port === undefined ? undefined : this.#places.get(blockOf(port));
    if (place === undefined) return;
    if (checksumPending) completeChecksum(datagram, decoded.value);
    place.connections.received(datagram);
    if (place.order.take(datagram, at)) void this.#letGo(place, at);
  }

  /** What is missing before something that came at this time has time to come. */
  async #letGo({ order }: Place, at: number): Promise<void> {
    try {
      await this.pump.sleep(at + OVERTAKEN, () => undefined);
      order.letGo(at);
    } catch {
      // The pump is broken, which whoever sits at this place is told as well.
    }
  }

  #routeOf(datagram: Uint8Array): Route | undefined {
    return this.routes.find(({ source, target }) => {
      const fields = ADDRESS_FIELDS[addressVersion(target)];
      return (
        read8(datagram, 0) >>> 4 === addressVersion(target) &&
        isAt(datagram, fields.source, source) &&
        isAt(datagram, fields.destination, target)
      );
    });
  }
}

function isFrom(datagram: Uint8Array, { source, target }: Route): boolean {
  const version = addressVersion(target);
  const fields = ADDRESS_FIELDS[version];
  const isOfVersion = read8(datagram, 0) >>> 4 === version;
  return isOfVersion && isAt(datagram, fields.source, target) && isAt(datagram, fields.destination, source);
}

function isAt(datagram: Uint8Array, at: number, address: Address): boolean {
  return parseAddress(address).every((octet, index) => datagram[at + index] === octet);
}

/**
 * Whose a datagram is, by the port of ours that it is for: a segment from the target, or an error of ICMP from anybody about a
 * segment to the target.
 */
function peerPortOf(
  datagram: Uint8Array,
  { header, protocol, payloadStart }: IpDatagram,
  route: Route | undefined,
): number | undefined {
  if (protocol === PROTOCOL.tcp)
    return route === undefined ? undefined : read16(datagram, payloadStart + TCP_DESTINATION_PORT);
  if (!isIcmpError(header.version, protocol, read8(datagram, payloadStart))) return undefined;
  const decoded = decodeIcmpError(datagram, header.version, payloadStart);
  return decoded.ok ? decoded.value.quoted?.sourcePort : undefined;
}

/** Of a datagram of our own making. */
function sourcePortOf(datagram: Uint8Array): number {
  const decoded = decodeIp(datagram);
  return decoded.ok ? read16(datagram, decoded.value.payloadStart) : 0;
}

/** What the sender's device would have done, had there been one on the way. */
function completeChecksum(datagram: Uint8Array, { header: { version }, protocol, payloadStart }: IpDatagram): void {
  if (protocol !== PROTOCOL.tcp) return;
  const at = payloadStart + TCP_CHECKSUM;
  write16(datagram, at, 0);
  write16(datagram, at, checksumOf(sumTransport(datagram, version, protocol, payloadStart, datagram.length)));
}
