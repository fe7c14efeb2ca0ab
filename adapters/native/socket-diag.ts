/** sock_diag(7): the state of any TCP connection in a namespace, also of those that no descriptor shows. */

import type { SocketAddress } from "../../harness/port/user";
import type { TcpState } from "../../harness/port/state";
import { parseAddress } from "../../harness/wire";
import { ERRNO, SystemCallFailed } from "./libc";
import { Netlink } from "./netlink";
import { addressFamily } from "./socket-address";
import { tcpState } from "./tcp-socket";

/** linux/netlink.h, linux/sock_diag.h */
const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const IPPROTO_TCP = 6;

/** linux/inet_diag.h: where the fields stand in struct inet_diag_req_v2 and inet_diag_msg. */
const REQUEST_LENGTH = 56;
const REQUEST_STATES = 4;
const REQUEST_SOURCE_PORT = 8;
const REQUEST_DESTINATION_PORT = 10;
const REQUEST_SOURCE = 12;
const REQUEST_DESTINATION = 28;
const REQUEST_COOKIE = 48;
const INET_DIAG_NOCOOKIE = 0xffffffff;
const ALL_STATES = 0xffffffff;
const ANSWER_STATE = 1;

/** Asks the kernel about connections by their two sockets. */
export class SocketDiagnosis {
  readonly #netlink = new Netlink(NETLINK_SOCK_DIAG);
  readonly #request = new Uint8Array(REQUEST_LENGTH);
  readonly #fields = new DataView(this.#request.buffer);

  constructor() {
    this.#request[1] = IPPROTO_TCP;
    this.#fields.setUint32(REQUEST_STATES, ALL_STATES, true);
    this.#fields.setUint32(REQUEST_COOKIE, INET_DIAG_NOCOOKIE, true);
    this.#fields.setUint32(REQUEST_COOKIE + 4, INET_DIAG_NOCOOKIE, true);
  }

  /**
   * The state of the connection between the two sockets: SYN-RECEIVED before it is accepted and TIME-WAIT after its
   * socket is gone as well. Where there is no such connection, LISTEN if the local socket listens, else CLOSED.
   */
  stateOf(local: SocketAddress, foreign: SocketAddress): TcpState {
    this.#request[0] = addressFamily(local.address);
    this.#fields.setUint16(REQUEST_SOURCE_PORT, local.port);
    this.#fields.setUint16(REQUEST_DESTINATION_PORT, foreign.port);
    this.#request.fill(0, REQUEST_SOURCE, REQUEST_DESTINATION + 16);
    this.#request.set(parseAddress(local.address), REQUEST_SOURCE);
    this.#request.set(parseAddress(foreign.address), REQUEST_DESTINATION);
    const answer = this.#netlink.ask(SOCK_DIAG_BY_FAMILY, this.#request);
    if (answer === -ERRNO.ENOENT) return "CLOSED";
    if (typeof answer === "number") throw new SystemCallFailed("inet_diag", answer);
    return tcpState(answer[ANSWER_STATE] ?? 0);
  }

  close(): void {
    this.#netlink.close();
  }
}
