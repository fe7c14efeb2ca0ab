import { ACK, decodePacket, encodePacket, precedes, RST, segmentEnd, seq } from "../../harness/wire";
import type { Address, Seq } from "../../harness/wire";

/** What the target may still have open with us, as far as its segments show. */
export interface OpenConnections {
  /** We have sent this. */
  sent(datagram: Uint8Array): void;
  /** The target has sent this. */
  received(datagram: Uint8Array): void;
  /** Datagrams that reset each of them, which are forgotten. */
  resets(): readonly Uint8Array[];
}

interface Open {
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** What the target expects next, as its last ACK has it. */
  readonly next: Seq;
  /** And as it may be by now: behind what we have sent in order since then. */
  readonly reach: Seq;
}

/** Nothing is open yet. */
export function openConnections(): OpenConnections {
  const open = new Map<string, Open>();

  return {
    sent(datagram) {
      const decoded = decodePacket(datagram);
      if (!decoded.ok || decoded.value.kind !== "tcp") return;
      const { segment } = decoded.value;
      const key = `${segment.sourcePort} ${segment.destinationPort}`;
      const known = open.get(key);
      if (known === undefined) return;
      if ((segment.flags & RST) === 0) {
        if (segment.seq === known.reach) open.set(key, { ...known, reach: segmentEnd(segment) });
        // RFC 5961 3.2: only a RST at RCV.NXT ends a connection for certain.
      } else if (segment.seq === known.next && segment.seq === known.reach) open.delete(key);
    },
    received(datagram) {
      const decoded = decodePacket(datagram);
      if (!decoded.ok || decoded.value.kind !== "tcp") return;
      const { ip, segment } = decoded.value;
      const key = `${segment.destinationPort} ${segment.sourcePort}`;
      // A reset of its own may have refused an ACK, and the connection is there still (RFC 9293 3.10.7.4, fifth).
      if ((segment.flags & RST) === 0 && (segment.flags & ACK) !== 0) {
        // RFC 9293 3.4: an ACK carries RCV.NXT.
        const next = segment.ack;
        const { reach = next } = open.get(key) ?? {};
        open.set(key, {
          source: ip.destination,
          destination: ip.source,
          sourcePort: segment.destinationPort,
          destinationPort: segment.sourcePort,
          next,
          reach: precedes(next, reach) ? reach : next,
        });
      }
    },
    resets() {
      const made = Array.from(open.values(), ({ source, destination, sourcePort, destinationPort, next, reach }) =>
        [...new Set([next, reach])].map((at) =>
          encodePacket({
            ip: { source, destination },
            segment: { sourcePort, destinationPort, seq: at, ack: seq(0), flags: RST, window: 0 },
          }),
        ),
      );
      open.clear();
      return made.flat();
    },
  };
}
