/** v86's TCP as a host of adapters/memory. */

import type { InProcessEnvironment, InProcessHost, InProcessUser } from "../../adapters/memory";
import type { TcpState } from "../../harness/port/state";
import { STATES } from "../../harness/port/state";
import type { CallFailure, CallOutcome, ConnectionId, OpenRequest } from "../../harness/port/user";
import type { V86Connection, V86Network } from "./emulator";

/** One connection and the user above it. */
interface Opened {
  readonly request: OpenRequest;
  /** Absent while a passive OPEN waits. */
  connection?: V86Connection;
  /** What has come and was not asked for yet. */
  unread: Uint8Array[];
  /** The peer has said all, or the connection is no more. */
  end?: "end of stream" | "reset";
  isClosed: boolean;
}

const OK: CallOutcome = { ok: true };

function failure(error: CallFailure["error"], detail = ""): CallFailure {
  return { ok: false, error, detail };
}

const NOBODY = failure("connection does not exist");

/** Nothing in v86's TCP takes time: it has no timers. */
export function v86Host(network: V86Network, environment: InProcessEnvironment): InProcessHost {
  const opened = new Map<ConnectionId, Opened>();
  network.restart({
    datagram(octets) {
      environment.transmit(octets);
    },
    call: answerCall,
  });

  function answerCall(connection: V86Connection): void {
    for (const [id, each] of opened) {
      const { kind, local, foreign } = each.request;
      if (kind !== "passive" || each.connection !== undefined || local.port !== connection.sport) continue;
      // v86 takes whoever calls; a call from elsewhere finds a listener that has no name for it.
      if (foreign.port === connection.dport) {
        attach(id, each, connection);
        connection.accept();
        environment.tell(id, "established");
        return;
      }
    }
    if (
      [...opened.values()].some(({ request }) => request.kind === "passive" && request.local.port === connection.sport)
    )
      connection.accept();
  }

  function attach(id: ConnectionId, to: Opened, connection: V86Connection): void {
    to.connection = connection;
    connection.on("data", (octets) => {
      to.unread.push(Uint8Array.from(octets));
    });
    connection.on("shutdown", () => {
      to.end = "end of stream";
      environment.tell(id, "end of stream");
    });
    connection.on("close", () => {
      const wasOpening = connection.state === "syn-sent";
      to.end = "reset";
      environment.tell(id, wasOpening ? "refused" : "reset");
    });
    connection.on("connect", () => {
      environment.tell(id, "established");
    });
  }

  const user: InProcessUser = {
    open(id, request) {
      const made: Opened = { request, unread: [], isClosed: false };
      opened.set(id, made);
      if (request.kind === "active") {
        const connection = network.make(request.local.port, request.foreign.port);
        attach(id, made, connection);
        connection.connect();
      }
      return OK;
    },
    send(id, text) {
      const { connection, end, isClosed } = opened.get(id) ?? {};
      if (connection === undefined) return NOBODY;
      if (end === "reset") return failure("connection reset");
      if (isClosed === true) return failure("connection closing");
      connection.write(Uint8Array.from(text));
      return OK;
    },
    receive(id, limit) {
      const each = opened.get(id);
      if (each === undefined) return NOBODY;
      const text = take(each, limit);
      if (text.length > 0 || each.end === undefined) return { ok: true, text, endOfStream: isAtEnd(each) };
      return each.end === "reset" ? failure("connection reset") : { ok: true, text, endOfStream: true };
    },
    close(id) {
      const each = opened.get(id);
      if (each === undefined) return NOBODY;
      if (each.isClosed) return failure("connection closing");
      each.isClosed = true;
      if (each.connection === undefined) opened.delete(id);
      else each.connection.close();
      return OK;
    },
    abort(id) {
      const { connection } = opened.get(id) ?? {};
      if (!opened.has(id)) return NOBODY;
      if (connection !== undefined) return failure("not supported", "v86's connections cannot be aborted");
      opened.delete(id);
      return OK;
    },
    status(id) {
      const each = opened.get(id);
      if (each === undefined) return { state: "CLOSED" };
      return { state: each.connection === undefined ? "LISTEN" : stateOf(each.connection) };
    },
  };

  return {
    receive: (datagram) => {
      network.send(datagram);
    },
    nextTimer: () => Infinity,
    advance: () => undefined,
    user,
  };
}

function isAtEnd({ end, unread }: Opened): boolean {
  return end === "end of stream" && unread.length === 0;
}

/** At most so many octets of what has come. */
function take(from: Opened, limit: number): Uint8Array {
  const all = Buffer.concat(from.unread);
  from.unread = all.length > limit ? [all.subarray(limit)] : [];
  return Uint8Array.from(all.subarray(0, limit));
}

/** v86 writes the states of RFC 9293 in small letters. */
function stateOf({ state }: V86Connection): TcpState {
  const found = STATES.find((each) => each.toLowerCase() === state);
  if (found === undefined) throw new Error(`v86 is in a state of its own: ${state}`);
  return found;
}
