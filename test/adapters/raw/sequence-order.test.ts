import { expect } from "chai";
import fc from "fast-check";
import { SequenceOrder } from "../../../adapters/raw/sequence-order";
import { ACK, add, encodePacket, FIN, RST, seq, SYN, type Seq } from "../../../harness/wire";

const LATENESS = 20;

interface Fields {
  readonly flags?: number;
  readonly ack?: Seq;
  readonly octets?: number;
  readonly port?: number;
}

/** A segment of the stack's. */
function datagram(first: Seq, { flags = ACK, ack = seq(0), octets = 0, port = 7 }: Fields = {}): Uint8Array {
  return encodePacket({
    ip: { source: "192.0.2.7", destination: "192.0.2.66" },
    segment: {
      sourcePort: port,
      destinationPort: 50_000,
      seq: first,
      ack,
      flags,
      window: 1000,
      text: new Uint8Array(octets),
    },
  });
}

/** An order, and what it has delivered: each datagram and its time. */
function listening(): { readonly order: SequenceOrder; readonly seen: [Uint8Array, number][] } {
  const seen: [Uint8Array, number][] = [];
  return { order: new SequenceOrder((bytes, at) => seen.push([bytes, at]), LATENESS), seen };
}

const ISS = seq(-11);
const SYN_ACK_SENT = datagram(ISS, { flags: SYN | ACK });
/** Ten octets each, across the wrap of the numbers, and a FIN on the last. */
const FLIGHT = [0, 10, 20, 30].map((from) =>
  datagram(add(ISS, 1 + from), { octets: 10, flags: from === 30 ? FIN | ACK : ACK }),
);

describe("adapters/raw/sequence-order", () => {
  it("a flight comes in its order, in whatever order the link brings it", () => {
    const anyOrder = fc.shuffledSubarray(FLIGHT, { minLength: FLIGHT.length });
    fc.assert(
      fc.property(anyOrder, (brought) => {
        const { order, seen } = listening();
        order.take(SYN_ACK_SENT, 0);
        brought.forEach((bytes, index) => order.take(bytes, index + 1));
        expect(seen.map(([bytes]) => bytes)).to.deep.equal([SYN_ACK_SENT, ...FLIGHT]);
        const times = seen.map(([, at]) => at);
        expect(times, "time goes on").to.deep.equal([...times].sort((a, b) => a - b));
      }),
    );
  });

  it("what nothing was overtaken by keeps its time, and does not wait", () => {
    const { order, seen } = listening();
    const waits = [SYN_ACK_SENT, ...FLIGHT].map((bytes, index) => order.take(bytes, index));
    expect(waits).to.deep.equal([false, false, false, false, false]);
    expect(seen.map(([, at]) => at)).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it("an acknowledgement that overtook text waits for it as well (RFC 9293 3.10.4, it is at SND.NXT)", () => {
    const { order, seen } = listening();
    order.take(SYN_ACK_SENT, 0);
    expect(order.take(datagram(add(ISS, 11)), 1)).to.equal(true);
    order.take(datagram(add(ISS, 1), { octets: 10 }), 2);
    expect(seen.map(([bytes, at]) => [bytes.length, at])).to.deep.equal([
      [SYN_ACK_SENT.length, 0],
      [50, 2],
      [40, 2],
    ]);
  });

  it("numbers that never come are waited for no longer than is said, and what is behind a second gap goes on waiting", () => {
    const [, second, third, fourth] = FLIGHT as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const { order, seen } = listening();
    order.take(SYN_ACK_SENT, 0);
    order.take(second, 10);
    order.take(fourth, 12);
    order.letGo(9);
    expect(seen, "nothing is due").to.have.length(1);
    order.letGo(10);
    expect(seen.slice(1)).to.deep.equal([[second, 10]]);
    order.take(third, 15);
    expect(seen.slice(2), "the gap is forgotten").to.deep.equal([
      [third, 15],
      [fourth, 15],
    ]);
    order.letGo(100);
    expect(seen).to.have.length(4);
  });

  it("what goes again and a SYN of another connection do not wait", () => {
    const { order, seen } = listening();
    const again = datagram(add(ISS, 11), { octets: 10 });
    const next = [datagram(seq(123_456_789), { flags: SYN }), datagram(seq(123_456_790))];
    const all = [SYN_ACK_SENT, ...FLIGHT, again, ...next];
    for (const bytes of all) expect(order.take(bytes, 0)).to.equal(false);
    expect(seen).to.have.length(all.length);
  });

  it("a reset does not tell how far the stack has come (RFC 9293 3.10.7.1: it may be at the peer's ACK)", () => {
    const { order, seen } = listening();
    order.take(datagram(seq(1_000_000), { flags: RST }), 0);
    order.take(SYN_ACK_SENT, 1);
    expect(order.take(datagram(add(ISS, 500), { flags: RST }), 2)).to.equal(true);
    order.letGo(2);
    expect(order.take(datagram(add(ISS, 11)), 3), "it has left numbers out all the same").to.equal(true);
    expect(seen.map(([, at]) => at)).to.deep.equal([0, 1, 2]);
  });

  describe("an empty ACK that comes after what has overtaken it", () => {
    const FIN_AT = datagram(add(ISS, 1), { flags: FIN | ACK, ack: seq(5) });
    const CASES: readonly (readonly [what: string, late: Uint8Array, at: number, seen: number])[] = [
      ["was sent before the FIN that stands at its number", datagram(add(ISS, 1), { ack: seq(5) }), 3, 2],
      ["was sent before a later ACK", datagram(add(ISS, 2), { ack: seq(4) }), 3, 2],
      ["is a keep-alive when it comes much later", datagram(add(ISS, 1), { ack: seq(5) }), 100, 3],
      ["is a duplicate where it says the same", datagram(add(ISS, 2), { ack: seq(5) }), 3, 3],
      ["is news where it acknowledges more", datagram(add(ISS, 1), { ack: seq(6) }), 3, 3],
      ["is something else where it has text", datagram(add(ISS, 1), { ack: seq(5), octets: 1 }), 3, 3],
      ["is something else where it is a reset", datagram(add(ISS, 1), { ack: seq(4), flags: RST | ACK }), 3, 3],
    ];
    it("belongs to another connection once there was a SYN, with an ACK or without", () => {
      const { order, seen } = listening();
      order.take(SYN_ACK_SENT, 0);
      order.take(FIN_AT, 2);
      order.take(datagram(seq(7_000_000), { flags: SYN }), 3);
      order.take(datagram(seq(7_000_001), { ack: seq(-1_000_000) }), 4);
      expect(seen).to.have.length(4);
    });

    for (const [what, late, at, count] of CASES)
      it(what, () => {
        const { order, seen } = listening();
        order.take(SYN_ACK_SENT, 0);
        order.take(FIN_AT, 2);
        expect(order.take(late, at)).to.equal(false);
        expect(seen).to.have.length(count);
      });
  });

  it("each pair of ports has numbers of its own, and what is no segment is none of its business", () => {
    const { order, seen } = listening();
    order.take(SYN_ACK_SENT, 0);
    expect(order.take(datagram(seq(5_000_000), { port: 9 }), 1)).to.equal(false);
    expect(order.take(Uint8Array.of(0x45, 0, 0), 2)).to.equal(false);
    expect(seen).to.have.length(3);
  });
});
