/** The ways into each state. After the handshake text has gone both ways, so that there are old numbers to be wrong with. */

import {
  ACK,
  closed,
  DATA,
  established,
  establishedActively,
  FIN_ACK,
  HTTP_ANSWER,
  HTTP_REQUEST,
  IRS,
  ISS,
  lastAck,
  listening,
  mss,
  peer,
  RCV,
  RST,
  SND,
  stack,
  synReceived,
  synReceivedAfterCrossingSyns,
  synSent,
  SYN,
  SYN_ACK,
  user,
  type Application,
  type Capability,
  type Step,
  type TcpState,
} from "../../harness/scenario";

/** One way into a state. */
export interface Way {
  readonly state: TcpState;
  /** A part of ids, empty for the usual way: it must not change. */
  readonly name: string;
  /** How a title tells the way from the usual one. */
  readonly title: string;
  readonly from: readonly Step[];
  readonly needs: readonly Capability[];
  /** Whether the connection began with an active OPEN: SYN-RECEIVED has to remember that (MUST-11). */
  readonly isActive: boolean;
  /** Whether something is sent and not acknowledged, so that ACKs can be new. */
  readonly isOutstanding: boolean;
  /** The program above the stack, which nobody can ask; absent where the script makes the calls. */
  readonly program?: Application;
}

type Optional = Partial<Pick<Way, "name" | "title" | "needs" | "isActive" | "isOutstanding" | "program">>;

const way = (state: TcpState, from: readonly Step[], rest: Optional = {}): Way => ({
  state,
  from,
  name: "",
  title: "",
  needs: [],
  isActive: false,
  isOutstanding: false,
  ...rest,
});

const CROSSED = { name: "after-crossing-syns", title: " after crossing SYNs", needs: ["simultaneous-open"] } as const;
const CALLED = { name: "after-active-open", title: " after an active OPEN", isActive: true } as const;

/** Ten octets each way, received and acknowledged. */
const TEXT_BOTH_WAYS: readonly Step[] = [
  peer.sends(DATA, { text: 10 }),
  stack.acknowledges(),
  user.receives(10),
  user.send(10),
  stack.sends(DATA, { seq: SND.NXT, text: 10 }),
  peer.sends(ACK),
];

/** Twenty more, not acknowledged. */
const TEXT_OUTSTANDING: readonly Step[] = [user.send(20), stack.sends(DATA, { seq: SND.NXT, text: 20 })];

const CLOSE: readonly Step[] = [user.close(), stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT })];

/** The peer's FIN, which acknowledges nothing new. */
export const PEERS_FIN: readonly Step[] = [
  peer.sends(FIN_ACK, { ack: SND.UNA }),
  stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
];

/** Nothing is outstanding either way. */
export const TALKED: readonly Step[] = [...established(), ...TEXT_BOTH_WAYS];
/** The stack waits for an ACK of twenty octets. */
export const TALKING: readonly Step[] = [...TALKED, ...TEXT_OUTSTANDING];
const CLOSING_DOWN = [...TALKING, ...CLOSE];
const HALF_CLOSED = [...TALKED, ...CLOSE, peer.sends(ACK), stack.isIn("FIN-WAIT-2")];
const LEFT_OPEN = [...TALKING, ...PEERS_FIN, stack.isIn("CLOSE-WAIT")];
const CLOSES_CROSSED = [...CLOSING_DOWN, ...PEERS_FIN, stack.isIn("CLOSING")];

const DISCARD = { name: "with-discard", title: " with a discard program", program: "discard" } as const;
const HTTP = { name: "with-http", title: " with a web server", program: "http" } as const;

/** A program has a caller. */
const accepted = (program: Application): readonly Step[] => [
  user.listen(program),
  peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
];

/** What has been read and forgotten. */
const DISCARDED = [...accepted("discard"), peer.sends(DATA, { text: 10 }), stack.acknowledges()];
/** The page is out with the FIN behind it, and nothing of it acknowledged. */
const SERVED = [
  ...accepted("http"),
  peer.sends(DATA, { text: HTTP_REQUEST }),
  stack.acknowledges(),
  stack.transmits(HTTP_ANSWER),
  stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
];
const SERVED_AND_TAKEN = [...SERVED, peer.sends(ACK)];

/** The usual way into each state first. */
export const WAYS_IN: readonly Way[] = [
  way("CLOSED", []),
  way("CLOSED", [...established(), peer.sends(RST), user.isTold("reset"), stack.isIn("CLOSED")], {
    name: "after-reset",
    title: " after a reset",
  }),
  way("CLOSED", [...lastAck(), peer.sends(ACK), stack.isIn("CLOSED")], {
    name: "after-last-ack",
    title: " after LAST-ACK",
  }),
  way("CLOSED", closed(), { name: "after-time-wait", title: " after TIME-WAIT" }),

  way("LISTEN", listening()),
  way("LISTEN", [...synReceived(), peer.sends(RST), stack.isIn("LISTEN")], {
    name: "after-reset",
    title: " after SYN-RECEIVED and a reset",
  }),

  way("SYN-SENT", synSent(), { isActive: true }),

  way("SYN-RECEIVED", synReceived()),
  way("SYN-RECEIVED", synReceivedAfterCrossingSyns(), { ...CROSSED, isActive: true }),

  way("ESTABLISHED", [...TALKING, stack.isIn("ESTABLISHED")], { isOutstanding: true }),
  way("ESTABLISHED", [...establishedActively(), ...TEXT_BOTH_WAYS, ...TEXT_OUTSTANDING], {
    ...CALLED,
    isOutstanding: true,
  }),
  way(
    "ESTABLISHED",
    [
      ...synReceivedAfterCrossingSyns(),
      peer.sends(ACK),
      user.isTold("established"),
      ...TEXT_BOTH_WAYS,
      ...TEXT_OUTSTANDING,
    ],
    { ...CROSSED, isActive: true, isOutstanding: true },
  ),

  way("ESTABLISHED", [...DISCARDED, stack.isIn("ESTABLISHED")], DISCARD),

  way("FIN-WAIT-1", [...CLOSING_DOWN, stack.isIn("FIN-WAIT-1")], { isOutstanding: true }),
  way("FIN-WAIT-1", [...establishedActively(), ...TEXT_BOTH_WAYS, ...TEXT_OUTSTANDING, ...CLOSE], {
    ...CALLED,
    isOutstanding: true,
  }),
  // 3.10.4: CLOSE need not wait for the third segment.
  way("FIN-WAIT-1", [...synReceived(), ...CLOSE, stack.isIn("FIN-WAIT-1")], {
    name: "after-syn-received",
    title: " after SYN-RECEIVED",
  }),
  way("FIN-WAIT-1", [...SERVED, stack.isIn("FIN-WAIT-1")], { ...HTTP, isOutstanding: true }),

  way("FIN-WAIT-2", HALF_CLOSED),
  way("FIN-WAIT-2", [...SERVED_AND_TAKEN, stack.isIn("FIN-WAIT-2")], HTTP),

  way("CLOSE-WAIT", LEFT_OPEN, { isOutstanding: true }),
  way(
    "CLOSE-WAIT",
    [
      ...synReceived(),
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.isTold("established"),
      ...TEXT_OUTSTANDING,
    ],
    { name: "after-syn-received", title: " after SYN-RECEIVED", isOutstanding: true },
  ),

  way("CLOSING", CLOSES_CROSSED, { isOutstanding: true }),
  way("CLOSING", [...SERVED, ...PEERS_FIN, stack.isIn("CLOSING")], { ...HTTP, isOutstanding: true }),

  way("LAST-ACK", [...LEFT_OPEN, ...CLOSE, stack.isIn("LAST-ACK")], { isOutstanding: true }),
  way(
    "LAST-ACK",
    [...DISCARDED, peer.sends(FIN_ACK), stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }), stack.isIn("LAST-ACK")],
    { ...DISCARD, isOutstanding: true },
  ),

  way("TIME-WAIT", [...HALF_CLOSED, ...PEERS_FIN, stack.isIn("TIME-WAIT")]),
  way("TIME-WAIT", [...CLOSES_CROSSED, peer.sends(ACK), stack.isIn("TIME-WAIT")], {
    name: "after-closing",
    title: " after CLOSING",
  }),
  way(
    "TIME-WAIT",
    [...CLOSING_DOWN, peer.sends(FIN_ACK), stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }), stack.isIn("TIME-WAIT")],
    { name: "after-fin-wait-1", title: " after FIN-WAIT-1" },
  ),
  way("TIME-WAIT", [...SERVED_AND_TAKEN, ...PEERS_FIN, stack.isIn("TIME-WAIT")], HTTP),
];
