/** What a TCP in JavaScript has to offer to be put under test in memory, in virtual time. */

import type { Time } from "../../harness/port/time";
import type {
  CallOutcome,
  Choices,
  ConnectionId,
  IndicationKind,
  OpenRequest,
  ReceiveOutcome,
  SendOptions,
  Status,
} from "../../harness/port/user";
import type { Address } from "../../harness/wire";

/** What a host is made of: the world as one scenario sees it. */
export interface InProcessEnvironment {
  /** All chance in the host must follow from it, so that a run can be repeated to the octet. */
  readonly seed: number;
  /** The addresses of the host, one IPv4 and one IPv6. */
  readonly addresses: readonly Address[];
  /** The host sends an IP datagram. The bytes belong to the harness from now on. */
  transmit(datagram: Uint8Array): void;
  /** The host tells the user of a connection something that it was not asked. */
  tell(connection: ConnectionId, what: IndicationKind): void;
}

/**
 * One TCP host in this process. It is made anew for each scenario, so making one has to be cheap.
 *
 * Time is handed to it and stands still in between: nothing may happen by itself. Every function returns when
 * everything that it sets off without time passing has happened; datagrams and indications leave through the
 * {@link InProcessEnvironment} while it runs. Whatever it throws is a fault of the host, and the end of the scenario.
 */
export interface InProcessHost {
  /** An IP datagram has come. The bytes belong to the host from now on. */
  receive(datagram: Uint8Array, now: Time): void;
  /** When something is going to happen by itself; `Infinity` if nothing is. */
  nextTimer(): Time;
  /** It is `now`: runs what is due. Never called with a time beyond {@link nextTimer} without that time first. */
  advance(now: Time): void;
  /** The user calls; left out by a host that cannot be called. */
  readonly user?: InProcessUser;
}

/** The calls of `harness/port/user.ts`, answered at once. */
export interface InProcessUser {
  open(id: ConnectionId, request: OpenRequest, now: Time): CallOutcome;
  /** The octets are the caller's and may change after the call. */
  send(id: ConnectionId, text: Uint8Array, options: SendOptions, now: Time): CallOutcome;
  receive(id: ConnectionId, limit: number, now: Time): ReceiveOutcome;
  close(id: ConnectionId, now: Time): CallOutcome;
  abort(id: ConnectionId, now: Time): CallOutcome;
  status(id: ConnectionId): Status;
  /** Left out by a host whose users have nothing to choose. */
  choose?(id: ConnectionId, choices: Choices, now: Time): CallOutcome;
}
