import { expect } from "chai";
import type { PacketEvent } from "../../../harness/port/trace";
import { unusualIn } from "../../../harness/port/unusual";
import { ACK } from "../../../harness/wire/flags";
import { encodeIpv4Options, encodeIpv6Extensions, ipOption } from "../../../harness/wire/ip-option";
import type { IpToSend } from "../../../harness/wire/packet";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import type { SegmentToSend } from "../../../harness/wire/segment";
import { seq } from "../../../harness/wire/seq";

const V4 = { stack: "192.0.2.1", peer: "192.0.2.2" };
const V6 = { stack: "2001:db8::1", peer: "2001:db8::2" };

interface Spoilt {
  readonly ip?: Partial<IpToSend>;
  readonly segment?: Partial<SegmentToSend>;
  readonly direction?: PacketEvent["direction"];
  readonly endpoints?: typeof V4;
}

function unusual({ ip, segment, direction = "peer->stack", endpoints = V4 }: Spoilt): readonly string[] {
  const { stack, peer } = endpoints;
  const [source, destination] = direction === "peer->stack" ? [peer, stack] : [stack, peer];
  const bytes = encodePacket({
    ip: { source, destination, ...ip },
    segment: { sourcePort: 1, destinationPort: 2, seq: seq(0), flags: ACK, window: 1000, ...segment },
  });
  const decoded = decodePacket(bytes);
  return unusualIn({ kind: "packet", at: 0, step: 0, direction, bytes, decoded }, endpoints);
}

describe("unusualIn", () => {
  it("finds nothing to say of a segment that is as it should be, either way", () => {
    for (const endpoints of [V4, V6])
      for (const direction of ["peer->stack", "stack->peer"] as const)
        expect(unusual({ endpoints, direction })).to.deep.equal([]);
  });

  it("tells a wrong checksum, one that is left out, and that of the IP header", () => {
    for (const direction of ["peer->stack", "stack->peer"] as const) {
      expect(unusual({ direction, segment: { checksum: 1 } })).to.deep.equal(["wrong checksum"]);
      expect(unusual({ direction, segment: { checksum: 0 } })).to.deep.equal(["checksum 0"]);
      expect(unusual({ direction, ip: { headerChecksum: 1 } })).to.deep.equal(["wrong IP header checksum"]);
    }
  });

  it("tells the addresses that are not the usual ones", () => {
    expect(unusual({ ip: { source: "255.255.255.255" } })).to.deep.equal(["from 255.255.255.255"]);
    expect(unusual({ ip: { destination: "224.0.0.1" } })).to.deep.equal(["to 224.0.0.1"]);
    expect(unusual({ ip: { source: V4.stack } })).to.deep.equal(["from the stack's own address"]);
    expect(unusual({ endpoints: V6, ip: { source: "::1" } })).to.deep.equal(["from ::1"]);
    const other = { source: "192.0.2.9", destination: "255.255.255.255" };
    expect(unusual({ direction: "stack->peer", ip: other })).to.deep.equal(["from 192.0.2.9", "to 255.255.255.255"]);
  });

  it("tells the hop limit of the peer, who has a usual one", () => {
    expect(unusual({ ip: { hopLimit: 1 } })).to.deep.equal(["TTL 1"]);
    expect(unusual({ endpoints: V6, ip: { hopLimit: 255 } })).to.deep.equal(["hop limit 255"]);
    expect(unusual({ direction: "stack->peer", ip: { hopLimit: 255 } })).to.deep.equal([]);
  });

  it("tells what comes between the IP header and the segment", () => {
    const option = ipOption(30, 1, 2);
    expect(unusual({ ip: { options: encodeIpv4Options([option]) } })).to.deep.equal(["with IP options"]);
    expect(unusual({ endpoints: V6, ip: encodeIpv6Extensions([option], []) })).to.deep.equal([
      "with extension headers",
    ]);
  });

  it("takes no address for unusual where none is usual, and says nothing of what cannot be read", () => {
    const event = { kind: "packet", at: 0, step: 0, direction: "peer->stack", bytes: new Uint8Array(4) } as const;
    expect(unusualIn({ ...event, decoded: decodePacket(event.bytes) }, V4)).to.deep.equal([]);
    const bytes = encodePacket({
      ip: { source: "0.0.0.0", destination: "224.0.0.1" },
      segment: { sourcePort: 1, destinationPort: 2, seq: seq(0), flags: ACK, window: 1000 },
    });
    expect(unusualIn({ ...event, bytes, decoded: decodePacket(bytes) }, undefined)).to.deep.equal([]);
  });
});
