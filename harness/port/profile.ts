import type { IpVersion } from "../wire/address";
import type { CallError, Choices, IndicationKind } from "./user";
import type { Duration } from "./time";

/** Things that not every stack or adapter can do. A scenario that needs one a stack lacks is `unsupported`. */
export const CAPABILITIES = [
  /** User calls can be made at all. */
  "user-calls",
  /** An active OPEN can be made. */
  "active-open",
  /** CLOSE is one-sided: the user may go on receiving (RFC 9293 3.6.1, MAY-1 the other way). */
  "half-close",
  /** Crossing SYNs make a connection (MUST-10). */
  "simultaneous-open",
  /** STATUS tells the state. */
  "status",
  /** SEND can mark text as urgent, and the user is told of urgent data ahead (RFC 9293 3.8.5). */
  "urgent-data",
  /** Windows are scaled with a peer that does so as well (RFC 7323 2). */
  "window-scale",
  /** Segments have timestamps with a peer whose have them as well (RFC 7323 3). */
  "timestamps",
  /** What lies beyond a gap is acknowledged, to a peer that permits it (RFC 2018). */
  "sack",
  /** What comes twice is told of in the first block of a SACK option (RFC 2883), an extension. */
  "d-sack",
  /** Congestion marks are understood and told of, and ECN is agreed to when the peer asks for it (RFC 3168). */
  "ecn",
  /** The user is told of errors that end nothing (RFC 9293 3.9.1.8, MUST-47). */
  "soft-errors",
  /** An active OPEN may name neither its local address, which IP chooses, nor its foreign socket, which is an error. */
  "unspecified-sockets",
  /** A passive OPEN with a foreign socket takes no other caller. */
  "specified-listen",
  /** STATUS tells `unacknowledged`: octets that SEND has taken and the peer has not acknowledged. */
  "unacknowledged",
  /** STATUS tells `urgent-ahead`: whether urgent octets are still to be received, `yes` or `no` (MUST-33). */
  "urgent-ahead",
  /** RECEIVE stops where urgent data ends (RFC 9293 3.9.1.3). */
  "urgent-mark",
  /** What the user can choose for one connection: each is one of the {@link Choices}. */
  "choose-nagle",
  "choose-keep-alive",
  "choose-keep-alive-interval",
  "choose-user-timeout",
  "choose-diffserv",
  "choose-hop-limit",
  "choose-soft-errors",
  /**
   * How much may be on the way after a timeout, after idling and after each ACK follows from a congestion window as RFC 5681 3.1
   * and 4.1 have it, and CUBIC with them, and not from measured rates, as BBR has it.
   */
  "slow-start",
  /**
   * The congestion window is that of RFC 5681 throughout: it halves after a loss, grows by a segment in a round trip, and is inflated in a
   * fast recovery, and no later algorithm (CUBIC, RFC 9438; PRR, RFC 6937; F-RTO, RFC 5682) has a say.
   */
  "reno",
  /** Fast recovery without SACK goes on with partial acknowledgments (RFC 6582). */
  "newreno",
  /** What SACK tells decides what goes again in fast recovery: RFC 6675, or a later algorithm. */
  "sack-recovery",
  /** Losses are found by counting duplicate ACKs and SACKed octets, and never by time (RACK and TLP, RFC 8985). */
  "counted-losses",
  "application-http",
  "application-echo",
  "application-discard",
  "application-chargen",
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** Each choice by the word that stands for it in capabilities and in the process protocol. */
export const CHOICE_WORDS = {
  nagle: "nagle",
  keepAliveInterval: "keep-alive-interval",
  keepAlive: "keep-alive",
  userTimeout: "user-timeout",
  diffserv: "diffserv",
  hopLimit: "hop-limit",
  softErrors: "soft-errors",
} as const satisfies Record<keyof Choices, string>;

/** The choices that are made, in the order in which a stack is told of them: an interval comes before what it is for. */
export function choicesMade(choices: { readonly [Name in keyof Choices]?: unknown }): readonly (keyof Choices)[] {
  const names = Object.keys(CHOICE_WORDS) as (keyof Choices)[];
  return names.filter((name) => choices[name] !== undefined);
}

/** A named time and how far a right stack may be off. */
export interface Timing {
  readonly value: Duration;
  /** How much earlier than `value` is still right. */
  readonly early: Duration;
  /** How much later. */
  readonly late: Duration;
}

/** That of Ethernet. */
export const USUAL_MTU = 1500;

/** What a stack claims about itself: the PICS and PIXIT of ISO/IEC 9646. Scenarios take every time and choice from here. */
export interface Profile {
  readonly capabilities: readonly Capability[];
  /** The versions of IP that it speaks; both when left out. */
  readonly ipVersions?: readonly IpVersion[];
  /** The largest IP datagram of the link to it, in octets; {@link USUAL_MTU} when left out. */
  readonly mtu?: number;
  readonly timers: {
    /** Half of what TIME-WAIT lasts (RFC 9293 3.4.1: 2 minutes, another may be chosen). */
    readonly msl: Timing;
    /** Before any round-trip sample (RFC 6298 2.1); it doubles with each retransmission. */
    readonly initialRto: Timing;
    /** The least RTO after samples (RFC 6298 2.4). */
    readonly minimumRto: Timing;
    /** How long an ACK may be held back (RFC 9293 3.8.6.3: under 0.5 s). */
    readonly delayedAck: Timing;
    /** What happens "at once" happens within this. */
    readonly reaction: Timing;
    /** The least time between two answers to unacceptable segments (RFC 5961 7 allows a limit); 0: no limit. */
    readonly answerSpacing: Timing;
  };
  /** How often a SYN, and a SYN+ACK, is sent again before the stack gives up. */
  readonly synRetries: number;
  readonly synAckRetries: number;
  /** How many of the first retransmissions of a SYN follow after the initial RTO each, before it begins to double. */
  readonly synLinearRetries?: number;
  /** Which initial window: that of RFC 5681 3.1 or that of RFC 6928 2, ten segments, which is the bound when left out. */
  readonly initialWindow?: "rfc5681" | "rfc6928";
  /** RFC 6528 3: how many ISN ticks a second; absent where the stack's ISNs follow no clock. */
  readonly isnTicksPerSecond?: { readonly least: number; readonly most: number };
  /** Where the stack's interface has other words for the user than RFC 9293: what it says instead. */
  readonly says?: Partial<Record<IndicationKind | CallError, IndicationKind | CallError>>;
}

/** Whether the stack claims to speak this version of IP. */
export function speaks({ ipVersions }: Profile, version: IpVersion): boolean {
  return ipVersions?.includes(version) ?? true;
}
