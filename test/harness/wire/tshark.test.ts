/** A second opinion: what Wireshark's dissectors read in the bytes that our encoder writes. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import { RST } from "../../../harness/wire/flags";
import type { SackBlock, TcpOption } from "../../../harness/wire/option";
import type { IpToSend, TcpPacketToSend } from "../../../harness/wire/packet";
import { encodePacket } from "../../../harness/wire/packet-codec";
import { encodedOptionsLength, encodeOptions } from "../../../harness/wire/option-codec";
import { printHex } from "../../../harness/wire/octets";
import type { SegmentToSend } from "../../../harness/wire/segment";
import { verifyChecksums } from "../../../harness/wire/verify-checksums";
import { requireOrSkip } from "../../requirement";
import { wellFormedOption, anySeq, bits, ipv4Address, ipv6Address, octets } from "./arbitraries";
import { rawIpCapture } from "./raw-ip-capture";

const SEED = 9293;
const PACKETS = 600;

/** Half of the checksums are left to the encoder, the others are made up. */
const checksum = fc.option(bits(16), { nil: undefined });

const given = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const ipv4: fc.Arbitrary<IpToSend> = fc
  .record({
    source: ipv4Address,
    destination: ipv4Address,
    trafficClass: bits(8),
    identification: bits(16),
    reservedFlag: fc.boolean(),
    dontFragment: fc.boolean(),
    hopLimit: bits(8),
    headerChecksum: checksum,
    // None, or the router alert of RFC 2113.
    options: fc.constantFrom(Uint8Array.of(), Uint8Array.of(0x94, 4, 0, 0)),
  })
  .map(given) as fc.Arbitrary<IpToSend>;

/** Where six groups of zeros are the first, tshark goes on in dotted decimal, as inet_ntop does. */
const sixGroupsOfZeros = /^::[0-9a-f]*:?[0-9a-f]*$/;
const plainIpv6Address = ipv6Address.filter((address) => !sixGroupsOfZeros.test(address));

const ipv6: fc.Arbitrary<IpToSend> = fc.record({
  source: plainIpv6Address,
  destination: plainIpv6Address,
  trafficClass: bits(8),
  flowLabel: bits(20),
  hopLimit: bits(8),
});

const fittingOptions = fc
  .array(wellFormedOption, { maxLength: 6 })
  .filter((options) => encodedOptionsLength(options) <= 40);

const segment: fc.Arbitrary<SegmentToSend> = fc
  .record({
    sourcePort: bits(16),
    destinationPort: bits(16),
    seq: anySeq,
    ack: anySeq,
    // tshark 4.0 calls the lowest of the four the accurate ECN bit, and shows it among the flags all the same.
    reserved: bits(4),
    flags: bits(8),
    window: bits(16),
    checksum,
    urgentPointer: bits(16),
    options: fittingOptions,
    text: octets(0, 33),
  })
  .map(given) as fc.Arbitrary<SegmentToSend>;

const packet: fc.Arbitrary<TcpPacketToSend> = fc.record({ ip: fc.oneof(ipv4, ipv6), segment });

/** A field of tshark, and what we expect to find there. */
type Column = (packet: TcpPacketToSend, bytes: Uint8Array) => string;

const number = (value: number | undefined): string => String(value ?? 0);
const hexadecimal = (value: number | undefined, digits: number): string =>
  `0x${(value ?? 0).toString(16).padStart(digits, "0")}`;

const isIpv4 = ({ ip }: TcpPacketToSend): boolean => !ip.source.includes(":");
const onlyIpv4 =
  (column: Column): Column =>
  (packet, bytes) =>
    isIpv4(packet) ? column(packet, bytes) : "";
const onlyIpv6 =
  (column: Column): Column =>
  (packet, bytes) =>
    isIpv4(packet) ? "" : column(packet, bytes);

/** What all the options of one kind say, each in its turn. */
function said<K extends TcpOption["kind"]>(kind: K, say: (option: Extract<TcpOption, { kind: K }>) => string): Column {
  const isOfKind = (option: TcpOption): option is Extract<TcpOption, { kind: K }> => option.kind === kind;
  return ({ segment: { options = [] } }) => options.filter(isOfKind).map(say).join(",");
}

const edges =
  (edge: (block: SackBlock) => number) =>
  ({ blocks }: { readonly blocks: readonly SackBlock[] }): string =>
    blocks.map(edge).join(",");

function paddedOptions({ segment: { options = [] } }: TcpPacketToSend): string {
  const bytes = encodeOptions(options);
  return printHex(bytes) + "00".repeat((4 - (bytes.length % 4)) % 4);
}

const COLUMNS: Readonly<Record<string, Column>> = {
  "ip.src": onlyIpv4(({ ip }) => ip.source),
  "ip.dst": onlyIpv4(({ ip }) => ip.destination),
  "ip.dsfield": onlyIpv4(({ ip }) => hexadecimal(ip.trafficClass, 2)),
  "ip.len": onlyIpv4((_, bytes) => number(bytes.length)),
  "ip.id": onlyIpv4(({ ip }) => hexadecimal(ip.identification, 4)),
  "ip.flags.rb": onlyIpv4(({ ip }) => number(Number(ip.reservedFlag))),
  "ip.flags.df": onlyIpv4(({ ip }) => number(Number(ip.dontFragment))),
  "ip.ttl": onlyIpv4(({ ip }) => number(ip.hopLimit)),
  "ip.checksum.status": onlyIpv4((_, bytes) => number(Number(verifyChecksums(bytes).ip))),
  "ipv6.src": onlyIpv6(({ ip }) => ip.source),
  "ipv6.dst": onlyIpv6(({ ip }) => ip.destination),
  "ipv6.tclass": onlyIpv6(({ ip }) => hexadecimal(ip.trafficClass, 8)),
  "ipv6.flow": onlyIpv6(({ ip }) => hexadecimal(ip.flowLabel, 6)),
  "ipv6.hlim": onlyIpv6(({ ip }) => number(ip.hopLimit)),
  "tcp.srcport": ({ segment }) => number(segment.sourcePort),
  "tcp.dstport": ({ segment }) => number(segment.destinationPort),
  "tcp.seq_raw": ({ segment }) => number(segment.seq),
  "tcp.ack_raw": ({ segment }) => number(segment.ack),
  "tcp.flags": ({ segment }) => hexadecimal(((segment.reserved ?? 0) << 8) | segment.flags, 4),
  "tcp.window_size_value": ({ segment }) => number(segment.window),
  "tcp.checksum.status": (_, bytes) => number(Number(verifyChecksums(bytes).transport)),
  "tcp.urgent_pointer": ({ segment }) => number(segment.urgentPointer),
  "tcp.options": paddedOptions,
  "tcp.options.mss_val": said("mss", ({ value }) => number(value)),
  "tcp.options.wscale.shift": said("window-scale", ({ shift }) => number(shift)),
  "tcp.options.sack_le": said(
    "sack",
    edges(({ left }) => left),
  ),
  "tcp.options.sack_re": said(
    "sack",
    edges(({ right }) => right),
  ),
  "tcp.options.timestamp.tsval": said("timestamps", ({ value }) => number(value)),
  "tcp.options.timestamp.tsecr": said("timestamps", ({ echo }) => number(echo)),
  // The text of a RST is taken for the reason of it (RFC 9293 3.5.3), which is not shown in octets.
  "tcp.payload": ({ segment }) => ((segment.flags & RST) === 0 ? printHex(segment.text ?? Uint8Array.of()) : ""),
};

const PREFERENCES = [
  "ip.check_checksum:TRUE",
  "tcp.check_checksum:TRUE",
  "tcp.relative_sequence_numbers:FALSE",
  "tcp.analyze_sequence_numbers:FALSE",
  "tcp.desegment_tcp_streams:FALSE",
];

/** One row for each datagram, with a value for each column. */
function dissect(datagrams: readonly Uint8Array[]): readonly Readonly<Record<string, string>>[] {
  const folder = mkdtempSync(join(tmpdir(), "tcpspec-wire-"));
  try {
    const file = join(folder, "segments.pcap");
    writeFileSync(file, rawIpCapture(datagrams));
    const names = Object.keys(COLUMNS);
    const options = [...PREFERENCES.flatMap((each) => ["-o", each]), ...names.flatMap((name) => ["-e", name])];
    const output = execFileSync("tshark", ["-n", "-r", file, "-T", "fields", ...options], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    });
    const rows = output.trimEnd().split("\n");
    return rows.map((row) => {
      const values = row.split("\t");
      return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

describe("tshark", () => {
  it(`reads ${PACKETS} packets as we wrote them`, function () {
    requireOrSkip(this, "tshark", hasTshark, "apt-get install tshark");
    const packets = fc.sample(packet, { seed: SEED, numRuns: PACKETS });
    const datagrams = packets.map(encodePacket);
    const rows = dissect(datagrams);
    expect(rows).to.have.length(PACKETS);
    for (const [index, sent] of packets.entries()) {
      const bytes = datagrams[index] ?? Uint8Array.of();
      const expected = Object.fromEntries(Object.entries(COLUMNS).map(([name, column]) => [name, column(sent, bytes)]));
      expect(rows[index], printHex(bytes)).to.deep.equal(expected);
    }
  });
});
