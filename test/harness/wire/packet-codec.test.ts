import { expect } from "chai";
import fc from "fast-check";

import { ACK, SYN } from "../../../harness/wire/flags";
import { encodeIcmpError } from "../../../harness/wire/icmp-codec";
import { mss } from "../../../harness/wire/option";
import type { TcpPacket, TcpPacketToSend } from "../../../harness/wire/packet";
import { decodePacket, encodedLength, encodePacket, encodePacketInto } from "../../../harness/wire/packet-codec";
import { seq } from "../../../harness/wire/seq";
import { verifyChecksums } from "../../../harness/wire/verify-checksums";
import { anyTcpPacket } from "./arbitraries";
import { holdsRoundTrip } from "./codec";
import { hex } from "./hex";
import { valueOf } from "./value-of";

function tcpOf(bytes: Uint8Array): TcpPacket {
  const packet = valueOf(decodePacket(bytes));
  if (packet.kind !== "tcp") throw new Error(`decoded as ${packet.kind}`);
  return packet;
}

const PACKET: TcpPacketToSend = {
  ip: { source: "10.0.0.1", destination: "10.0.0.2" },
  segment: {
    sourcePort: 4000,
    destinationPort: 80,
    seq: seq(1),
    ack: seq(2),
    flags: ACK,
    window: 3,
    text: hex("616263"),
  },
};

/** The same packet without what the encoder can find out by itself. */
function withoutChecksums({ ip, segment }: TcpPacket): TcpPacketToSend {
  const { checksum, dataOffset, ...bareSegment } = segment;
  expect([checksum, dataOffset]).to.not.include(undefined);
  if (ip.version === 6) return { ip, segment: bareSegment };
  const { headerChecksum, ...bareIp } = ip;
  expect(headerChecksum).to.not.equal(undefined);
  return { ip: bareIp, segment: bareSegment };
}

describe("packet-codec", () => {
  it("round trip", () => {
    holdsRoundTrip({ length: encodedLength, encode: encodePacketInto, decode: tcpOf }, anyTcpPacket, 2000);
  });

  it("works out right checksums and leaves everything else as it is given", () => {
    fc.assert(
      fc.property(anyTcpPacket, (packet) => {
        const bytes = encodePacket(withoutChecksums(packet));
        expect(verifyChecksums(bytes)).to.deep.equal({ ip: true, transport: true });
        const decoded = tcpOf(bytes);
        const { checksum } = decoded.segment;
        expect(decoded.segment).to.deep.equal({ ...packet.segment, checksum });
        expect(withoutChecksums(decoded)).to.deep.equal(withoutChecksums(packet));
      }),
    );
  });

  it("encodes into a buffer what it would encode into one of its own", () => {
    fc.assert(
      fc.property(anyTcpPacket, (packet) => {
        const buffer = new Uint8Array(300).fill(0xa5);
        expect(buffer.subarray(0, encodePacketInto(packet, buffer))).to.deep.equal(encodePacket(packet));
      }),
    );
  });

  it("refuses a buffer that is too short", () => {
    expect(() => encodePacketInto(PACKET, new Uint8Array(42))).to.throw(
      RangeError,
      "a datagram of 43 octets does not fit in a buffer of 42",
    );
  });

  it("keeps what is neither TCP nor an error", () => {
    const udp = valueOf(decodePacket(hex("45 00 0016 0000 4000 40 11 0000 0a000001 0a000002 abcd")));
    expect(udp).to.deep.include({ kind: "other", protocol: 17, payload: hex("abcd") });
    const ping = valueOf(decodePacket(hex("45 00 001c 0000 4000 40 01 0000 0a000001 0a000002 0800 f7ff 0000 0000")));
    expect(ping).to.deep.include({ kind: "other", protocol: 1, payload: hex("0800f7ff00000000") });
    // 59 says that there is nothing behind this header (RFC 8200 4.7).
    const nothing = valueOf(decodePacket(hex(`60000000 0000 3b 40 ${"00".repeat(32)}`)));
    expect(nothing).to.deep.include({ kind: "other", protocol: 59, payload: hex("") });
  });

  it("tells ICMP of IPv4 from ICMPv6", () => {
    // Type 3 of protocol 58 in IPv4, and of protocol 1 in IPv6, are errors of nobody.
    const ipv4 = valueOf(decodePacket(hex("45 00 001c 0000 4000 40 3a 0000 0a000001 0a000002 0300 0000 0000 0000")));
    expect(ipv4.kind).to.equal("other");
    const ipv6 = valueOf(decodePacket(hex(`60000000 0008 01 40 ${"00".repeat(32)} 0300 0000 0000 0000`)));
    expect(ipv6.kind).to.equal("other");
  });

  it("refuses an ICMP error without its header", () => {
    const decoded = decodePacket(hex("45 00 0018 0000 4000 40 01 0000 0a000001 0a000002 0300 0000"));
    expect(decoded.ok ? undefined : decoded.error).to.include({ code: "truncated", offset: 24 });
  });

  it("says where in the datagram an error of the segment stands", () => {
    const inside = decodePacket(encodePacket({ ...PACKET, segment: { ...PACKET.segment, dataOffset: 3 } }));
    expect(inside.ok ? undefined : inside.error).to.deep.equal({
      code: "data-offset",
      offset: 32,
      message: "data offset 3 lies inside the header",
    });
    const past = decodePacket(encodePacket({ ...PACKET, segment: { ...PACKET.segment, dataOffset: 6 } }));
    expect(past.ok ? undefined : past.error).to.deep.equal({
      code: "data-offset",
      offset: 32,
      message: "data offset 6 lies past the segment",
    });
  });
});

describe("packet-codec, whatever comes", () => {
  /** Decodes to a value, or to an error that stands inside the octets; looks at none behind them. */
  function survives(bytes: Uint8Array): void {
    const decoded = decodePacket(bytes);
    const followed = decodePacket(Uint8Array.of(...bytes, 0xff, 0xff, 0xff).subarray(0, bytes.length));
    expect(followed).to.deep.equal(decoded);
    if (decoded.ok) return;
    expect(decoded.error.offset).to.be.within(0, bytes.length);
    expect(decoded.error.message).to.not.equal("");
    expect(decoded.error.code).to.be.oneOf([
      "truncated",
      "version",
      "header-length",
      "length",
      "fragment",
      "data-offset",
      "extension-header",
    ]);
    expect(verifyChecksums(bytes)).to.be.an("object");
  }

  /** A good packet, or an error about one. */
  const packet = fc.tuple(anyTcpPacket, fc.boolean()).map(([tcp, asQuote]) => {
    const bytes = encodePacket(tcp);
    const { source, destination } = tcp.ip;
    return asQuote ? encodeIcmpError({ source, destination }, { type: 3, code: 1, quote: bytes }) : bytes;
  });

  it("survives any octets", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), survives), { numRuns: 2000 });
  });

  it("survives any octets that begin as IP does", () => {
    const begin = fc.oneof(fc.integer({ min: 0x40, max: 0x4f }), fc.integer({ min: 0x60, max: 0x6f }));
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 120 }), (first, rest) => {
        survives(Uint8Array.of(first, ...rest));
      }),
      { numRuns: 2000 },
    );
  });

  it("survives packets with some octets changed", () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: 150 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(packet, changes, (bytes, list) => {
        for (const [at, octet] of list) if (at < bytes.length) bytes[at] = octet;
        survives(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it("calls a packet that is cut off anywhere truncated, at its end", () => {
    fc.assert(
      fc.property(packet, (bytes) => {
        for (let length = 0; length < bytes.length; length += 1) {
          survives(bytes.subarray(0, length));
          const decoded = decodePacket(bytes.subarray(0, length));
          expect(decoded.ok ? undefined : decoded.error).to.include({ code: "truncated", offset: length });
        }
      }),
      { numRuns: 100 },
    );
  });

  it("encodes what it can decode to the same octets", () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: 150 }), fc.nat({ max: 255 })), { maxLength: 5 });
    fc.assert(
      fc.property(anyTcpPacket, changes, (tcp, list) => {
        const bytes = encodePacket({
          ...tcp,
          segment: { ...tcp.segment, flags: SYN, options: [mss(9)], dataOffset: 6 },
        });
        for (const [at, octet] of list) if (at < bytes.length) bytes[at] = octet;
        const decoded = decodePacket(bytes);
        if (decoded.ok && decoded.value.kind === "tcp") expect(encodePacket(decoded.value)).to.deep.equal(bytes);
      }),
      { numRuns: 3000 },
    );
  });
});
