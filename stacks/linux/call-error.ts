/** What errno means in the words of RFC 9293 3.10. */

import type { CallError, CallFailure, IndicationKind } from "../../harness/port/user";
import type { TcpState } from "../../harness/port/state";
import { ERRNO, errnoName } from "../../adapters/native/libc";

const MEANINGS: ReadonlyMap<number, CallError> = new Map([
  [ERRNO.ECONNRESET, "connection reset"],
  [ERRNO.ECONNREFUSED, "connection refused"],
  // What ICMP has to say about an attempt to connect.
  [ERRNO.ENETUNREACH, "connection refused"],
  [ERRNO.EHOSTUNREACH, "connection refused"],
  [ERRNO.ENOPROTOOPT, "connection refused"],
  [ERRNO.EPROTO, "connection refused"],
  [ERRNO.ETIMEDOUT, "connection aborted due to user timeout"],
  [ERRNO.EISCONN, "connection already exists"],
  [ERRNO.EALREADY, "connection already exists"],
  [ERRNO.EADDRINUSE, "connection already exists"],
  // bind(2) on a socket that is bound already.
  [ERRNO.EINVAL, "connection already exists"],
  // connect(2) where the two sockets are those of another connection.
  [ERRNO.EADDRNOTAVAIL, "connection already exists"],
  [ERRNO.EAGAIN, "insufficient resources"],
  [ERRNO.ENOBUFS, "insufficient resources"],
  [ERRNO.ENOMEM, "insufficient resources"],
  [ERRNO.EMFILE, "insufficient resources"],
  [ERRNO.EACCES, "connection illegal for this process"],
  [ERRNO.EPERM, "connection illegal for this process"],
]);

/** A call that failed with an errno, positive or negative, on a connection in a state. */
export function callFailure(errno: number, state: TcpState): CallFailure {
  const number = Math.abs(errno);
  return { ok: false, error: meaning(number, state), detail: errnoName(number) };
}

function meaning(number: number, state: TcpState): CallError {
  // The kernel has one word for "not yet", "no longer" and "never again"; the RFC has several.
  if (number === ERRNO.EPIPE || number === ERRNO.ENOTCONN) {
    if (state === "LISTEN") return "foreign socket unspecified";
    return state === "CLOSED" ? "connection does not exist" : "connection closing";
  }
  return MEANINGS.get(number) ?? "other";
}

/** What the user is told when the kernel ends a connection with this error. */
export function indicationOf(errno: number): IndicationKind {
  switch (errno) {
    case ERRNO.ETIMEDOUT:
      return "timeout";
    // The kernel's word for a RST in CLOSE-WAIT.
    case ERRNO.EPIPE:
    case ERRNO.ECONNRESET:
      return "reset";
    // ECONNREFUSED, EHOSTUNREACH and their like.
    default:
      return "refused";
  }
}
