/**
 * What a TCP makes of a segment: RFC 9293 3.10.7 (RFC 793 3.9, SEGMENT ARRIVES) as a function. Where the text leaves the answer
 * open there is none here, and where it allows several each is named by what allows it.
 */

import { FIN, RST, SYN, URG, type TcpState } from "../../harness/scenario";
import type { Level } from "../../harness/port/verdict";
import type { AckPlace, SeqPlace } from "./places";
import { ACK_BEYOND, ACK_NEW, ACK_NXT, ACK_OLD } from "./places";
import { ALL_FLAGS, EMPTY, has, lengthOf, type Kind } from "./segments";
import type { Way } from "./ways";

/** A segment on its way to a TCP in some state. */
export interface Arrival {
  readonly way: Way;
  readonly kind: Kind;
  readonly seq: SeqPlace;
  readonly ack: AckPlace;
}

export type Reaction =
  /** A reset of the form in 3.5.2. Nothing changes. */
  | { readonly kind: "reset" }
  /** No answer. What the ACK field says may have moved the state. */
  | { readonly kind: "silence"; readonly next: TcpState }
  /** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>. Nothing changes. */
  | { readonly kind: "answered" }
  /** RCV.NXT stays where it is. An ACK may come or not. */
  | { readonly kind: "ignored"; readonly next: TcpState }
  /** What is new of text and FIN is acknowledged; the user gets it. */
  | { readonly kind: "taken"; readonly next: TcpState }
  /** Nothing is acknowledged before the gap is filled. `next`: after that. */
  | { readonly kind: "held"; readonly next: TcpState }
  /** No answer; the connection is gone. */
  | { readonly kind: "ended" }
  /** A reset whose form the text leaves open; the connection is gone. */
  | { readonly kind: "reset and ended" }
  /** No answer; the listener is as it was. */
  | { readonly kind: "back to LISTEN" }
  /** TIME-WAIT ends, or goes on; where it is not silent, it may say where it stands. */
  | { readonly kind: "ended or ignored"; readonly isSilent: boolean }
  /** <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>; text and FIN wait, or have to come again. */
  | { readonly kind: "SYN,ACK" }
  /** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>; text and FIN count at once, or have to come again. */
  | { readonly kind: "established" };

export interface Expected {
  /** Rows of the catalogue; the first that has the level is the one that a failure names. */
  readonly rules: readonly string[];
  /** Where it is less than what the rules have. */
  readonly level?: Level;
  /** The reaction; or several, each under the name of the rule that allows it. */
  readonly reactions: readonly (readonly [rule: string, reaction: Reaction])[];
}

const only = (reaction: Reaction, ...rules: readonly string[]): Expected => ({ rules, reactions: [["", reaction]] });

/** The catalogue's words for the states. */
const WORD: Readonly<Record<TcpState, string>> = {
  CLOSED: "CLOSED",
  LISTEN: "LISTEN",
  "SYN-SENT": "SYNSENT",
  "SYN-RECEIVED": "SYNRCVD",
  ESTABLISHED: "ESTAB",
  "FIN-WAIT-1": "FINW1",
  "FIN-WAIT-2": "FINW2",
  "CLOSE-WAIT": "CLOSEW",
  CLOSING: "CLOSING",
  "LAST-ACK": "LASTACK",
  "TIME-WAIT": "TIMEW",
};

const row = ({ state }: Way, check: string) => `793-3.9-SEGARR-${WORD[state]}-${check}`;

/** Undefined where the RFC settles nothing. */
export function expectedOf(arrival: Arrival): Expected | undefined {
  // Without ACK it is not all of them.
  if (arrival.kind === ALL_FLAGS && !arrival.ack.isOn) return undefined;
  if (!arrival.seq.fits(arrival.kind)) return undefined;
  switch (arrival.way.state) {
    case "CLOSED":
      return inClosed(arrival);
    case "LISTEN":
      return inListen(arrival);
    case "SYN-SENT":
      return inSynSent(arrival);
    default:
      return elsewhere(arrival);
  }
}

/** 3.10.7.1 */
function inClosed({ way, kind, ack }: Arrival): Expected {
  if (has(kind, RST)) return only({ kind: "silence", next: "CLOSED" }, row(way, "RST"), "793-3.4-RST-NEVER-FOR-RST");
  const rules = has(kind, FIN) ? [row(way, "FIN")] : [];
  return only({ kind: "reset" }, row(way, ack.isOn ? "ACK" : "NOACK"), ...rules, "793-3.4-RSTGEN-CLOSED-SEQ");
}

/** 3.10.7.2 */
function inListen({ way, kind, ack }: Arrival): Expected {
  // First
  if (has(kind, RST)) return only({ kind: "silence", next: "LISTEN" }, row(way, "RST"), "793-3.4-RST-NEVER-FOR-RST");
  // Second
  if (ack.isOn) return only({ kind: "reset" }, row(way, "ACK"), "793-3.4-RSTGEN-CLOSED-SEQ");
  // Third
  if (has(kind, SYN)) return only({ kind: "SYN,ACK" }, row(way, lengthOf(kind) > 1 ? "SYN-DATA" : "SYN"));
  // Fourth
  return only({ kind: "silence", next: "LISTEN" }, row(way, has(kind, FIN) ? "FIN" : "OTHER"));
}

/** 3.10.7.3 */
function inSynSent({ way, kind, seq, ack }: Arrival): Expected | undefined {
  const stays: Reaction = { kind: "silence", next: "SYN-SENT" };
  // First
  if (ack.isOn && ack !== ACK_NXT)
    return has(kind, RST)
      ? only(stays, row(way, "ACKBAD-RST"), row(way, "ORDER"))
      : only({ kind: "reset" }, row(way, "ACKBAD"), row(way, "ORDER"));
  // Second
  if (has(kind, RST)) {
    if (!ack.isOn) return only(stays, row(way, "RST-NOACK"));
    // A TCP that follows RFC 5961 may want to see the SEQ of a host without a connection.
    return seq.name === "seq-0" ? only({ kind: "ended" }, row(way, "RST-ACKOK"), row(way, "ORDER")) : undefined;
  }
  // Fourth
  if (has(kind, SYN)) {
    const rules = lengthOf(kind) > 1 ? [row(way, "SYN-DATA")] : [];
    return ack.isOn
      ? only({ kind: "established" }, ...rules, row(way, "SYNACK"))
      : only({ kind: "SYN,ACK" }, ...rules, row(way, "SYN"));
  }
  // Fifth
  return only(stays, row(way, has(kind, FIN) ? "FIN" : "NONE"));
}

/** 3.10.7.4, in its eight steps. */
function elsewhere(arrival: Arrival): Expected | undefined {
  const { way, kind, seq } = arrival;
  const { state } = way;

  // 3.5.3: a RST is judged by SEQ alone, so what of it lies across an edge says nothing.
  const isAcross = seq.lies === "across the left edge" || seq.lies === "across the right edge";
  if (isAcross && (has(kind, RST) || has(kind, SYN))) return undefined;

  // Left of RCV.NXT stands a SYN or FIN, and text in its place contradicts it.
  if (seq.lies === "across the left edge" && AFTER_FIN[state] === undefined) return undefined;

  if (seq.lies === "outside") return checkSequence(arrival);
  if (has(kind, RST)) return checkRst(arrival);
  // Third: security compartments have no place in a plain TCP (A.1).
  if (has(kind, SYN)) return checkSyn(arrival);
  return checkAck(arrival);
}

/** First: what lies outside is answered, but for a RST. */
function checkSequence({ way, kind, ack }: Arrival): Expected {
  const { state } = way;
  if (has(kind, RST)) return only({ kind: "silence", next: state }, row(way, "RST"), "793-3.9-SEGARR-SEQ-RST-SILENT");
  const answered = only({ kind: "answered" }, row(way, "SEQ"), "793-3.9-SEGARR-ORDER");
  if (state === "SYN-RECEIVED" && ack === ACK_BEYOND) {
    const reset = ["RFC 9293 3.5.2, group 2: RST", { kind: "reset" }] as const;
    return { ...answered, reactions: [["RFC 9293 3.10.7.4, first: an ACK", { kind: "answered" }], reset] };
  }
  // The text says that an answer should be sent, and the fifth step drops a segment without ACK whatever else it is.
  return ack.isOn || has(kind, SYN) ? answered : { ...answered, level: "SHOULD" };
}

/** Second */
function checkRst({ way, seq }: Arrival): Expected {
  const rules = [row(way, "RST"), "793-3.4-RST-SEQ-ONLY"];
  const isExact = seq.lies === "at RCV.NXT";
  const isListener = way.state === "SYN-RECEIVED" && !way.isActive;
  const ended: Reaction =
    way.state === "TIME-WAIT"
      ? { kind: "ended or ignored", isSilent: isExact }
      : { kind: isListener ? "back to LISTEN" : "ended" };
  if (isExact || way.state === "TIME-WAIT") return { rules, reactions: [["", ended]] };
  return {
    rules,
    reactions: [
      ["RFC 5961 3.2: an ACK", { kind: "answered" }],
      ["RFC 9293 3.5.3: any reset in the window is believed", ended],
    ],
  };
}

/** Fourth */
function checkSyn({ way, ack }: Arrival): Expected | undefined {
  // 3.5.2, group 2: its ACK alone would draw a reset from a connection that is not synchronized.
  if (way.state === "SYN-RECEIVED" && ack === ACK_BEYOND) return undefined;
  const rules = [row(way, "SYN")];
  const challenged = ["RFC 9293 3.10.7.4, fourth, as RFC 5961 4.2 has it: an ACK", { kind: "answered" }] as const;
  const reset = ["RFC 9293 3.10.7.4, fourth, as RFC 793 has it: RST", { kind: "reset and ended" }] as const;
  const isListener = way.state === "SYN-RECEIVED" && !way.isActive;
  return {
    rules: isListener ? [...rules, "1122-4.2.2.20e"] : rules,
    reactions: isListener
      ? [["RFC 9293 3.10.7.4, fourth, SYN-RECEIVED: LISTEN", { kind: "back to LISTEN" }], challenged, reset]
      : [challenged, reset],
  };
}

/** Fifth. An ACK as it should be leads on to the sixth, seventh and eighth step. */
function checkAck(arrival: Arrival): Expected | undefined {
  const { way, kind, seq, ack } = arrival;
  const { state } = way;
  const isInOrder = seq.lies === "at RCV.NXT" || seq.lies === "across the left edge";
  if (!isInOrder) return beyondAGap(arrival);

  if (!ack.isOn) return only({ kind: "silence", next: state }, "793-3.9-SEGARR-ACK-OFF", "793-3.9-SEGARR-ORDER");

  if (state === "SYN-RECEIVED") {
    if (ack === ACK_NXT) return processed(arrival, "ESTABLISHED");
    const reset = ["RFC 9293 3.10.7.4, fifth: RST", { kind: "reset" }] as const;
    // MAY-12: the check of RFC 5961 stands before that for each state.
    const challenged = ["RFC 5961 5.2: an ACK", { kind: "answered" }] as const;
    return { rules: [row(way, "ACK")], reactions: ack === ACK_BEYOND ? [reset, challenged] : [reset] };
  }

  if (ack === ACK_BEYOND) {
    // Only the peer's FIN is foreseen in TIME-WAIT, and what its ACK says is of no interest.
    if (state === "TIME-WAIT") return undefined;
    return only({ kind: "answered" }, "793-3.9-SEGARR-ACK-FUTURE", row(way, "ACK"), "793-3.9-SEGARR-ORDER");
  }

  const isFinAcknowledged = ack === ACK_NXT;
  switch (state) {
    case "FIN-WAIT-1":
      return processed(arrival, isFinAcknowledged ? "FIN-WAIT-2" : state);
    case "CLOSING":
      return pastTheFin(arrival, isFinAcknowledged ? "TIME-WAIT" : state);
    case "LAST-ACK":
      return isFinAcknowledged ? only({ kind: "ended" }, row(way, "ACK")) : pastTheFin(arrival, state);
    case "CLOSE-WAIT":
    case "TIME-WAIT":
      return pastTheFin(arrival, state);
    default:
      return processed(arrival, state);
  }

  /**
   * The peer has sent its FIN: nothing can follow that. What ACK number another one would draw is open; so is whether anything
   * else is answered where only an ACK of our FIN, or the peer's FIN again, can be meant to arrive.
   */
  function pastTheFin(at: Arrival, next: TcpState): Expected | undefined {
    if (has(kind, FIN)) return undefined;
    const isAnswerable = state === "TIME-WAIT" || state === "LAST-ACK";
    if (at.kind === EMPTY && !isAnswerable) return only({ kind: "silence", next }, ...ackRules(at));
    const check = kind === EMPTY ? "ACK" : has(kind, URG) ? "URG" : "TEXT";
    return only({ kind: "ignored", next }, row(way, check));
  }
}

/** What the acknowledgment field is about. */
function ackRules({ way, ack }: Arrival): readonly string[] {
  if (way.state === "SYN-RECEIVED" || way.state === "CLOSING") return [row(way, "ACK")];
  return [row(way, "ACK"), `793-3.9-SEGARR-ACK-${ack === ACK_NEW || ack === ACK_NXT ? "NEW" : "DUP"}`];
}

/** Where the peer's FIN leads. */
const AFTER_FIN: Partial<Record<TcpState, TcpState>> = {
  ESTABLISHED: "CLOSE-WAIT",
  "FIN-WAIT-1": "CLOSING",
  "FIN-WAIT-2": "TIME-WAIT",
};

/** Sixth, seventh and eighth, in the states in which the peer may still send. `next`: after the fifth. */
function processed(arrival: Arrival, next: TcpState): Expected {
  const { way, kind, seq } = arrival;
  if (kind === EMPTY) return only({ kind: "silence", next }, ...ackRules(arrival));
  const steps = [
    ...(has(kind, FIN) ? [row(way, "FIN")] : []),
    ...(has(kind, URG) ? [row(way, "URG")] : []),
    ...(kind.text > 0 ? [row(way, "TEXT")] : []),
    ...(seq.lies === "across the left edge" ? ["793-3.9-SEGARR-SEQ-TRIM-LEFT"] : []),
  ];
  const end = has(kind, FIN) ? (AFTER_FIN[next] ?? next) : next;
  return only({ kind: "taken", next: end }, ...steps, ...ackRules(arrival).slice(1));
}

/** First, end: what begins beyond RCV.NXT waits (SHLD-31), and its ACK with it, or is looked at already. */
function beyondAGap({ way, kind, seq, ack }: Arrival): Expected | undefined {
  const { state } = way;
  if (state === "SYN-RECEIVED") return undefined;
  if (!ack.isOn) return only({ kind: "ignored", next: state }, "793-3.9-SEGARR-ACK-OFF");
  // Whether the field was read by now, only one that says nothing new leaves out of the matter.
  const saysNothing = way.isOutstanding ? ack.name === "ack-una" : ack === ACK_NXT;
  if (!saysNothing || ack === ACK_OLD) return undefined;
  const after = AFTER_FIN[state];
  if (kind === EMPTY || after === undefined) return only({ kind: "ignored", next: state }, row(way, "SEQ"));
  const rules = seq.lies === "across the right edge" ? ["793-3.9-SEGARR-SEQ-TRIM-RIGHT"] : [];
  return only({ kind: "held", next: has(kind, FIN) ? after : state }, ...rules, "793-3.9-SEGARR-SEQ-OOO-HOLD");
}
