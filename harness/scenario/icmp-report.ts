/** Errors of ICMP and ICMPv6 in scripts: what a router, or the peer's host, says of a segment of the stack's. */

import type { SeqValue } from "./expression";
import type { TextByVersion } from "./segment-spec";

/** The type and code of an error (RFC 792, RFC 4443); a version of IP that has no such error is left out. */
export interface IcmpErrorByVersion {
  readonly v4?: readonly [type: number, code: number];
  readonly v6?: readonly [type: number, code: number];
}

/** By the names under which scripts have them. */
export const ICMP_ERRORS = {
  NETWORK_UNREACHABLE: { v4: [3, 0], v6: [1, 0] },
  HOST_UNREACHABLE: { v4: [3, 1], v6: [1, 3] },
  PROTOCOL_UNREACHABLE: { v4: [3, 2], v6: [4, 1] },
  PORT_UNREACHABLE: { v4: [3, 3], v6: [1, 4] },
  TOO_BIG: { v4: [3, 4], v6: [2, 0] },
  SOURCE_ROUTE_FAILED: { v4: [3, 5] },
  PROHIBITED: { v4: [3, 13], v6: [1, 1] },
  SOURCE_QUENCH: { v4: [4, 0] },
  HOP_LIMIT_EXCEEDED: { v4: [11, 0], v6: [3, 0] },
  REASSEMBLY_TIME_EXCEEDED: { v4: [11, 1], v6: [3, 1] },
  PARAMETER_PROBLEM: { v4: [12, 0], v6: [4, 0] },
  UNRECOGNIZED_OPTION: { v6: [4, 2] },
} as const satisfies Readonly<Record<string, IcmpErrorByVersion>>;

export const {
  NETWORK_UNREACHABLE,
  HOST_UNREACHABLE,
  PROTOCOL_UNREACHABLE,
  PORT_UNREACHABLE,
  TOO_BIG,
  SOURCE_ROUTE_FAILED,
  PROHIBITED,
  SOURCE_QUENCH,
  HOP_LIMIT_EXCEEDED,
  REASSEMBLY_TIME_EXCEEDED,
  PARAMETER_PROBLEM,
  UNRECOGNIZED_OPTION,
} = ICMP_ERRORS;

/** Whether hosts go by it in what they send to that address later, for minutes (RFC 1191 6.3, RFC 8201 4). */
export function isLasting({ v4, v6 }: IcmpErrorByVersion): boolean {
  const same = (one?: readonly number[], other?: readonly number[]) => one?.join() === other?.join();
  return same(v4, TOO_BIG.v4) || same(v6, TOO_BIG.v6);
}

/** What an error says, and of which segment. */
export interface ReportSpec {
  /** The name of a segment; when left out: the last one of the stack's that took up sequence numbers. */
  readonly quoting?: string;
  /** How many octets of the segment are quoted behind the IP header, 8 at least (RFC 792); as many as fit when left out. */
  readonly octets?: number;
  /** The MTU of the next link, of {@link TOO_BIG}; 0 when left out, as routers from before RFC 1191 have it. */
  readonly mtu?: number | TextByVersion;
  /** The number that the quote has instead of the segment's own. */
  readonly seq?: SeqValue;
  /** The quote is of a segment to another port of the peer's, from where there is no connection. */
  readonly peerPort?: "other";
}
