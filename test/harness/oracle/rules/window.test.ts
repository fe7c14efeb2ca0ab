import { expect } from "chai";
import { ACK, FIN_ACK, PSH_ACK, RST, RST_ACK, SYN, SYN_ACK } from "../../../../harness/wire/flags";
import { windowScale } from "../../../../harness/wire/option";
import { peer, stack } from "../conversation";
import { breaches } from "./breaches";

const NONE: readonly string[] = [];

describe("SHLD-14: the right edge of the window never moves back", () => {
  const RULE = "SHLD-14";
  /** The edge lies at 1001, and 100 octets have come. */
  const CALLED = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(PSH_ACK, { text: 100 })];

  it("is broken by an ACK that takes some of the window back, and by text that does", () => {
    expect(breaches(...CALLED, stack(ACK, { ack: 101, window: 899 }))).to.deep.equal([`${RULE}@3`]);
    expect(breaches(...CALLED, stack(ACK, { ack: 1, window: 0 }))).to.deep.equal([`${RULE}@3`]);
    expect(breaches(...CALLED, stack(PSH_ACK, { ack: 101, window: 800, text: 5 }))).to.deep.equal([`${RULE}@3`]);
  });

  it("is held against the furthest edge that there was", () => {
    const wide = [...CALLED, stack(ACK, { ack: 101, window: 2000 })];
    expect(breaches(...wide, stack(ACK, { ack: 101, window: 1999 }))).to.deep.equal([`${RULE}@4`]);
    const twice = [...wide, stack(ACK, { ack: 101, window: 1500 }), stack(ACK, { ack: 101, window: 1600 })];
    expect(breaches(...twice)).to.deep.equal([`${RULE}@4`, `${RULE}@5`]);
  });

  it("is kept by a window that falls as text comes, and by one that grows", () => {
    expect(breaches(...CALLED, stack(ACK, { ack: 101, window: 900 }))).to.deep.equal(NONE);
    expect(breaches(...CALLED, stack(ACK, { ack: 101, window: 5000 }))).to.deep.equal(NONE);
  });

  it("is kept by what is sent again as it was, by resets, and behind the peer's FIN", () => {
    const sent = [...CALLED, stack(PSH_ACK, { ack: 1, text: 5 }), stack(ACK, { seq: 6, ack: 101, window: 5000 })];
    expect(breaches(...sent, stack(PSH_ACK, { ack: 101, window: 900, text: 5 }))).to.deep.equal(NONE);
    expect(breaches(...CALLED, stack(RST, { window: 0 }))).to.deep.equal(NONE);
    expect(breaches(...CALLED, stack(RST_ACK, { ack: 101, window: 0 }))).to.deep.equal(NONE);
    expect(breaches(...CALLED, peer(FIN_ACK, { seq: 101 }), stack(ACK, { ack: 102, window: 0 }))).to.deep.equal(NONE);
  });

  it("begins anew with each connection", () => {
    const again = [peer(RST, { seq: 101 }), peer(SYN, { seq: 5000 })];
    const answered = stack(SYN_ACK, { seq: 9000, ack: 5001, window: 10 });
    expect(breaches(...CALLED, ...again, answered)).to.deep.equal(NONE);
  });

  describe("with windows that are scaled", () => {
    const scaled = { seq: 0, options: [windowScale(4)] };
    const agreed = [peer(SYN, scaled), stack(SYN_ACK, { ...scaled, window: 1000 }), peer(PSH_ACK, { text: 9 })];

    it("counts in units, but on a SYN, and forgives what a unit rounds off (RFC 7323 2.4)", () => {
      expect(breaches(...agreed, stack(ACK, { ack: 1, window: 62 }))).to.deep.equal(NONE);
      expect(breaches(...agreed, stack(ACK, { ack: 1, window: 61 }))).to.deep.equal([`${RULE}@3`]);
      expect(breaches(...agreed, stack(ACK, { ack: 10, window: 61 }))).to.deep.equal(NONE);
      expect(breaches(...agreed, stack(ACK, { ack: 10, window: 60 }))).to.deep.equal([`${RULE}@3`]);
    });

    it("is not judged where it is not clear whether they are scaled", () => {
      const other = peer(SYN, { seq: 7000 });
      expect(breaches(...agreed, other, stack(ACK, { ack: 10, window: 0 }))).to.deep.equal(NONE);
    });

    it("counts octets where the peer does not scale", () => {
      const alone = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { ...scaled, window: 1000 }), peer(ACK)];
      expect(breaches(...alone, stack(ACK, { ack: 1, window: 999 }))).to.deep.equal([]);
      expect(breaches(...alone, stack(ACK, { ack: 1, window: 984 }))).to.deep.equal([`${RULE}@3`]);
    });
  });
});

describe("7323-2.3-WS-OWN14: no shift above 14", () => {
  const RULE = "7323-2.3-WS-OWN14";

  it("is broken by 15, on a SYN and on a SYN,ACK, and kept by 14", () => {
    expect(breaches(stack(SYN, { seq: 0, options: [windowScale(15)] }))).to.deep.equal([`${RULE}@0`]);
    expect(breaches(stack(SYN, { seq: 0, options: [windowScale(14)] }))).to.deep.equal(NONE);
    const call = peer(SYN, { seq: 0, options: [windowScale(2)] });
    expect(breaches(call, stack(SYN_ACK, { seq: 0, options: [windowScale(255)] }))).to.deep.equal([`${RULE}@1`]);
  });
});
