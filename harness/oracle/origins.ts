/** What numbers in texts for people count from, so that all of them agree: each side's first SYN between two ports. */

import type { PacketEvent } from "../port/trace";
import { SYN } from "../wire/flags";
import type { Origin } from "../wire/print";
import type { Segment } from "../wire/segment";
import type { Seq } from "../wire/seq";

/** A side that has sent no SYN has nothing to count from: its numbers stand as they are. */
export interface Initials {
  readonly stack?: Seq;
  readonly peer?: Seq;
}

interface Ports {
  readonly stackPort: number;
  readonly peerPort: number;
}

const NONE: Initials = {};

/** The first SYNs of all that has been noted. Addresses do not count: a peer that takes another one keeps its numbers. */
export class Origins {
  private readonly found = new Map<number, Initials>();

  note(event: PacketEvent): void {
    const ports = portsOf(event);
    if (ports === undefined) return;
    const key = keyOf(ports);
    const known = this.found.get(key);
    const syn = synOf(event);
    if (syn === undefined && known !== undefined) return;
    const first = syn && (event.direction === "stack->peer" ? { stack: syn.seq } : { peer: syn.seq });
    this.found.set(key, { ...first, ...known });
  }

  between(ports: Ports): Initials {
    return this.found.get(keyOf(ports)) ?? NONE;
  }

  /** What the numbers of this packet count from. */
  of(event: PacketEvent): Origin {
    const ports = portsOf(event);
    const { stack, peer } = ports === undefined ? NONE : this.between(ports);
    return event.direction === "peer->stack" ? { seq: peer, ack: stack } : { seq: stack, ack: peer };
  }

  /** Between how many pairs of ports segments go. */
  get size(): number {
    return this.found.size;
  }
}

function keyOf({ stackPort, peerPort }: Ports): number {
  return stackPort * 65_536 + peerPort;
}

function synOf({ decoded }: PacketEvent): Segment | undefined {
  const segment = decoded.ok && decoded.value.kind === "tcp" ? decoded.value.segment : undefined;
  return segment !== undefined && (segment.flags & SYN) !== 0 ? segment : undefined;
}

/** Of the segment, or of the one that an ICMP error quotes, which went the other way. */
function portsOf({ direction, decoded }: PacketEvent): Ports | undefined {
  if (!decoded.ok) return undefined;
  const packet = decoded.value;
  switch (packet.kind) {
    case "tcp": {
      const { sourcePort, destinationPort } = packet.segment;
      return direction === "stack->peer"
        ? { stackPort: sourcePort, peerPort: destinationPort }
        : { stackPort: destinationPort, peerPort: sourcePort };
    }
    case "icmp-error": {
      if (packet.error.quoted === undefined) return undefined;
      const { sourcePort, destinationPort } = packet.error.quoted;
      return direction === "peer->stack"
        ? { stackPort: sourcePort, peerPort: destinationPort }
        : { stackPort: destinationPort, peerPort: sourcePort };
    }
    case "other":
      return undefined;
  }
}
