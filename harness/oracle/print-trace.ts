/** A trace as lines for a person: who said what when, with numbers relative to the first of each side. */

import { printSeconds } from "../port/time";
import type { Trace, TraceEvent } from "../port/trace";
import { ACK, SYN } from "../wire/flags";
import { printPacket, type Origin } from "../wire/print";
import type { Seq } from "../wire/seq";
import { flowKey } from "./rules/flow";

interface Initials {
  stack?: Seq;
  peer?: Seq;
}

/** What each side counts from on each pair of sockets: its SYN, or what the other side's SYN+ACK says of it. */
function initials(trace: Trace): ReadonlyMap<string, Initials> {
  const found = new Map<string, Initials>();
  for (const event of trace.events) {
    if (event.kind !== "packet" || !event.decoded.ok || event.decoded.value.kind !== "tcp") continue;
    const key = flowKey(event);
    if (key === undefined) continue;
    const { flags, seq } = event.decoded.value.segment;
    const here = found.get(key) ?? {};
    found.set(key, here);
    if ((flags & SYN) === 0) continue;
    if (event.direction === "stack->peer") here.stack ??= seq;
    else here.peer ??= seq;
  }
  return found;
}

/** One line for each event; the same index as in the trace. */
export function printTrace(trace: Trace): readonly string[] {
  const origins = initials(trace);
  return trace.events.map((event) => `${printSeconds(event.at).padStart(9)}  ${printEvent(event, origins)}`);
}

function printEvent(event: TraceEvent, origins: ReadonlyMap<string, Initials>): string {
  switch (event.kind) {
    case "packet": {
      const who = event.direction === "peer->stack" ? "peer  >" : "stack >";
      if (!event.decoded.ok) return `${who} unreadable: ${event.decoded.error.message}`;
      const known = origins.get(flowKey(event) ?? "");
      const [from, to] = event.direction === "peer->stack" ? [known?.peer, known?.stack] : [known?.stack, known?.peer];
      return `${who} ${printPacket(event.decoded.value, originOf(event, from, to), { ports: false })}`;
    }
    case "call":
      return `user  : ${event.call} -> ${printOutcome(event.outcome)}`;
    case "indication":
      return `user  < ${event.indication}`;
    case "state":
      return `state = ${event.state}`;
  }
}

/** Relative numbers only where both sides' first numbers are known, or the one that matters is. */
function originOf(event: TraceEvent, from: Seq | undefined, to: Seq | undefined): Origin | undefined {
  if (event.kind !== "packet" || !event.decoded.ok || event.decoded.value.kind !== "tcp") return undefined;
  if (from === undefined) return undefined;
  if (to !== undefined) return { seq: from, ack: to };
  return (event.decoded.value.segment.flags & ACK) === 0 ? { seq: from, ack: from } : undefined;
}

function printOutcome(outcome: Extract<TraceEvent, { kind: "call" }>["outcome"]): string {
  if (!outcome.ok) return outcome.detail === "" ? outcome.error : `${outcome.error} (${outcome.detail})`;
  if (!("text" in outcome)) return "ok";
  return `${outcome.text.length} octets${outcome.endOfStream ? ", end of stream" : ""}`;
}
