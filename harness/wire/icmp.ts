/** ICMP and ICMPv6 errors that quote a segment (RFC 792, RFC 4443), as values. */

import type { Address } from "./address";
import type { Seq } from "./seq";

/** What the quoted bytes tell of the segment that caused the error: at least its first eight octets are there. */
export interface QuotedSegment {
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: Seq;
}

export interface IcmpError {
  /** 3, 4, 5, 11 or 12 for ICMP; 1 to 4 for ICMPv6. */
  readonly type: number;
  readonly code: number;
  readonly checksum: number;
  /**
   * The second word of the header as a number: the MTU of "packet too big" (in ICMP, the low half of the word), the
   * pointer of "parameter problem" (in ICMP, its first octet), the gateway of a redirect, else 0 in a right message.
   */
  readonly parameter: number;
  /** The quoted datagram, as much of it as came. */
  readonly quote: Uint8Array;
  /** Absent where the quote is too short or is not of TCP. */
  readonly quoted?: QuotedSegment;
}

/** An error on its way to the encoder; a decoded {@link IcmpError} is one of these. */
export interface IcmpErrorToSend {
  readonly type: number;
  readonly code: number;
  /** The right one unless given. */
  readonly checksum?: number;
  /** 0 unless given. */
  readonly parameter?: number;
  readonly quote: Uint8Array;
}
