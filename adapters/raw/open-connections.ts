import { ACK, decodePacket, encodePacket, RST, seq } from "../../harness/wire";
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
  /** What the target expects next. */
  readonly next: Seq;
}

/** Nothing is open yet. */
export function openConnections(): OpenConnections {
  const open = new Map<string, Open>();

  return {
    sent(datagram) {
      const decoded = decodePacket(datagram);
      if (!decoded.ok || decoded.value.kind !== "tcp") return;
      const { sourcePort, destinationPort, flags, seq: begins } = decoded.value.segment;
      const key = `${sourcePort} ${destinationPort}`;
      // RFC 5961 3.2: only a RST at RCV.NXT ends a connection for certain.
      if ((flags & RST) !== 0 && open.get(key)?.next === begins) open.delete(key);
    },
    received(datagram) {
      const decoded = decodePacket(datagram);
      if (!decoded.ok || decoded.value.kind !== "tcp") return;
      const { ip, segment } = decoded.value;
      const key = `${segment.destinationPort} ${segment.sourcePort}`;
      if ((segment.flags & RST) !== 0) open.delete(key);
      else if ((segment.flags & ACK) !== 0)
        open.set(key, {
          source: ip.destination,
          destination: ip.source,
          sourcePort: segment.destinationPort,
          destinationPort: segment.sourcePort,
          // RFC 9293 3.4: an ACK carries RCV.NXT.
          next: segment.ack,
        });
    },
    resets() {
      const made = Array.from(open.values(), ({ source, destination, sourcePort, destinationPort, next }) =>
        encodePacket({
          ip: { source, destination },
          segment: { sourcePort, destinationPort, seq: next, ack: seq(0), flags: RST, window: 0 },
        }),
      );
      open.clear();
      return made;
    },
  };
}
