/** The user calls in every state: RFC 9293 3.9.1 and 3.10.1 to 3.10.5. STATUS (3.10.6) only looks at the TCB. */

import type { Duration } from "../../harness/port/time";
import type { CallError, CallFailure, ReceiveOutcome } from "../../harness/port/user";
import { sendFirstSyn } from "./handshake";
import { sendMss } from "./segment-size";
import { isUpdateDue } from "./receive-window";
import { enqueue } from "./send-queue";
import { isSpecified } from "./sockets";
import { NEVER } from "./tcb";
import { copy, drop } from "./text-queue";
import { sendAbort } from "./transmit";
import { deleteTcb } from "./turn";
import type { Turn } from "./turn";
import { followUser, markUrgent, urgentAhead } from "./urgent";

interface SendCall {
  readonly kind: "send";
  readonly text: Uint8Array;
  readonly urgent: boolean;
  readonly timeout?: Duration;
}

export type UserCall =
  /** An active OPEN; a passive one makes nothing but the TCB. */
  | { readonly kind: "open" }
  | SendCall
  | { readonly kind: "receive"; readonly limit: number }
  | { readonly kind: "close" }
  | { readonly kind: "abort" };

const NO_TEXT = new Uint8Array(0);
const OK: ReceiveOutcome = { ok: true, text: NO_TEXT, endOfStream: false };

export function failure(error: CallError): CallFailure {
  return { ok: false, error, detail: error };
}

/** What the call answers; what else it does is written into the turn. */
export function call(turn: Turn, made: UserCall): ReceiveOutcome {
  switch (made.kind) {
    case "open":
      return open(turn);
    case "send":
      return send(turn, made);
    case "receive":
      return receive(turn, made.limit);
    case "close":
      return close(turn);
    case "abort":
      return abort(turn);
  }
}

/** 3.10.1 */
function open(turn: Turn): ReceiveOutcome {
  const { tcb } = turn;
  switch (tcb.state) {
    case "CLOSED":
    case "LISTEN":
      if (!isSpecified(tcb.foreign)) return failure("foreign socket unspecified");
      openActively(turn);
      return OK;
    default:
      return failure("connection already exists");
  }
}

/** <SEQ=ISS><CTL=SYN>; what SEND has queued follows once the connection is ESTABLISHED. */
function openActively(turn: Turn): void {
  const { tcb } = turn;
  tcb.origin = "active";
  tcb.snd.mss = sendMss([], tcb.local.address);
  tcb.state = "SYN-SENT";
  sendFirstSyn(turn);
}

/** 3.10.2 */
function send(turn: Turn, made: SendCall): ReceiveOutcome {
  const { tcb } = turn;
  switch (tcb.state) {
    case "CLOSED":
      return failure("connection does not exist");
    case "LISTEN":
      if (!isSpecified(tcb.foreign)) return failure("foreign socket unspecified");
      if (!hasRoom(turn, made.text)) return failure("insufficient resources");
      openActively(turn);
      return queue(turn, made);
    case "SYN-SENT":
    case "SYN-RECEIVED":
    case "ESTABLISHED":
    case "CLOSE-WAIT":
      if (tcb.closed) return failure("connection closing");
      return queue(turn, made);
    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
    case "CLOSING":
    case "LAST-ACK":
    case "TIME-WAIT":
      return failure("connection closing");
  }
}

function hasRoom({ tcb, options }: Turn, text: Uint8Array): boolean {
  return tcb.queue.text.length + text.length <= options.sendBuffer;
}

/** What can be sent is sent at the end of the turn. */
function queue(turn: Turn, { text, urgent, timeout }: SendCall): ReceiveOutcome {
  const { tcb } = turn;
  if (!hasRoom(turn, text)) return failure("insufficient resources");
  if (timeout !== undefined) {
    // 3.9.1.2: it takes the place of the one that OPEN named
    tcb.userTimeout = timeout;
    tcb.timers.user = NEVER;
  }
  tcb.queue = enqueue(tcb.queue, text);
  // 3.8.5: there is no urgent data without at least one octet
  if (urgent && text.length > 0) markUrgent(tcb);
  return OK;
}

/** 3.10.3: what is there, at once; nobody waits. */
function receive(turn: Turn, limit: number): ReceiveOutcome {
  const { tcb, options } = turn;
  const isEmpty = tcb.rcv.text.length === 0;
  switch (tcb.state) {
    case "CLOSED":
      return failure("connection does not exist");
    case "LISTEN":
    case "SYN-SENT":
    case "SYN-RECEIVED":
      return OK;
    case "ESTABLISHED":
    case "FIN-WAIT-1":
    case "FIN-WAIT-2": {
      const outcome = take(turn, limit);
      // 3.8.6.2.2: the peer hears of the room that this made
      if (isUpdateDue(tcb, options)) turn.ackNow = true;
      return outcome;
    }
    case "CLOSE-WAIT":
      if (isEmpty) return { ok: true, text: NO_TEXT, endOfStream: true };
      return take(turn, limit);
    case "CLOSING":
    case "LAST-ACK":
    case "TIME-WAIT":
      // 3.9.1.4: one who has closed may still take what had come before the end
      if (isEmpty) return failure("connection closing");
      return take(turn, limit);
  }
}

/** 3.9.1.3: urgent data and what follows them do not come in one piece. */
function take(turn: Turn, limit: number): ReceiveOutcome {
  const { tcb } = turn;
  const { rcv } = tcb;
  const urgent = urgentAhead(tcb);
  const octets = Math.min(limit, rcv.text.length, urgent > 0 ? urgent : limit);
  const text = copy(rcv.text, octets);
  rcv.text = drop(rcv.text, octets);
  followUser(tcb);
  return { ok: true, text, endOfStream: false };
}

/** 3.10.4: CLOSE means that there is no more to send; the user may go on receiving. */
function close(turn: Turn): ReceiveOutcome {
  const { tcb } = turn;
  if (tcb.closed) return failure("connection closing");
  switch (tcb.state) {
    case "CLOSED":
      return failure("connection does not exist");
    case "LISTEN":
    case "SYN-SENT":
      deleteTcb(turn);
      return OK;
    case "SYN-RECEIVED":
      tcb.closed = true;
      // With text queued, the FIN waits for ESTABLISHED like the text.
      if (tcb.queue.text.length === 0) tcb.state = "FIN-WAIT-1";
      return OK;
    case "ESTABLISHED":
      tcb.closed = true;
      tcb.state = "FIN-WAIT-1";
      return OK;
    case "CLOSE-WAIT":
      // LAST-ACK begins when the FIN leaves.
      tcb.closed = true;
      return OK;
    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
    case "CLOSING":
    case "LAST-ACK":
    case "TIME-WAIT":
      return failure("connection closing");
  }
}

/** 3.10.5 */
function abort(turn: Turn): ReceiveOutcome {
  const { tcb } = turn;
  switch (tcb.state) {
    case "CLOSED":
      return failure("connection does not exist");
    case "SYN-RECEIVED":
    case "ESTABLISHED":
    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
    case "CLOSE-WAIT":
      sendAbort(turn);
      deleteTcb(turn);
      return OK;
    case "LISTEN":
    case "SYN-SENT":
    case "CLOSING":
    case "LAST-ACK":
    case "TIME-WAIT":
      deleteTcb(turn);
      return OK;
  }
}
