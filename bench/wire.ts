/**
 * How many packets a second `harness/wire` encodes and decodes on one core, and how that compares with Scapy on the
 * same machine. `npx ts-node bench/wire.ts` prints one JSON object for each measurement.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { ACK } from "../harness/wire/flags";
import { printHex } from "../harness/wire/octets";
import { mss, nop, sackPermitted, timestamps, windowScale } from "../harness/wire/option";
import type { TcpOption } from "../harness/wire/option";
import type { IpToSend, TcpPacketToSend } from "../harness/wire/packet";
import { decodePacket, encodePacket, encodePacketInto } from "../harness/wire/packet-codec";
import { seq } from "../harness/wire/seq";

/**
 * Seconds are those of the processor, all threads of the process together, so that waiting for others who use the
 * machine does not count. What else they do makes a round slower and never faster: the best one says most.
 */
interface Measurement {
  readonly bench: string;
  /** In the best round. */
  readonly perSecond: number;
  /** In the middle one. */
  readonly median: number;
  readonly octets: number;
}

/** How many times as many packets a second as Scapy, best round against best round. */
interface ScapyRatio {
  readonly bench: string;
  /** With a fresh buffer for each packet, as Scapy makes one. */
  readonly encodeRatio: number;
  readonly decodeRatio: number;
  readonly octets: number;
  readonly scapyEncodesPerSecond: number;
  readonly scapyDecodesPerSecond: number;
  readonly scapy: string;
}

interface Skipped {
  readonly bench: string;
  readonly skipped: string;
}

export type WireResult = Measurement | ScapyRatio | Skipped;

const ROUNDS = 15;
const PACKETS_PER_ROUND = 500_000;

/** Does something with one packet and returns a number that depends on it, so that no compiler leaves it out. */
type Work = () => number;

function packet(ip: IpToSend, options: readonly TcpOption[] = []): TcpPacketToSend {
  return {
    ip,
    segment: {
      sourcePort: 4000,
      destinationPort: 80,
      seq: seq(0x12345678),
      ack: seq(0x9abcdef0),
      flags: ACK,
      window: 65535,
      options,
    },
  };
}

const IPV4 = { source: "192.0.2.1", destination: "198.51.100.7" };
const IPV6 = { source: "2001:db8::1", destination: "2001:db8::2" };

const PACKETS = {
  ipv4: packet(IPV4),
  options: packet(IPV4, [mss(1460), sackPermitted, timestamps(1, 2), nop, windowScale(7)]),
  ipv6: packet(IPV6),
} as const;

const buffer = new Uint8Array(1500);

function encoding(packet: TcpPacketToSend): Work {
  return () => encodePacketInto(packet, buffer);
}

function encodingAfresh(packet: TcpPacketToSend): Work {
  return () => encodePacket(packet).length;
}

function decoding(packet: TcpPacketToSend): Work {
  const bytes = encodePacket(packet);
  return () => {
    const decoded = decodePacket(bytes);
    return decoded.ok && decoded.value.kind === "tcp" ? decoded.value.segment.dataOffset : 0;
  };
}

function measure(name: string, octets: number, work: Work): Measurement {
  const rates: number[] = [];
  const each = work();
  for (let round = 0; round < ROUNDS; round += 1) {
    let sum = 0;
    const start = process.cpuUsage();
    for (let count = 0; count < PACKETS_PER_ROUND; count += 1) sum += work();
    const { user, system } = process.cpuUsage(start);
    if (each === 0 || sum !== each * PACKETS_PER_ROUND) throw new Error(`${name} does not do its work`);
    rates.push(Math.round((PACKETS_PER_ROUND / (user + system)) * 1e6));
  }
  rates.sort((a, b) => b - a);
  return { bench: name, perSecond: rates[0] ?? 0, median: rates[ROUNDS >> 1] ?? 0, octets };
}

/** What scapy-wire.py prints. */
interface ScapyReport {
  readonly version: string;
  readonly encodesPerSecond: number;
  readonly decodesPerSecond: number;
}

/** With the Python of the system, as that is where Debian puts Scapy. */
function compareWithScapy(
  name: string,
  bytes: Uint8Array,
  encode: Measurement,
  decode: Measurement,
): ScapyRatio | Skipped {
  const script = join(__dirname, "scapy-wire.py");
  const { status, stdout, stderr, error } = spawnSync("/usr/bin/python3", [script, printHex(bytes)], {
    encoding: "utf8",
  });
  if (status !== 0) {
    const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
    return { bench: name, skipped: `apt-get install python3-scapy (${reason})` };
  }
  const scapy = JSON.parse(stdout) as ScapyReport;
  return {
    bench: name,
    encodeRatio: Math.round(encode.perSecond / scapy.encodesPerSecond),
    decodeRatio: Math.round(decode.perSecond / scapy.decodesPerSecond),
    octets: bytes.length,
    scapyEncodesPerSecond: Math.round(scapy.encodesPerSecond),
    scapyDecodesPerSecond: Math.round(scapy.decodesPerSecond),
    scapy: scapy.version,
  };
}

/** All the measurements, each as soon as it is made. */
export function* benchWire(): Generator<WireResult> {
  for (const [name, packet] of Object.entries(PACKETS)) {
    const bytes = encodePacket(packet);
    const suffix = name === "ipv4" ? "" : `-${name}`;
    yield measure(`wire/encode${suffix}`, bytes.length, encoding(packet));
    const afresh = measure(`wire/encode-afresh${suffix}`, bytes.length, encodingAfresh(packet));
    yield afresh;
    const decode = measure(`wire/decode${suffix}`, bytes.length, decoding(packet));
    yield decode;
    if (name !== "ipv6") yield compareWithScapy(`wire/scapy-ratio${suffix}`, bytes, afresh, decode);
  }
}

if (require.main === module) {
  for (const result of benchWire()) process.stdout.write(`${JSON.stringify(result)}\n`);
}
