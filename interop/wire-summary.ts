/** What was seen on the wire, in numbers. */

import { violations } from "../harness/oracle/rules";
import type { Profile } from "../harness/port/profile";
import type { Direction, PacketEvent } from "../harness/port/trace";
import { ACK, add, FIN, latest, precedes, precedesOrEquals, RST, SYN, verifyChecksums } from "../harness/wire";
import type { IcmpError, Segment, Seq } from "../harness/wire";
import type { IcmpErrorPacket } from "../harness/wire/packet";

export interface WireSummary {
  readonly packets: number;
  /** Segments of the reference that begin with a number it had sent before. */
  readonly resent: number;
  /** Who sent a FIN, in the order of the first ones. */
  readonly fins: readonly Direction[];
  /** Who sent a RST while not both ends had been said and acknowledged; one to a late segment afterwards is right. */
  readonly resets: readonly Direction[];
  /** Who offered a window of 0. */
  readonly zeroWindows: readonly Direction[];
  /** Octets of the largest datagram that the reference sent. */
  readonly largest: number;
  /** The MTUs that routers have told the reference of, each once, about a segment on its way (RFC 5927 4.1). */
  readonly tooBig: readonly number[];
  /** Whether the reference sent nothing that is larger than a router had told it. */
  readonly isMtuKept: boolean;
  /** `rule: what is wrong`, each text once. */
  readonly violations: readonly string[];
  /** How long the rules took, in milliseconds. */
  readonly judgedInMs: number;
}

/** What is known of one direction of one connection. */
interface Half {
  /** The number that the other side has acknowledged everything before. */
  una: Seq | undefined;
  /** The number behind the last one sent. */
  next: Seq | undefined;
  /** The number behind the FIN. */
  end: Seq | undefined;
  isEndAcknowledged: boolean;
}

type Flows = Map<number, Readonly<Record<Direction, Half>>>;

/** Addresses are the same for all, and one port of each connection is. */
function keyOf({ sourcePort, destinationPort }: Pick<Segment, "sourcePort" | "destinationPort">): number {
  return sourcePort * destinationPort;
}

const OTHER: Readonly<Record<Direction, Direction>> = { "stack->peer": "peer->stack", "peer->stack": "stack->peer" };

/** Judges the whole trace. `profile` is that of the reference over a real link. */
export function summarize(events: readonly PacketEvent[], profile: Profile): WireSummary {
  const flows: Flows = new Map();
  const fins = new Set<Direction>();
  const resets = new Set<Direction>();
  const zeroWindows = new Set<Direction>();
  const tooBig = new Set<number>();
  let resent = 0;
  let largest = 0;
  let isMtuKept = true;
  for (const { decoded, direction, bytes } of events) {
    if (direction === "stack->peer") {
      largest = Math.max(largest, bytes.length);
      for (const mtu of tooBig) isMtuKept &&= bytes.length <= mtu;
    }
    if (!decoded.ok || !verifyChecksums(bytes).transport) continue;
    if (decoded.value.kind === "icmp-error") {
      const mtu = mtuTold(decoded.value);
      if (mtu !== undefined && isAboutSomethingOnItsWay(decoded.value.error, flows)) tooBig.add(mtu);
    }
    if (decoded.value.kind !== "tcp") continue;
    const { segment } = decoded.value;
    const key = keyOf(segment);
    const flow = flows.get(key) ?? { "stack->peer": newHalf(), "peer->stack": newHalf() };
    flows.set(key, flow);
    if ((segment.flags & RST) !== 0) {
      if (!flow["stack->peer"].isEndAcknowledged || !flow["peer->stack"].isEndAcknowledged) resets.add(direction);
      continue;
    }
    if ((segment.flags & FIN) !== 0) fins.add(direction);
    if (segment.window === 0) zeroWindows.add(direction);
    if (isResent(flow[direction], segment) && direction === "stack->peer") resent += 1;
    acknowledge(flow[OTHER[direction]], segment);
  }
  const start = performance.now();
  const found = violations({ events, notes: new Map() }, profile);
  return {
    packets: events.length,
    resent,
    fins: [...fins],
    resets: [...resets],
    zeroWindows: [...zeroWindows],
    largest,
    tooBig: [...tooBig],
    isMtuKept,
    violations: [...new Set(found.map(({ rule, message }) => `${rule.id}: ${message}`))],
    judgedInMs: Math.round(performance.now() - start),
  };
}

function isAboutSomethingOnItsWay({ quoted }: IcmpError, flows: Flows): boolean {
  const una = quoted === undefined ? undefined : flows.get(keyOf(quoted))?.["stack->peer"].una;
  return quoted !== undefined && una !== undefined && precedesOrEquals(una, quoted.seq);
}

/** What "fragmentation needed" or "packet too big" says. */
function mtuTold({ ip, error: { type, code, parameter } }: IcmpErrorPacket): number | undefined {
  if (ip.version === 4) return type === 3 && code === 4 ? parameter & 0xffff : undefined;
  return type === 2 ? parameter : undefined;
}

function newHalf(): Half {
  return { una: undefined, next: undefined, end: undefined, isEndAcknowledged: false };
}

/** Whether the segment begins with a number that was taken before. */
function isResent(half: Half, { seq, text, flags }: Segment): boolean {
  const before = half.next;
  const end = add(seq, text.length + ((flags & FIN) === 0 ? 0 : 1) + ((flags & SYN) === 0 ? 0 : 1));
  if ((flags & FIN) !== 0) half.end = end;
  if (end === seq) return false;
  half.next = before === undefined ? end : latest(before, end);
  return before !== undefined && precedes(seq, before);
}

function acknowledge(half: Half, { flags, ack }: Segment): void {
  if ((flags & ACK) === 0) return;
  half.una = half.una === undefined ? ack : latest(half.una, ack);
  if (half.end !== undefined && precedesOrEquals(half.end, ack)) half.isEndAcknowledged = true;
}
