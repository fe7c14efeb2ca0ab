import { expect } from "chai";
import { openConnections } from "../../../adapters/raw/open-connections";
import { ACK, add, decodePacket, encodePacket, FIN, RST, seq, SYN, type Segment } from "../../../harness/wire";

const OURS = { address: "192.0.2.66", port: 50_000 };
const THEIRS = { address: "192.0.2.7", port: 7 };

type Fields = Partial<Pick<Segment, "seq" | "ack" | "text">>;

function datagram(from: typeof OURS, to: typeof OURS, flags: number, fields: Fields = {}): Uint8Array {
  const segment = { sourcePort: from.port, destinationPort: to.port, seq: seq(1), ack: seq(0), flags, window: 1000 };
  return encodePacket({
    ip: { source: from.address, destination: to.address },
    segment: { ...segment, ...fields },
  });
}

const received = (flags: number, fields: Fields = {}, from = THEIRS) => datagram(from, OURS, flags, fields);
const sent = (flags: number, fields: Fields = {}) => datagram(OURS, THEIRS, flags, fields);

describe("adapters/raw/open-connections", () => {
  it("knows of nothing before the host has acknowledged something", () => {
    const connections = openConnections();
    connections.sent(sent(SYN));
    connections.received(received(SYN));
    expect(connections.resets()).to.deep.equal([]);
  });

  it("resets each connection at the number that the host expects next (RFC 5961 3.2), once", () => {
    const connections = openConnections();
    connections.received(received(SYN | ACK, { ack: seq(100) }));
    connections.received(received(ACK, { ack: seq(0xffff_ffff) }, { ...THEIRS, port: 9 }));
    connections.received(received(ACK, { ack: seq(150) }));
    const resets = connections.resets().map((bytes) => {
      const decoded = decodePacket(bytes);
      if (!decoded.ok || decoded.value.kind !== "tcp") throw new Error("that is no segment");
      const { ip, segment } = decoded.value;
      return [ip.source, segment.sourcePort, ip.destination, segment.destinationPort, segment.flags, segment.seq];
    });
    expect(resets).to.have.deep.members([
      ["192.0.2.66", 50_000, "192.0.2.7", 7, RST, 150],
      ["192.0.2.66", 50_000, "192.0.2.7", 9, RST, 0xffff_ffff],
    ]);
    expect(connections.resets()).to.deep.equal([]);
  });

  it("resets it also behind what was sent in order and is not acknowledged, as that may have arrived", () => {
    const connections = openConnections();
    const places = () =>
      connections.resets().map((bytes) => {
        const decoded = decodePacket(bytes);
        return decoded.ok && decoded.value.kind === "tcp" ? decoded.value.segment.seq : undefined;
      });
    connections.received(received(ACK, { ack: seq(100) }));
    connections.sent(sent(ACK, { seq: seq(100), text: new Uint8Array(10) }));
    connections.sent(sent(ACK, { seq: seq(500), text: new Uint8Array(10) }));
    connections.sent(sent(FIN | ACK, { seq: seq(110) }));
    connections.received(received(ACK, { ack: seq(110) }));
    expect(places()).to.deep.equal([110, 111]);
    connections.received(received(ACK, { ack: seq(100) }));
    connections.sent(sent(ACK, { seq: seq(100), text: new Uint8Array(10) }));
    connections.received(received(ACK, { ack: seq(110) }));
    expect(places(), "acknowledged").to.deep.equal([110]);
  });

  it("resets what the host has reset as well: in SYN-RECEIVED it may only have refused an ACK", () => {
    const connections = openConnections();
    connections.received(received(ACK, { ack: seq(100) }));
    connections.received(received(RST | ACK, { ack: seq(100) }));
    expect(connections.resets()).to.have.length(1);
  });

  it("leaves alone what we have reset, where that has worked for certain", () => {
    const connections = openConnections();
    connections.received(received(ACK, { ack: seq(100) }));
    connections.sent(sent(RST, { seq: add(seq(100), 1) }));
    connections.sent(sent(FIN | ACK, { seq: seq(100) }));
    expect(connections.resets()).to.have.length(2);
    connections.received(received(ACK, { ack: seq(100) }));
    connections.sent(sent(RST, { seq: seq(100) }));
    expect(connections.resets()).to.deep.equal([]);
  });

  it("takes no harm from what is no segment", () => {
    const connections = openConnections();
    for (const bytes of [new Uint8Array(), Uint8Array.of(0x45), received(ACK).subarray(0, 30)]) {
      connections.received(bytes);
      connections.sent(bytes);
    }
    expect(connections.resets()).to.deep.equal([]);
  });
});
