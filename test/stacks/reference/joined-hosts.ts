/** Two reference hosts on one link that loses, delays and so reorders datagrams, in virtual time. For tests. */

import type { Duration, Time } from "../../../harness/port/time";
import type { InProcessHost, InProcessUser } from "../../../adapters/memory";
import { referenceHost } from "../../../stacks/reference";
import type { ReferenceOptions } from "../../../stacks/reference";

export const ADDRESSES = {
  4: ["192.0.2.1", "192.0.2.2"],
  6: ["2001:db8::1", "2001:db8::2"],
} as const;

/** What becomes of a datagram: how long it takes, or that it is lost. */
export type Fate = Duration | "lost";

export interface End {
  readonly host: InProcessHost;
  readonly user: InProcessUser;
  /** What the user was told, oldest first. */
  readonly told: string[];
}

export interface JoinedHosts {
  readonly a: End;
  readonly b: End;
  now(): Time;
  /** Lets time pass to the next arrival or timer; false when nothing will ever happen again. */
  next(): boolean;
  /** Every datagram that was sent, with its time. */
  readonly sent: readonly { readonly at: Time; readonly bytes: Uint8Array }[];
}

export function joinedHosts(
  options: ReferenceOptions,
  seed: number,
  fateOf: () => Fate,
  optionsOfB = options,
): JoinedHosts {
  let now: Time = 0;
  const sent: { at: Time; bytes: Uint8Array }[] = [];
  const underWay: { at: Time; to: "a" | "b"; bytes: Uint8Array }[] = [];

  function end(index: 0 | 1, to: "a" | "b"): End {
    const told: string[] = [];
    const host = referenceHost(
      {
        seed: seed + index,
        addresses: [ADDRESSES[4][index], ADDRESSES[6][index]],
        transmit(bytes) {
          sent.push({ at: now, bytes });
          const fate = fateOf();
          if (fate !== "lost") underWay.push({ at: now + fate, to, bytes });
        },
        tell(_, what) {
          told.push(what);
        },
      },
      index === 0 ? options : optionsOfB,
    );
    return { host, user: host.user, told };
  }

  const ends = { a: end(0, "b"), b: end(1, "a") };

  return {
    ...ends,
    sent,
    now: () => now,
    next() {
      const timers = Math.min(ends.a.host.nextTimer(), ends.b.host.nextTimer());
      const arrival = underWay.reduce((first, each) => Math.min(first, each.at), Number.POSITIVE_INFINITY);
      const at = Math.min(timers, arrival);
      if (at === Number.POSITIVE_INFINITY) return false;
      now = Math.max(now, at);
      const index = underWay.findIndex((each) => each.at <= now);
      const [datagram] = index < 0 ? [] : underWay.splice(index, 1);
      if (datagram !== undefined) {
        ends[datagram.to].host.receive(datagram.bytes, now);
        return true;
      }
      for (const { host } of [ends.a, ends.b]) if (host.nextTimer() <= now) host.advance(now);
      return true;
    },
  };
}
