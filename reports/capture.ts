import type { Direction, Trace } from "../harness/port/trace";
import { annotatePackets, type ToldFailure } from "./annotated-packet";
import { pcap, pcapng, type PcapngInterface, type PcapngPacket, RAW_IP } from "./pcap-writer";

/** `pcapng` holds everything; classic `pcap` the packets and their times only. */
export type CaptureFormat = "pcapng" | "pcap";

/** What a capture says of itself. A `ScenarioResult` is a right `scenario`, a `StackDescription` a right `stack`. */
export interface CaptureInfo {
  readonly scenario: { readonly id: string; readonly title: string; readonly failure?: ToldFailure };
  readonly stack: { readonly name: string; readonly version: string };
  /** Time 0 of the trace in nanoseconds since 1970, for a clock that is real; 0 unless given. */
  readonly startedAt?: bigint;
}

/**
 * A scenario as a capture file: an interface for each direction, times to the nanosecond, and in pcapng at each packet
 * its step, what it met or broke, and the user calls, indications and states since the packet before; and the failure. The
 * same trace makes the same bytes. A trace without packets makes a file without packets, with what happened in the comments of its
 * head.
 * @throws {RangeError} when a time does not fit the format: in pcap only up to February 2106.
 */
export function captureOf(trace: Trace, info: CaptureInfo, format: CaptureFormat): Uint8Array {
  const { packets, loose } = annotatePackets(trace, info.scenario.failure);
  const captured = packets.map(({ event, comments }): PcapngPacket => ({
    time: info.startedAt === undefined ? event.at : info.startedAt + BigInt(event.at),
    data: event.bytes.subarray(0, LONGEST_PACKET),
    originalLength: event.bytes.length,
    ...WAYS[event.direction],
    comments: comments.map(cutComment),
  }));
  switch (format) {
    case "pcap":
      return pcap({ linkType: RAW_IP, packets: captured });
    case "pcapng":
      return pcapng({
        section: {
          application: "tcpspec",
          comments: [
            `${info.scenario.id}: ${info.scenario.title}`,
            `stack: ${info.stack.name} ${info.stack.version}`,
            ...loose,
          ].map(cutComment),
        },
        interfaces: interfaces(info),
        packets: captured,
      });
  }
}

/** The number of the interface, and which way that is for the peer, at whose end we capture. */
const WAYS = {
  "peer->stack": { interface: 0, direction: "outbound" },
  "stack->peer": { interface: 1, direction: "inbound" },
} as const satisfies Record<Direction, Pick<PcapngPacket, "interface" | "direction">>;

function interfaces({ stack }: CaptureInfo): readonly PcapngInterface[] {
  const described = (name: Direction, description: string): PcapngInterface => ({
    name,
    description,
    linkType: RAW_IP,
  });
  return [
    described("peer->stack", `what the peer sends to ${stack.name}`),
    described("stack->peer", `what ${stack.name} sends to the peer`),
  ];
}

/** Wireshark and tcpdump read no packet that has more octets; no IP datagram has. */
const LONGEST_PACKET = 262_144;

/** In UTF-16 units, each of which takes three octets at the most: such a comment fits any pcapng option (65535). */
const LONGEST_COMMENT = 20_000;

function cutComment(text: string): string {
  return text.length <= LONGEST_COMMENT ? text : `${text.slice(0, LONGEST_COMMENT)}...`;
}
