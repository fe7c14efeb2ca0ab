/** What passes the reference's end of the link, as events that the always-on rules can judge. */

import type { IpLink } from "../adapters/wrap";
import { realTime } from "../adapters/wrap";
import type { Direction, PacketEvent } from "../harness/port/trace";
import { decodePacket, verifyChecksums } from "../harness/wire";
import type { Segment } from "../harness/wire";

export interface Recorder extends IpLink {
  /** Every datagram so far, as the reference sent it or got it: after the link did its worst to what came in. */
  readonly events: readonly PacketEvent[];
  /** Waits for a segment that goes this way and fits. */
  passes(direction: Direction, fits: (segment: Segment) => boolean): Promise<void>;
}

/** Stands between the TCP and its link, and keeps a copy of everything. */
export function recorder(link: IpLink): Recorder {
  const time = realTime();
  const events: PacketEvent[] = [];
  const watchers = new Set<(event: PacketEvent) => void>();

  function keep(direction: Direction, bytes: Uint8Array): void {
    const event: PacketEvent = {
      kind: "packet",
      at: time.now(),
      step: 0,
      direction,
      bytes,
      decoded: decodePacket(bytes),
    };
    events.push(event);
    for (const watch of watchers) watch(event);
  }

  return {
    events,
    passes(direction, fits) {
      return new Promise((resolve) => {
        const watch = ({ direction: way, bytes, decoded }: PacketEvent) => {
          if (way !== direction || !decoded.ok || decoded.value.kind !== "tcp") return;
          if (!fits(decoded.value.segment) || !verifyChecksums(bytes).transport) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
      });
    },
    send(datagram) {
      // A copy, as the link may flip a bit in the one that it gets.
      keep("stack->peer", datagram.slice());
      link.send(datagram);
    },
    onDatagram(receive) {
      link.onDatagram((datagram) => {
        keep("peer->stack", datagram);
        receive(datagram);
      });
    },
    close() {
      link.close();
    },
  };
}
