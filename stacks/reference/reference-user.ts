/** The user calls of the reference so far as they say more than those of the port. */

import type { InProcessHost, InProcessUser } from "../../adapters/memory/in-process-host";
import type { Duration, Time } from "../../harness/port/time";
import type { CallOutcome, ConnectionId, OpenRequest, SendOptions } from "../../harness/port/user";
import type { ConnectionChoices } from "./options";

/** RFC 9293 3.9.1.1. The callers of a listener begin with its choices. */
export interface ReferenceOpenRequest extends OpenRequest {
  readonly choices?: ConnectionChoices;
}

/** RFC 9293 3.9.1.2 */
export interface ReferenceSendOptions extends SendOptions {
  /** The user timeout from now on. */
  readonly timeout?: Duration;
}

export interface ReferenceUser extends InProcessUser {
  open(id: ConnectionId, request: ReferenceOpenRequest, now: Time): CallOutcome;
  send(id: ConnectionId, text: Uint8Array, options: ReferenceSendOptions, now: Time): CallOutcome;
  /** Chooses anew for one connection; what is not named stays as it is. Of a listener: for the callers to come. */
  choose(id: ConnectionId, choices: ConnectionChoices, now: Time): CallOutcome;
  /** MUST-33: octets of text that the user has not read and that are urgent, or stand before urgent ones. */
  urgentAhead(id: ConnectionId): number;
}

export interface ReferenceHost extends InProcessHost {
  readonly user: ReferenceUser;
}
