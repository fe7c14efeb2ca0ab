import { sumsUp, sumWords } from "./checksum";
import { decodeIp } from "./ip";
import type { IpDatagram } from "./ip-datagram";
import { IPV4_FIELD } from "./ipv4";
import { PROTOCOL } from "./protocol";
import { sumTransport } from "./transport-checksum";

/** Whether the checksums of a datagram are right. */
export interface ChecksumVerdict {
  /** True for IPv6, whose header has none. */
  readonly ip: boolean;
  /** Of TCP, ICMP or ICMPv6; true for anything else, about whose checksum we know nothing. */
  readonly transport: boolean;
}

/** Works both checksums out from the bytes. Where the IP header cannot be read, neither is right. */
export function verifyChecksums(datagram: Uint8Array): ChecksumVerdict {
  const ip = decodeIp(datagram);
  if (!ip.ok) return { ip: false, transport: false };
  return { ip: isHeaderRight(datagram, ip.value), transport: isTransportRight(datagram, ip.value) };
}

function isHeaderRight(bytes: Uint8Array, { header }: IpDatagram): boolean {
  return header.version === 6 || sumsUp(sumWords(bytes, 0, IPV4_FIELD.options + header.options.length));
}

/** The octets that a message must have for its checksum field to be there. */
const LEAST_LENGTH: ReadonlyMap<number, number> = new Map([
  [PROTOCOL.tcp, 20],
  [PROTOCOL.icmp, 4],
  [PROTOCOL.icmpv6, 4],
]);

function isTransportRight(bytes: Uint8Array, { header, protocol, payloadStart }: IpDatagram): boolean {
  const least = LEAST_LENGTH.get(protocol);
  if (least === undefined) return true;
  if (bytes.length - payloadStart < least) return false;
  return sumsUp(sumTransport(bytes, header.version, protocol, payloadStart, bytes.length));
}
