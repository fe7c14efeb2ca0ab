import { ACK, decodePacket, diff, latest, precedes, RST, segmentEnd, segmentLength, SYN } from "../../harness/wire";
import type { Segment, Seq } from "../../harness/wire";
import type { Receiver } from "../tun/seat";

interface Arrived {
  readonly segment: Segment;
  readonly datagram: Uint8Array;
  readonly at: number;
}

/** What the stack sends on one connection. */
interface Flow {
  /** The number after the last that has come; undefined before anything has. */
  end: Seq | undefined;
  /** The latest acknowledgment; undefined before there was one. */
  ack: Seq | undefined;
  /** When `end` or `ack` moved on last. */
  movedAt: number;
  /** What has numbers before it that are missing, in the order in which it came. */
  readonly early: Arrived[];
}

/**
 * Segments in the order in which they were sent, as far as their numbers tell. A link may let one overtake another, as a veth does,
 * which has a queue for each processor, and the stack is not to blame for that: what is behind a gap waits for what is missing.
 * What was left out, or lost, never comes, so nothing waits for ever: see {@link SequenceOrder.letGo}. An empty segment that was
 * overtaken has nothing to say any more, and is taken for lost.
 */
export class SequenceOrder {
  readonly #deliver: Receiver;
  readonly #lateness: number;
  /** By the two ports. */
  readonly #flows = new Map<string, Flow>();

  /** @param lateness how much later than what has overtaken it a segment comes at the most, in nanoseconds */
  constructor(deliver: Receiver, lateness: number) {
    this.#deliver = deliver;
    this.#lateness = lateness;
  }

  /** Delivers the datagram, and what has waited for it, or has it wait, which is `true`. */
  take(datagram: Uint8Array, at: number): boolean {
    const decoded = decodePacket(datagram);
    if (!decoded.ok || decoded.value.kind !== "tcp") {
      this.#deliver(datagram, at);
      return false;
    }
    const { segment } = decoded.value;
    const flow = this.#flowOf(segment);
    if (at - flow.movedAt <= this.#lateness && isStale(segment, flow)) return false;
    const waits = isBehindGap(segment, flow);
    if (waits) flow.early.push({ segment, datagram, at });
    else this.#pass(flow, { segment, datagram, at });
    return waits;
  }

  /** Delivers what came at `since` or before, gap or no gap. */
  letGo(since: number): void {
    for (const flow of this.#flows.values())
      for (let [first] = flow.early; first !== undefined && first.at <= since; [first] = flow.early) {
        flow.early.shift();
        this.#pass(flow, first);
      }
  }

  #pass(flow: Flow, { segment, datagram, at }: Arrived): void {
    // RFC 9293 3.10.7.1: a reset may take its numbers from what it answers, so it does not tell how far the flow has come.
    if ((segment.flags & RST) === 0) moveOn(flow, segment, at);
    this.#deliver(datagram, at);
    const following = flow.early.findIndex((early) => !isBehindGap(early.segment, flow));
    const [next] = following < 0 ? [] : flow.early.splice(following, 1);
    // What has overtaken another comes right after it.
    if (next !== undefined) this.#pass(flow, { ...next, at: Math.max(next.at, at) });
  }

  #flowOf({ sourcePort, destinationPort }: Segment): Flow {
    const key = `${sourcePort} ${destinationPort}`;
    const flow = this.#flows.get(key) ?? { end: undefined, ack: undefined, movedAt: -Infinity, early: [] };
    this.#flows.set(key, flow);
    return flow;
  }
}

/** A SYN begins anew, wherever that is. */
function moveOn(flow: Flow, segment: Segment, at: number): void {
  const { end, ack } = (segment.flags & SYN) === 0 ? flow : { end: undefined, ack: undefined };
  const next = segmentEnd(segment);
  const acknowledged = (segment.flags & ACK) === 0 ? ack : segment.ack;
  flow.end = end === undefined ? next : latest(end, next);
  flow.ack = ack === undefined || acknowledged === undefined ? acknowledged : latest(ack, acknowledged);
  if (flow.end !== end || flow.ack !== ack) flow.movedAt = at;
}

/**
 * Whether it was sent before what has come: empty segments are sent at SND.NXT, and ACKs never go back (RFC 9293 3.4). Those that are
 * sent left of it, to keep a connection alive or to probe, come when nothing else does.
 */
function isStale(segment: Segment, { end, ack }: Flow): boolean {
  if (end === undefined || ack === undefined) return false;
  if (segmentLength(segment) > 0 || (segment.flags & (RST | ACK)) !== ACK || precedes(ack, segment.ack)) return false;
  return precedes(segment.seq, end) || precedes(segment.ack, ack);
}

/** A SYN waits for nothing. */
function isBehindGap({ flags, seq }: Segment, { end }: Flow): boolean {
  return end !== undefined && (flags & SYN) === 0 && diff(seq, end) > 0;
}
