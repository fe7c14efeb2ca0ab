/** The programs above the stack that make calls by themselves (`Application` of harness/port/user.ts). */

import { CHARGEN_LINES } from "../../harness/port/chargen";
import { HTTP_ANSWER } from "../../harness/port/http";
import type { TcpState } from "../../harness/port/state";
import type { Application, CallError, ConnectionId, User } from "../../harness/port/user";

/** One program on one connection. */
export interface RunningApplication {
  /** Does what can be done now and resolves when it would have to wait; `false` when it has nothing more to do, ever. */
  run(): Promise<boolean>;
}

/** Octets that a program asks for at a time. */
const PIECE = 4096;

/** Errors after which nothing will ever come. Any other may be that of a connection which is not there yet. */
const FINAL: readonly CallError[] = [
  "connection reset",
  "connection refused",
  "connection aborted due to user timeout",
  "connection closing",
];

/** What RECEIVE has brought: octets, the end, nothing yet, or never anything again. */
type Received = Uint8Array | "end of stream" | "nothing" | "over";

async function receive(user: User, id: ConnectionId): Promise<Received> {
  const outcome = await user.receive(id, PIECE);
  if (!outcome.ok) return FINAL.includes(outcome.error) ? "over" : "nothing";
  if (outcome.text.length > 0) return outcome.text;
  return outcome.endOfStream ? "end of stream" : "nothing";
}

/** A program that has octets to send and cannot go on before the stack has taken them. */
function sender(user: User, id: ConnectionId) {
  let waiting: Uint8Array | undefined;
  return {
    /** Whether everything has been taken. */
    async flush(): Promise<boolean> {
      if (waiting === undefined) return true;
      const outcome = await user.send(id, waiting);
      if (!outcome.ok && outcome.error === "insufficient resources") return false;
      waiting = undefined;
      return true;
    },
    queue(text: Uint8Array): void {
      waiting = text;
    },
  };
}

/** Sends back what it receives and closes at the end of the stream. */
function echo(user: User, id: ConnectionId): RunningApplication {
  const output = sender(user, id);
  return {
    async run() {
      for (;;) {
        if (!(await output.flush())) return true;
        const received = await receive(user, id);
        if (received === "nothing") return true;
        if (received === "over") return false;
        if (received === "end of stream") {
          await user.close(id);
          return false;
        }
        output.queue(received);
      }
    },
  };
}

/** Reads and forgets, and closes at the end of the stream. */
function discard(user: User, id: ConnectionId): RunningApplication {
  return {
    async run() {
      for (;;) {
        const received = await receive(user, id);
        if (received === "nothing") return true;
        if (received === "over") return false;
        if (received === "end of stream") {
          await user.close(id);
          return false;
        }
      }
    },
  };
}

/** SEND before the handshake is over would be the program's own call (RFC 9293 3.10.2), or go amiss. */
const UNESTABLISHED: readonly TcpState[] = ["LISTEN", "SYN-SENT", "SYN-RECEIVED"];

/** The largest window without scaling: no more leaves a stack, whatever it takes, before the program has its next turn. */
const A_TURN = 65_535;

/** Sends as much as the stack takes, reads and forgets, and closes at the end of the stream. */
function chargen(user: User, id: ConnectionId): RunningApplication {
  const input = discard(user, id);
  let isEstablished = false;
  return {
    async run() {
      isEstablished ||= !UNESTABLISHED.includes((await user.status(id)).state);
      if (!isEstablished) return true;
      if (!(await input.run())) return false;
      for (let given = 0; given < A_TURN; given += CHARGEN_LINES.length) {
        const outcome = await user.send(id, CHARGEN_LINES);
        if (!outcome.ok) return outcome.error === "insufficient resources";
      }
      return true;
    },
  };
}

/** More than this before the empty line is no request that this server knows. */
const LONGEST_REQUEST = 65536;

/** Answers one HTTP request, whatever it asks for, and closes. */
function http(user: User, id: ConnectionId): RunningApplication {
  const output = sender(user, id);
  let request = "";
  let isAnswered = false;
  return {
    async run() {
      while (!isAnswered) {
        const received = await receive(user, id);
        if (received === "nothing") return true;
        if (received === "over") return false;
        if (received === "end of stream" || request.length > LONGEST_REQUEST) {
          await user.close(id);
          return false;
        }
        request += Buffer.from(received).toString("latin1");
        if (!request.includes("\r\n\r\n")) continue;
        output.queue(Buffer.from(HTTP_ANSWER, "latin1"));
        isAnswered = true;
      }
      if (!(await output.flush())) return true;
      await user.close(id);
      return false;
    },
  };
}

/** Starts a program on a connection. */
export function start(application: Application, user: User, id: ConnectionId): RunningApplication {
  switch (application) {
    case "echo":
      return echo(user, id);
    case "discard":
      return discard(user, id);
    case "http":
      return http(user, id);
    case "chargen":
      return chargen(user, id);
  }
}
