/** The always-on rules, and the one pass over a trace that applies them all. */

import type { Profile } from "../../port/profile";
import type { PacketEvent, Trace } from "../../port/trace";
import { verifyChecksums } from "../../wire/verify-checksums";
import { flowKey, newFlow, observeCall, observePeer, observeStack, type Flow } from "./flow";
import {
  checksum,
  mssOnlyOnSyn,
  optionForm,
  reservedBits,
  sackPermittedOnlyOnSyn,
  sensibleFlags,
  zeroPadding,
} from "./header";
import { believableReset, noResetForReset } from "./reset";
import type { Rule } from "./rule";
import { acknowledgesOnlyReceived, acknowledgmentNeverGoesBack, sameOctetsAgain, sequenceWithoutGap } from "./sequence";
import { noLargerThanPeerAllows } from "./size";
import { rightEdgeNeverRecedes, smallShift } from "./window";

export type { Rule } from "./rule";

export const RULES: readonly Rule[] = [
  checksum,
  reservedBits,
  sensibleFlags,
  optionForm,
  zeroPadding,
  mssOnlyOnSyn,
  sackPermittedOnlyOnSyn,
  sequenceWithoutGap,
  acknowledgesOnlyReceived,
  acknowledgmentNeverGoesBack,
  sameOctetsAgain,
  believableReset,
  noResetForReset,
  rightEdgeNeverRecedes,
  smallShift,
  noLargerThanPeerAllows,
];

/** A segment that breaks a rule. */
export interface Violation {
  readonly rule: Rule;
  readonly message: string;
  /** Index of the segment in the trace. */
  readonly event: number;
}

/** What is wrong with a datagram that cannot be read. A fragment can be, though not by us: that is no fault of the stack. */
function unreadable({ decoded }: PacketEvent): string | undefined {
  return decoded.ok || decoded.error.code === "fragment" ? undefined : decoded.error.message;
}

/** A datagram of the stack that cannot even be read. */
export const readable: Rule = {
  id: "793-3.1-HDR-DATAOFFSET",
  section: "RFC 9293 3.1",
  level: "IMPLIED",
  summary: "headers and lengths are such that a segment can be read",
  breach: ({ event }) => unreadable(event),
};

/** All violations in a trace, in the order in which they happened. */
export function violations(trace: Trace, profile: Profile): readonly Violation[] {
  const flows = new Map<string, Flow>();
  const keys = new Map<string, string>();
  const found: Violation[] = [];
  for (const [index, event] of trace.events.entries()) {
    if (event.kind === "call" && event.connection !== undefined) {
      const flow = flows.get(keys.get(event.connection) ?? "");
      if (flow !== undefined) observeCall(flow, event);
    }
    if (event.kind === "packet") look(event, index);
  }
  return found;

  function look(event: PacketEvent, index: number): void {
    const key = flowKey(event);
    if (key === undefined || !event.decoded.ok || event.decoded.value.kind !== "tcp") {
      const message = event.direction === "stack->peer" ? unreadable(event) : undefined;
      if (message !== undefined) found.push({ rule: readable, message, event: index });
      return;
    }
    const flow = flows.get(key) ?? newFlow();
    flows.set(key, flow);
    if (event.connection !== undefined) keys.set(event.connection, key);
    const { segment } = event.decoded.value;
    if (event.direction === "peer->stack") {
      if (verifyChecksums(event.bytes).transport) observePeer(flow, segment);
    } else {
      for (const rule of RULES) {
        const message = rule.breach({ event, segment, flow, profile });
        if (message !== undefined) found.push({ rule, message, event: index });
      }
      observeStack(flow, segment);
    }
    flow.lastPacket = event;
  }
}
