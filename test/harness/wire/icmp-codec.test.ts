import { expect } from "chai";
import fc from "fast-check";

import { ACK } from "../../../harness/wire/flags";
import type { IcmpError } from "../../../harness/wire/icmp";
import { encodeIcmpError } from "../../../harness/wire/icmp-codec";
import type { IcmpErrorPacket, Packet } from "../../../harness/wire/packet";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import { seq } from "../../../harness/wire/seq";
import { verifyChecksums } from "../../../harness/wire/verify-checksums";
import { anyTcpPacket, icmpError, ipv4Header, ipv6Header } from "./arbitraries";
import { holdsRoundTrip } from "./codec";
import type { Codec } from "./codec";
import { valueOf } from "./value-of";

function errorOf(packet: Packet): IcmpErrorPacket {
  if (packet.kind !== "icmp-error") throw new Error(`decoded as ${packet.kind}`);
  return packet;
}

const codec: Codec<IcmpErrorPacket> = {
  length: ({ ip, error }) => encodeIcmpError(ip, error).length,
  encode: ({ ip, error }, bytes) => {
    const encoded = encodeIcmpError(ip, error);
    bytes.set(encoded);
    return encoded.length;
  },
  decode: (bytes) => errorOf(valueOf(decodePacket(bytes))),
};

const kind = fc.constant("icmp-error" as const);

/** Where an error about the packet comes from and goes to. */
const FROM = {
  4: { source: "203.0.113.1", destination: "192.0.2.1" },
  6: { source: "2001:db8::ff", destination: "2001:db8::1" },
};

function report(quote: Uint8Array, version: 4 | 6): IcmpError {
  return errorOf(valueOf(decodePacket(encodeIcmpError(FROM[version], { type: 3, code: 0, quote })))).error;
}

describe("icmp-codec", () => {
  it("round trip of ICMP errors", () => {
    const error = icmpError([3, 4, 5, 11, 12]);
    holdsRoundTrip(codec, fc.record({ kind, ip: ipv4Header, error }, { noNullPrototype: true }));
  });

  it("round trip of ICMPv6 errors", () => {
    const error = icmpError([1, 2, 3, 4]);
    holdsRoundTrip(codec, fc.record({ kind, ip: ipv6Header(58), error }, { noNullPrototype: true }));
  });

  it("tells whose segment is quoted, as soon as eight octets of it are", () => {
    fc.assert(
      fc.property(anyTcpPacket, fc.nat({ max: 200 }), ({ ip, segment }, cut) => {
        const options = ip.version === 4 ? ip.options : ip.extensions;
        const enough = (ip.version === 4 ? 20 : 40) + options.length + 8;
        const quote = encodePacket({ ip, segment }).subarray(0, cut);
        const { quoted } = report(quote, ip.version);
        if (quote.length < enough) {
          expect(quoted).to.equal(undefined);
        } else {
          const { sourcePort, destinationPort, seq } = segment;
          expect(quoted).to.deep.include({ source: ip.source, sourcePort, destinationPort, seq });
        }
      }),
    );
  });

  it("tells nothing of a quote that is no segment", () => {
    const segment = { sourcePort: 1, destinationPort: 2, seq: seq(3), flags: ACK, window: 4 };
    const quote = encodePacket({ ip: FROM[4], segment });
    expect(report(quote, 4).quoted).to.deep.equal({ ...FROM[4], sourcePort: 1, destinationPort: 2, seq: 3 });
    const spoilt = (at: number, octet: number): Uint8Array => quote.with(at, octet);
    expect(report(spoilt(0, 0x44), 4).quoted, "IHL").to.equal(undefined);
    expect(report(spoilt(0, 0x65), 4).quoted, "version").to.equal(undefined);
    expect(report(spoilt(7, 1), 4).quoted, "a later fragment").to.equal(undefined);
    expect(report(spoilt(9, 17), 4).quoted, "protocol").to.equal(undefined);
    expect(report(quote, 6).quoted, "IPv4 in ICMPv6").to.equal(undefined);
  });

  it("gives the checksum and the parameter their right values", () => {
    for (const version of [4, 6] as const) {
      const bytes = encodeIcmpError(FROM[version], { type: 1, code: 2, quote: Uint8Array.of(1, 2, 3) });
      expect(verifyChecksums(bytes)).to.deep.equal({ ip: true, transport: true });
    }
    const { error } = errorOf(
      valueOf(decodePacket(encodeIcmpError(FROM[4], { type: 3, code: 0, quote: Uint8Array.of() }))),
    );
    expect(error.parameter).to.equal(0);
  });

  it("refuses what no octet can say", () => {
    const quote = Uint8Array.of();
    expect(() => encodeIcmpError(FROM[4], { type: 256, code: 0, quote })).to.throw(RangeError, "ICMP type: 256");
    expect(() => encodeIcmpError(FROM[4], { type: 3, code: -1, quote })).to.throw(RangeError, "ICMP code: -1");
  });
});
