/** What passes the reference's end of the link, as events that the always-on rules can judge. */

import type { IpLink } from "../adapters/wrap";
import { realTime } from "../adapters/wrap";
import type { Direction, PacketEvent } from "../harness/port/trace";
import { decodePacket } from "../harness/wire";

export interface Recorder extends IpLink {
  /** Every datagram so far, as the reference sent it or got it: after the link did its worst to what came in. */
  readonly events: readonly PacketEvent[];
}

/** Stands between the TCP and its link, and keeps a copy of everything. */
export function recorder(link: IpLink): Recorder {
  const time = realTime();
  const events: PacketEvent[] = [];

  function keep(direction: Direction, bytes: Uint8Array): void {
    events.push({ kind: "packet", at: time.now(), step: 0, direction, bytes, decoded: decodePacket(bytes) });
  }

  return {
    events,
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
