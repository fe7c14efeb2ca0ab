/**
 * Whole datagrams between bytes and values. What is encoded may be illegal in every field that has a name; what is
 * decoded is taken as it comes, and checksums are not looked at: that is `verifyChecksums`.
 */

import { checksumOf } from "./checksum";
import { decoded } from "./decoded";
import type { Decoded } from "./decoded";
import { decodeIcmpError, isIcmpError } from "./icmp-codec";
import { decodeIp, encodedIpLength, encodeIp, versionOf } from "./ip";
import { read8, view, write16 } from "./octets";
import type { Packet, TcpPacketToSend } from "./packet";
import { PROTOCOL } from "./protocol";
import { decodeSegment, encodedSegmentLength, encodeSegmentInto, TCP_FIELD } from "./segment-codec";
import { sumTransport } from "./transport-checksum";

/** Octets that the datagram takes. */
export function encodedLength(packet: TcpPacketToSend): number {
  return encodedIpLength(packet.ip, versionOf(packet.ip)) + encodedSegmentLength(packet.segment);
}

/**
 * The datagram, in a buffer of its own.
 * @throws {RangeError} when a value has no room in its field.
 * @throws {TypeError} when an address is none.
 */
export function encodePacket(packet: TcpPacketToSend): Uint8Array {
  const bytes = new Uint8Array(encodedLength(packet));
  encodePacketInto(packet, bytes);
  return bytes;
}

/**
 * Writes the datagram at the beginning of `buffer`, every octet of it, and returns how many there are.
 * @throws {RangeError} when the buffer is too short, or a value has no room in its field.
 * @throws {TypeError} when an address is none.
 */
export function encodePacketInto(packet: TcpPacketToSend, buffer: Uint8Array): number {
  const { ip, segment } = packet;
  const version = versionOf(ip);
  const segmentLength = encodedSegmentLength(segment);
  const length = encodedIpLength(ip, version) + segmentLength;
  if (length > buffer.length) {
    throw new RangeError(`a datagram of ${length} octets does not fit in a buffer of ${buffer.length}`);
  }
  const start = encodeIp(ip, version, PROTOCOL.tcp, segmentLength, buffer);
  const end = encodeSegmentInto(segment, buffer, start);
  if (segment.checksum === undefined) {
    // RFC 9293 3.1: the checksum field itself is summed up as zero, which the segment encoder has left there.
    const checksum = checksumOf(sumTransport(buffer, version, PROTOCOL.tcp, start, end));
    write16(buffer, start + TCP_FIELD.checksum, checksum);
  }
  return end;
}

/**
 * What one IP datagram carries. `bytes` has to be the whole datagram and nothing else. The options and texts of the
 * value are views of `bytes`, not copies.
 */
export function decodePacket(bytes: Uint8Array): Decoded<Packet> {
  const datagram = decodeIp(bytes);
  if (!datagram.ok) return datagram;
  const { header: ip, protocol, payloadStart } = datagram.value;
  if (protocol === PROTOCOL.tcp) {
    const segment = decodeSegment(bytes, payloadStart, bytes.length);
    return segment.ok ? decoded({ kind: "tcp", ip, segment: segment.value }) : segment;
  }
  if (isIcmpError(ip.version, protocol, read8(bytes, payloadStart))) {
    const error = decodeIcmpError(bytes, ip.version, payloadStart);
    return error.ok ? decoded({ kind: "icmp-error", ip, error: error.value }) : error;
  }
  return decoded({ kind: "other", ip, protocol, payload: view(bytes, payloadStart, bytes.length) });
}
