import { expect } from "chai";

import { decodeIp, encodedIpLength, encodeIp, versionOf } from "../../../harness/wire/ip";
import type { IpHeader, IpToSend } from "../../../harness/wire/packet";
import { ipv4Header, ipv6Header } from "./arbitraries";
import { holdsRoundTrip } from "./codec";
import type { Codec } from "./codec";
import { hex } from "./hex";
import { valueOf } from "./value-of";

const EXPERIMENT = 253;

const header: Codec<IpHeader> = {
  length: (ip) => encodedIpLength(ip, ip.version),
  encode: (ip, bytes) => encodeIp(ip, ip.version, EXPERIMENT, 0, bytes),
  decode: (bytes) => {
    const datagram = valueOf(decodeIp(bytes));
    expect(datagram.protocol).to.equal(EXPERIMENT);
    expect(datagram.payloadStart).to.equal(bytes.length);
    return datagram.header;
  },
};

function encode(ip: IpToSend): Uint8Array {
  const version = versionOf(ip);
  const bytes = new Uint8Array(encodedIpLength(ip, version)).fill(0xa5);
  encodeIp(ip, version, 6, 0, bytes);
  return bytes;
}

/** The code and offset of the error that the octets are refused with. */
function refusal(octets: string): string {
  const decoded = decodeIp(hex(octets));
  return decoded.ok ? "none" : `${decoded.error.code} at ${decoded.error.offset}`;
}

const IPV4 = { source: "10.0.0.1", destination: "10.0.0.2" };
const IPV6 = { source: "::1", destination: "::2" };
const IPV6_ADDRESSES = `${"0".repeat(31)}1 ${"0".repeat(31)}2`;

describe("ip", () => {
  it("round trip of IPv4 headers", () => {
    holdsRoundTrip(header, ipv4Header);
  });

  it("round trip of IPv6 headers", () => {
    holdsRoundTrip(header, ipv6Header(EXPERIMENT));
  });

  it("gives fields that are left out their right values", () => {
    // The checksum by hand: 4500 + 0014 + 4000 + 4006 + 0a00 + 0001 + 0a00 + 0002 = d91d, and ffff - d91d = 26e2.
    expect(encode(IPV4)).to.deep.equal(hex("45 00 0014 0000 4000 40 06 26e2 0a000001 0a000002"));
    expect(encode(IPV6)).to.deep.equal(hex(`6 00 00000 0000 06 40 ${IPV6_ADDRESSES}`));
  });

  it("sends fields as they are given", () => {
    const ipv4 = { ...IPV4, trafficClass: 3, identification: 7, reservedFlag: true, dontFragment: false, hopLimit: 0 };
    expect(encode({ ...ipv4, headerChecksum: 0xbad })).to.deep.equal(
      hex("45 03 0014 0007 8000 00 06 0bad 0a000001 0a000002"),
    );
    const extensions = hex("06 00 0104 00000000");
    expect(encode({ ...IPV6, trafficClass: 0xab, flowLabel: 0xcdef0, nextHeader: 60, extensions })).to.deep.equal(
      hex(`6 ab cdef0 0008 3c 40 ${IPV6_ADDRESSES} 06 00 0104 00000000`),
    );
  });

  it("fills IPv4 options up to a whole word", () => {
    expect(encode({ ...IPV4, options: hex("0101 01 01 01"), headerChecksum: 0 })).to.deep.equal(
      hex("47 00 001c 0000 4000 40 06 0000 0a000001 0a000002 01010101 01000000"),
    );
  });

  it("refuses what no octet can say", () => {
    expect(() => encode({ ...IPV4, options: new Uint8Array(41) })).to.throw(RangeError, "header length in words: 16");
    expect(() => encode({ ...IPV4, identification: 65536 })).to.throw(RangeError, "identification: 65536");
    expect(() => encode({ ...IPV4, trafficClass: 256 })).to.throw(RangeError, "traffic class: 256");
    expect(() => encode({ ...IPV4, hopLimit: -1 })).to.throw(RangeError, "hop limit: -1");
    expect(() => encode({ ...IPV4, headerChecksum: 65536 })).to.throw(RangeError, "header checksum: 65536");
    expect(() => encode({ ...IPV6, flowLabel: 2 ** 20 })).to.throw(RangeError, "flow label: 1048576");
    expect(() => encode({ ...IPV6, nextHeader: 256 })).to.throw(RangeError, "next header: 256");
    expect(() => encodeIp(IPV4, 4, 6, 65516, new Uint8Array(20))).to.throw(RangeError, "total length: 65536");
    expect(() => encodeIp(IPV6, 6, 6, 65536, new Uint8Array(40))).to.throw(RangeError, "payload length: 65536");
  });

  it("refuses addresses of two versions, and text that is no address", () => {
    expect(() => encode({ source: "10.0.0.1", destination: "::1" })).to.throw(TypeError, "10.0.0.1 and ::1");
    expect(() => encode({ source: "10.0.0.1", destination: "localhost" })).to.throw(
      TypeError,
      '"localhost" is neither',
    );
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ["nothing", "", "truncated at 0"],
    ["version 5", "55", "version at 0"],
    ["a part of an IPv4 header", "45 00 0014 0000 4000 40 06 0000 0a000001 0a0000", "truncated at 19"],
    ["IHL under 5", "44 00 0014 0000 4000 40 06 0000 0a000001 0a000002", "header-length at 0"],
    ["IHL past the datagram", "46 00 0014 0000 4000 40 06 0000 0a000001 0a000002", "header-length at 0"],
    ["a total length past the octets", "45 00 0015 0000 4000 40 06 0000 0a000001 0a000002", "truncated at 20"],
    ["a total length under the octets", "45 00 0014 0000 4000 40 06 0000 0a000001 0a000002 00", "length at 2"],
    ["a total length under the header", "45 00 0013 0000 4000 40 06 0000 0a000001 0a000002", "length at 2"],
    ["a first fragment", "45 00 0014 0000 2000 40 06 0000 0a000001 0a000002", "fragment at 6"],
    ["a last fragment", "45 00 0014 0000 0001 40 06 0000 0a000001 0a000002", "fragment at 6"],
    ["a part of an IPv6 header", "60000000 0000 06 40 00", "truncated at 9"],
    ["a payload length past the octets", `60000000 0001 06 40 ${IPV6_ADDRESSES}`, "truncated at 40"],
    ["a payload length under the octets", `60000000 0001 06 40 ${IPV6_ADDRESSES} 0000`, "length at 4"],
    ["a jumbogram", `60000000 0000 00 40 ${IPV6_ADDRESSES} 06 00 c204 00010000`, "length at 4"],
    ["an extension header that is missing", `60000000 0000 00 40 ${IPV6_ADDRESSES}`, "extension-header at 40"],
    ["a part of one", `60000000 0004 3c 40 ${IPV6_ADDRESSES} 06 00 0104`, "extension-header at 40"],
    ["one past the end", `60000000 0008 3c 40 ${IPV6_ADDRESSES} 06 01 0104 00000000`, "extension-header at 40"],
    [
      "a second one past the end",
      `60000000 0008 3c 40 ${IPV6_ADDRESSES} 2b 00 0104 00000000`,
      "extension-header at 48",
    ],
    ["ESP", `60000000 0008 32 40 ${IPV6_ADDRESSES} 0000000000000000`, "extension-header at 40"],
    ["an IPv6 fragment with an offset", `60000000 0008 2c 40 ${IPV6_ADDRESSES} 06 00 0008 00000001`, "fragment at 40"],
    [
      "an IPv6 fragment with more to come",
      `60000000 0008 2c 40 ${IPV6_ADDRESSES} 06 00 0001 00000001`,
      "fragment at 40",
    ],
  ];
  for (const [name, octets, error] of refused) {
    it(`refuses ${name}`, () => {
      expect(refusal(octets)).to.equal(error);
    });
  }

  it("says what is wrong with a fragment in so many words", () => {
    const decoded = decodeIp(hex("45 00 0014 0000 2000 40 06 0000 0a000001 0a000002"));
    expect(decoded.ok ? "" : decoded.error.message).to.equal(
      "a fragment of a datagram, which is not put together here",
    );
  });

  it("takes a fragment that is a whole datagram for one (RFC 6946)", () => {
    const datagram = valueOf(decodeIp(hex(`60000000 0008 2c 40 ${IPV6_ADDRESSES} 06 00 0006 00000001`)));
    expect(datagram).to.deep.include({ protocol: 6, payloadStart: 48 });
  });
});
