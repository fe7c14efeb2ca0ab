/** The IP packet around a segment, as a value. The bytes are in packet-codec.ts. */

import type { Address, IpVersion } from "./address";
import type { IcmpError } from "./icmp";
import type { Segment, SegmentToSend } from "./segment";

export type { Address, IpVersion };

/** RFC 791 3.1. Fragments are refused, so there is no fragment offset. */
export interface Ipv4Header {
  readonly version: 4;
  readonly source: Address;
  readonly destination: Address;
  /** The former type of service: six bits of Diffserv, two of ECN. */
  readonly trafficClass: number;
  readonly identification: number;
  /** The first of the three flag bits, zero in a right header. The third, More Fragments, is never set here. */
  readonly reservedFlag: boolean;
  readonly dontFragment: boolean;
  /** 0 to 255. */
  readonly hopLimit: number;
  readonly headerChecksum: number;
  /** The option bytes as they stand, a multiple of four octets, 40 at the most. */
  readonly options: Uint8Array;
}

/** RFC 8200 3. */
export interface Ipv6Header {
  readonly version: 6;
  readonly source: Address;
  readonly destination: Address;
  readonly trafficClass: number;
  readonly flowLabel: number;
  readonly hopLimit: number;
  /** The extension headers as they stand, and the protocol number of the first one or of the transport. */
  readonly extensions: Uint8Array;
  readonly nextHeader: number;
}

export type IpHeader = Ipv4Header | Ipv6Header;

export interface TcpPacket {
  readonly kind: "tcp";
  readonly ip: IpHeader;
  readonly segment: Segment;
}

export interface IcmpErrorPacket {
  readonly kind: "icmp-error";
  readonly ip: IpHeader;
  readonly error: IcmpError;
}

/** Anything else that IP carries: kept, never judged. */
export interface OtherPacket {
  readonly kind: "other";
  readonly ip: IpHeader;
  readonly protocol: number;
  readonly payload: Uint8Array;
}

export type Packet = TcpPacket | IcmpErrorPacket | OtherPacket;

/** The IP header of a packet to be sent: what is left out gets its right or usual value. */
export interface IpToSend {
  readonly source: Address;
  readonly destination: Address;
  readonly trafficClass?: number;
  /** IPv4 only; 0 unless given, which RFC 6864 4.1 allows as Don't Fragment is set. */
  readonly identification?: number;
  /** IPv4 only; false unless given. */
  readonly reservedFlag?: boolean;
  /** IPv4 only; true unless given. */
  readonly dontFragment?: boolean;
  /** 64 unless given. */
  readonly hopLimit?: number;
  /** IPv4 only; the right one unless given. */
  readonly headerChecksum?: number;
  /** IPv4 only; filled up with zeros to a whole word. */
  readonly options?: Uint8Array;
  /** IPv6 only. */
  readonly flowLabel?: number;
  /** IPv6 only; given together with {@link nextHeader}. */
  readonly extensions?: Uint8Array;
  readonly nextHeader?: number;
}

/** A segment with the IP header that carries it, ready for the encoder. The addresses tell the version. */
export interface TcpPacketToSend {
  readonly ip: IpToSend;
  readonly segment: SegmentToSend;
}
