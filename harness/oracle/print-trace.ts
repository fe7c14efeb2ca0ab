/** A trace as lines for a person: who said what when, with numbers relative to the first SYN of each side. */

import { printSeconds } from "../port/time";
import { hasSeveralConnections } from "../port/trace";
import type { PacketEvent, Trace, TraceEvent } from "../port/trace";
import { unusualIn } from "../port/unusual";
import { printPacket } from "../wire/print";
import { Origins } from "./origins";

/** One line for each event; the same index as in the trace. */
export function printTrace(trace: Trace): readonly string[] {
  return trace.events.map(linePrinter(trace));
}

/**
 * Makes the line of an event of the trace: ports are told where segments go between more than two, whose connection it is where
 * there are several, and in brackets what else is out of the ordinary. That comes first, as a report may have no room for all
 * of a line.
 */
export function linePrinter(trace: Trace): (event: TraceEvent) => string {
  const origins = new Origins();
  for (const event of trace.events) if (event.kind === "packet") origins.note(event);
  const print = (event: PacketEvent): string => {
    const who = event.direction === "peer->stack" ? "peer  >" : "stack >";
    if (!event.decoded.ok) return `${who} unreadable: ${event.decoded.error.message}`;
    const unusual = unusualIn(event, trace.endpoints);
    const remark = unusual.length === 0 ? "" : `(${unusual.join(", ")}) `;
    const style = { addresses: false, ports: origins.size > 1 };
    return `${who} ${remark}${printPacket(event.decoded.value, origins.of(event), style)}`;
  };
  const named = hasSeveralConnections(trace);
  return (event) =>
    `${printSeconds(event.at).padStart(9)}  ${event.kind === "packet" ? print(event) : printSpoken(event, named)}`;
}

function printSpoken(event: Exclude<TraceEvent, PacketEvent>, named: boolean): string {
  const whose = named && event.connection !== undefined ? `(connection ${event.connection}) ` : "";
  switch (event.kind) {
    case "call":
      return `user  : ${whose}${event.call} -> ${printOutcome(event.outcome)}`;
    case "indication":
      return `user  < ${whose}${event.indication}`;
    case "state":
      return `state = ${whose}${event.state}`;
  }
}

function printOutcome(outcome: Extract<TraceEvent, { kind: "call" }>["outcome"]): string {
  if (!outcome.ok) return outcome.detail === "" ? outcome.error : `${outcome.error} (${outcome.detail})`;
  if (!("text" in outcome)) return "ok";
  return `${outcome.text.length} octets${outcome.endOfStream ? ", end of stream" : ""}`;
}
