/** Packets in one line of text, as close to Wireshark's Info column as it goes. */

import { ACK, printFlags, URG } from "./flags";
import type { IcmpError } from "./icmp";
import type { Packet } from "./packet";
import { printOption } from "./print-option";
import type { SegmentToSend } from "./segment";
import { rightDataOffset } from "./segment-codec";
import { diff, seq } from "./seq";
import type { Seq } from "./seq";
import { printTrafficClass } from "./traffic-class";

/**
 * Where relative numbers count from: the initial sequence numbers of the segment's sender and of its receiver. Numbers of a
 * side whose initial one is not known stand as they are.
 */
export interface Origin {
  readonly seq?: Seq | undefined;
  readonly ack?: Seq | undefined;
}

export interface PrintStyle {
  /** True unless given. */
  readonly addresses?: boolean;
  /** True unless given. */
  readonly ports?: boolean;
}

/**
 * `4000 → 80 [SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=1460`; without `relativeTo` with the numbers as they are.
 * Relative numbers count up to 2^32, as Wireshark's do. Padding is left out, and so is what is as it should be.
 */
export function printSegment(segment: SegmentToSend, relativeTo?: Origin, style: PrintStyle = {}): string {
  const { sourcePort, destinationPort, flags, reserved = 0, urgentPointer = 0, options = [], text } = segment;
  const right = rightDataOffset(options);
  const { dataOffset = right } = segment;
  const acknowledged = (number: Seq): number => relative(number, relativeTo?.ack);
  return [
    style.ports === false ? "" : `${sourcePort} → ${destinationPort}`,
    `[${printFlags(flags)}]`,
    reserved === 0 ? "" : `Res=${reserved}`,
    dataOffset === right ? "" : `Off=${dataOffset}`,
    `Seq=${relative(segment.seq, relativeTo?.seq)}`,
    (flags & ACK) === 0 ? "" : `Ack=${acknowledged(segment.ack ?? seq(0))}`,
    `Win=${segment.window}`,
    (flags & URG) === 0 ? "" : `Urg=${urgentPointer}`,
    `Len=${text?.length ?? 0}`,
    ...options.map((option) => printOption(option, acknowledged)),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** Counted from the origin, up to 2^32; as it is where there is none. */
export function relative(number: Seq, origin: Seq | undefined): number {
  return origin === undefined ? number : diff(number, origin) >>> 0;
}

/** `10.0.0.1 → 10.0.0.2 TCP 4000 → 80 [SYN] Seq=0 Win=65535 Len=0`; other things than segments in a similar way. */
export function printPacket(packet: Packet, relativeTo?: Origin, style: PrintStyle = {}): string {
  const { source, destination } = packet.ip;
  const content = printContent(packet, relativeTo, style);
  return style.addresses === false ? content : `${source} → ${destination} ${content}`;
}

function printContent(packet: Packet, relativeTo: Origin | undefined, style: PrintStyle): string {
  switch (packet.kind) {
    case "tcp": {
      const marks = printTrafficClass(packet.ip.trafficClass);
      const segment = printSegment(packet.segment, relativeTo, style) + (marks === "" ? "" : ` ${marks}`);
      return style.addresses === false ? segment : `TCP ${segment}`;
    }
    case "icmp-error":
      return packet.ip.version === 4
        ? printIcmpError("ICMP", ICMP_TYPES, packet.error, relativeTo, style)
        : printIcmpError("ICMPv6", ICMPV6_TYPES, packet.error, relativeTo, style);
    case "other":
      return `protocol ${packet.protocol} Len=${packet.payload.length}`;
  }
}

const ICMP_TYPES: Readonly<Record<number, string>> = {
  3: "destination unreachable",
  4: "source quench",
  5: "redirect",
  11: "time exceeded",
  12: "parameter problem",
};

const ICMPV6_TYPES: Readonly<Record<number, string>> = {
  1: "destination unreachable",
  2: "packet too big",
  3: "time exceeded",
  4: "parameter problem",
};

function printIcmpError(
  protocol: string,
  types: Readonly<Record<number, string>>,
  { type, code, parameter, quoted }: IcmpError,
  relativeTo: Origin | undefined,
  style: PrintStyle,
): string {
  const name = types[type] ?? `type ${type}`;
  const head = `${protocol} ${name} Code=${code}${parameter === 0 ? "" : ` Parameter=${parameter}`}`;
  if (quoted === undefined) return head;
  const ports = style.ports === false ? "" : `${quoted.sourcePort} → ${quoted.destinationPort} `;
  // The quoted segment went the other way, so its numbers are those of the one who gets this message.
  return `${head} of ${ports}Seq=${relative(quoted.seq, relativeTo?.ack)}`;
}
