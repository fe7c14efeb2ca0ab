import { expect } from "chai";
import fc from "fast-check";
import { endpointsOf, nextSerial, serialOf } from "../../../adapters/tun/address-plan";
import { ACK, encodeIcmpError, encodePacket, seq } from "../../../harness/wire";
import type { Address, IpVersion } from "../../../harness/wire";

const SEGMENT = { sourcePort: 1, destinationPort: 2, seq: seq(0), flags: ACK, window: 0 };

function segment(source: Address, destination: Address): Uint8Array {
  return encodePacket({ ip: { source, destination }, segment: SEGMENT });
}

const serials = fc.integer({ min: 1, max: 0xfffe });
const versions = fc.constantFrom<IpVersion>(4, 6);

describe("adapters/tun/address-plan", () => {
  it("gives a scenario back by what it hears", () => {
    fc.assert(
      fc.property(serials, versions, (serial, version) => {
        const { stack, peer } = endpointsOf(serial, version);
        expect(serialOf(segment(stack, peer))).to.equal(serial);
      }),
    );
  });

  it("counts what its stack sends to strangers as its own", () => {
    expect(serialOf(segment(endpointsOf(300, 4).stack, "192.0.2.1"))).to.equal(300);
    expect(serialOf(segment(endpointsOf(300, 6).stack, "2001:db8::1"))).to.equal(300);
  });

  it("goes by the receiver first", () => {
    expect(serialOf(segment(endpointsOf(1, 4).stack, endpointsOf(2, 4).peer))).to.equal(2);
    expect(serialOf(segment(endpointsOf(1, 6).stack, endpointsOf(2, 6).peer))).to.equal(2);
  });

  it("takes ICMP errors, too, and nothing else", () => {
    for (const version of [4, 6] as const) {
      const { stack: source, peer: destination } = endpointsOf(77, version);
      const error = { type: version === 4 ? 3 : 1, code: 1, parameter: 0, quote: segment(destination, source) };
      const bytes = encodeIcmpError({ source, destination }, error);
      expect(serialOf(bytes)).to.equal(77);
      const echo = Uint8Array.from(bytes);
      echo[version === 4 ? 20 : 40] = version === 4 ? 8 : 128;
      expect(serialOf(echo)).to.equal(0);
      const udp = segment(source, destination);
      udp[version === 4 ? 9 : 6] = 17;
      expect(serialOf(udp)).to.equal(0);
    }
  });

  it("is not deceived by other addresses", () => {
    expect(serialOf(segment("198.20.0.7", "198.20.0.8"))).to.equal(0);
    expect(serialOf(segment("fe80::7", "2001:2:0:3::7"))).to.equal(0);
    expect(serialOf(segment("fe80::7", "2001:2:0:2:1::7"))).to.equal(0);
  });

  it("survives any octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
        expect(serialOf(octets)).to.be.within(0, 0xffff);
      }),
    );
  });

  it("goes through all serials but those that look like a network or a broadcast", () => {
    const seen = new Set<number>();
    for (let serial = nextSerial(0); !seen.has(serial); serial = nextSerial(serial)) seen.add(serial);
    expect(seen.size).to.equal(256 * 254);
    expect([...seen].every((serial) => (serial & 0xff) !== 0 && (serial & 0xff) !== 0xff)).to.equal(true);
  });
});
