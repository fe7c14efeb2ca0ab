import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, add, encodeIcmpError, encodePacket, mss, seq, SYN, SYN_ACK } from "../../../harness/wire";
import type { TcpPacket } from "../../../harness/wire";
import { IRS, LOCAL, oneHost, PEER, PEER_6, STACK, STACK_6 } from "./one-host";

const ANYBODY_6 = { address: "::", port: 0 };
const IP = { source: PEER_6, destination: STACK_6 };
const sizes = (packets: readonly TcpPacket[]) => packets.map(({ segment }) => segment.text.length);

/** A host with a connection over IPv6 to a peer that offers `size`. */
function calledOverIpv6(size: number, mtu = 1500) {
  const h = oneHost({ mtu });
  h.listen("L", { address: STACK_6, port: 80 }, ANYBODY_6);
  h.call({ options: [mss(size)] }, IP);
  return h;
}

describe("over IPv6", () => {
  it("the checksum is over both addresses (RFC 8200 8.1)", () => {
    const h = oneHost();
    h.listen("L", { address: STACK_6, port: 80 }, ANYBODY_6);
    const call = { sourcePort: 4000, destinationPort: 80, seq: IRS, flags: SYN, window: 65535 };
    const right = encodePacket({ ip: IP, segment: call });
    const another = right.slice();
    // The last octet of the source address.
    another[23] = 99;
    expect(h.receives(another)).to.deep.equal([]);
    expect(h.receives(right)).to.have.length(1);
  });

  it("extension headers are none of TCP's (RFC 8200 8.1)", () => {
    // Hop-by-hop options, destination options behind it, padding in both.
    const extensions = Uint8Array.of(60, 0, 1, 4, 0, 0, 0, 0, 6, 0, 1, 4, 0, 0, 0, 0);
    const h = oneHost();
    h.listen("L", { address: STACK_6, port: 80 }, ANYBODY_6);
    h.call({}, { ...IP, nextHeader: 0, extensions });
    expect(h.user.status("L/1").state).to.equal("ESTABLISHED");
  });

  it("an MSS of 65535 sets no limit, the path does (RFC 2675 5.1)", () => {
    const h = calledOverIpv6(65535, 9000);
    expect(h.send("L/1", 9000)).to.deep.equal([8940]);
  });

  describe("what is too big (RFC 8201 4)", () => {
    /** The answer to an error about the first of two segments in the air. */
    function afterError(mtu: number): readonly number[] {
      const h = calledOverIpv6(1440);
      h.user.send("L/1", new Uint8Array(2880), {}, h.now());
      const [quote] = h.bytes();
      if (quote === undefined) throw new Error("text was sent");
      const error = { type: 2, code: 0, parameter: mtu, quote };
      return sizes(h.receives(encodeIcmpError({ source: "2001:db8::99", destination: STACK_6 }, error)));
    }

    it("goes again in smaller segments", () => {
      expect(afterError(1300)).to.deep.equal([1240, 1240, 400]);
    });

    it("an error that says less than 1280, or nothing, is passed over", () => {
      for (const mtu of [0, 68, 1279]) expect(afterError(mtu)).to.deep.equal([]);
      expect(afterError(1280)).to.deep.equal([1220, 1220, 440]);
    });
  });
});

describe("an error of the network while calling (RFC 5461 4)", () => {
  it("a soft one changes nothing: the SYN goes again, and its answer counts", () => {
    const h = oneHost();
    h.user.open("A", { kind: "active", local: LOCAL, foreign: { address: PEER, port: 4000 } }, h.now());
    const [quote] = h.bytes();
    if (quote === undefined) throw new Error("a SYN was sent");
    for (const error of [
      { type: 3, code: 0 },
      { type: 3, code: 1 },
      { type: 11, code: 0 },
    ]) {
      expect(
        h.receives(encodeIcmpError({ source: "198.51.100.1", destination: STACK }, { ...error, quote })),
      ).to.deep.equal([]);
    }
    expect(h.user.status("A").state).to.equal("SYN-SENT");
    const [again] = h.pass(SECOND);
    expect(again?.segment.flags).to.equal(SYN);
    h.sends({ flags: SYN_ACK, ack: add(again?.segment.seq ?? IRS, 1) });
    expect(h.user.status("A").state).to.equal("ESTABLISHED");
  });
});

describe("over IPv4", () => {
  it("nothing may be fragmented (RFC 7323 5.7)", () => {
    const h = oneHost();
    h.listen();
    const ack = h.call();
    h.user.send("L/1", new Uint8Array(2000), {}, h.now());
    const packets = [...h.heard(), ...h.pass(SECOND), ...h.sends({ flags: ACK, seq: seq(99), ack })];
    expect(packets).to.have.length(3);
    for (const { ip } of packets) expect(ip).to.include({ source: STACK, destination: PEER, dontFragment: true });
  });
});
