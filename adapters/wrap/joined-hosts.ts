/** Two hosts in this process at the two ends of a link, in virtual time. */

import { seedOf } from "../../harness/port/chance";
import type { Time } from "../../harness/port/time";
import type { ConnectionId, IndicationKind } from "../../harness/port/user";
import type { Address } from "../../harness/wire";
import type { InProcessEnvironment, InProcessHost } from "../memory";
import { impairment } from "./impairment";
import type { Delivery, Impairments } from "./impairment";
import { inFlight } from "./in-flight";

/** One end of the link. */
export interface HostPlan {
  readonly addresses: readonly Address[];
  readonly make: (environment: InProcessEnvironment) => InProcessHost;
  /** The host tells a user something. */
  readonly tell?: (connection: ConnectionId, what: IndicationKind, now: Time) => void;
  /** What the link does to the datagrams that this host sends. */
  readonly impairments?: Impairments;
  /** Sees each datagram as the host sends it, before the link has it. The bytes may change afterwards. */
  readonly sends?: (datagram: Uint8Array, now: Time) => void;
}

export interface JoinedHosts {
  readonly a: InProcessHost;
  readonly b: InProcessHost;
  now(): Time;
  /**
   * Lets time pass to the next arrival or timer, and lets that happen: one datagram, or all timers that are due.
   * @returns `false` when nothing will ever happen again by itself: no timer runs, and nothing is on its way.
   */
  next(): boolean;
}

/** Joins two hosts. Their seeds and the fates of all datagrams follow from `seed`. */
export function joinHosts(planA: HostPlan, planB: HostPlan, seed: number): JoinedHosts {
  let now: Time = 0;
  const underWay = inFlight<Delivery & { readonly to: "a" | "b" }>();

  function make(plan: HostPlan, name: "a" | "b", to: "a" | "b"): InProcessHost {
    const impair = impairment(seedOf(seed, `link from ${name}`), plan.impairments ?? {});
    return plan.make({
      seed: seedOf(seed, name),
      addresses: plan.addresses,
      transmit(datagram) {
        plan.sends?.(datagram, now);
        for (const delivery of impair(datagram, now)) underWay.add({ ...delivery, to });
      },
      tell(connection, what) {
        plan.tell?.(connection, what, now);
      },
    });
  }

  const hosts = { a: make(planA, "a", "b"), b: make(planB, "b", "a") };

  return {
    ...hosts,
    now: () => now,
    next() {
      const at = Math.min(underWay.next(), hosts.a.nextTimer(), hosts.b.nextTimer());
      if (at === Infinity) return false;
      now = Math.max(now, at);
      const arrived = underWay.takeDue(now);
      if (arrived !== undefined) hosts[arrived.to].receive(arrived.bytes, now);
      else for (const host of [hosts.a, hosts.b]) if (host.nextTimer() <= now) host.advance(now);
      return true;
    },
  };
}
