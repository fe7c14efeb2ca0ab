import { expect } from "chai";
import fc from "fast-check";

import { encodePacket } from "../../../harness/wire/packet-codec";
import { ACK } from "../../../harness/wire/flags";
import { seq } from "../../../harness/wire/seq";
import { verifyChecksums } from "../../../harness/wire/verify-checksums";
import { hex } from "./hex";

const SEGMENT = { sourcePort: 1, destinationPort: 2, seq: seq(3), flags: ACK, window: 5, text: hex("010203") };
const IPV4 = { source: "10.0.0.1", destination: "10.0.0.2" };
const IPV6 = { source: "2001:db8::1", destination: "2001:db8::2" };

describe("verify-checksums", () => {
  it("finds one wrong bit wherever it is", () => {
    for (const ip of [IPV4, IPV6]) {
      const right = encodePacket({ ip, segment: SEGMENT });
      expect(verifyChecksums(right)).to.deep.equal({ ip: true, transport: true });
      fc.assert(
        fc.property(fc.nat({ max: right.length * 8 - 1 }), (bit) => {
          const at = bit >>> 3;
          const wrong = right.with(at, (right[at] ?? 0) ^ (1 << (bit & 7)));
          const { ip: header, transport } = verifyChecksums(wrong);
          // What IPv6 does not sum up is its first word and the hop limit; and another protocol is not looked into.
          const covered = ip === IPV4 || (at >= 4 && at !== 7);
          const another = at === (ip === IPV4 ? 9 : 6);
          if (covered && !another) expect(header && transport).to.equal(false);
        }),
      );
    }
  });

  it("tells the two checksums apart", () => {
    const badHeader = encodePacket({ ip: { ...IPV4, headerChecksum: 1 }, segment: SEGMENT });
    expect(verifyChecksums(badHeader)).to.deep.equal({ ip: false, transport: true });
    const badSegment = encodePacket({ ip: IPV4, segment: { ...SEGMENT, checksum: 1 } });
    expect(verifyChecksums(badSegment)).to.deep.equal({ ip: true, transport: false });
  });

  it("judges the checksum of a segment whose data offset is wrong", () => {
    const bytes = encodePacket({ ip: IPV4, segment: { ...SEGMENT, dataOffset: 2 } });
    expect(verifyChecksums(bytes)).to.deep.equal({ ip: true, transport: true });
  });

  it("calls everything wrong that is not there", () => {
    expect(verifyChecksums(hex(""))).to.deep.equal({ ip: false, transport: false });
    expect(verifyChecksums(encodePacket({ ip: IPV4, segment: SEGMENT }).subarray(1))).to.deep.equal({
      ip: false,
      transport: false,
    });
    // Everything sums up, but half a segment has no checksum: 0a00 + 0001 + 0a00 + 0002 + 0006 + 000a + 0001 + 0002
    // + 0000 + 0003 + ebe6 = ffff.
    const cut = hex("45 00 001e 0000 4000 40 06 26d8 0a000001 0a000002 0001000200000003ebe6");
    expect(verifyChecksums(cut)).to.deep.equal({ ip: true, transport: false });
  });

  it("lets pass what it does not know", () => {
    expect(verifyChecksums(hex("45 00 0016 0000 4000 40 11 26d5 0a000001 0a000002 abcd"))).to.deep.equal({
      ip: true,
      transport: true,
    });
  });

  // RFC 8200 8.1. A type 0 routing header has its last address at the end, a segment routing header at the beginning.
  const [second, last] = ["20010db8 00000000 00000000 00000003", "20010db8 00000000 00000000 00000004"];
  const routes: readonly (readonly [string, string, string])[] = [
    ["type 0 with stops left", `06 04 00 02 00000000 ${second} ${last}`, "2001:db8::4"],
    ["type 0 at its last stop", `06 04 00 00 00000000 ${second} ${last}`, "2001:db8::2"],
    ["type 2 with a home address", `06 02 02 01 00000000 ${last}`, "2001:db8::4"],
    ["type 4 with stops left", `06 04 04 01 01000000 ${last} ${second}`, "2001:db8::4"],
    ["another type", `06 04 fd 01 00000000 ${second} ${last}`, "2001:db8::2"],
    ["type 0 with no address", "06 00 00 01 00000000", "2001:db8::2"],
  ];
  for (const [name, extensions, destination] of routes) {
    it(`sums up with the final destination: ${name}`, () => {
      const direct = encodePacket({ ip: { ...IPV6, destination }, segment: SEGMENT });
      const routed = encodePacket({ ip: { ...IPV6, nextHeader: 43, extensions: hex(extensions) }, segment: SEGMENT });
      expect(routed.subarray(-23)).to.deep.equal(direct.subarray(-23));
      expect(verifyChecksums(routed)).to.deep.equal({ ip: true, transport: true });
    });
  }
});
