/** A trace as lines for a person: who said what when, with numbers relative to the first of each side. */

import { printSeconds } from "../port/time";
import type { Trace, TraceEvent } from "../port/trace";
import { SYN } from "../wire/flags";
import { printPacket } from "../wire/print";
import type { Address } from "../wire/packet";
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

/** One line for each event; the same index as in the trace. Addresses are told where there are more than two. */
export function printTrace(trace: Trace): readonly string[] {
  const origins = initials(trace);
  const crowded = new Set(trace.events.flatMap(addressesOf)).size > 2;
  return trace.events.map((event) => `${printSeconds(event.at).padStart(9)}  ${printEvent(event, origins, crowded)}`);
}

function addressesOf(event: TraceEvent): readonly Address[] {
  if (event.kind !== "packet" || !event.decoded.ok) return [];
  const { source, destination } = event.decoded.value.ip;
  return [source, destination];
}

function printEvent(event: TraceEvent, origins: ReadonlyMap<string, Initials>, crowded: boolean): string {
  switch (event.kind) {
    case "packet": {
      const who = event.direction === "peer->stack" ? "peer  >" : "stack >";
      if (!event.decoded.ok) return `${who} unreadable: ${event.decoded.error.message}`;
      const known = origins.get(flowKey(event) ?? "");
      const [seq, ack] = event.direction === "peer->stack" ? [known?.peer, known?.stack] : [known?.stack, known?.peer];
      const ends = crowded ? `${addressesOf(event).join(" → ")} ` : "";
      return `${who} ${ends}${printPacket(event.decoded.value, { seq, ack }, { ports: false })}`;
    }
    case "call":
      return `user  : ${event.call} -> ${printOutcome(event.outcome)}`;
    case "indication":
      return `user  < ${event.indication}`;
    case "state":
      return `state = ${event.state}`;
  }
}

function printOutcome(outcome: Extract<TraceEvent, { kind: "call" }>["outcome"]): string {
  if (!outcome.ok) return outcome.detail === "" ? outcome.error : `${outcome.error} (${outcome.detail})`;
  if (!("text" in outcome)) return "ok";
  return `${outcome.text.length} octets${outcome.endOfStream ? ", end of stream" : ""}`;
}
