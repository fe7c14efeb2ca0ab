import { seedOf } from "../../harness/port/chance";
import { impairment } from "./impairment";
import type { Delivery, Impairment, Impairments } from "./impairment";
import { inFlight } from "./in-flight";
import type { IpLink } from "./ip-link";
import { alarm, realTime } from "./timekeeper";
import type { Timekeeper } from "./timekeeper";

export interface ImpairedLinkOptions {
  /** All chance follows from it. */
  readonly seed: number;
  /** What happens to datagrams that are sent. */
  readonly outgoing?: Impairments;
  /** What happens to datagrams that come in. */
  readonly incoming?: Impairments;
}

/** A bad link in place of a good one, in real time. */
export function impairedLink(link: IpLink, options: ImpairedLinkOptions, time: Timekeeper = realTime()): IpLink {
  const { seed, outgoing = {}, incoming = {} } = options;
  const out = lane(impairment(seedOf(seed, "outgoing"), outgoing), time, (datagram) => {
    link.send(datagram);
  });
  let receiver: (datagram: Uint8Array) => void = () => undefined;
  const into = lane(impairment(seedOf(seed, "incoming"), incoming), time, (datagram) => {
    receiver(datagram);
  });
  return {
    send: out.put,
    onDatagram(receive) {
      receiver = receive;
      link.onDatagram(into.put);
    },
    close() {
      out.stop();
      into.stop();
      link.close();
    },
  };
}

/** One direction: what is put in comes out when its time has come. */
function lane(impair: Impairment, time: Timekeeper, deliver: (datagram: Uint8Array) => void) {
  const underWay = inFlight<Delivery>();
  const bell = alarm(time, flush);

  function flush(): void {
    for (let due = underWay.takeDue(time.now()); due !== undefined; due = underWay.takeDue(time.now())) {
      deliver(due.bytes);
    }
    bell.set(underWay.next());
  }

  return {
    put: (datagram: Uint8Array) => {
      for (const delivery of impair(datagram, time.now())) underWay.add(delivery);
      flush();
    },
    stop: () => {
      underWay.clear();
      bell.set(Infinity);
    },
  };
}
