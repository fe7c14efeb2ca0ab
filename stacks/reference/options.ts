import { MILLISECOND, MINUTE, SECOND } from "../../harness/port/time";
import type { Duration } from "../../harness/port/time";
import type { InitialWindow } from "./congestion";
import type { EcnUse } from "./ecn";

/** How arriving RST, SYN and ACK are judged where RFC 5961 is stricter than RFC 793; RFC 9293 allows both. */
export type Strictness = "rfc793" | "rfc5961";

/** Everything about the reference TCP that RFC 9293 and its companions leave to choice. */
export interface ReferenceOptions {
  /** Maximum segment lifetime; TIME-WAIT lasts two (RFC 9293 3.4.2, 3.6.1). */
  readonly msl: Duration;
  /** The RTO before there is a round-trip sample (RFC 6298 2.1). */
  readonly initialRto: Duration;
  /** The least RTO after samples (RFC 6298 2.4). */
  readonly minimumRto: Duration;
  /** What back-off stops at, 60 s or more (RFC 6298 2.5). */
  readonly maximumRto: Duration;
  /** G, the grain of the clock, in the formula of the RTO (RFC 6298 2.2). */
  readonly clockGranularity: Duration;
  /** R2 of a SYN: how often it is sent again (RFC 9293 3.8.3: for 3 minutes at least). */
  readonly synRetries: number;
  /** The same of a SYN,ACK. */
  readonly synAckRetries: number;
  /** R2 of everything else (RFC 9293 3.8.3: 100 s at least); zero-window probes that nobody answers count as well. */
  readonly dataRetries: number;
  /** R1: after how many retransmissions of one segment there is a report (RFC 9293 3.8.3: 3 at least). */
  readonly reportAfter: number;
  /** Whether the user is told of errors that end nothing (MUST-47, SHLD-20). */
  readonly softErrors: boolean;
  /** How long anything may wait for its acknowledgment, when OPEN names no other time (RFC 9293 3.9.1.1). */
  readonly userTimeout: Duration;
  /** How long an ACK of text is held back, under half a second; 0: not at all (RFC 9293 3.8.6.3). */
  readonly delayedAck: Duration;
  /** Whether short segments wait while anything is unacknowledged (RFC 9293 3.7.4). */
  readonly nagle: boolean;
  /** After this a sender that only avoids silly windows sends what it may (RFC 9293 3.8.6.2.1: 0.1 to 1 s). */
  readonly overrideTimeout: Duration;
  /** How much is sent before the first acknowledgment (RFC 5681 3.1, RFC 6928 2). */
  readonly initialWindow: InitialWindow;
  /** Whether windows are scaled, when the peer does so as well (RFC 7323 2). */
  readonly windowScale: boolean;
  /** Whether segments have timestamps, when those of the peer have them as well (RFC 7323 3). */
  readonly timestamps: boolean;
  /** Whether selective acknowledgments are given and used, when the peer does so as well (RFC 2018). */
  readonly sack: boolean;
  /** Whether congestion marks are understood, and asked for (RFC 3168). */
  readonly ecn: EcnUse;
  /** Whether idle connections are probed (MUST-25), after how long, how often, and how many times to no avail. */
  readonly keepAlive: boolean;
  readonly keepAliveInterval: Duration;
  readonly keepAliveSpacing: Duration;
  readonly keepAliveProbes: number;
  /** RCV.BUFF in octets. Without window scaling no more than 65535 of it can be offered. */
  readonly receiveBuffer: number;
  /** Octets that SEND takes before it says "insufficient resources". */
  readonly sendBuffer: number;
  /** The largest IP datagram that this host sends and takes. */
  readonly mtu: number;
  /** The TTL or hop limit of what is sent (MUST-49). */
  readonly hopLimit: number;
  /** The Diffserv codepoint of what is sent, 0 to 63 (MUST-48). */
  readonly diffserv: number;
  /** How many half-open connections a listener with an open foreign socket may have. */
  readonly backlog: number;
  /** A RST in the window but not at RCV.NXT resets (rfc793) or draws a challenge ACK (rfc5961 3.2). */
  readonly rstProcessing: Strictness;
  /** A SYN in the window of a synchronized connection resets it (rfc793) or draws a challenge ACK (rfc5961 4.2). */
  readonly synProcessing: Strictness;
  /** An ACK further back than MAX.SND.WND is passed over (rfc793) or the segment refused (rfc5961 5.2). */
  readonly ackProcessing: Strictness;
  /** How many challenge ACKs the host sends in an interval, and how long that is (RFC 5961 7). */
  readonly challenges: number;
  readonly challengeInterval: Duration;
  /** Whether a hard ICMP error ends a connection (SHLD-26) or is noted like a soft one (RFC 5927 5.2). */
  readonly icmpHardErrors: "abort" | "report";
  /** RFC 1337 fix F1: TIME-WAIT ignores RSTs. */
  readonly ignoreRstInTimeWait: boolean;
}

/** What a user may choose for one connection (MUST-17, MUST-21, MUST-24, MUST-27, MUST-48, MUST-49). */
export type ConnectionChoices = Partial<
  Pick<
    ReferenceOptions,
    | "nagle"
    | "synRetries"
    | "dataRetries"
    | "reportAfter"
    | "keepAlive"
    | "keepAliveInterval"
    | "keepAliveSpacing"
    | "keepAliveProbes"
    | "diffserv"
    | "hopLimit"
    | "userTimeout"
    | "softErrors"
  >
>;

export const DEFAULT_OPTIONS: ReferenceOptions = {
  msl: 2 * MINUTE,
  initialRto: SECOND,
  minimumRto: SECOND,
  maximumRto: 60 * SECOND,
  clockGranularity: MILLISECOND,
  // 1, 3, 7, 15, 31, 63, 123 and 183 s after the first: beyond the 3 minutes of MUST-23.
  synRetries: 8,
  synAckRetries: 8,
  dataRetries: 8,
  reportAfter: 3,
  softErrors: true,
  userTimeout: 5 * MINUTE,
  delayedAck: 200 * MILLISECOND,
  nagle: true,
  overrideTimeout: 500 * MILLISECOND,
  initialWindow: "rfc6928",
  windowScale: true,
  timestamps: true,
  sack: true,
  ecn: "accept",
  keepAlive: false,
  // MUST-28: two hours at the least
  keepAliveInterval: 120 * MINUTE,
  keepAliveSpacing: 75 * SECOND,
  keepAliveProbes: 9,
  receiveBuffer: 65535,
  sendBuffer: 65535,
  mtu: 1500,
  hopLimit: 64,
  diffserv: 0,
  backlog: 16,
  rstProcessing: "rfc5961",
  synProcessing: "rfc5961",
  ackProcessing: "rfc5961",
  challenges: 10,
  challengeInterval: SECOND,
  icmpHardErrors: "abort",
  ignoreRstInTimeWait: false,
};
