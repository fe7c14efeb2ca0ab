/** The steps of a scenario: plain data, made by the words in vocabulary.ts. */

import { CHOICE_WORDS, choicesMade, type Capability } from "../port/profile";
import type { TcpState } from "../port/state";
import type { Application, CallError, Choices, ConnectionId, IndicationKind } from "../port/user";
import type { DurationExpression } from "./duration";
import type { FlightPattern } from "./flight";
import type { IcmpErrorByVersion, ReportSpec } from "./icmp-report";
import type { SampledRto } from "./sampled-rto";
import type { ForeignAddress, SegmentPattern, SegmentSpec, TextSpec } from "./segment-spec";

/** What the user chooses, with times by their names. */
export type ChoiceSpec = Omit<Choices, TimeChosen> & Readonly<Partial<Record<TimeChosen, DurationExpression>>>;

type TimeChosen = "keepAliveInterval" | "userTimeout";

/** A user call as a script makes it. */
export type Call =
  /** `anybody`: with an unspecified foreign socket. */
  | { readonly name: "listen"; readonly application?: Application; readonly anybody?: true }
  /**
   * `timeout`: the user timeout of RFC 9293 3.9.1.1; the stack's own when left out. `foreign`: what takes the place of the
   * peer's address; with "unspecified" the port is left open as well. `local`: whether IP is to choose the address.
   */
  | {
      readonly name: "connect";
      readonly timeout?: DurationExpression;
      readonly foreign?: ForeignAddress;
      readonly local?: "unspecified";
    }
  | { readonly name: "send"; readonly text: TextSpec; readonly urgent?: boolean }
  /** `limit`: how many octets the user has room for; plenty when left out. */
  | { readonly name: "receive"; readonly limit?: number }
  | { readonly name: "choose"; readonly choices: ChoiceSpec }
  | { readonly name: "close" }
  | { readonly name: "abort" };

/** Things that the harness does. */
export type Action =
  /** `outcome`: what the call must answer, or any of several; `ok` when left out. In a storm it may answer anything. */
  | {
      readonly kind: "call";
      readonly connection: ConnectionId;
      readonly call: Call;
      readonly outcome?: readonly ("ok" | CallError)[];
    }
  | { readonly kind: "peer-sends"; readonly connection: ConnectionId; readonly segment: SegmentSpec }
  /** Sends again, octet for octet, what the peer sent last on the connection. */
  | { readonly kind: "peer-resends"; readonly connection: ConnectionId }
  /** An error of ICMP about what the stack has sent. */
  | {
      readonly kind: "router-reports";
      readonly connection: ConnectionId;
      readonly error: IcmpErrorByVersion;
      readonly report: ReportSpec;
    }
  /**
   * `past`: until the time is certainly over, its tolerance included; `short-of`: until it is certainly not over yet.
   */
  | { readonly kind: "wait"; readonly length: "past" | "short-of"; readonly duration: DurationExpression };

/** When a segment goes again. */
export interface Resending {
  readonly after: DurationExpression | SampledRto;
  /** Any time later is right as well: a sender may be slower than the rules (RFC 6298 1). */
  readonly orLater?: true;
  /** What it is counted from: the peer's latest acknowledgment of something new, in place of the segment's last sending. */
  readonly since?: "acknowledgment";
}

/** Things that the harness waits for and judges. */
export type Expectation =
  | { readonly kind: "stack-sends"; readonly connection: ConnectionId; readonly pattern: SegmentPattern }
  /** The same sequence numbers and octets again, `after` its last sending (with the tolerance of the profile). */
  | ({
      readonly kind: "stack-resends";
      readonly connection: ConnectionId;
      readonly name: string;
    } & Resending)
  /** Everything that the peer sent in order is acknowledged, in however many segments. */
  | { readonly kind: "stack-acknowledges"; readonly connection: ConnectionId }
  /** These octets, in however many segments. */
  | { readonly kind: "stack-transmits"; readonly connection: ConnectionId; readonly text: TextSpec }
  /**
   * No segment that the script does not know of: what is repeated, and an ACK that is still owed, may come. `strictly`: nor
   * they, as long as the time is certainly not over.
   */
  | {
      readonly kind: "stays-silent";
      readonly connection: ConnectionId;
      readonly duration: DurationExpression;
      readonly strictly?: true;
    }
  /** Everything that it sends until it pauses. */
  | { readonly kind: "stack-flight"; readonly connection: ConnectionId; readonly flight: FlightPattern }
  /** RECEIVE brings just these octets, which the peer has sent. */
  | { readonly kind: "user-receives"; readonly connection: ConnectionId; readonly text: TextSpec }
  /** RECEIVE brings all that the peer has sent in order and the user has not had yet. */
  | { readonly kind: "user-receives-all"; readonly connection: ConnectionId }
  /** On a stack without user calls nothing is asked. */
  | { readonly kind: "user-is-told"; readonly connection: ConnectionId; readonly what: readonly IndicationKind[] }
  /** None of these, up to now and for as long as a reaction takes. */
  | { readonly kind: "user-is-not-told"; readonly connection: ConnectionId; readonly what: readonly IndicationKind[] }
  /** By STATUS; on a stack that cannot tell, nothing is asked. */
  | { readonly kind: "is-in"; readonly connection: ConnectionId; readonly states: readonly TcpState[] }
  /** By STATUS: what the stack says of one thing, in these words or any of these. */
  | {
      readonly kind: "status-tells";
      readonly connection: ConnectionId;
      readonly name: StatusName;
      readonly values: readonly string[];
    }
  /** A judgement on the ISS values that the stack chose in this scenario. */
  | { readonly kind: "isns"; readonly property: IsnProperty }
  /** A judgement on the timestamps that the stack sent in this scenario. */
  | { readonly kind: "timestamp-clocks"; readonly property: ClockProperty };

/** What STATUS can be asked for beside the state; each is a capability. */
export type StatusName = Extract<Capability, "unacknowledged" | "urgent-ahead">;

/** What can be asked of a series of initial sequence numbers. */
export type IsnProperty =
  /** No two connections to different sockets got the same number. */
  | "differ"
  /** On one pair of sockets each lies ahead of the last, in step with the profile's clock. */
  | "advance"
  /** On one pair of sockets each lies beyond every number that the stack used before (RFC 9293 3.6.1). */
  | "exceed"
  /** Knowing those before, the next cannot be guessed. */
  | "unpredictable";

/** What can be asked of the values of timestamps. */
export type ClockProperty =
  /** On each connection they never go back, and do not stand still. */
  | "advance"
  /** They go with time, at a rate that is allowed (RFC 7323 5.4). The scenario has one connection. */
  | "go with time"
  /** Connections that begin at one moment do not have one clock with one offset. */
  | "differ";

/** Several legal continuations: the first whose leading expectations are met is the one that goes on. */
export interface OneOf {
  readonly kind: "one-of";
  readonly alternatives: readonly { readonly name: string; readonly steps: readonly Step[] }[];
}

/** From here on it is this rule that is at stake: the one that a failure names, and whose level counts. */
export interface Settles {
  readonly kind: "settles";
  /** One of the scenario's `covers`. */
  readonly rule: string;
}

/**
 * The peer sends text in order, in full-sized segments, as long as the stack has room for it, and ends when the window that is
 * offered is full and stays so: RCV.WND is 0, or what it is to leave. What the stack sends beside acknowledgments waits for the
 * steps that follow.
 */
export interface FillsWindow {
  readonly kind: "peer-fills-window";
  readonly connection: ConnectionId;
  /** What all of these segments have in common: the ACK and the window of the peer. */
  readonly fields: Pick<SegmentSpec, "ack" | "window">;
  /** So many octets of the window stay free, or fewer, if it was not that large; none when left out. */
  readonly leaving?: number;
}

export type Step = Action | Expectation | OneOf | Settles | FillsWindow;

/** Whether a stack that does nothing meets it: that it was listening is to be proven by something else. */
export function isMetBySilence(step: Expectation): boolean {
  if (step.kind === "user-is-not-told") return true;
  return step.kind === "stays-silent" || (step.kind === "stack-flight" && step.flight.atLeast === undefined);
}

/** The connections that the steps are about, whatever alternatives are taken. */
export function connectionsIn(steps: readonly Step[]): ReadonlySet<ConnectionId> {
  const found = new Set<ConnectionId>();
  for (const step of steps) {
    if (step.kind === "one-of")
      for (const { steps: inner } of step.alternatives) for (const id of connectionsIn(inner)) found.add(id);
    else if ("connection" in step) found.add(step.connection);
  }
  return found;
}

/** What the steps cannot be run without. */
export function capabilitiesOf(steps: readonly Step[]): readonly Capability[] {
  const needed = new Set<Capability>();
  gather(steps, needed, new Set());
  return [...needed];
}

/** Adds to `needed`, and to `echoing` the connections on which a program makes a SEND of what the peer sends. */
function gather(steps: readonly Step[], needed: Set<Capability>, echoing: Set<ConnectionId>): void {
  for (const step of steps) {
    if (step.kind === "one-of") {
      for (const { steps: inner } of step.alternatives) gather(inner, needed, echoing);
    } else if (step.kind === "call") {
      // Where a program makes the calls, nobody else needs to: it may have been listening all along.
      const { call } = step;
      const program = call.name === "listen" ? call.application : undefined;
      if (program === "echo") echoing.add(step.connection);
      if (program !== undefined) needed.add(`application-${program}`);
      else if (call.name !== "send" || !echoing.has(step.connection)) needed.add("user-calls");
      if (call.name === "connect") needed.add("active-open");
      if (call.name === "connect" && [call.foreign, call.local].includes("unspecified"))
        needed.add("unspecified-sockets");
      if (call.name === "send" && call.urgent === true) needed.add("urgent-data");
      if (call.name === "choose")
        for (const each of choicesMade(call.choices)) needed.add(`choose-${CHOICE_WORDS[each]}`);
    } else if (step.kind === "user-receives" || step.kind === "user-receives-all" || step.kind === "user-is-not-told") {
      needed.add("user-calls");
    } else if (step.kind === "status-tells") {
      needed.add("status");
      needed.add(step.name);
    } else if (step.kind === "user-is-told") {
      // That a connection is there, the wire tells as well.
      if (!step.what.includes("established")) needed.add("user-calls");
      if (step.what.every((each) => each === "urgent data")) needed.add("urgent-data");
      if (step.what.every((each) => each === "soft error")) needed.add("soft-errors");
    }
  }
}
