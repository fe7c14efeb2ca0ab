import { expect } from "chai";
import { ACK, add, decodePacket, mss, PSH_ACK, verifyChecksums } from "../../../harness/wire";
import type { TcpOption, TcpPacket } from "../../../harness/wire";
import { ANYBODY, IRS, oneHost, PEER, PEER_6, STACK, STACK_6 } from "./one-host";

describe("the header of a segment (RFC 9293 3.1)", () => {
  for (const window of [0x7fff, 0x8000, 0xc000, 0xffff]) {
    it(`window ${window}: a large one (MUST-1)`, () => {
      const h = oneHost();
      h.listen();
      h.call({ window });
      expect(h.send("L/1", 20_000)).to.have.length(10);
    });
  }

  it("checksums are right, the data offset too, and everything unused is zero (MUST-2, MUST-69)", () => {
    for (const [source, destination] of [
      [PEER, STACK],
      [PEER_6, STACK_6],
    ] as const) {
      const h = oneHost();
      h.listen("L", { address: destination, port: 80 }, { ...ANYBODY, address: source === PEER ? "0.0.0.0" : "::" });
      const ip = { source, destination };
      const options: TcpOption[] = [mss(1460), { kind: "sack-permitted" }, { kind: "window-scale", shift: 2 }];
      const seen: TcpPacket[] = [];
      seen.push(...h.sends({ options }, ip));
      const ack = add(seen[0]?.segment.seq ?? IRS, 1);
      h.sends({ flags: ACK, seq: add(IRS, 1), ack }, ip);
      h.user.send("L/1", Buffer.from("odd"), { urgent: true }, h.now());
      const bytes = h.bytes();
      h.user.send("L/1", new Uint8Array(1461), {}, h.now());
      h.sends({ flags: PSH_ACK, seq: add(IRS, 50), ack, text: Buffer.from("beyond a gap") }, ip);
      for (const datagram of [...bytes, ...h.bytes()]) {
        expect(verifyChecksums(datagram)).to.deep.equal({ ip: true, transport: true });
        const packet = decodePacket(datagram);
        if (packet.ok && packet.value.kind === "tcp") seen.push(packet.value);
      }
      expect(seen).to.have.length.above(1);
      for (const { segment } of seen) {
        expect(segment.reserved).to.equal(0);
        for (const option of segment.options) {
          if (option.kind === "end") expect([...option.padding]).to.deep.equal([...option.padding].fill(0));
          expect(option.kind).to.not.equal("malformed");
        }
      }
    }
  });

  it("reserved bits of the peer's mean nothing", () => {
    const h = oneHost();
    h.listen();
    const ack = h.call({ reserved: 15 });
    h.sends({ flags: PSH_ACK, seq: add(IRS, 1), ack, reserved: 15, text: Buffer.from("abc") });
    expect(h.read("L/1")).to.equal("abc");
  });

  it("a data offset inside the header, or behind the segment, makes it none", () => {
    const h = oneHost();
    h.listen();
    for (const dataOffset of [0, 4, 6, 15]) expect(h.sends({ dataOffset })).to.deep.equal([]);
    expect(h.sends({})).to.have.length(1);
  });
});

describe("options as octets (RFC 9293 3.1, 3.2)", () => {
  const lists: readonly [string, readonly number[], number][] = [
    ["No-Operation before it, so that it stands at an odd place (MUST-4, MUST-64)", [1, 1, 1, 2, 4, 2, 188, 0], 700],
    ["one that nobody knows before it (MUST-6, MUST-68)", [99, 5, 2, 4, 9, 2, 4, 2, 188, 0, 0, 0], 700],
    ["behind the end of the list (MUST-4)", [0, 2, 4, 2, 188, 0, 0, 0], 536],
    ["behind a length of 0 (MUST-7)", [99, 0, 2, 4, 2, 188, 0, 0], 536],
    ["behind a length of 1 (MUST-7)", [99, 1, 2, 4, 2, 188, 0, 0], 536],
    ["with a length beyond the header (MUST-7)", [2, 40, 2, 188], 536],
    ["with a length beyond the header, before a right one (MUST-7)", [2, 4, 2, 188, 8, 10, 0, 0], 700],
    ["its kind alone, at the very end (MUST-7)", [1, 1, 1, 2], 536],
  ];
  for (const [name, octets, size] of lists) {
    it(`MSS 700 ${name} -> ${size}`, () => {
      const h = oneHost();
      h.listen();
      h.call({ options: [{ kind: "malformed", bytes: Uint8Array.from(octets) }] });
      expect(h.send("L/1", 2 * size)).to.deep.equal([size, size]);
    });
  }

  it("on any segment, known or not, they do no harm; an MSS counts on a SYN only (MUST-5)", () => {
    const h = oneHost();
    h.listen();
    const ack = h.call();
    const options: TcpOption[] = [mss(100), { kind: "unknown", code: 200, data: new Uint8Array(4) }];
    h.sends({ flags: PSH_ACK, seq: add(IRS, 1), ack, options, text: Buffer.from("abc") });
    expect(h.read("L/1")).to.equal("abc");
    expect(h.send("L/1", 1460)).to.deep.equal([1460]);
  });

  it("the MSS is on every SYN, the MTU less the fixed headers, and on nothing else (MUST-14, MUST-65, MUST-67)", () => {
    const sizes: readonly [string, string, number, number][] = [
      [PEER, STACK, 1500, 1460],
      [PEER_6, STACK_6, 1500, 1440],
      [PEER, STACK, 576, 536],
      [PEER_6, STACK_6, 1280, 1220],
      [PEER, STACK, 9000, 8960],
    ];
    for (const [source, destination, mtu, size] of sizes) {
      const h = oneHost({ mtu });
      const nobody = { address: source === PEER ? "0.0.0.0" : "::", port: 0 };
      const local = { address: destination, port: 80 };
      h.listen("L", local, nobody);
      const ip = { source, destination };
      const [answer] = h.sends({ options: [mss(1460), { kind: "timestamps", value: 1, echo: 0 }] }, ip);
      h.user.open("A", { kind: "active", local, foreign: { address: source, port: 5000 } }, h.now());
      const [syn] = h.heard();
      // RFC 6691 2: no less for timestamps
      for (const packet of [answer, syn]) expect(packet?.segment.options).to.deep.include(mss(size));
      const options: TcpOption[] = [{ kind: "timestamps", value: 1, echo: 0 }];
      h.sends({ flags: ACK, seq: add(IRS, 1), ack: add(answer?.segment.seq ?? IRS, 1), options }, ip);
      h.user.send("L/1", new Uint8Array(10), {}, h.now());
      const [text] = h.heard();
      expect(text?.segment.options.map(({ kind }) => kind))
        .to.include("timestamps")
        .and.not.include("mss");
    }
  });

  it("without an MSS from the peer: 536 octets, 1220 over IPv6 (MUST-15)", () => {
    const h = oneHost();
    h.listen("4");
    h.listen("6", { address: STACK_6, port: 80 }, { address: "::", port: 0 });
    h.call({ options: [] });
    h.call({ options: [] }, { source: PEER_6, destination: STACK_6 });
    expect(h.send("4/1", 2000)[0]).to.equal(536);
    expect(h.send("6/1", 2000)[0]).to.equal(1220);
  });
});
