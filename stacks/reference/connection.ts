/** A TCB as the host keeps it. */

import type { ConnectionId } from "../../harness/port/user";
import type { Sleeper } from "./agenda";
import type { ReferenceOptions } from "./options";
import { NEVER } from "./tcb";
import type { Tcb } from "./tcb";
import { nextDeadline } from "./timers";

/** A TCB under the name that the user has for it. */
export interface Connection extends Sleeper {
  readonly id: ConnectionId;
  tcb: Tcb;
  /** What the host and the user of this connection have chosen. */
  options: ReferenceOptions;
  /** The open-ended listener that it came from. */
  readonly listener?: Connection;
  /** The connection in TIME-WAIT whose place it has taken (MAY-2). */
  readonly resumes?: Connection;
  /** Of an open-ended listener: how many callers it has had, and how many of them are in SYN-RECEIVED. */
  callers: number;
  halfOpen: number;
}

export function connectionOf(
  id: ConnectionId,
  tcb: Tcb,
  options: ReferenceOptions,
  from: Pick<Connection, "listener" | "resumes"> = {},
): Connection {
  const connection: Connection = {
    ...from,
    id,
    tcb,
    options,
    callers: 0,
    halfOpen: 0,
    wakeAt: NEVER,
    deadline: () => (connection.tcb.state === "CLOSED" ? NEVER : nextDeadline(connection.tcb)),
  };
  return connection;
}
