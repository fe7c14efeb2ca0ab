/** One event and what it does: the frame in which all rules of this folder work. */

import type { Time } from "../../harness/port/time";
import type { IndicationKind } from "../../harness/port/user";
import type { SegmentToSend } from "../../harness/wire/segment";
import type { IsnKey } from "./isn";
import type { ReferenceOptions } from "./options";
import { draftOf } from "./draft";
import type { Report } from "./report";
import type { Draft, Tcb } from "./tcb";

/** What an event may depend on beside the TCB. */
export interface Surroundings {
  readonly now: Time;
  readonly options: ReferenceOptions;
  readonly isnKey: IsnKey;
  /** How many challenge ACKs the host may send (RFC 5961 7). */
  readonly challengesLeft: number;
}

export type Action =
  | { readonly kind: "send"; readonly segment: SegmentToSend; readonly ect?: boolean }
  | { readonly kind: "tell"; readonly what: IndicationKind }
  | { readonly kind: "report"; readonly report: Report };

/**
 * The work on one event. It begins with a copy of the TCB, so the rules may write `tcb.snd.una = segment.ack` as the
 * RFC does, and nothing outside sees it before the end.
 */
export interface Turn extends Surroundings {
  readonly tcb: Draft;
  readonly actions: Action[];
  /** An ACK is due when the event is over, unless a segment with text brings it (MUST-58). */
  ackNow: boolean;
  challengesLeft: number;
}

export function beginTurn(tcb: Tcb, { now, options, isnKey, challengesLeft }: Surroundings): Turn {
  return { tcb: draftOf(tcb), now, options, isnKey, actions: [], ackNow: false, challengesLeft };
}

/** The user is told. */
export function tell(turn: Turn, what: IndicationKind): void {
  turn.actions.push({ kind: "tell", what });
}

/** Enters CLOSED: the TCB is deleted, and what it queued with it. */
export function deleteTcb(turn: Turn): void {
  turn.tcb.state = "CLOSED";
  turn.ackNow = false;
}
