import type { CallFailure, CallOutcome, Choices, IndicationKind, ReceiveOutcome } from "../../harness/port/user";
import type { TcpState } from "../../harness/port/state";
import { EPOLLERR, EPOLLET, EPOLLOUT, EPOLLPRI, EPOLLRDHUP } from "../../adapters/native/epoll";
import { close, ERRNO } from "../../adapters/native/libc";
import { hasUrgentText } from "../../adapters/native/poll";
import {
  abortSocket,
  choose,
  receiveText,
  sendText,
  shutDownSending,
  stateOfSocket,
  takeError,
  unacknowledged,
} from "../../adapters/native/tcp-socket";
import type { EventPump } from "../../adapters/tun/event-pump";
import { callFailure, indicationOf } from "./call-error";

const DONE: CallOutcome = { ok: true };

/** What is to be sent. */
export interface Text {
  readonly text: Uint8Array;
  readonly urgent: boolean;
}

/**
 * A connection that has a socket of its own: the user calls on it, and what its user is told.
 *
 * What the kernel does not take of a SEND, in SYN-SENT or for want of room, follows when it does, and a CLOSE comes
 * after it: a program whose calls block would have it so.
 */
export class Connection {
  readonly fd: number;
  readonly #tell: (kind: IndicationKind) => void;
  readonly #forget: () => void;
  readonly #stateBeyondSocket: () => TcpState;
  #established = false;
  #ended = false;
  #urgent = false;
  /** What the kernel has ended the connection with. Reading SO_ERROR clears it, so it is kept for the next call. */
  #error = 0;
  #rest: Text[] = [];
  #closeWhenSent = false;
  #open = true;

  /** `stateBeyondSocket` is asked when the socket knows no state any more, as in TIME-WAIT. */
  constructor(pump: EventPump, fd: number, stateBeyondSocket: () => TcpState, tell: (kind: IndicationKind) => void) {
    this.fd = fd;
    this.#tell = tell;
    this.#stateBeyondSocket = stateBeyondSocket;
    this.#forget = pump.watch(fd, EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET, (events) => {
      this.#attend(events);
    });
  }

  state(): TcpState {
    const state = this.#open ? stateOfSocket(this.fd) : "CLOSED";
    return state === "CLOSED" ? this.#stateBeyondSocket() : state;
  }

  /** What STATUS tells beside the state (docs/process-protocol.md). */
  variables(): Readonly<Record<string, string>> {
    if (!this.#open) return {};
    const rest = this.#rest.reduce((sum, { text }) => sum + text.length, 0);
    return {
      unacknowledged: String(unacknowledged(this.fd) + rest),
      "urgent-ahead": hasUrgentText(this.fd) ? "yes" : "no",
    };
  }

  send(text: Uint8Array, urgent: boolean): CallOutcome {
    if (!this.#open) return this.#failure(ERRNO.ENOTCONN);
    if (this.#error !== 0) return this.#reportError();
    const taken = this.#rest.length > 0 ? 0 : sendText(this.fd, text, urgent);
    if (taken < 0 && taken !== -ERRNO.EAGAIN) return this.#refused(taken);
    if (taken < text.length) this.#rest.push({ text: text.subarray(Math.max(0, taken)), urgent });
    return DONE;
  }

  receive(limit: number): ReceiveOutcome {
    if (!this.#open) return this.#failure(ERRNO.ENOTCONN);
    const text = new Uint8Array(limit);
    let result = receiveText(this.fd, text);
    let length = Math.max(0, result);
    // The kernel stops at the urgent mark and goes on in the next call.
    while (result > 0 && length < limit) {
      result = receiveText(this.fd, text.subarray(length));
      length += Math.max(0, result);
    }
    this.#urgent = this.#urgent && hasUrgentText(this.fd);
    if (length === 0 && result < 0 && result !== -ERRNO.EAGAIN) return this.#refused(result);
    const over = result === 0 && limit > 0;
    // After a RST, too, the kernel says no more than that nothing will come.
    if (length === 0 && over && this.#error !== 0) return this.#reportError();
    return { ok: true, text: text.slice(0, length), endOfStream: over && this.#error === 0 };
  }

  /** RFC 9293 3.10.4: in SYN-SENT the connection is dropped, later on it is closed one way. */
  close(): CallOutcome {
    if (!this.#open) return this.#failure(ERRNO.ENOTCONN);
    if (stateOfSocket(this.fd) === "SYN-SENT") {
      this.#release();
      close(this.fd);
      return DONE;
    }
    if (this.#rest.length > 0) {
      this.#closeWhenSent = true;
      return DONE;
    }
    const result = shutDownSending(this.fd);
    return result < 0 ? this.#failure(result) : DONE;
  }

  choose(choices: Choices): CallOutcome {
    if (!this.#open) return this.#failure(ERRNO.ENOTCONN);
    choose(this.fd, choices);
    return DONE;
  }

  abort(): CallOutcome {
    const state = this.state();
    this.dispose();
    return state === "CLOSED" ? callFailure(ERRNO.ENOTCONN, state) : DONE;
  }

  /** Aborts it and lets go of everything. */
  dispose(): void {
    if (!this.#open) return;
    this.#release();
    abortSocket(this.fd);
  }

  /** It is told so once: by the listener that it comes from, or by the kernel. */
  establish(): void {
    if (this.#established) return;
    this.#established = true;
    this.#tell("established");
  }

  #release(): void {
    this.#open = false;
    this.#rest = [];
    this.#forget();
  }

  #attend(events: number): void {
    if ((events & EPOLLERR) !== 0) this.#fail(takeError(this.fd));
    if (this.#error !== 0) return;
    if ((events & EPOLLOUT) !== 0) {
      if (!this.#established && isEstablished(stateOfSocket(this.fd))) this.establish();
      this.#sendRest();
    }
    // Urgent text comes before the end of the stream.
    if ((events & EPOLLPRI) !== 0 && !this.#urgent) {
      this.#urgent = true;
      this.#tell("urgent data");
    }
    if ((events & EPOLLRDHUP) !== 0 && !this.#ended) {
      this.#ended = true;
      this.#tell("end of stream");
    }
  }

  #fail(errno: number): void {
    if (errno === 0 || this.#error !== 0) return;
    // IP_RECVERR: what ICMP has to say is an error of the socket, and the connection goes on.
    if (stateOfSocket(this.fd) !== "CLOSED") {
      this.#tell("soft error");
      return;
    }
    this.#error = errno;
    this.#rest = [];
    this.#tell(indicationOf(errno));
  }

  #sendRest(): void {
    for (let next = this.#rest[0]; next !== undefined; next = this.#rest[0]) {
      const taken = sendText(this.fd, next.text, next.urgent);
      if (taken < 0) return;
      if (taken < next.text.length) {
        this.#rest[0] = { text: next.text.subarray(taken), urgent: next.urgent };
        return;
      }
      this.#rest.shift();
    }
    if (!this.#closeWhenSent) return;
    this.#closeWhenSent = false;
    shutDownSending(this.fd);
  }

  /** A call has failed. Unless that is all there is to it, it is how one learns that the connection has ended. */
  #refused(result: number): CallFailure {
    const errno = -result;
    if (![ERRNO.EAGAIN, ERRNO.EPIPE, ERRNO.ENOTCONN].includes(errno)) this.#fail(errno);
    return this.#error === 0 ? this.#failure(errno) : this.#reportError();
  }

  /** As the kernel would have it, an error is reported once; later calls find that there is no connection. */
  #reportError(): CallFailure {
    const errno = this.#error;
    this.#error = ERRNO.ENOTCONN;
    return this.#failure(errno);
  }

  #failure(errno: number): CallFailure {
    return callFailure(errno, this.state());
  }
}

function isEstablished(state: TcpState): boolean {
  return state !== "SYN-SENT" && state !== "SYN-RECEIVED" && state !== "CLOSED";
}
