/** From a reaction to the steps that show it: the answer, the state, what the user gets, and what the wire tells of it. */

import {
  ACK,
  ANSWER_SPACING,
  DATA,
  FIN,
  FIN_ACK,
  IRS,
  ISS,
  isGone,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  RCV,
  RST,
  RST_ACK,
  RTO,
  settles,
  SND,
  stack,
  SYN,
  SYN_ACK,
  URG,
  user,
  wait,
  type Step,
  type TcpState,
  isExpression,
  type SegmentSpec,
} from "../../harness/scenario";
import { ACK_NEW, ACK_NXT, GAP, INSIDE, OUTSIDE } from "./places";
import type { Arrival, Expected, Reaction } from "./reactions";
import { EMPTY, flagsOf, has, lengthOf, type Kind } from "./segments";

/** The segment arrives, and what is expected follows. */
export function stepsFor(arrival: Arrival, { reactions }: Expected): readonly Step[] {
  const [[, reaction] = []] = reactions;
  if (reaction === undefined) throw new Error("nothing is expected");
  const continuations = reactions.map(([rule, each]) => [rule, stepsOf(arrival, each)] as const);
  return [
    // A window update may be on its way: where the right edge is, only the last one tells.
    ...(arrival.seq.fromTheRight ? [stack.acknowledges()] : []),
    arrives(arrival),
    ...(reactions.length === 1 ? stepsOf(arrival, reaction) : [oneOf(Object.fromEntries(continuations))]),
  ];
}

function arrives({ kind, seq, ack }: Arrival): Step {
  return peer.sends(flagsOf(kind, ack.isOn), { seq: seq.seq(kind), ...fieldsOf({ kind, ack }) });
}

/** All of it but its SEQ. */
function fieldsOf({ kind, ack }: Pick<Arrival, "kind" | "ack">): Omit<SegmentSpec, "flags" | "seq"> {
  return {
    ...(ack.ack === undefined ? {} : { ack: ack.ack }),
    ...(kind.text === 0 ? {} : { text: kind.text }),
    ...(has(kind, URG) ? { urgentPointer: kind.text } : {}),
  };
}

/** Nobody asks a program what it was told, and behind a connection that is gone it listens on. */
function stepsOf(arrival: Arrival, reaction: Reaction): readonly Step[] {
  const steps = allStepsOf(arrival, reaction);
  if (arrival.way.program === undefined) return steps;
  return steps.filter(
    (step) =>
      step.kind !== "user-is-told" &&
      step.kind !== "user-receives" &&
      !(step.kind === "is-in" && step.states.includes("CLOSED")),
  );
}

function allStepsOf(arrival: Arrival, reaction: Reaction): readonly Step[] {
  const { way, kind } = arrival;
  const { state } = way;
  switch (reaction.kind) {
    case "reset":
      return [resetFor(arrival), ...(state === "SYN-RECEIVED" ? completes(arrival) : isStillIn(state))];
    case "silence":
      return [
        ...establishedIf(state, reaction.next),
        stack.staysSilent(RTO),
        ...isStillIn(reaction.next),
        ...finAgain(arrival),
      ];
    case "answered":
      return [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }), ...isStillIn(state)];
    case "ignored":
      return isStillIn(reaction.next);
    case "taken":
      return taken(arrival, reaction.next);
    case "held":
      return held(arrival, reaction.next);
    case "ended":
      return [...toldOfReset(arrival), stack.staysSilent(MINIMUM_RTO.times(4)), stack.isIn("CLOSED"), ...isGone()];
    case "reset and ended":
      // The listener of RFC 793 may be there still: the wire tells only that the connection is not.
      return [stack.sends(RST, { optionalFlags: ACK }), ...toldOfReset(arrival), ...isGone()];
    case "back to LISTEN":
      return [
        stack.staysSilent(RTO.times(2)),
        stack.isIn("LISTEN"),
        ...isGone(),
        peer.sends(SYN, { seq: IRS.plus(5000), options: [mss(1460)] }),
        stack.sends(SYN_ACK, { ack: RCV.NXT }),
      ];
    case "ended or ignored":
      return [
        ...(reaction.isSilent ? [stack.staysSilent(RTO)] : [wait.past(ANSWER_SPACING)]),
        // The FIN once more tells which it was.
        peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
        oneOf({
          "RFC 9293 3.10.7.4, second: CLOSED": [
            stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
            stack.isIn("CLOSED"),
          ],
          "RFC 1337 3, fix F1: ignored; or RFC 5961 3.2: an ACK": [
            stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
            stack.isIn("TIME-WAIT"),
          ],
        }),
      ];
    case "SYN,ACK":
      return [stack.sends(SYN_ACK, { seq: ISS }), stack.isIn("SYN-RECEIVED"), ...restAgain(arrival)];
    case "established":
      return [
        stack.sends(ACK, { seq: ISS.plus(1) }),
        user.isTold("established"),
        ...(lengthOf(kind) > 1 ? afterRest(arrival) : isStillIn("ESTABLISHED")),
      ];
  }
}

/** 3.5.2, group 1: from the ACK of the segment, or with an ACK of all of it. */
function resetFor({ way, kind, seq, ack }: Arrival): Step {
  // Some stacks set ACK on it as well, in whatever state: the scenarios of CLOSED and of the handshake settle that.
  const form = way.state === "CLOSED" ? {} : { optionalFlags: ACK };
  if (ack.isOn && ack.ack !== undefined) return stack.sends(RST, { ...form, seq: ack.ack });
  const first = seq.seq(kind);
  const length = lengthOf(kind);
  return stack.sends(RST_ACK, { seq: 0, ack: isExpression(first) ? first.plus(length) : (first + length) % 2 ** 32 });
}

/** What shows, without STATUS as well, that a state is still what it was, and that the stack was listening. */
function isStillIn(state: TcpState): readonly Step[] {
  switch (state) {
    case "CLOSED":
      return [peer.sends(ACK, { seq: 70_000, ack: 80_000 }), stack.sends(RST, { optionalFlags: ACK, seq: 80_000 })];
    case "LISTEN":
      return [
        stack.isIn(state),
        peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
        stack.sends(SYN_ACK, { ack: RCV.NXT }),
      ];
    case "SYN-SENT":
      return [
        stack.isIn(state),
        peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
        stack.sends(ACK, { seq: ISS.plus(1), ack: RCV.NXT }),
        user.isTold("established"),
        stack.isIn("ESTABLISHED"),
      ];
    case "SYN-RECEIVED":
      return [stack.isIn(state), peer.sends(ACK), user.isTold("established"), stack.isIn("ESTABLISHED"), ...isThere()];
    case "CLOSING":
      return [stack.isIn(state), ...isThere(), peer.sends(ACK), stack.isIn("TIME-WAIT"), ...isThere()];
    case "LAST-ACK":
      return [stack.isIn(state), ...isThere(), peer.sends(ACK), stack.isIn("CLOSED"), ...isGone()];
    default:
      return [stack.isIn(state), ...isThere()];
  }
}

/**
 * Proof that the stack is listening and that RCV.NXT is where it should be: an old octet draws an ACK that says so (3.10.7.4,
 * first). It acknowledges nothing new: some stacks look at that (A.2).
 */
function isThere(): readonly Step[] {
  return [
    wait.past(ANSWER_SPACING),
    peer.sends(ACK, { seq: RCV.NXT.minus(1), ack: SND.UNA, text: 1 }),
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
  ];
}

/** The ACK of the stack's SYN makes the connection. */
function establishedIf(state: TcpState, next: TcpState): readonly Step[] {
  return state === "SYN-RECEIVED" && next !== state ? [user.isTold("established")] : [];
}

/** What a user hears after its own CLOSE is not for every interface to tell, and CLOSING and the like have no report. */
function toldOfReset({ way: { state, isActive } }: Arrival): readonly Step[] {
  switch (state) {
    case "ESTABLISHED":
    case "CLOSE-WAIT":
      return [user.isTold("reset")];
    case "SYN-SENT":
    case "SYN-RECEIVED":
      // 3.10.7.4, second: the user of a listener need not hear of it.
      return isActive ? [user.isTold("refused", "reset")] : [];
    default:
      return [];
  }
}

/** Where text was acknowledged and the FIN behind it was not, the FIN comes again. */
function finAgain({ way: { state }, kind, ack }: Arrival): readonly Step[] {
  const isClosed = state === "FIN-WAIT-1";
  if (!isClosed || kind !== EMPTY || ack !== ACK_NEW) return [];
  return [settles("793-3.9-TIMEOUT-RETX"), stack.sends(FIN_ACK, { seq: SND.NXT.minus(1), within: RTO.times(4) })];
}

/** RECEIVE may stop at the end of urgent text, so that it says nothing of how much is there. */
function deliverable(kind: Kind): number {
  return has(kind, URG) ? 0 : kind.text;
}

/** Whatever had a wrong ACK in SYN-RECEIVED comes again with the right one, and makes the connection. */
function completes({ kind }: Arrival): readonly Step[] {
  return [
    stack.isIn("SYN-RECEIVED"),
    peer.sends(flagsOf(kind, true), { seq: IRS.plus(1), ...fieldsOf({ kind, ack: ACK_NXT }) }),
    user.isTold("established"),
    ...(lengthOf(kind) === 0 ? [] : [stack.acknowledges()]),
    ...isStillIn(has(kind, FIN) ? "CLOSE-WAIT" : "ESTABLISHED"),
  ];
}

function taken({ way, kind, seq, ack }: Arrival, next: TcpState): readonly Step[] {
  const octets = deliverable(kind) - (seq.lies === "across the left edge" ? OUTSIDE : 0);
  return [
    ...establishedIf(way.state, next),
    stack.acknowledges(),
    // What is acknowledged does not come again. The user waits meanwhile: a window may open as soon as text is read.
    ...(ack === ACK_NXT && way.isOutstanding ? [stack.staysSilent(MINIMUM_RTO.times(4))] : []),
    // Once in each state, as not every interface can tell.
    ...(has(kind, URG) && ack === ACK_NXT ? [user.isTold("urgent data")] : []),
    ...(octets > 0 ? [user.receives(octets)] : []),
    ...(has(kind, FIN) && next === "CLOSE-WAIT" ? [user.isTold("end of stream")] : []),
    ...isStillIn(next),
  ];
}

function held({ way, kind, seq, ack }: Arrival, next: TcpState): readonly Step[] {
  const filler = peer.sends(DATA, { ack: SND.UNA, text: GAP });
  // From the right edge there is too much to fill: what comes in order is taken, and nothing else.
  if (seq !== INSIDE) return [...isStillIn(way.state), filler, stack.acknowledges(), user.receives(GAP)];
  return [
    stack.isIn(way.state),
    filler,
    // A stack that kept what lay beyond the gap is done; one that did not (SHLD-31) gets it again.
    peer.sends(flagsOf(kind, true), {
      ...fieldsOf({ kind, ack }),
      seq: RCV.NXT.minus(lengthOf(kind)),
      ack: SND.UNA,
    }),
    stack.acknowledges(),
    ...(has(kind, URG) ? [] : [user.receives(GAP + kind.text)]),
    ...(has(kind, FIN) && next === "CLOSE-WAIT" ? [user.isTold("end of stream")] : []),
    ...isStillIn(next),
  ];
}

/** The third segment of a handshake, with what the SYN had beside: it waited, or was dropped and comes again. */
function restAgain(arrival: Arrival): readonly Step[] {
  if (lengthOf(arrival.kind) === 1) return [peer.sends(ACK), user.isTold("established"), ...isStillIn("ESTABLISHED")];
  return [...rest(arrival), user.isTold("established"), ...afterRestArrived(arrival)];
}

function rest({ kind }: Arrival): readonly Step[] {
  const text = kind.text === 0 ? {} : { text: kind.text };
  return [peer.sends(has(kind, FIN) ? FIN_ACK : DATA, { seq: IRS.plus(1), ...text })];
}

function afterRest(arrival: Arrival): readonly Step[] {
  return [...rest(arrival), ...afterRestArrived(arrival)];
}

function afterRestArrived({ kind }: Arrival): readonly Step[] {
  return [
    stack.acknowledges(),
    ...(kind.text > 0 ? [user.receives(kind.text)] : []),
    ...(has(kind, FIN) ? [user.isTold("end of stream")] : []),
    ...isStillIn(has(kind, FIN) ? "CLOSE-WAIT" : "ESTABLISHED"),
  ];
}
