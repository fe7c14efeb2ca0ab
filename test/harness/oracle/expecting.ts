/** An expectation at work in a conversation that a test has made up. */

import type { PacketEvent } from "../../../harness/port/trace";
import type { Time } from "../../../harness/port/time";
import { waitFor } from "../../../harness/oracle/wait-for";
import type { Hearing, Named, WaitContext, Waiting } from "../../../harness/oracle/waiting";
import type { Expectation } from "../../../harness/scenario/step";
import { octetsOf } from "../../../harness/scenario/text";
import { ACK, SYN, SYN_ACK } from "../../../harness/wire/flags";
import type { Seq } from "../../../harness/wire/seq";
import { initialsOf, packetOf, peer, PROFILE, stack, viewAfter } from "./conversation";

export const CALLED = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(ACK)];

/** A stack in ESTABLISHED, and what happened there since; its user has given 20 octets. */
export function after(...events: readonly PacketEvent[]): WaitContext {
  return contextOf([...CALLED, ...events]);
}

export function contextOf(events: readonly PacketEvent[], named: ReadonlyMap<string, Named> = new Map()): WaitContext {
  const userText = octetsOf(20, 0);
  return {
    view: viewAfter(...events),
    initials: initialsOf(events),
    userText,
    named,
    acknowledged: 0,
    ip: 4,
    address: "192.0.2.1",
    mtu: 1500,
    profile: PROFILE,
  };
}

/** An expectation at work, for those that segments decide. */
export function waiting(step: Expectation, context: WaitContext, now: Time): Waiting {
  switch (step.kind) {
    case "user-receives":
    case "user-receives-all":
    case "user-is-told":
    case "status-tells":
    case "user-is-not-told":
    case "is-in":
    case "isns":
    case "timestamp-clocks":
      throw new Error(`no segment decides ${step.kind}`);
    default:
      return waitFor(step, context, now);
  }
}

/** The running text from a place on. */
export const octetsText = (position: number, length: number) =>
  Buffer.from(octetsOf(length, position)).toString("latin1");

/** What an expectation makes of one segment. */
export function hear(
  step: Expectation,
  event: PacketEvent,
  context: WaitContext,
  sndUna: Seq = context.view.sndUna,
): Hearing {
  return waiting(step, context, 0).hear({ event: 7, at: event.at, ...packetOf(event), sndUna }, context);
}

/** The kind of the breach, or the kind of hearing if there is none. */
export function heard(...args: Parameters<typeof hear>): string {
  const hearing = hear(...args);
  return hearing.kind === "broken" ? hearing.breach.kind : hearing.kind;
}

export const expired = (step: Expectation, context: WaitContext) => waiting(step, context, 0).expire(context);
