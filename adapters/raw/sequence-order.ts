import { decodePacket, diff, latest, RST, segmentEnd, SYN } from "../../harness/wire";
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
  /** What has numbers before it that are missing, in the order in which it came. */
  readonly early: Arrived[];
}

/**
 * Segments in the order in which they were sent, as far as their numbers tell. A link may let one overtake another, as a veth does,
 * which has a queue for each processor, and the stack is not to blame for that: what is behind a gap waits for what is missing.
 * What was left out, or lost, never comes, so nothing waits for ever: see {@link SequenceOrder.letGo}.
 */
export class SequenceOrder {
  readonly #deliver: Receiver;
  /** By the two ports. */
  readonly #flows = new Map<string, Flow>();

  constructor(deliver: Receiver) {
    this.#deliver = deliver;
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
    const end = segmentEnd(segment);
    // RFC 9293 3.10.7.1: a reset may take its number from what it answers, so it does not tell how far the flow has come.
    if ((segment.flags & RST) === 0)
      flow.end = flow.end === undefined || (segment.flags & SYN) !== 0 ? end : latest(flow.end, end);
    this.#deliver(datagram, at);
    const following = flow.early.findIndex((early) => !isBehindGap(early.segment, flow));
    const [next] = following < 0 ? [] : flow.early.splice(following, 1);
    // What has overtaken another comes right after it.
    if (next !== undefined) this.#pass(flow, { ...next, at: Math.max(next.at, at) });
  }

  #flowOf({ sourcePort, destinationPort }: Segment): Flow {
    const key = `${sourcePort} ${destinationPort}`;
    const flow = this.#flows.get(key) ?? { end: undefined, early: [] };
    this.#flows.set(key, flow);
    return flow;
  }
}

/** A SYN begins anew, wherever that is. */
function isBehindGap({ flags, seq }: Segment, { end }: Flow): boolean {
  return end !== undefined && (flags & SYN) === 0 && diff(seq, end) > 0;
}
