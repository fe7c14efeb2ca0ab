/**
 * The words that suites are written in. `user`, `peer`, `router` and `stack` speak of the scenario's first connection;
 * `connection("second")` gives the same words for another one, between the same addresses and from another port of the peer.
 */

import type { TcpState } from "../port/state";
import type { Application, CallError, ConnectionId, IndicationKind } from "../port/user";
import { ACK, PSH, RST, type Flags } from "../wire/flags";
import type { DurationExpression } from "./duration";
import { ANSWER_SPACING } from "./duration";
import { RCV, SND } from "./expression";
import type { FlightPattern } from "./flight";
import type { IcmpErrorByVersion, ReportSpec } from "./icmp-report";
import type { ForeignAddress, SegmentPattern, SegmentSpec, TextSpec } from "./segment-spec";
import type {
  Call,
  ChoiceSpec,
  ClockProperty,
  Expectation,
  FillsWindow,
  IsnProperty,
  OneOf,
  Resending,
  Settles,
  StatusName,
  Step,
} from "./step";

/** A segment that carries text; the peer sends it with PSH. ECE and CWR may be added. */
export const DATA: Flags = PSH | ACK;

export const FIRST_CONNECTION: ConnectionId = "1";

/** A connection between other ports on both sides, to show that the host is still what it was. */
export const AFTERWARDS: ConnectionId = "afterwards";

type Outcome = "ok" | CallError;

/** The words for one connection. */
export function connection(id: ConnectionId) {
  const call = (made: Call, ...outcome: readonly Outcome[]): Step =>
    outcome.length === 0
      ? { kind: "call", connection: id, call: made }
      : { kind: "call", connection: id, call: made, outcome };
  return {
    /** User calls; each names the outcomes that are right, `ok` when none is named. */
    user: {
      /** Passive OPEN. */
      listen: (application?: Application): Step =>
        call(application === undefined ? { name: "listen" } : { name: "listen", application }),
      /** Passive OPEN with an unspecified foreign socket: whoever calls may come, and is no connection of the script's. */
      listenToAnybody: (): Step => call({ name: "listen", anybody: true }),
      /** Active OPEN to what is no peer, or to nobody. */
      connectTo: (foreign: ForeignAddress, ...outcome: readonly Outcome[]): Step =>
        call({ name: "connect", foreign }, ...outcome),
      /** Active OPEN without a local address, which IP is to choose. */
      connectFromAnywhere: (...outcome: readonly Outcome[]): Step =>
        call({ name: "connect", local: "unspecified" }, ...outcome),
      /** Active OPEN. */
      connect: (...outcome: readonly Outcome[]): Step => call({ name: "connect" }, ...outcome),
      /** Active OPEN with a user timeout: what a stack whose users cannot choose one does not support. */
      connectWithTimeout: (timeout: DurationExpression): Step => call({ name: "connect", timeout }),
      /** With an echo program above the stack the peer sends the octets, and the program gives them back. */
      send: (text: TextSpec, ...outcome: readonly Outcome[]): Step => call({ name: "send", text }, ...outcome),
      /** SEND with the URGENT flag. */
      sendUrgent: (text: TextSpec, ...outcome: readonly Outcome[]): Step =>
        call({ name: "send", text, urgent: true }, ...outcome),
      /** RECEIVE for its outcome alone; `receives` asks for the octets. */
      receive: (...outcome: readonly Outcome[]): Step => call({ name: "receive" }, ...outcome),
      /** RECEIVE with room for that many octets; `receives` and `receivesAll` ask for them later. */
      receiveAtMost: (limit: number, ...outcome: readonly Outcome[]): Step =>
        call({ name: "receive", limit }, ...outcome),
      close: (...outcome: readonly Outcome[]): Step => call({ name: "close" }, ...outcome),
      abort: (...outcome: readonly Outcome[]): Step => call({ name: "abort" }, ...outcome),
      /** What the user wants of this connection from now on; each choice is a capability of its own. */
      chooses: (choices: ChoiceSpec): Step => call({ name: "choose", choices }),
      receives: (text: TextSpec): Expectation => ({ kind: "user-receives", connection: id, text }),
      receivesAll: (): Expectation => ({ kind: "user-receives-all", connection: id }),
      /** STATUS, of one thing beside the state. */
      learns: (name: StatusName, ...values: readonly string[]): Expectation => ({
        kind: "status-tells",
        connection: id,
        name,
        values,
      }),
      isTold: (...what: readonly IndicationKind[]): Expectation => ({ kind: "user-is-told", connection: id, what }),
      /** What should have been told otherwise is to come later, as proof that it could have been. */
      isNotTold: (...what: readonly IndicationKind[]): Expectation => ({
        kind: "user-is-not-told",
        connection: id,
        what,
      }),
    },
    /** The harness's end. */
    peer: {
      sends: (flags: Flags, spec: Omit<SegmentSpec, "flags"> = {}): Step => ({
        kind: "peer-sends",
        connection: id,
        segment: { flags, ...spec },
      }),
      /** Text until the window is full but for so many octets, and stays so for a while. Nobody must read, or be able to. */
      fillsWindow: ({ leaving, ...fields }: FillsWindow["fields"] & Pick<FillsWindow, "leaving"> = {}): Step => ({
        kind: "peer-fills-window",
        connection: id,
        fields,
        ...(leaving !== undefined && { leaving }),
      }),
      /** The last segment once more. */
      resends: (): Step => ({ kind: "peer-resends", connection: id }),
    },
    /** Somebody on the way, who has an error of ICMP to report to the stack. */
    router: {
      reports: (error: IcmpErrorByVersion, report: ReportSpec = {}): Step => ({
        kind: "router-reports",
        connection: id,
        error,
        report,
      }),
    },
    /** The stack's end. */
    stack: {
      sends: (flags: Flags, pattern: Omit<SegmentPattern, "flags"> = {}): Expectation => ({
        kind: "stack-sends",
        connection: id,
        pattern: { flags, ...pattern },
      }),
      resends: (name: string, when: Resending): Expectation => ({
        kind: "stack-resends",
        connection: id,
        name,
        ...when,
      }),
      acknowledges: (): Expectation => ({ kind: "stack-acknowledges", connection: id }),
      /** With a chargen above the stack a number is so many octets, whichever they are, here and in `sends`. */
      transmits: (text: TextSpec): Expectation => ({ kind: "stack-transmits", connection: id, text }),
      flight: (flight: FlightPattern): Expectation => ({ kind: "stack-flight", connection: id, flight }),
      staysSilent: (duration: DurationExpression): Expectation => ({ kind: "stays-silent", connection: id, duration }),
      /** As {@link staysSilent}, but what is owed and what is repeated must not come either. */
      sendsNothing: (duration: DurationExpression): Expectation => ({
        kind: "stays-silent",
        connection: id,
        duration,
        strictly: true,
      }),
      isIn: (...states: readonly TcpState[]): Expectation => ({ kind: "is-in", connection: id, states }),
    },
    /**
     * Proof that the stack was listening all the while: one octet left of the window, which a synchronized connection answers
     * with an ACK that repeats where it stands (RFC 9293 3.10.7.4, first) and shows thereby that nothing moved it.
     */
    answersProbe: (): readonly Step[] => [
      wait.past(ANSWER_SPACING),
      { kind: "peer-sends", connection: id, segment: { flags: ACK, seq: RCV.NXT.minus(1), text: 1 } },
      { kind: "stack-sends", connection: id, pattern: { flags: ACK, ack: RCV.NXT } },
    ],
    /**
     * Proof that there is no connection any more: an ACK that would have been right draws a reset that takes its SEQ from it
     * (RFC 9293 3.10.7.1, 3.10.7.2). Some stacks set ACK on it as well; scenarios about resets settle that.
     */
    isGone: (): readonly Step[] => [
      { kind: "peer-sends", connection: id, segment: { flags: ACK } },
      { kind: "stack-sends", connection: id, pattern: { flags: RST, optionalFlags: ACK, seq: SND.NXT } },
    ],
  } as const;
}

export const { user, peer, router, stack, answersProbe, isGone } = connection(FIRST_CONNECTION);

export const wait = {
  /** Until the time is certainly over. */
  past: (duration: DurationExpression): Step => ({ kind: "wait", length: "past", duration }),
  /** As long as the time is certainly not over. */
  shortOf: (duration: DurationExpression): Step => ({ kind: "wait", length: "short-of", duration }),
} as const;

/** Several legal continuations, each named by the rule that allows it. Each must begin with something to expect. */
export function oneOf(alternatives: Readonly<Record<string, readonly Step[]>>): OneOf {
  return {
    kind: "one-of",
    alternatives: Object.entries(alternatives).map(([name, steps]) => ({ name, steps })),
  };
}

/**
 * From here on it is this rule that is at stake, by its own level; before the first of these it is the first one of the scenario's
 * level that it covers.
 */
export const settles = (rule: string): Settles => ({ kind: "settles", rule });

/** A judgement on all the initial sequence numbers that the stack chose in this scenario. */
export const isns = (property: IsnProperty): Expectation => ({ kind: "isns", property });

/** A judgement on all the timestamps that the stack has sent in this scenario so far. */
export const timestampClocks = (property: ClockProperty): Expectation => ({ kind: "timestamp-clocks", property });
