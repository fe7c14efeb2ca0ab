/**
 * Writing classic pcap files (draft-ietf-opsawg-pcap; section numbers below are of that draft), little-endian and with
 * nanoseconds. There is one link type for all packets and no room for comments or directions: pcapng has it.
 */

import { ByteWriter } from "./byte-writer";
import { type CapturedPacket, originalLength } from "./captured-packet";
import { uint16, uint32 } from "./field";
import type { LinkType } from "./link-type";
import { splitInSeconds } from "./timestamp";

/** A whole file. */
export interface PcapFile {
  readonly linkType: LinkType;
  /** How many octets of a packet are kept at the most; 262144 unless given, as tcpdump has it. */
  readonly snapLength?: number;
  readonly packets: Iterable<CapturedPacket>;
}

/** The magic number that promises nanoseconds (4). */
const NANOSECOND_MAGIC = 0xa1b23c4d;

const USUAL_SNAP_LENGTH = 262_144;

/** {@link pcapChunks} hands out so many octets at a time, or one packet more. */
const CHUNK = 65_536;

/** A file piece by piece: for what is too long for the memory. @throws {RangeError} at the first value that does not fit. */
export function* pcapChunks(file: PcapFile): Generator<Uint8Array, void, undefined> {
  const writer = new ByteWriter(2 * CHUNK);
  writeHeader(writer, file);
  for (const packet of file.packets) {
    writeRecord(writer, packet, file);
    if (writer.position() >= CHUNK) {
      yield writer.take();
    }
  }
  yield writer.take();
}

/**
 * A whole file.
 * @throws {RangeError} when a packet is longer than what the file keeps, when its time is negative or after February
 *   2106, or when a number does not fit.
 */
export function pcap(file: PcapFile): Uint8Array {
  const writer = new ByteWriter(CHUNK);
  writeHeader(writer, file);
  for (const packet of file.packets) {
    writeRecord(writer, packet, file);
  }
  return writer.take();
}

/** The file header (4). */
function writeHeader(writer: ByteWriter, { linkType, snapLength = USUAL_SNAP_LENGTH }: PcapFile): void {
  if (snapLength === 0) {
    throw new RangeError("snapLength must not be 0 in a pcap file");
  }
  writer.uint32(NANOSECOND_MAGIC);
  writer.uint16(2); // major version
  writer.uint16(4); // minor version
  writer.uint32(0); // reserved
  writer.uint32(0); // reserved
  writer.uint32(uint32(snapLength, "snapLength"));
  writer.uint32(uint16(linkType, "linkType"));
}

/** A packet record (5). */
function writeRecord(writer: ByteWriter, packet: CapturedPacket, { snapLength = USUAL_SNAP_LENGTH }: PcapFile): void {
  const { data } = packet;
  if (data.length > snapLength) {
    throw new RangeError(`a packet has ${data.length} octets of data, the file keeps ${snapLength}`);
  }
  const [seconds, nanoseconds] = splitInSeconds(packet.time);
  writer.uint32(uint32(seconds, "seconds of a time in a pcap file"));
  writer.uint32(nanoseconds);
  writer.uint32(data.length);
  writer.uint32(originalLength(packet));
  writer.octets(data);
}
