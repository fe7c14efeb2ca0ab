import { expect } from "chai";

import { ACK, FIN, SYN } from "../../../harness/wire/flags";
import { mss, nop, windowScale } from "../../../harness/wire/option";
import type { SegmentToSend } from "../../../harness/wire/segment";
import { decodeSegment, encodedSegmentLength, encodeSegmentInto } from "../../../harness/wire/segment-codec";
import { seq } from "../../../harness/wire/seq";
import { anySegment } from "./arbitraries";
import { holdsRoundTrip } from "./codec";
import { hex } from "./hex";
import { valueOf } from "./value-of";

const SEGMENT: SegmentToSend = { sourcePort: 0x1234, destinationPort: 80, seq: seq(1), flags: SYN, window: 0xffff };

function encode(fields: Partial<SegmentToSend>): Uint8Array {
  const segment = { ...SEGMENT, ...fields };
  const bytes = new Uint8Array(encodedSegmentLength(segment)).fill(0xa5);
  encodeSegmentInto(segment, bytes, 0);
  return bytes;
}

describe("segment-codec", () => {
  it("round trip", () => {
    holdsRoundTrip(
      {
        length: encodedSegmentLength,
        encode: (segment, bytes) => encodeSegmentInto(segment, bytes, 0),
        decode: (bytes) => valueOf(decodeSegment(bytes, 0, bytes.length)),
      },
      anySegment,
    );
  });

  it("gives fields that are left out their right values", () => {
    expect(encode({})).to.deep.equal(hex("1234 0050 00000001 00000000 50 02 ffff 0000 0000"));
  });

  it("fills the options up to a whole word with zeros", () => {
    const header = "1234 0050 00000001 00000000 70 02 ffff 0000 0000";
    expect(encode({ options: [mss(1460), windowScale(7)] })).to.deep.equal(hex(`${header} 020405b4 030307 00`));
    expect(encode({ options: [nop, mss(1460)] })).to.deep.equal(hex(`${header} 01 020405b4 000000`));
  });

  it("sends illegal fields as they are given", () => {
    const text = hex("6869");
    expect(encode({ flags: SYN | FIN, dataOffset: 3, reserved: 0xf, checksum: 0xbad, text })).to.deep.equal(
      hex("1234 0050 00000001 00000000 3f 03 ffff 0bad 0000 6869"),
    );
    expect(encode({ options: [nop], dataOffset: 15, ack: seq(-1), urgentPointer: 9 })).to.deep.equal(
      hex("1234 0050 00000001 ffffffff f0 02 ffff 0000 0009 01000000"),
    );
  });

  it("sends more options than a header holds only with a data offset", () => {
    const options = Array.from({ length: 41 }, () => nop);
    expect(() => encode({ options })).to.throw(RangeError, "data offset: 16 is no whole number");
    expect(encode({ options, dataOffset: 15 })).to.have.length(64);
  });

  const impossible: readonly (readonly [string, Partial<SegmentToSend>])[] = [
    ["source port: 65536 is no whole number", { sourcePort: 65536 }],
    ["destination port: -1 is no whole number", { destinationPort: -1 }],
    ["window: 70000 is no whole number", { window: 70000 }],
    ["checksum: 65536 is no whole number", { checksum: 65536 }],
    ["urgent pointer: -1 is no whole number", { urgentPointer: -1 }],
    ["flags: 256 is no whole number", { flags: 256 }],
    ["reserved bits: 16 is no whole number", { reserved: 16 }],
    ["data offset: 16 is no whole number", { dataOffset: 16 }],
  ];
  for (const [message, fields] of impossible) {
    it(`refuses what no octet can say: ${message}`, () => {
      expect(() => encode(fields)).to.throw(RangeError, message);
    });
  }

  it("shares options and text of segments that have none", () => {
    const bytes = encode({ flags: ACK });
    const [first, second] = [bytes, bytes].map((octets) => valueOf(decodeSegment(octets, 0, octets.length)));
    expect(first?.options).to.equal(second?.options);
    expect(first?.text).to.equal(second?.text);
  });

  it("refuses a header that is not all there", () => {
    expect(decodeSegment(encode({}), 1, 20)).to.deep.include({
      error: { code: "truncated", offset: 20, message: "a TCP header has 20 octets, and 19 are here" },
    });
  });

  it("refuses a data offset inside the header or past the segment", () => {
    for (const dataOffset of [0, 4, 6, 15]) {
      const decoded = decodeSegment(encode({ dataOffset }), 0, 20);
      expect(decoded.ok ? undefined : decoded.error).to.include({ code: "data-offset", offset: 12 });
    }
  });
});
