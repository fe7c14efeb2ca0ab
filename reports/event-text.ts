import type { Endpoints } from "../harness/port/stack";
import type { CallOutcome, ReceiveOutcome } from "../harness/port/user";
import type { CallEvent, IndicationEvent, PacketEvent, StateEvent } from "../harness/port/trace";
import { unusualIn } from "../harness/port/unusual";

/** Everything in a trace that is not a datagram. */
export type SpokenEvent = CallEvent | IndicationEvent | StateEvent;

/** What happened beside the segments, in a few words: `user: CLOSE -> ok`, `user is told: reset`, `stack is in CLOSED`. */
export function spokenEventText(event: SpokenEvent): string {
  switch (event.kind) {
    case "call":
      return `user: ${event.call} -> ${outcomeText(event.outcome)}`;
    case "indication":
      return `user is told: ${event.indication}`;
    case "state":
      return `stack is in ${event.state}${variablesText(event)}`;
  }
}

/** ` (snd.nxt=5, rto=1000)`, or nothing. */
function variablesText({ variables = {} }: StateEvent): string {
  const each = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return each.length === 0 ? "" : ` (${each.join(", ")})`;
}

/** What is out of the ordinary about a datagram, `wrong checksum`, or why it could not be decoded; nothing where all is well. */
export function packetText(event: PacketEvent, endpoints: Endpoints | undefined): string | undefined {
  const { decoded } = event;
  if (!decoded.ok)
    return `not decodable: ${decoded.error.message} (${decoded.error.code} at octet ${decoded.error.offset})`;
  const unusual = unusualIn(event, endpoints);
  return unusual.length === 0 ? undefined : unusual.join(", ");
}

/** What a call came to: `ok`, `4 octets`, `4 octets, end of stream`, `nothing yet`, `connection reset (ECONNRESET)`. */
export function outcomeText(outcome: CallOutcome | ReceiveOutcome): string {
  if (!outcome.ok) {
    const { error, detail } = outcome;
    return detail === "" || detail === error ? error : `${error} (${detail})`;
  }
  if (!("text" in outcome)) {
    return "ok";
  }
  const { text, endOfStream } = outcome;
  const octets = text.length === 1 ? "1 octet" : `${text.length} octets`;
  if (endOfStream) {
    return text.length === 0 ? "end of stream" : `${octets}, end of stream`;
  }
  return text.length === 0 ? "nothing yet" : octets;
}
