/** Time that a test moves, and a link in it. For tests of this folder. */

import { inFlight } from "../../../../adapters/wrap/in-flight";
import type { IpLink, Timekeeper } from "../../../../adapters/wrap";
import { impairedLink } from "../../../../adapters/wrap";
import type { Impairments } from "../../../../adapters/wrap";
import { MILLISECOND } from "../../../../harness/port/time";

export interface VirtualTime extends Timekeeper {
  /** Moves from timer to timer until the promise is settled; what it was settled with. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** Lets everything happen that waits for promises only. */
const quiet = () => new Promise((resolve) => setImmediate(resolve));

export function virtualTime(): VirtualTime {
  let now = 0;
  const timers = inFlight<{ readonly at: number; wake: (() => void) | undefined }>();
  return {
    now: () => now,
    after(wait, wake) {
      const timer: { readonly at: number; wake: (() => void) | undefined } = { at: now + wait, wake };
      timers.add(timer);
      return () => {
        timer.wake = undefined;
      };
    },
    async until(promise) {
      let isSettled = false;
      const settled = () => {
        isSettled = true;
      };
      promise.then(settled, settled);
      const isOver = () => isSettled;
      await quiet();
      for (;;) {
        if (isOver()) return promise;
        if (timers.next() === Infinity) throw new Error("nothing will ever happen again");
        now = Math.max(now, timers.next());
        timers.takeDue(now)?.wake?.();
        await quiet();
      }
    },
  };
}

/** The two ends of a link on which datagrams take a millisecond each way, and whatever befalls them besides. */
export function linkEnds(time: Timekeeper, impairments: Impairments = {}): readonly [IpLink, IpLink] {
  const takers: ((datagram: Uint8Array) => void)[] = [];
  const end = (here: 0 | 1, there: 0 | 1): IpLink => ({
    send(datagram) {
      time.after(MILLISECOND, () => takers[there]?.(datagram));
    },
    onDatagram(receive) {
      takers[here] = receive;
    },
    close() {
      takers[here] = () => undefined;
    },
  });
  const bad = (link: IpLink, seed: number) => impairedLink(link, { seed, outgoing: impairments }, time);
  return [bad(end(0, 1), 1), bad(end(1, 0), 2)];
}
