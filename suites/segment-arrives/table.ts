/** Which combinations there are: all rules and all edges on the usual way into each state, a selection on the others. */

import { FIN, RST, scenario, suite, SYN, type Scenario, type Suite, type TcpState } from "../../harness/scenario";
import {
  ACK_BEYOND,
  ACK_NEW,
  ACK_NXT,
  ACK_OLD,
  ACK_PLACES,
  ACK_UNA,
  ANY_ACK,
  ANY_SEQ,
  INSIDE,
  ITS_ISN,
  LEFT,
  LEFT_EDGE,
  NEXT_TO_THE_RIGHT,
  NO_ACK,
  SEQ_0,
  SEQ_PLACES,
  STRAY_ACK,
  type AckPlace,
  type SeqPlace,
} from "./places";
import { expectedOf, type Arrival, type Expected, type Reaction } from "./reactions";
import { stepsFor } from "./script";
import {
  ALL_FLAGS,
  EMPTY,
  FIN_ALONE,
  has,
  KINDS,
  RESET,
  SYN_ALONE,
  SYN_WITH_TEXT,
  TEXT_ALONE,
  type Kind,
} from "./segments";
import { WAYS_IN, type Way } from "./ways";

/** All the scenarios of one state. */
export function suiteOf(state: TcpState): Suite {
  const path = `segment-arrives/${state.toLowerCase()}`;
  return suite(
    path,
    WAYS_IN.filter((way) => way.state === state).flatMap((way) => scenariosOf(way)),
  );
}

function scenariosOf(way: Way): readonly Scenario[] {
  return arrivalsOn(way).flatMap((arrival) => {
    const expected = expectedOf(arrival);
    return expected === undefined || isAnsweredByItsProgram(arrival, expected) ? [] : [scenarioOf(arrival, expected)];
  });
}

/** What reaches a program makes it act, and it is there for the next caller as well. */
function isAnsweredByItsProgram({ way, kind }: Arrival, { reactions }: Expected): boolean {
  const comesTo = (...kinds: readonly Reaction["kind"][]) =>
    reactions.some(([, reaction]) => kinds.includes(reaction.kind));
  switch (way.program) {
    case "discard":
      // At the end of the stream it closes.
      return has(kind, FIN) && comesTo("taken", "held");
    case "http":
      // It has closed for good: what is lost on the user may be answered with a reset (SHLD-3).
      if (comesTo("held") || (kind.text > 0 && comesTo("taken"))) return true;
      // MAY-2: a SYN may begin the next connection.
      return way.state === "TIME-WAIT" && has(kind, SYN) && !has(kind, RST);
    default:
      return false;
  }
}

function scenarioOf(arrival: Arrival, expected: Expected): Scenario {
  const { way, kind, seq, ack } = arrival;
  const after = way.name === "" ? "" : `-${way.name}`;
  const where = [kind.title, seq.title, ack.title].join(", ");
  const steps = stepsFor(arrival, expected);
  const named = steps.flatMap((step) => (step.kind === "settles" ? [step.rule] : []));
  const outcome = expected.reactions.map(([, reaction]) => outcomeOf(reaction)).join(", or ");
  return scenario(`${kind.name}-${seq.name}-${ack.name}${after}`, `${way.state}${way.title}: ${where} -> ${outcome}`, {
    covers: [...new Set([...expected.rules, ...named])],
    ...(expected.level === undefined ? {} : { level: expected.level }),
    needs: needsOf(arrival, expected),
    from: way.from,
    steps,
  });
}

/** What the user receives after its own CLOSE, and connections out of SYNs that cross, are not for every stack. */
function needsOf({ way }: Arrival, { reactions }: Expected): Way["needs"] {
  const isClosed = way.state === "FIN-WAIT-1" || way.state === "FIN-WAIT-2";
  const isReceived = way.program === undefined && reactions.some(([, { kind }]) => kind === "taken" || kind === "held");
  const isCrossing = way.state === "SYN-SENT" && reactions.some(([, { kind }]) => kind === "SYN,ACK");
  return [
    ...way.needs,
    ...(isClosed && isReceived ? (["half-close"] as const) : []),
    ...(isCrossing ? (["simultaneous-open"] as const) : []),
  ];
}

function outcomeOf(reaction: Reaction): string {
  switch (reaction.kind) {
    case "reset":
      return "RST, nothing changes";
    case "silence":
      return `no answer, ${reaction.next}`;
    case "answered":
      return "ACK, nothing changes";
    case "ignored":
      return `nothing is taken, ${reaction.next}`;
    case "taken":
      return `taken, ${reaction.next}`;
    case "held":
      return `held or dropped; ${reaction.next} once the gap is filled`;
    case "ended":
      return "no answer, CLOSED";
    case "reset and ended":
      return "RST, gone";
    case "back to LISTEN":
      return "no answer, LISTEN";
    case "ended or ignored":
      return "CLOSED, or ignored";
    case "SYN,ACK":
      return "SYN,ACK, SYN-RECEIVED";
    case "established":
      return "ACK, ESTABLISHED";
  }
}

const SYNCHRONIZED_KINDS = KINDS.filter((kind) => kind !== SYN_WITH_TEXT);
/** One of each that has a step of its own, for the less usual ways into a state. */
const SOME = [EMPTY, TEXT_ALONE, FIN_ALONE, SYN_ALONE, RESET, ALL_FLAGS];
const OTHER_ACKS = ANY_ACK.filter(({ ack }) => ack === 90_210);
const OTHER_SEQS = ANY_SEQ.filter(({ name }) => name === "seq-5000");

/** Segments against places. Those for which nothing is settled fall out later. */
function arrivalsOn(way: Way): readonly Arrival[] {
  const isUsual = way.name === "";
  const all = (kinds: readonly Kind[], seqs: readonly SeqPlace[], acks: readonly AckPlace[]): readonly Arrival[] =>
    kinds.flatMap((kind) => seqs.flatMap((seq) => acks.map((ack) => ({ way, kind, seq, ack }))));
  switch (way.state) {
    case "CLOSED":
      return isUsual
        ? [...all(KINDS, ANY_SEQ, [NO_ACK]), ...all(KINDS, OTHER_SEQS, [STRAY_ACK, ...ANY_ACK])]
        : all(SOME, OTHER_SEQS, [NO_ACK, ...OTHER_ACKS]);
    case "LISTEN":
      return isUsual
        ? all(KINDS, [ITS_ISN], [NO_ACK, STRAY_ACK, ...ANY_ACK])
        : all(SOME, [ITS_ISN], [NO_ACK, ...OTHER_ACKS]);
    case "SYN-SENT":
      // A reset that can be believed comes from a host without a connection.
      return KINDS.flatMap((kind) =>
        all([kind], [has(kind, RST) ? SEQ_0 : ITS_ISN], [NO_ACK, ACK_OLD, ACK_UNA, ACK_NXT, ACK_BEYOND]),
      );
    default:
      return all(
        isUsual ? SYNCHRONIZED_KINDS : SOME,
        isUsual ? SEQ_PLACES : [LEFT, LEFT_EDGE, INSIDE],
        isUsual ? ACK_PLACES : [NO_ACK, ACK_UNA, ACK_NXT, ACK_BEYOND],
      ).filter(isChosen);
  }
}

/** Where a check before the fifth step decides, the ACK field is of no account, and two or three of them show it. */
function isChosen({ way, kind, seq, ack }: Arrival): boolean {
  const hasUna = way.isOutstanding || way.state === "SYN-RECEIVED";
  if (ack === ACK_UNA && !hasUna) return false;
  if (ack === ACK_NEW && !way.isOutstanding) return false;
  const isPlain = ack === (way.isOutstanding ? ACK_UNA : ACK_NXT);
  switch (seq.lies) {
    case "outside":
      if (seq === NEXT_TO_THE_RIGHT) return isPlain && AT_THE_EDGE.includes(kind);
      if (ack === NO_ACK) return kind === EMPTY || kind === TEXT_ALONE || has(kind, SYN) || has(kind, RST);
      return isPlain || (ack === ACK_BEYOND && kind === TEXT_ALONE);
    case "at RCV.NXT":
      if (kind === RESET || !(has(kind, RST) || has(kind, SYN))) return true;
      return isPlain || ack === NO_ACK || ack === ACK_BEYOND;
    case "across the left edge":
      return isPlain || ack === NO_ACK || ack === ACK_NXT;
    default:
      // Whether the ACK of what waits for its turn counts at once is left open: there must be nothing for it to acknowledge.
      return (isPlain && !(ack === ACK_NXT && way.state === "FIN-WAIT-1")) || ack === NO_ACK;
  }
}

const AT_THE_EDGE = [EMPTY, TEXT_ALONE, FIN_ALONE, RESET];
