import { expect } from "chai";
import fc from "fast-check";

import { addressVersion, canonicalAddress, formatAddress, parseAddress } from "../../../harness/wire/address";
import { readIpv4Address, readIpv6Address, writeAddress } from "../../../harness/wire/address-memo";
import { hex } from "./hex";

describe("address", () => {
  it("of IPv4 is four decimal octets", () => {
    expect(parseAddress("192.0.2.255")).to.deep.equal(Uint8Array.of(192, 0, 2, 255));
    expect(formatAddress(Uint8Array.of(0, 10, 200, 1))).to.equal("0.10.200.1");
  });

  // Left: any text of the address; right: the one that RFC 5952 wants. The rules are of its section 4 and 5.
  const canonical: readonly (readonly [string, string])[] = [
    ["2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"],
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1"],
    ["2001:DB8::1", "2001:db8::1"],
    // 4.2.2: one group of zeros is not shortened.
    ["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    // 4.2.3: the longest run, and the first of two that are equal.
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["fe80:0:0:0:0:0:0:0", "fe80::"],
    // 5: an IPv4 address inside.
    ["::ffff:c000:0201", "::ffff:192.0.2.1"],
    ["::FFFF:192.0.2.1", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"],
  ];
  for (const [text, expected] of canonical) {
    it(`${text} is ${expected}`, () => {
      expect(canonicalAddress(text)).to.equal(expected);
    });
  }

  const bad = [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1.2.3.04",
    "1.2.3.-4",
    "1.2.3.4 ",
    "0x1.2.3.4",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "12345::",
    "g::",
    ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "::1.2.3",
    "fe80::1%eth0",
  ];
  for (const text of bad) {
    it(`"${text}" is none`, () => {
      expect(() => parseAddress(text)).to.throw(TypeError, `"${text}" is neither an IPv4 nor an IPv6 address`);
    });
  }

  it("has four or sixteen octets", () => {
    expect(() => formatAddress(new Uint8Array(5))).to.throw(TypeError, "4 or 16 octets, not 5");
  });

  it("tells its version", () => {
    expect(addressVersion("10.0.0.1")).to.equal(4);
    expect(addressVersion("::ffff:10.0.0.1")).to.equal(6);
  });

  it("is the same after a way through bytes, and no two addresses have one text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), groups), (bytes) => {
        expect(parseAddress(formatAddress(bytes))).to.deep.equal(bytes);
      }),
    );
  });

  it("is read and written in place, remembered or not", () => {
    fc.assert(
      fc.property(groups, (bytes) => {
        for (const time of ["first", "second"]) {
          expect(readIpv6Address(bytes, 0), time).to.equal(formatAddress(bytes));
          expect(readIpv4Address(bytes, 12), time).to.equal(formatAddress(bytes.subarray(12)));
          const written = new Uint8Array(22).fill(0xa5);
          writeAddress(formatAddress(bytes), written, 1);
          writeAddress(formatAddress(bytes.subarray(12)), written, 17);
          expect(written, time).to.deep.equal(Uint8Array.of(0xa5, ...bytes, ...bytes.subarray(12), 0xa5));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("of all zeros is known from the start", () => {
    expect(readIpv4Address(hex("00000000"), 0)).to.equal("0.0.0.0");
    expect(readIpv6Address(new Uint8Array(16), 0)).to.equal("::");
  });
});

/** Sixteen octets with zeros in them, two by two. */
const groups = fc
  .array(fc.oneof(fc.constant([0, 0]), fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }))), {
    minLength: 8,
    maxLength: 8,
  })
  .map((pairs) => Uint8Array.from(pairs.flat()));
