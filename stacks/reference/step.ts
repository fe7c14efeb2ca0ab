/**
 * The reference TCP as a function: a TCB and an event in, a TCB and what is to be done out. No clock, no chance and no
 * input or output in it; everything it depends on is in its parameters.
 */

import type { ReceiveOutcome } from "../../harness/port/user";
import type { Segment } from "../../harness/wire/segment";
import { errorArrives } from "./icmp-errors";
import type { NetworkError } from "./network-error";
import { segmentArrivesInListen } from "./segment-arrives/listen";
import { segmentArrivesInSynSent } from "./segment-arrives/syn-sent";
import { segmentArrivesElsewhere } from "./segment-arrives/synchronized";
import type { Tcb } from "./tcb";
import { endTurn, runTimers } from "./timers";
import { beginTurn } from "./turn";
import type { Action, Surroundings, Turn } from "./turn";
import { call } from "./user-calls";
import type { UserCall } from "./user-calls";

/** The three kinds of events of RFC 9293 3.10, and the errors of 3.9.2.2. */
export type TcbEvent =
  /** `isMarked`: a router has set Congestion Experienced on its way (RFC 3168 5). */
  | { readonly kind: "segment"; readonly segment: Segment; readonly isMarked?: boolean }
  /** IP has been told that a segment of this connection did not get through. */
  | { readonly kind: "error"; readonly error: NetworkError }
  | { readonly kind: "call"; readonly call: UserCall }
  /** Time has come to a deadline of the TCB. */
  | { readonly kind: "timeout" };

export interface Transition {
  /** CLOSED: the connection is gone. */
  readonly tcb: Tcb;
  /** In the order in which they happened. */
  readonly actions: readonly Action[];
  /** What a call answers; ok after any other event. */
  readonly outcome: ReceiveOutcome;
  /** As many challenge ACKs as the surroundings allowed, less those that were sent. */
  readonly challengesLeft: number;
}

const OK: ReceiveOutcome = { ok: true, text: new Uint8Array(0), endOfStream: false };

export function step(tcb: Tcb, event: TcbEvent, surroundings: Surroundings): Transition {
  const turn = beginTurn(tcb, surroundings);
  const outcome = process(turn, event);
  endTurn(turn);
  return { tcb: turn.tcb, actions: turn.actions, outcome, challengesLeft: turn.challengesLeft };
}

function process(turn: Turn, event: TcbEvent): ReceiveOutcome {
  switch (event.kind) {
    case "segment":
      segmentArrives(turn, event.segment, event.isMarked ?? false);
      return OK;
    case "error":
      errorArrives(turn, event.error);
      return OK;
    case "timeout":
      runTimers(turn);
      return OK;
    case "call":
      return call(turn, event.call);
  }
}

/** RFC 9293 3.10.7; without a TCB there is nothing to step, and segment-arrives/closed.ts answers. */
function segmentArrives(turn: Turn, segment: Segment, isMarked: boolean): void {
  switch (turn.tcb.state) {
    case "CLOSED":
      return;
    case "LISTEN":
      segmentArrivesInListen(turn, segment);
      return;
    case "SYN-SENT":
      segmentArrivesInSynSent(turn, segment);
      return;
    default:
      segmentArrivesElsewhere(turn, segment, isMarked);
  }
}
