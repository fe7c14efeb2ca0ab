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
const EXISTS = failure("connection already exists");

/** Nothing in v86's TCP takes time: it has no timers. Nor is there any chance in it. */
export function v86Host(network: V86Network, environment: InProcessEnvironment): InProcessHost {
  const opened = new Map<ConnectionId, Opened>();
  network.restart({
    datagram(octets) {
      environment.transmit(octets);
    },
    call: answerCall,
  });

  /** v86 leaves it to a program whether a call is accepted; ours accepts from anybody while an OPEN of the port stands. */
  function answerCall(connection: V86Connection): void {
    const listeners = [...opened].filter(([, each]) => isListening(each, connection));
    if (listeners.length === 0) return;
    connection.accept();
    // A call from elsewhere finds a listener that has no name for it.
    const named = listeners.find(([, { request }]) => request.foreign.port === connection.dport);
    if (named === undefined) return;
    const [id, listener] = named;
    const isKnown = listener.connection !== undefined && listener.end === undefined;
    attach(id, listener, connection);
    // For v86 it is there before the caller has acknowledged anything. One that takes the place of another is no news.
    if (!isKnown) environment.tell(id, "established");
  }

  function attach(id: ConnectionId, to: Opened, connection: V86Connection): void {
    to.connection = connection;
    delete to.end;
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
      if (request.timeout !== undefined) return failure("not supported", "v86 has no user timeout");
      const before = opened.get(id);
      if (before !== undefined && stateOf(before) !== "CLOSED")
        return stateOf(before) === "LISTEN" && request.kind === "active"
          ? failure("not supported", "a listener cannot call")
          : EXISTS;
      const made: Opened = { request, unread: [], isClosed: false };
      if (request.kind === "active") {
        const connection = network.make(request.local.port, request.foreign.port);
        if (connection === undefined) return EXISTS;
        attach(id, made, connection);
        connection.connect();
      }
      opened.set(id, made);
      return OK;
    },
    send(id, text, { urgent }) {
      const each = opened.get(id);
      if (each === undefined) return NOBODY;
      if (each.connection === undefined) return failure("foreign socket unspecified");
      if (urgent === true) return failure("not supported", "v86 has no urgent text");
      if (each.end === "reset") return failure("connection reset");
      if (each.isClosed) return failure("connection closing");
      each.connection.write(Uint8Array.from(text));
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
      const each = opened.get(id);
      if (each === undefined) return NOBODY;
      if (each.connection !== undefined) return failure("not supported", "v86's connections cannot be aborted");
      opened.delete(id);
      return OK;
    },
    status(id) {
      const each = opened.get(id);
      return { state: each === undefined ? "CLOSED" : stateOf(each) };
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

/**
 * A passive OPEN goes on listening until its user closes it: v86 says ESTABLISHED too early, and a reset in what should have been
 * SYN-RECEIVED leads back to LISTEN (RFC 9293 3.10.7.4, second).
 */
function isListening({ request, isClosed }: Opened, { sport }: V86Connection): boolean {
  return request.kind === "passive" && !isClosed && request.local.port === sport;
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
function stateOf({ connection }: Opened): TcpState {
  if (connection === undefined) return "LISTEN";
  const found = STATES.find((each) => each.toLowerCase() === connection.state);
  if (found === undefined) throw new Error(`v86 is in a state of its own: ${connection.state}`);
  return found;
}
