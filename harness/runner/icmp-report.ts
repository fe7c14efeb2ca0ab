/** The datagram of an ICMP error that a script asks for. */

import { resolveSeq } from "../oracle/resolve";
import { repeats } from "../oracle/waiting";
import type { Endpoints } from "../port/stack";
import type { Trace } from "../port/trace";
import type { IcmpErrorByVersion, ReportSpec } from "../scenario/icmp-report";
import { isByVersion } from "../scenario/text";
import { encodeIcmpError } from "../wire/icmp-codec";
import { encodedIpLength } from "../wire/ip";
import type { IpVersion, TcpPacket, TcpPacketToSend } from "../wire/packet";
import { encodePacket } from "../wire/packet-codec";
import { segmentLength } from "../wire/segment-length";
import type { Connection } from "./connection";

/** How large an error may become: what every host takes (RFC 1812 4.3.2.3), and the least MTU of IPv6 (RFC 4443 2.4 c). */
const LARGEST = { 4: 576, 6: 1280 } as const;
/** The header of ICMP. */
const ICMP_HEADER = 8;

/**
 * The peer's own host says it: who on the way has said it makes no difference to TCP (RFC 5927 2.2).
 * @throws {Error} when the stack has sent no such segment, or this version of IP has no such error.
 */
export function encodeReport(
  error: IcmpErrorByVersion,
  { octets, mtu = 0, ...spec }: ReportSpec,
  connection: Connection,
  events: Trace["events"],
  endpoints: Endpoints,
  version: IpVersion,
): Uint8Array {
  const kind = version === 4 ? error.v4 : error.v6;
  if (kind === undefined) throw new Error(`IPv${version} has no such error`);
  const [type, code] = kind;
  const ip = { source: endpoints.peer, destination: endpoints.stack };
  const quoted = quotedPacket(spec, connection, events);
  const most = LARGEST[version] - encodedIpLength(ip, version) - ICMP_HEADER;
  const length = octets === undefined ? most : encodedIpLength(quoted.ip, version) + octets;
  const quote = encodePacket(quoted).slice(0, length);
  const parameter = isByVersion(mtu) ? (version === 4 ? mtu.v4 : mtu.v6) : mtu;
  return encodeIcmpError(ip, { type, code, parameter, quote });
}

/** The stack's segment, with what the script says otherwise. */
function quotedPacket(
  { quoting, seq, peerPort }: Pick<ReportSpec, "quoting" | "seq" | "peerPort">,
  { id, view, named, side }: Connection,
  events: Trace["events"],
): TcpPacketToSend {
  const original = quoting === undefined ? undefined : named.get(quoting)?.segment;
  if (quoting !== undefined && original === undefined) throw new Error(`no step names a segment "${quoting}"`);
  const isMeant = ({ segment }: TcpPacket): boolean =>
    original === undefined ? segmentLength(segment) > 0 : repeats(segment, original);
  const found = events
    .flatMap((event) =>
      event.kind === "packet" &&
      event.direction === "stack->peer" &&
      event.connection === id &&
      event.decoded.ok &&
      event.decoded.value.kind === "tcp"
        ? [event.decoded.value]
        : [],
    )
    .findLast(isMeant);
  if (found === undefined) throw new Error("a report comes before there is a segment to report on");
  const { checksum, ...segment } = found.segment;
  const isAsSent = seq === undefined && peerPort === undefined;
  return {
    ip: found.ip,
    segment: {
      ...segment,
      ...(isAsSent && { checksum }),
      ...(seq !== undefined && { seq: resolveSeq(seq, view, side) }),
      ...(peerPort !== undefined && { destinationPort: OTHER_PORT }),
    },
  };
}

/** Discard (RFC 863), from where no scenario calls. */
const OTHER_PORT = 9;
