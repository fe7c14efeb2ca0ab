/**
 * Writing pcapng files, version 1.0 (draft-ietf-opsawg-pcapng; section numbers below are of that draft).
 *
 * A file is a section: a header block, a description of each interface, and the packets. Numbers are little-endian and
 * times are nanoseconds, always. The functions are pure: the same values make the same bytes, and no date, host or
 * version gets in unless it is given.
 */

import { writeBlock, writeComments, writeOption, writeOptions, writeText } from "./block";
import { ByteWriter } from "./byte-writer";
import { type CapturedPacket, originalLength } from "./captured-packet";
import { uint16, uint32 } from "./field";
import type { LinkType } from "./link-type";
import { splitInWords } from "./timestamp";

/** What a section says of its making (4.1). */
export interface PcapngSection {
  /** shb_hardware */
  readonly hardware?: string;
  /** shb_os */
  readonly os?: string;
  /** shb_userappl */
  readonly application?: string;
  readonly comments?: readonly string[];
}

/** Where packets were captured (4.2). */
export interface PcapngInterface {
  /** if_name */
  readonly name?: string;
  /** if_description */
  readonly description?: string;
  readonly linkType: LinkType;
  /** How many octets of a packet are kept at the most; 0, or absent: all of them. */
  readonly snapLength?: number;
  readonly comments?: readonly string[];
}

/** A packet and where it was captured (4.3). */
export interface PcapngPacket extends CapturedPacket {
  /** Index of the interface within the section, from 0; 0 unless given. */
  readonly interface?: number;
  /** As seen from the interface. */
  readonly direction?: "inbound" | "outbound";
  readonly comments?: readonly string[];
}

/** A file of one section. */
export interface PcapngFile {
  readonly section?: PcapngSection;
  readonly interfaces: readonly PcapngInterface[];
  readonly packets: Iterable<PcapngPacket>;
}

const SECTION_HEADER_BLOCK = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION_BLOCK = 1;
const ENHANCED_PACKET_BLOCK = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Option codes of 4.1. */
const SHB_HARDWARE = 2;
const SHB_OS = 3;
const SHB_USERAPPL = 4;

/** Option codes of 4.2. */
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;

/** A negative power of ten: nanoseconds. */
const NANOSECONDS = Uint8Array.of(9);

/** Bits 0 and 1 of epb_flags, option 2 of an Enhanced Packet Block (4.3, 4.3.1). */
const EPB_FLAGS = 2;
const DIRECTION_FLAGS = {
  inbound: Uint8Array.of(1, 0, 0, 0),
  outbound: Uint8Array.of(2, 0, 0, 0),
} as const;

/** Where the section length stands in a Section Header Block (4.1), and what it is while nobody knows. */
const SECTION_LENGTH_OFFSET = 16;
const UNKNOWN_LENGTH = -1n;

/** {@link pcapngChunks} hands out so many octets at a time, or one block more. */
const CHUNK = 65_536;

/**
 * A Section Header Block (4.1), the start of a file.
 * @param length octets of the blocks that follow in this section; when absent the block says that it is not known.
 * @throws {RangeError} when the length is no multiple of four, or a text is longer than 65535 octets.
 */
export function sectionHeaderBlock(section: PcapngSection = {}, length?: number): Uint8Array {
  if (length !== undefined && (!Number.isSafeInteger(length) || length < 0 || length % 4 !== 0)) {
    throw new RangeError(`section length must be a multiple of four from 0 to 2^53 - 1, not ${length}`);
  }
  const writer = new ByteWriter();
  writeSectionHeader(writer, section, length === undefined ? UNKNOWN_LENGTH : BigInt(length));
  return writer.take();
}

/** An Interface Description Block (4.2). @throws {RangeError} when a number or a text does not fit. */
export function interfaceDescriptionBlock(description: PcapngInterface): Uint8Array {
  const writer = new ByteWriter();
  writeInterfaceDescription(writer, description);
  return writer.take();
}

/** An Enhanced Packet Block (4.3). @throws {RangeError} when the time, a length or a comment does not fit. */
export function enhancedPacketBlock(packet: PcapngPacket): Uint8Array {
  const writer = new ByteWriter();
  writeEnhancedPacket(writer, packet);
  return writer.take();
}

/**
 * A file piece by piece, whole blocks in each, as long as packets come: for what is too long for the memory. The
 * section header does not tell the length of the section.
 * @throws {RangeError} at the first value that does not fit, or that names an interface which is not there.
 */
export function* pcapngChunks(file: PcapngFile): Generator<Uint8Array, void, undefined> {
  const writer = new ByteWriter(2 * CHUNK);
  writePreamble(writer, file);
  for (const packet of file.packets) {
    checkInterface(packet, file.interfaces);
    writeEnhancedPacket(writer, packet);
    if (writer.position() >= CHUNK) {
      yield writer.take();
    }
  }
  yield writer.take();
}

/** A whole file, section length included. @throws {RangeError} as {@link pcapngChunks}. */
export function pcapng(file: PcapngFile): Uint8Array {
  const writer = new ByteWriter(CHUNK);
  const headerLength = writePreamble(writer, file);
  for (const packet of file.packets) {
    checkInterface(packet, file.interfaces);
    writeEnhancedPacket(writer, packet);
  }
  writer.patchInt64(SECTION_LENGTH_OFFSET, BigInt(writer.position() - headerLength));
  return writer.take();
}

/** All that comes before the packets. @returns the length of the section header */
function writePreamble(writer: ByteWriter, file: PcapngFile): number {
  writeSectionHeader(writer, file.section ?? {}, UNKNOWN_LENGTH);
  const headerLength = writer.position();
  for (const description of file.interfaces) {
    writeInterfaceDescription(writer, description);
  }
  return headerLength;
}

function writeSectionHeader(writer: ByteWriter, section: PcapngSection, length: bigint): void {
  writeBlock(writer, SECTION_HEADER_BLOCK, () => {
    writer.uint32(BYTE_ORDER_MAGIC);
    writer.uint16(1); // major version
    writer.uint16(0); // minor version
    writer.int64(length);
    writeOptions(writer, () => {
      writeComments(writer, section.comments);
      writeText(writer, SHB_HARDWARE, section.hardware);
      writeText(writer, SHB_OS, section.os);
      writeText(writer, SHB_USERAPPL, section.application);
    });
  });
}

function writeInterfaceDescription(writer: ByteWriter, description: PcapngInterface): void {
  writeBlock(writer, INTERFACE_DESCRIPTION_BLOCK, () => {
    writer.uint16(uint16(description.linkType, "linkType"));
    writer.uint16(0); // reserved
    writer.uint32(uint32(description.snapLength ?? 0, "snapLength"));
    writeOptions(writer, () => {
      writeComments(writer, description.comments);
      writeText(writer, IF_NAME, description.name);
      writeText(writer, IF_DESCRIPTION, description.description);
      writeOption(writer, IF_TSRESOL, NANOSECONDS);
    });
  });
}

function writeEnhancedPacket(writer: ByteWriter, packet: PcapngPacket): void {
  writeBlock(writer, ENHANCED_PACKET_BLOCK, () => {
    const [high, low] = splitInWords(packet.time);
    writer.uint32(uint32(packet.interface ?? 0, "interface"));
    writer.uint32(high);
    writer.uint32(low);
    writer.uint32(packet.data.length);
    writer.uint32(originalLength(packet));
    writer.octets(packet.data);
    writer.pad();
    writeOptions(writer, () => {
      writeComments(writer, packet.comments);
      if (packet.direction !== undefined) {
        writeOption(writer, EPB_FLAGS, DIRECTION_FLAGS[packet.direction]);
      }
    });
  });
}

/** 4.3: the interface is described in the same section, and no packet is longer than what it keeps. */
function checkInterface(packet: PcapngPacket, interfaces: readonly PcapngInterface[]): void {
  const index = packet.interface ?? 0;
  const described = interfaces[index];
  if (described === undefined) {
    throw new RangeError(`there is no interface ${index}: the file describes ${interfaces.length}`);
  }
  const limit = described.snapLength ?? 0;
  if (limit !== 0 && packet.data.length > limit) {
    throw new RangeError(`a packet has ${packet.data.length} octets of data, interface ${index} keeps ${limit}`);
  }
}
