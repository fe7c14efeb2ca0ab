import type { Decoded } from "../wire/decoded";
import type { Packet } from "../wire/packet";
import type { Endpoints } from "./stack";
import type { Time } from "./time";
import type { CallOutcome, ConnectionId, IndicationKind, ReceiveOutcome, Status } from "./user";

export type Direction = "peer->stack" | "stack->peer";

interface EventBase {
  readonly at: Time;
  /** The step (from 0, preamble included) during which it happened. */
  readonly step: number;
  /** Absent where it belongs to no connection of the scenario. */
  readonly connection?: ConnectionId;
}

export interface PacketEvent extends EventBase {
  readonly kind: "packet";
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly decoded: Decoded<Packet>;
}

/** A user call and what came of it. */
export interface CallEvent extends EventBase {
  readonly kind: "call";
  /** As the suite wrote it: `OPEN (passive)`, `SEND 10 octets`. */
  readonly call: string;
  readonly outcome: CallOutcome | ReceiveOutcome;
  /** The octets of a SEND. */
  readonly text?: Uint8Array;
}

export interface IndicationEvent extends EventBase {
  readonly kind: "indication";
  readonly indication: IndicationKind;
}

/** What STATUS told. */
export interface StateEvent extends EventBase, Status {
  readonly kind: "state";
}

export type TraceEvent = PacketEvent | CallEvent | IndicationEvent | StateEvent;

/** Everything that happened in one scenario, in the order of time. */
export interface Trace {
  readonly events: readonly TraceEvent[];
  /** What to say of an event beside what it is: which step it met or broke. Index into `events` -> text. */
  readonly notes: ReadonlyMap<number, string>;
  /** The addresses that segments go between as a rule; absent where nothing was begun. */
  readonly endpoints?: Endpoints;
}

/** Whether it takes the name of a connection to tell whose an event is. */
export function hasSeveralConnections({ events }: Trace): boolean {
  return new Set(events.map(({ connection }) => connection).filter((id) => id !== undefined)).size > 1;
}
