import { expect } from "chai";
import fc from "fast-check";

import { mss, nop, sack, sackPermitted, timestamps, windowScale } from "../../../harness/wire/option";
import type { TcpOption } from "../../../harness/wire/option";
import {
  decodeOptions,
  encodedOptionsLength,
  encodeOptions,
  encodeOptionsInto,
} from "../../../harness/wire/option-codec";
import { seq } from "../../../harness/wire/seq";
import { optionArea } from "./arbitraries";
import { holdsRoundTrip } from "./codec";
import { hex } from "./hex";

describe("option-codec", () => {
  it("round trip", () => {
    holdsRoundTrip<readonly TcpOption[]>(
      {
        length: encodedOptionsLength,
        encode: (options, bytes) => encodeOptionsInto(options, bytes, 0),
        decode: (bytes) => decodeOptions(bytes),
      },
      optionArea(),
      2000,
    );
  });

  it("gives back any octets whatever", () => {
    const likely = fc.array(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 255 })), { maxLength: 44 });
    fc.assert(
      fc.property(likely, (octets) => {
        const bytes = Uint8Array.from(octets);
        expect(encodeOptions(decodeOptions(bytes))).to.deep.equal(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  it("reads a part of a buffer and nothing else of it", () => {
    expect(decodeOptions(hex("0101 0204 05b4 0101"), 2, 6)).to.deep.equal([mss(1460)]);
    expect(decodeOptions(hex("0101 0204 05b4 0101"), 2, 5)).to.deep.equal([
      { kind: "malformed", bytes: hex("0204 05") },
    ]);
  });

  // The octets are worked out by hand from the diagrams of the RFCs that option.ts names.
  const forms: readonly (readonly [string, string, TcpOption])[] = [
    ["end of the list", "00", { kind: "end", padding: hex("") }],
    ["end of the list with padding", "00000000", { kind: "end", padding: hex("000000") }],
    ["end of the list with something behind it", "00 020405b4", { kind: "end", padding: hex("020405b4") }],
    ["no operation", "01", nop],
    ["maximum segment size", "02 04 05b4", mss(1460)],
    ["window scale", "03 03 0e", windowScale(14)],
    ["SACK permitted", "04 02", sackPermitted],
    ["SACK", "05 0a ffffffff 00000001", sack({ left: seq(-1), right: seq(1) })],
    ["timestamps", "08 0a 00000001 ffffffff", timestamps(1, 0xffffffff)],
    ["MD5", `13 12 ${"ab".repeat(16)}`, { kind: "md5", digest: hex("ab".repeat(16)) }],
    ["user timeout in seconds", "1c 04 001e", { kind: "user-timeout", unit: "seconds", value: 30 }],
    ["user timeout in minutes", "1c 04 801e", { kind: "user-timeout", unit: "minutes", value: 30 }],
    ["authentication", "1d 06 01 02 aabb", { kind: "authentication", keyId: 1, nextKeyId: 2, mac: hex("aabb") }],
    ["Fast Open, a request", "22 02", { kind: "fast-open", cookie: hex("") }],
    ["Fast Open, a cookie", "22 06 01020304", { kind: "fast-open", cookie: hex("01020304") }],
    ["an unknown kind", "fd 04 f989", { kind: "unknown", code: 253, data: hex("f989") }],
    ["MSS of a wrong length", "02 03 05", { kind: "unknown", code: 2, data: hex("05") }],
    ["SACK without a block", "05 02", { kind: "unknown", code: 5, data: hex("") }],
    ["SACK of half a block", "05 06 00000001", { kind: "unknown", code: 5, data: hex("00000001") }],
    ["Fast Open with an odd cookie", "22 07 0102030405", { kind: "unknown", code: 34, data: hex("0102030405") }],
    ["length 0", "02 00 05b4", { kind: "malformed", bytes: hex("020005b4") }],
    ["length 1", "fd 01 05b4", { kind: "malformed", bytes: hex("fd0105b4") }],
    ["a length past the end", "02 05 05b4", { kind: "malformed", bytes: hex("020505b4") }],
    ["no length", "02", { kind: "malformed", bytes: hex("02") }],
  ];
  for (const [name, octets, option] of forms) {
    it(`${name}: ${octets}`, () => {
      expect(decodeOptions(hex(octets))).to.deep.equal([option]);
      expect(encodeOptions([option])).to.deep.equal(hex(octets));
    });
  }

  it("writes options that no decoder would yield as they are given", () => {
    const cookie: TcpOption = { kind: "fast-open", cookie: hex("01") };
    expect(encodeOptions([{ kind: "sack", blocks: [] }, cookie, { kind: "md5", digest: hex("") }, nop])).to.deep.equal(
      hex("0502 220301 1302 01"),
    );
    expect(encodeOptions([{ kind: "malformed", bytes: hex("0300") }, mss(1)])).to.deep.equal(hex("0300 02040001"));
  });

  const impossible: readonly (readonly [string, TcpOption])[] = [
    ["MSS: 65536 is no whole number", mss(65536)],
    ["window scale: -1 is no whole number", windowScale(-1)],
    ["timestamp value: 4294967296 is no whole number", timestamps(2 ** 32, 0)],
    ["timestamp echo: 0.5 is no whole number", timestamps(0, 0.5)],
    ["user timeout: 32768 is no whole number", { kind: "user-timeout", unit: "seconds", value: 32768 }],
    ["key id: 256 is no whole number", { kind: "authentication", keyId: 256, nextKeyId: 0, mac: hex("") }],
    ["option kind: 256 is no whole number", { kind: "unknown", code: 256, data: hex("") }],
    ["option length: 256 is no whole number", { kind: "unknown", code: 253, data: new Uint8Array(254) }],
  ];
  for (const [message, option] of impossible) {
    it(`refuses what no octet can say: ${message}`, () => {
      expect(() => encodeOptions([option])).to.throw(RangeError, message);
    });
  }
});
