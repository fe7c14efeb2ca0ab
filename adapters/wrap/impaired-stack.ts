import { seedOf } from "../../harness/port/chance";
import type { Clock } from "../../harness/port/clock";
import type { Arrival, Link } from "../../harness/port/link";
import type { Stack } from "../../harness/port/stack";
import { impairment } from "./impairment";
import type { Delivery, Impairment, Impairments } from "./impairment";
import { inFlight } from "./in-flight";

/** What the link does to datagrams on their way to the stack, and to those that it sends. */
export interface LinkImpairments {
  readonly toStack?: Impairments;
  readonly fromStack?: Impairments;
}

/**
 * The same stack behind a bad link, on a virtual or a real clock. Chance begins anew with each `reset`, from its seed.
 *
 * The profile stays that of the stack: whoever judges times has to allow for the delays. A datagram on its way needs
 * somebody who lets time pass: it moves on in `Clock.pass` and in the calls of the link.
 */
export function impairedStack(stack: Stack, { toStack = {}, fromStack = {} }: LinkImpairments): Stack {
  const coming = inFlight<Delivery>();
  const going = inFlight<Arrival>();
  let [impairComing, impairGoing] = impairmentsFor(0);

  function impairmentsFor(seed: number): [Impairment, Impairment] {
    return [impairment(seedOf(seed, "to the stack"), toStack), impairment(seedOf(seed, "from the stack"), fromStack)];
  }

  /** Puts on its way what the stack has sent; whether that was anything. */
  function collect(): boolean {
    const sent = stack.link.take();
    for (const { at, bytes } of sent) for (const delivery of impairGoing(bytes, at)) going.add(delivery);
    return sent.length > 0;
  }

  /** Hands the stack what has arrived at it by now. */
  async function deliver(): Promise<void> {
    for (let due = coming.takeDue(clock.now()); due !== undefined; due = coming.takeDue(clock.now())) {
      await stack.link.send(due.bytes);
    }
  }

  const clock: Clock = {
    kind: stack.clock.kind,
    now: () => stack.clock.now(),
    async pass(deadline) {
      for (;;) {
        await deliver();
        collect();
        if (going.next() <= clock.now()) return;
        const next = Math.min(deadline, coming.next(), going.next());
        await stack.clock.pass(next);
        // Whatever ended it early was news: of a datagram, or else of something that the user was told.
        const isDatagram = collect();
        if (clock.now() >= deadline || (clock.now() < next && !isDatagram)) return deliver();
      }
    },
  };

  const link: Link = {
    async send(datagram) {
      const now = clock.now();
      for (const delivery of impairComing(datagram, now)) coming.add(delivery);
      await deliver();
      return now;
    },
    take() {
      collect();
      const arrived: Arrival[] = [];
      for (let due = going.takeDue(clock.now()); due !== undefined; due = going.takeDue(clock.now())) arrived.push(due);
      return arrived;
    },
  };

  return {
    name: stack.name,
    version: stack.version,
    adapter: `${stack.adapter}+impaired`,
    profile: stack.profile,
    clock,
    link,
    ...(stack.user !== undefined && { user: stack.user }),
    endpoints: (version) => stack.endpoints(version),
    ...(stack.ports !== undefined && { ports: stack.ports.bind(stack) }),
    async reset(seed) {
      coming.clear();
      going.clear();
      [impairComing, impairGoing] = impairmentsFor(seed);
      await stack.reset(seed);
    },
    close: () => stack.close(),
  };
}
