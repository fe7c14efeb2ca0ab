/** What was seen on the wire, in numbers. */

import { violations } from "../harness/oracle/rules";
import type { Profile } from "../harness/port/profile";
import type { Direction, PacketEvent } from "../harness/port/trace";
import { ACK, add, FIN, latest, precedes, precedesOrEquals, RST, SYN, verifyChecksums } from "../harness/wire";
import type { Segment, Seq } from "../harness/wire";

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
  /** `rule: what is wrong`, each text once. */
  readonly violations: readonly string[];
  /** How long the rules took, in milliseconds. */
  readonly judgedInMs: number;
}

/** What is known of one direction of one connection. */
interface Half {
  /** The number behind the last one sent. */
  next: Seq | undefined;
  /** The number behind the FIN. */
  end: Seq | undefined;
  isEndAcknowledged: boolean;
}

const OTHER: Readonly<Record<Direction, Direction>> = { "stack->peer": "peer->stack", "peer->stack": "stack->peer" };

/** Judges the whole trace. `profile` is that of the reference over a real link. */
export function summarize(events: readonly PacketEvent[], profile: Profile): WireSummary {
  const flows = new Map<number, Readonly<Record<Direction, Half>>>();
  const fins = new Set<Direction>();
  const resets = new Set<Direction>();
  const zeroWindows = new Set<Direction>();
  let resent = 0;
  for (const { decoded, direction, bytes } of events) {
    if (!decoded.ok || decoded.value.kind !== "tcp" || !verifyChecksums(bytes).transport) continue;
    const { segment } = decoded.value;
    // Addresses are the same for all, and one port of each connection is.
    const key = segment.sourcePort * segment.destinationPort;
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
    violations: [...new Set(found.map(({ rule, message }) => `${rule.id}: ${message}`))],
    judgedInMs: Math.round(performance.now() - start),
  };
}

function newHalf(): Half {
  return { next: undefined, end: undefined, isEndAcknowledged: false };
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
  if (half.end !== undefined && (flags & ACK) !== 0 && precedesOrEquals(half.end, ack)) half.isEndAcknowledged = true;
}
