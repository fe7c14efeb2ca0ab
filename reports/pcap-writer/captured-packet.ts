import { uint32 } from "./field";
import type { Nanoseconds } from "./timestamp";

/** What both formats tell of a packet. */
export interface CapturedPacket {
  /** When it was captured, since 1970-01-01 00:00 UTC. */
  readonly time: Nanoseconds;
  /** The octets that were captured; copied, never kept. */
  readonly data: Uint8Array;
  /** How many octets the packet had before it was cut; as many as `data` unless given. */
  readonly originalLength?: number;
}

/**
 * The original length of a packet. A writer must not state one that is shorter than what it has
 * (draft-ietf-opsawg-pcapng 4.3, draft-ietf-opsawg-pcap 5).
 * @throws {RangeError}
 */
export function originalLength(packet: CapturedPacket): number {
  const captured = packet.data.length;
  const original = packet.originalLength ?? captured;
  if (original < captured) {
    throw new RangeError(`originalLength ${original} is less than the ${captured} octets of data`);
  }
  return uint32(original, "originalLength");
}
