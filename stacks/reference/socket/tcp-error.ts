/** Errors by the names that programs know. */

import type { CallFailure, IndicationKind } from "../../../harness/port/user";

export type TcpErrorCode =
  /** The peer answered our SYN with a reset: nobody listens there. */
  | "ECONNREFUSED"
  /** The peer has reset the connection. */
  | "ECONNRESET"
  /** The peer has not answered for as long as the options allow. */
  | "ETIMEDOUT"
  /** It was destroyed on this side. */
  | "ECONNABORTED"
  /** A write after the end. */
  | "EPIPE"
  /** Somebody has that port already. */
  | "EADDRINUSE"
  /** This host has no such address, or none of that IP version. */
  | "EADDRNOTAVAIL"
  /** Nobody can be called at that address. */
  | "EINVAL";

/** What the promises of sockets are rejected with. */
export class TcpError extends Error {
  readonly code: TcpErrorCode;
  constructor(code: TcpErrorCode, message: string) {
    super(`${code}: ${message}`);
    this.name = "TcpError";
    this.code = code;
  }
}

/** What ended the connection, if it was an error that the user is told of so. `isCalling`: it has not answered yet. */
export function errorTold(what: IndicationKind, isCalling: boolean): TcpError | undefined {
  switch (what) {
    case "refused":
    case "reset":
      // RFC 9293 3.10.7.3 says "connection reset" of a call that is refused as well.
      if (isCalling) return new TcpError("ECONNREFUSED", "the peer refuses the connection");
      return new TcpError("ECONNRESET", "the peer has reset the connection");
    case "timeout":
      return new TcpError("ETIMEDOUT", "the peer does not answer");
    default:
      return undefined;
  }
}

/** Why an OPEN failed. */
export function openError({ error, detail }: CallFailure): TcpError {
  switch (error) {
    case "connection already exists":
      return new TcpError("EADDRINUSE", "the port is in use");
    case "connection illegal for this process":
      return new TcpError("EADDRNOTAVAIL", "this host has no such address");
    default:
      return new TcpError("EINVAL", detail);
  }
}
