/** Segments in scripts: what the peer sends, and what the stack is expected to send. */

import type { Flags } from "../wire/flags";
import type { IpOption } from "../wire/ip-option";
import type { TcpOption } from "../wire/option";
import type { EcnCodepoint } from "../wire/traffic-class";
import type { DurationExpression } from "./duration";
import type { SeqExpression, SeqValue } from "./expression";

/**
 * Octets: a number stands for that many octets of the connection's running text, whose every octet follows from its place in
 * the stream, so that a misplaced one shows; a string stands for itself, a character an octet.
 */
export type TextSpec = number | string;

/** Left and right edge of a SACK block: left <= x < right (RFC 2018 3). */
export type SackEdges = readonly [left: SeqValue, right: SeqValue];

/** An address that belongs to no single host, or to none: RFC 1122 3.2.1.3, RFC 4291 2. IPv6 has multicast for broadcast. */
export type ForeignAddress = "broadcast" | "multicast" | "loopback" | "unspecified";

/** What differs between IPv4 and IPv6, such as the MSS that holds when nobody offers one (MUST-15). */
export interface TextByVersion {
  readonly v4: number;
  readonly v6: number;
}

/** The IP header before a segment of the peer's. What is left out gets its usual value. */
export interface IpSpec {
  /** `Not-ECT` when left out. */
  readonly ecn?: EcnCodepoint;
  /** The Diffserv codepoint, 0 to 63; 0 when left out. */
  readonly diffserv?: number;
  /** TTL or hop limit, 0 to 255; 64 when left out. */
  readonly hopLimit?: number;
  /** Options of the IPv4 header, or of a hop-by-hop options header of IPv6. */
  readonly options?: readonly IpOption[];
  /** Options of a destination options header, the last one before the segment; IPv6 only. */
  readonly destinationOptions?: readonly IpOption[];
}

/** The IP header before a segment of the stack's. A field that is left out may be anything. */
export interface IpPattern {
  /** The address of the stack: the one that the peer has called, or that OPEN has named. */
  readonly source?: "stack";
  /** A codepoint, or any of several. */
  readonly ecn?: EcnCodepoint | readonly EcnCodepoint[];
  /** The Diffserv codepoint, 0 to 63. */
  readonly diffserv?: number;
  /** TTL or hop limit, 0 to 255. */
  readonly hopLimit?: number;
  /** Nothing is asked of IPv6, where routers never fragment. */
  readonly dontFragment?: boolean;
  /** The datagram is not larger than the MTU of the profile. */
  readonly fitsLink?: true;
}

/** A segment for the peer to send. What is left out gets the right value; what is given is sent, however illegal. */
export interface SegmentSpec {
  readonly flags: Flags;
  /** RCV.NXT when left out. */
  readonly seq?: SeqValue;
  /** SND.NXT when left out and ACK is set, else 0. */
  readonly ack?: SeqValue;
  /** As it stands in the header. When left out: as in the peer's last segment, 65535 in its first. */
  readonly window?: number;
  /** An expression: that many octets of the running text, such as `RCV.WND` or `RMSS`; no more than a datagram holds. */
  readonly text?: TextSpec | SeqExpression;
  readonly options?: readonly TcpOption[];
  /** TSval of a timestamps option behind the others; its TSecr is the stack's latest TSval, 0 without ACK (RFC 7323 3.2). */
  readonly tsValue?: number;
  /** Blocks of a SACK option behind the others. */
  readonly sack?: readonly SackEdges[];
  readonly urgentPointer?: number;
  readonly reserved?: number;
  readonly dataOffset?: number;
  /** `"wrong"`: off by one bit; `"none"`: 0, or 1 where 0 would be right. */
  readonly checksum?: number | "wrong" | "none";
  /**
   * An address instead of the peer's or the stack's own; `"stack"`: the stack's own address and port. The connection has no part
   * in such a segment.
   */
  readonly source?: ForeignAddress | "stack";
  readonly destination?: ForeignAddress;
  /** Where the octets of a numeric {@link text} are taken from; `seq` when left out. For conflicting octets. */
  readonly textFrom?: SeqValue;
  readonly ip?: IpSpec;
}

/** A segment that the stack should send: a field that is left out may be anything legal. */
export interface SegmentPattern {
  /**
   * SYN, FIN, RST, ACK and URG must be just these. PSH is the sender's to set (RFC 9293 3.9.1.2), ECE and CWR are an offer on
   * a SYN (RFC 3168 6.1.1): they count only when the pattern names them here or in {@link withoutFlags}. {@link DATA} names no
   * PSH: {@link push} does.
   */
  readonly flags: Flags;
  /** Of the bits that count, those that may be set or not. */
  readonly optionalFlags?: Flags;
  /** Bits that must not be set, of those that count only when they are named. */
  readonly withoutFlags?: Flags;
  readonly seq?: SeqValue;
  readonly ack?: SeqValue;
  /** PSH must be set (RFC 9293 3.9.1.2, MUST-61). */
  readonly push?: true;
  readonly window?: number;
  /** The right edge of the window lies so many octets, or more, beyond where it was (RFC 9293 3.8.6.2.2). */
  readonly opensBy?: number;
  readonly urgentPointer?: number;
  /** The octets in order; a number: that many. Left out: none, unless the flags are {@link DATA}, with ECE and CWR or not. */
  readonly text?: TextSpec | TextByVersion;
  /** No more octets than that, and one at least. */
  readonly textAtMost?: TextByVersion;
  /** Kinds that must be there, and kinds that must not. */
  readonly options?: readonly TcpOption["kind"][];
  readonly without?: readonly TcpOption["kind"][];
  /** The value of the MSS option, which must be there: an expression, or what fits into a datagram of the link (RFC 6691 2). */
  readonly mss?: SeqExpression | "of the link";
  /** TSecr of the timestamps option, which must be there. */
  readonly tsEcho?: number;
  /** The first blocks of the SACK option, which must be there; others may follow. */
  readonly sack?: readonly SackEdges[];
  /** The four bits between the data offset and CWR. */
  readonly reserved?: number;
  readonly ip?: IpPattern;
  /** The latest moment, from now on. Left out: REACTION, and for a bare ACK the delay that it may have on top. */
  readonly within?: DurationExpression;
  /** Nothing is passed over: the next segment that the stack sends is this one. */
  readonly isNext?: true;
  /** A name under which `stack.resends` may refer to it. */
  readonly as?: string;
}
