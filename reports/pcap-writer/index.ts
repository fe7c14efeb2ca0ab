/** pcap-writer: packets to pcapng and pcap files, as pure functions. Knows nothing of the rest of this repository. */

export type { CapturedPacket } from "./captured-packet";
export { ETHERNET, type LinkType, RAW_IP } from "./link-type";
export { pcap, pcapChunks, type PcapFile } from "./pcap";
export {
  enhancedPacketBlock,
  interfaceDescriptionBlock,
  pcapng,
  pcapngChunks,
  type PcapngFile,
  type PcapngInterface,
  type PcapngPacket,
  type PcapngSection,
  sectionHeaderBlock,
} from "./pcapng";
export type { Nanoseconds } from "./timestamp";
