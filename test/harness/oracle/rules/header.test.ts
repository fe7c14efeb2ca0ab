import { expect } from "chai";
import { RULES, readable, violations } from "../../../../harness/oracle/rules";
import { verdictOfBreach } from "../../../../harness/port/verdict";
import {
  ACK,
  CWR,
  ECE,
  FIN,
  FIN_ACK,
  PSH,
  PSH_ACK,
  RST,
  RST_ACK,
  SYN,
  SYN_ACK,
  URG,
} from "../../../../harness/wire/flags";
import { mss, nop, sack, sackPermitted, timestamps, windowScale } from "../../../../harness/wire/option";
import { seq } from "../../../../harness/wire/seq";
import { REQUIREMENTS } from "../../../../suites/requirements";
import { peer, PROFILE, stack, trace } from "../conversation";
import { breaches } from "./breaches";

const CALLED = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, options: [mss(1460)] }), peer(ACK)];

describe("rules", () => {
  for (const rule of [...RULES, readable]) {
    it(`${rule.id} is in the catalogue, with a level that a stack can fail`, () => {
      expect(REQUIREMENTS.get(rule.id)).to.include({ level: rule.level });
      expect(verdictOfBreach(rule.level)).to.be.oneOf(["fail", "nonstrict"]);
      expect(rule.section).to.match(/^RFC \d+ \d/);
    });
  }

  it("have an id each", () => {
    expect(new Set(RULES.map(({ id }) => id)).size).to.equal(RULES.length);
  });

  it("find nothing in a conversation as the RFC has it (figures 6 and 12)", () => {
    const conversation = [
      ...CALLED,
      peer(PSH_ACK, { text: 10 }),
      stack(PSH_ACK, { ack: 11, text: 20 }),
      peer(ACK, { seq: 11, ack: 21 }),
      stack(FIN_ACK, { seq: 21, ack: 11 }),
      peer(ACK, { seq: 11, ack: 22 }),
      peer(FIN_ACK, { seq: 11, ack: 22 }),
      stack(ACK, { seq: 22, ack: 12 }),
    ];
    expect(breaches(...conversation)).to.deep.equal([]);
  });

  it("say nothing of a fragment, which somebody else can put together", () => {
    const fragment = (bytes: Uint8Array) => void (bytes[6] = 0x20);
    expect(breaches(...CALLED, stack(ACK, { spoil: fragment }))).to.deep.equal([]);
    const short = (bytes: Uint8Array) => void (bytes[32] = 0xf0);
    expect(breaches(...CALLED, stack(ACK, { spoil: short }))).to.deep.equal(["793-3.1-HDR-DATAOFFSET@3"]);
  });

  it("do not look at what the peer sends", () => {
    const broken = { reserved: 15, checksum: 1, options: [{ kind: "malformed", bytes: Uint8Array.of(2, 0) }] } as const;
    expect(breaches(peer(SYN | FIN | RST, broken), peer(0, broken), peer(ACK, { options: [mss(1)] }))).to.deep.equal(
      [],
    );
  });
});

describe("header rules", () => {
  describe("MUST-2: every segment carries the right checksum", () => {
    it("is broken by any other, in TCP and in IPv4", () => {
      expect(breaches(...CALLED, stack(ACK, { checksum: 0 }))).to.deep.equal(["MUST-2@3"]);
      expect(breaches(...CALLED, stack(ACK, { spoil: (bytes) => (bytes[8] = 1) }))).to.deep.equal(["MUST-2@3"]);
    });

    it("tells which of the two is wrong", () => {
      const messages = [{ checksum: 0 }, { spoil: (bytes: Uint8Array) => void (bytes[8] = 1) }].flatMap((fields) =>
        violations(trace(...CALLED, stack(ACK, fields)), PROFILE).map(({ message }) => message),
      );
      expect(messages).to.deep.equal(["the TCP checksum is wrong", "the IPv4 header checksum is wrong"]);
    });
  });

  describe("793-3.1-HDR-RESERVED: reserved bits are sent as zero", () => {
    it("is broken by each of the four", () => {
      for (const reserved of [1, 2, 4, 8])
        expect(breaches(...CALLED, stack(ACK, { reserved }))).to.deep.equal(["793-3.1-HDR-RESERVED@3"]);
    });

    it("leaves AE alone on a SYN that asks for more accurate ECN, and nowhere else (RFC 9768 3.1.1)", () => {
      const asks = (reserved: number, flags: number) => breaches(stack(flags, { seq: 0, reserved }));
      expect(asks(1, SYN | ECE | CWR)).to.deep.equal([]);
      expect(asks(3, SYN | ECE | CWR)).to.deep.equal(["793-3.1-HDR-RESERVED@0"]);
      expect(asks(1, SYN | ECE)).to.deep.equal(["793-3.1-HDR-RESERVED@0"]);
    });

    it("leaves ECE and CWR alone, which were reserved once (RFC 3168 6.1)", () => {
      expect(breaches(stack(SYN | ECE | CWR, { seq: 0 }))).to.deep.equal([]);
      expect(breaches(...CALLED, stack(ACK | ECE))).to.deep.equal([]);
    });
  });

  describe("793-3.1-HDR-ACK-ALWAYS: sensible flags", () => {
    for (const flags of [0, FIN, PSH, URG, FIN | PSH | URG]) {
      it(`is broken by 0x${flags.toString(16)}: ACK is missing`, () => {
        expect(breaches(...CALLED, stack(flags, { seq: 1 }))).to.deep.equal(["793-3.1-HDR-ACK-ALWAYS@3"]);
      });
    }

    for (const flags of [SYN | FIN, SYN_ACK | FIN, SYN_ACK | RST, FIN_ACK | RST]) {
      it(`is broken by 0x${flags.toString(16)}: a senseless mixture`, () => {
        expect(breaches(...CALLED, stack(flags))).to.include("793-3.1-HDR-ACK-ALWAYS@3");
      });
    }

    it("is kept by a first SYN, a SYN,ACK, a reset with and without ACK, and FIN with PSH and URG", () => {
      expect(breaches(stack(SYN, { seq: 0 }))).to.deep.equal([]);
      expect(breaches(...CALLED, stack(RST))).to.deep.equal([]);
      expect(breaches(...CALLED, stack(RST_ACK))).to.deep.equal([]);
      expect(breaches(...CALLED, stack(FIN_ACK | PSH | URG, { text: 3 }))).to.deep.equal([]);
    });
  });

  describe("MUST-68: options are well formed", () => {
    it("is broken by an impossible length", () => {
      for (const bytes of [Uint8Array.of(8, 0, 0, 0), Uint8Array.of(8, 40, 0, 0), Uint8Array.of(3, 1, 0, 0)])
        expect(breaches(...CALLED, stack(ACK, { options: [{ kind: "malformed", bytes }] }))).to.deep.equal([
          "MUST-68@3",
        ]);
    });

    it("is kept by kinds that nobody knows, as long as they have a length", () => {
      const unknown = { kind: "unknown", code: 253, data: Uint8Array.of(1, 2) } as const;
      expect(breaches(...CALLED, stack(ACK, { options: [unknown] }))).to.deep.equal([]);
    });
  });

  describe("MUST-69: zeros after the end of the list", () => {
    it("is broken by anything else", () => {
      const options = [{ kind: "end", padding: Uint8Array.of(0, 0, 1) }] as const;
      expect(breaches(...CALLED, stack(ACK, { options }))).to.deep.equal(["MUST-69@3"]);
    });

    it("is kept by zeros, and by NOPs before the end", () => {
      const options = [nop, nop, { kind: "end", padding: Uint8Array.of(0) }] as const;
      expect(breaches(...CALLED, stack(ACK, { options }))).to.deep.equal([]);
    });
  });

  describe("MUST-65: the MSS option is sent on SYNs only", () => {
    it("is broken by one on an ACK", () => {
      expect(breaches(...CALLED, stack(ACK, { options: [mss(1460)] }))).to.deep.equal(["MUST-65@3"]);
    });

    it("is kept by one on a SYN and on a SYN,ACK, and by other options later", () => {
      expect(breaches(stack(SYN, { seq: 0, options: [mss(1460), windowScale(3)] }))).to.deep.equal([]);
      expect(breaches(...CALLED, stack(ACK, { options: [nop, nop, timestamps(1, 2)] }))).to.deep.equal([]);
    });
  });

  describe("2018-2-SACKPERM-SYNONLY: SACK is permitted on SYNs only", () => {
    it("is broken by a permission on an ACK", () => {
      expect(breaches(...CALLED, stack(ACK, { options: [nop, nop, sackPermitted] }))).to.deep.equal([
        "2018-2-SACKPERM-SYNONLY@3",
      ]);
    });

    it("is kept by one on a SYN, and by blocks later", () => {
      expect(breaches(stack(SYN, { seq: 0, options: [mss(1460), sackPermitted] }))).to.deep.equal([]);
      const early = peer(PSH_ACK, { seq: 5, text: 3 });
      const blocks = sack({ left: seq(5), right: seq(8) });
      expect(breaches(...CALLED, early, stack(ACK, { options: [nop, nop, blocks] }))).to.deep.equal([]);
    });
  });

  describe("793-3.1-HDR-DATAOFFSET: what is sent can be read", () => {
    it("is broken by a data offset that is too small or too large", () => {
      for (const offset of [0, 4, 15])
        expect(breaches(...CALLED, stack(ACK, { spoil: (bytes) => (bytes[32] = offset << 4) }))).to.deep.equal([
          "793-3.1-HDR-DATAOFFSET@3",
        ]);
    });

    it("is broken by a datagram that is cut short", () => {
      const cut = stack(ACK);
      const bytes = cut.bytes.slice(0, 30);
      const decoded = { ok: false, error: { code: "truncated", offset: 30, message: "cut" } } as const;
      expect(breaches(...CALLED, { ...cut, bytes, decoded })).to.deep.equal(["793-3.1-HDR-DATAOFFSET@3"]);
    });
  });
});
