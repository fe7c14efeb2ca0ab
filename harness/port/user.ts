import type { Address } from "../wire/packet";
import type { TcpState } from "./state";
import type { Duration, Time } from "./time";

/** The harness's own name for a connection, the "local connection name" of RFC 9293 3.9.1. Unique in a scenario. */
export type ConnectionId = string;

/** RFC 793 calls it a socket. */
export interface SocketAddress {
  readonly address: Address;
  readonly port: number;
}

/** A program above the stack that makes the calls by itself, as on a host that has no remote control. */
export type Application =
  /** Answers one HTTP request with the page of `port/http.ts` and closes, as a web server does. */
  | "http"
  /** Sends back what it receives and closes at the end of the stream. */
  | "echo"
  /** Reads and forgets what it receives and closes at the end of the stream. */
  | "discard"
  /** RFC 864: sends octets without end, whichever they are, forgets what it receives, and closes at the end of the stream. */
  | "chargen";

/** OPEN (RFC 9293 3.9.1.1). */
export interface OpenRequest {
  readonly kind: "active" | "passive";
  readonly local: SocketAddress;
  /**
   * The remote socket. A passive OPEN names it as well, so that the harness knows which of several connections to one
   * port is which: when a connection from there is accepted, it goes by this id. A stack whose listeners cannot choose
   * accepts from anybody, as listeners do, and gives the id to the connection that comes from `foreign`.
   */
  readonly foreign: SocketAddress;
  /** Who makes the other calls; the script itself when absent. */
  readonly application?: Application;
  /** The user timeout, when the user asks for one. */
  readonly timeout?: Duration;
}

/** The errors of the user calls, in the words of RFC 9293 3.10. */
export const CALL_ERRORS = [
  "connection does not exist",
  "connection already exists",
  "connection closing",
  "connection reset",
  "connection refused",
  "connection aborted due to user timeout",
  "foreign socket unspecified",
  "insufficient resources",
  "connection illegal for this process",
  /** This stack's interface has no such call. */
  "not supported",
  /** None of the above; `detail` tells. */
  "other",
] as const;

export type CallError = (typeof CALL_ERRORS)[number];

export interface CallFailure {
  readonly ok: false;
  readonly error: CallError;
  /** The stack's own word for it, such as an errno. */
  readonly detail: string;
}

export type CallOutcome = { readonly ok: true } | CallFailure;

/** What RECEIVE brings: octets that have arrived (none if there are none yet), or the end of the stream. */
export type ReceiveOutcome =
  { readonly ok: true; readonly text: Uint8Array; readonly endOfStream: boolean } | CallFailure;

/** What STATUS tells (RFC 9293 3.9.1.5). A connection that is gone, or never was, is CLOSED. */
export interface Status {
  readonly state: TcpState;
  /** Whatever else the stack can tell of the connection, under its own names: `snd.nxt`, `rto`. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the user of a connection is told without having asked. Each is told once, but a soft error each time. */
export const INDICATIONS = [
  "established",
  "end of stream",
  "reset",
  "refused",
  "timeout",
  "urgent data",
  /** Something is wrong, and the connection goes on: RFC 9293 3.9.1.8, of ICMP errors and of R1. */
  "soft error",
] as const;

export type IndicationKind = (typeof INDICATIONS)[number];

export interface Indication {
  readonly at: Time;
  readonly connection: ConnectionId;
  readonly kind: IndicationKind;
}

/** What the user may choose for one connection; what is left out stays as it is. */
export interface Choices {
  /** Whether short segments wait while anything is unacknowledged (MUST-17). */
  readonly nagle?: boolean;
  /** Whether the connection is probed when it is idle (MUST-24). */
  readonly keepAlive?: boolean;
  /** How long it has to be idle for that (MUST-27), and how long a probe then waits for its answer before the next one. */
  readonly keepAliveInterval?: Duration;
  /** R2: how long anything may wait for its acknowledgment (MUST-21, RFC 9293 3.9.1.1). */
  readonly userTimeout?: Duration;
  /** The Diffserv codepoint of what is sent, 0 to 63 (MUST-48). */
  readonly diffserv?: number;
  /** The TTL or hop limit of what is sent, 1 to 255 (MUST-49). */
  readonly hopLimit?: number;
  /** Whether the user is told of soft errors (SHLD-20); it is where nothing else was chosen. */
  readonly softErrors?: boolean;
}

export interface SendOptions {
  readonly push?: boolean;
  readonly urgent?: boolean;
}

/**
 * The user of the stack: the calls of RFC 9293 3.9.1, none of which blocks. Everything that a call sets off without time
 * passing has happened when it resolves. CLOSE is one-sided, as in RFC 793: the user may still receive.
 */
export interface User {
  open(id: ConnectionId, request: OpenRequest): Promise<CallOutcome>;
  send(id: ConnectionId, text: Uint8Array, options?: SendOptions): Promise<CallOutcome>;
  /** At most `limit` octets. */
  receive(id: ConnectionId, limit: number): Promise<ReceiveOutcome>;
  close(id: ConnectionId): Promise<CallOutcome>;
  abort(id: ConnectionId): Promise<CallOutcome>;
  status(id: ConnectionId): Promise<Status>;
  /** For a connection from SYN-SENT on; a stack may refuse for one that is still in LISTEN. */
  choose(id: ConnectionId, choices: Choices): Promise<CallOutcome>;
  /** What users were told since the last call, oldest first. */
  take(): readonly Indication[];
}
