/** One TCB on a bench: a peer and a user for it, with numbers that begin at 0. For tests of this folder. */

import type { ReceiveOutcome, SocketAddress } from "../../../harness/port/user";
import type { Duration, Time } from "../../../harness/port/time";
import type { TcpState } from "../../../harness/port/state";
import { ACK, add, diff, FIN_ACK, mss, printFlags, sackPermitted, seq, SYN, SYN_ACK } from "../../../harness/wire";
import type { Flags, Segment, SegmentToSend, TcpOption } from "../../../harness/wire";
import { isnKey } from "../../../stacks/reference/isn";
import { DEFAULT_OPTIONS } from "../../../stacks/reference/options";
import type { ReferenceOptions } from "../../../stacks/reference/options";
import type { Report } from "../../../stacks/reference/report";
import { step } from "../../../stacks/reference/step";
import type { TcbEvent } from "../../../stacks/reference/step";
import { newTcb } from "../../../stacks/reference/tcb";
import type { Tcb } from "../../../stacks/reference/tcb";
import { nextDeadline } from "../../../stacks/reference/timers";
import type { UserCall } from "../../../stacks/reference/user-calls";

const LOCAL: SocketAddress = { address: "192.0.2.1", port: 4000 };
const FOREIGN: SocketAddress = { address: "192.0.2.2", port: 5000 };

/** IRS, near the end of the sequence space so that every test runs over it. */
export const IRS = seq(0xffff_fffe);

export interface PeerSegment {
  /** Counted from IRS; 1 is the first octet of text. */
  readonly seq?: number;
  /** Counted from ISS. */
  readonly ack?: number;
  readonly window?: number;
  readonly text?: string | number;
  readonly urgentPointer?: number;
  readonly options?: readonly TcpOption[];
  /** A router has set Congestion Experienced. */
  readonly isMarked?: boolean;
}

export interface Driver {
  tcb(): Tcb;
  state(): TcpState;
  now(): Time;
  /** Lets the peer send a segment and returns what it sets off, as {@link print}ed. */
  peerSends(flags: Flags, segment?: PeerSegment): readonly string[];
  /** The segments that the last event set off. */
  sent(): readonly SegmentToSend[];
  /** Which of them routers may mark (ECT). */
  ect(): readonly boolean[];
  /** All asynchronous reports. */
  readonly reports: readonly Report[];
  call(call: UserCall): readonly string[];
  /** Makes a call for its answer. */
  ask(call: UserCall): ReceiveOutcome;
  send(text: string | number, urgent?: boolean): readonly string[];
  receive(limit?: number): string;
  close(): readonly string[];
  /** Moves time on, from timer to timer, and returns what was sent and told, with the time in front: `1.000 <...>`. */
  pass(duration: Duration): readonly string[];
}

function octets(text: string | number): Uint8Array {
  if (typeof text === "string") return Buffer.from(text);
  return Uint8Array.from({ length: text }, (_, index) => index % 251);
}

/** A TCB in LISTEN, or opened actively by `d.call({ kind: "open" })`. */
export function driver(choices: Partial<ReferenceOptions> = {}, origin: "active" | "passive" = "passive"): Driver {
  const options: ReferenceOptions = { ...DEFAULT_OPTIONS, ...choices };
  let now: Time = 0;
  let sent: readonly SegmentToSend[] = [];
  let ect: readonly boolean[] = [];
  const reports: Report[] = [];
  let tcb = newTcb(LOCAL, FOREIGN, origin, options.userTimeout, options);

  function print(segment: SegmentToSend): string {
    const ack = segment.ack === undefined ? "" : `<ACK=${diff(segment.ack, IRS)}>`;
    const text = segment.text === undefined || segment.text.length === 0 ? "" : `<DATA=${segment.text.length}>`;
    const urgent =
      segment.urgentPointer === undefined || segment.urgentPointer === 0 ? "" : `<UP=${segment.urgentPointer}>`;
    return `<SEQ=${diff(segment.seq, tcb.iss)}>${ack}<CTL=${printFlags(segment.flags, ",")}>${text}${urgent}`;
  }

  function run(event: TcbEvent): { readonly outcome: ReceiveOutcome; readonly seen: readonly string[] } {
    const transition = step(tcb, event, {
      now,
      options,
      isnKey: isnKey(1),
      challengesLeft: options.challenges,
    });
    sent = transition.actions.flatMap((action) => (action.kind === "send" ? [action.segment] : []));
    ect = transition.actions.flatMap((action) => (action.kind === "send" ? [action.ect ?? false] : []));
    const { iss } = tcb;
    tcb = transition.tcb;
    // A listener that is one again has no ISS; what it did last is still about the old one.
    if (tcb.state === "LISTEN") tcb = { ...tcb, iss };
    reports.push(...transition.actions.flatMap((action) => (action.kind === "report" ? [action.report] : [])));
    const seen = transition.actions.flatMap((action) => {
      if (action.kind === "report") return [];
      return [action.kind === "send" ? print(action.segment) : action.what];
    });
    return { outcome: transition.outcome, seen };
  }

  const d: Driver = {
    tcb: () => tcb,
    state: () => tcb.state,
    now: () => now,
    sent: () => sent,
    ect: () => ect,
    reports,
    peerSends(flags, spec = {}) {
      const segment: Segment = {
        sourcePort: FOREIGN.port,
        destinationPort: LOCAL.port,
        seq: add(IRS, spec.seq ?? 1),
        ack: (flags & ACK) === 0 ? seq(0) : add(tcb.iss, spec.ack ?? 1),
        dataOffset: 5,
        reserved: 0,
        flags,
        window: spec.window ?? 65535,
        checksum: 0,
        urgentPointer: spec.urgentPointer ?? 0,
        options: spec.options ?? [],
        text: octets(spec.text ?? 0),
      };
      return run({ kind: "segment", segment, isMarked: spec.isMarked ?? false }).seen;
    },
    call: (call) => run({ kind: "call", call }).seen,
    ask: (call) => run({ kind: "call", call }).outcome,
    send: (text, urgent = false) => d.call({ kind: "send", text: octets(text), urgent }),
    receive(limit = 65535) {
      const outcome = d.ask({ kind: "receive", limit });
      if (!outcome.ok) return `error: ${outcome.error}`;
      return outcome.endOfStream ? "end of stream" : Buffer.from(outcome.text).toString();
    },
    close: () => d.call({ kind: "close" }),
    pass(duration) {
      const until = now + duration;
      const seen: string[] = [];
      for (let next = nextDeadline(tcb); next <= until && tcb.state !== "CLOSED"; next = nextDeadline(tcb)) {
        now = Math.max(now, next);
        const at = (now / 1e9).toFixed(3);
        seen.push(...run({ kind: "timeout" }).seen.map((what) => `${at} ${what}`));
      }
      now = until;
      return seen;
    },
  };
  return d;
}

const OFFER = { options: [mss(1460)] };

/** A driver whose TCB has come into a state in the usual way, in which nothing is left to be said. */
export function inState(state: TcpState, choices: Partial<ReferenceOptions> = {}): Driver {
  if (state === "SYN-SENT") {
    const active = driver(choices, "active");
    active.call({ kind: "open" });
    return active;
  }
  const d = driver(choices);
  const way = WAYS[state];
  way(d);
  return d;
}

const WAYS: Readonly<Record<TcpState, (d: Driver) => void>> = {
  LISTEN: () => undefined,
  "SYN-SENT": () => undefined,
  "SYN-RECEIVED": (d) => d.peerSends(SYN, { seq: 0, ...OFFER }),
  ESTABLISHED(d) {
    WAYS["SYN-RECEIVED"](d);
    d.peerSends(ACK);
  },
  "FIN-WAIT-1"(d) {
    WAYS.ESTABLISHED(d);
    d.close();
  },
  "FIN-WAIT-2"(d) {
    WAYS["FIN-WAIT-1"](d);
    d.peerSends(ACK, { ack: 2 });
  },
  "CLOSE-WAIT"(d) {
    WAYS.ESTABLISHED(d);
    d.peerSends(FIN_ACK);
  },
  CLOSING(d) {
    WAYS["FIN-WAIT-1"](d);
    d.peerSends(FIN_ACK, { ack: 1 });
  },
  "LAST-ACK"(d) {
    WAYS["CLOSE-WAIT"](d);
    d.close();
  },
  "TIME-WAIT"(d) {
    WAYS["FIN-WAIT-2"](d);
    d.peerSends(FIN_ACK, { ack: 2 });
  },
  CLOSED(d) {
    WAYS["SYN-RECEIVED"](d);
    d.peerSends(ACK);
    d.call({ kind: "abort" });
  },
};

/** An active open that the peer has answered. */
export function actively(choices: Partial<ReferenceOptions> = {}): Driver {
  const d = inState("SYN-SENT", choices);
  d.peerSends(SYN_ACK, { seq: 0, ...OFFER });
  return d;
}

/** In ESTABLISHED, with SACK permitted by both SYNs (RFC 2018 2), an MSS of 1000, and neither delayed ACKs nor Nagle. */
export function sackDriver(choices: Partial<ReferenceOptions> = {}): Driver {
  const d = driver({ delayedAck: 0, nagle: false, ...choices });
  d.peerSends(SYN, { seq: 0, options: [mss(1000), sackPermitted] });
  d.peerSends(ACK);
  return d;
}
