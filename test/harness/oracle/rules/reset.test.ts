import { expect } from "chai";
import type { PacketEvent } from "../../../../harness/port/trace";
import { violations } from "../../../../harness/oracle/rules";
import { ACK, FIN_ACK, PSH_ACK, RST, RST_ACK, SYN, SYN_ACK, URG } from "../../../../harness/wire/flags";
import { diff, seq } from "../../../../harness/wire/seq";
import { call, ISS, peer, PROFILE, stack, trace } from "../conversation";
import { breaches } from "./breaches";

const CALLED = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(ACK)];
const NONE: readonly string[] = [];

/** The number 0 as it stands in the header, counted from ISS. */
const ZERO_SEQ = diff(seq(0), ISS);

describe("793-3.4-RSTGEN-CLOSED-SEQ: the form of a reset", () => {
  const RULE = "793-3.4-RSTGEN-CLOSED-SEQ";

  it("is broken by a SEQ that nobody has acknowledged", () => {
    expect(breaches(peer(ACK, { ack: 500 }), stack(RST, { seq: 501 }))).to.deep.equal([`${RULE}@1`]);
    expect(breaches(...CALLED, stack(RST, { seq: 2 }))).to.deep.equal([`${RULE}@3`]);
    expect(breaches(...CALLED, stack(RST, { seq: -1 }))).to.deep.equal([`${RULE}@3`]);
    expect(breaches(...CALLED, stack(RST_ACK, { seq: 2 }))).to.deep.equal([`${RULE}@3`]);
  });

  it("is broken where the segment had no ACK, by any SEQ but 0", () => {
    expect(breaches(peer(SYN, { seq: 0 }), stack(RST_ACK, { seq: ZERO_SEQ + 7 }))).to.deep.equal([`${RULE}@1`]);
  });

  it("is broken where the segment had no ACK, by any ACK but SEG.SEQ+SEG.LEN", () => {
    for (const ack of [0, 2, -1])
      expect(breaches(peer(SYN, { seq: 0 }), stack(RST_ACK, { seq: ZERO_SEQ, ack }))).to.deep.equal([`${RULE}@1`]);
    expect(breaches(peer(URG, { text: 5 }), stack(RST_ACK, { seq: ZERO_SEQ, ack: 1 }))).to.deep.equal([`${RULE}@1`]);
    expect(breaches(peer(SYN, { seq: 0 }), stack(RST, { seq: ZERO_SEQ }))).to.deep.equal([`${RULE}@1`]);
    // Here SEG.SEQ+SEG.LEN is 0, and so is a field that says nothing.
    expect(breaches(peer(SYN, { seq: 2 }), stack(RST, { seq: ZERO_SEQ }))).to.deep.equal([`${RULE}@1`]);
  });

  it("is kept by an answer to a segment with ACK, which takes its SEQ from there (3.5.2, first)", () => {
    expect(breaches(peer(ACK, { ack: 500 }), stack(RST, { seq: 500 }))).to.deep.equal(NONE);
    expect(breaches(peer(SYN_ACK, { ack: 500 }), stack(RST, { seq: 500 }))).to.deep.equal(NONE);
    expect(breaches(peer(ACK, { ack: 500, text: 3 }), stack(RST_ACK, { seq: 500, ack: 4 }))).to.deep.equal(NONE);
  });

  it("is kept by an answer to a segment without, whose every number it counts (3.5.2, first)", () => {
    const answers = [
      [peer(SYN, { seq: 0 }), 1],
      [peer(SYN, { seq: 0, text: 5 }), 6],
      [peer(0, { seq: 9, text: 5 }), 14],
      [peer(0, { seq: 9 }), 9],
    ] as const;
    for (const [segment, ack] of answers)
      expect(breaches(segment, stack(RST_ACK, { seq: ZERO_SEQ, ack }))).to.deep.equal(NONE);
  });

  it("is kept by an abort, <SEQ=SND.NXT>, with ACK and without (3.10.5)", () => {
    const sent = [...CALLED, stack(PSH_ACK, { text: 5 })];
    expect(breaches(...sent, stack(RST, { seq: 6 }))).to.deep.equal(NONE);
    expect(breaches(...sent, stack(RST_ACK, { seq: 6 }))).to.deep.equal(NONE);
  });

  it("is kept by an answer to an ACK that came before others", () => {
    expect(breaches(peer(ACK, { ack: 500 }), peer(ACK, { ack: 600 }), stack(RST, { seq: 500 }))).to.deep.equal(NONE);
  });

  it("knows no ACK of another connection", () => {
    expect(breaches(peer(ACK, { ack: 500, port: 1 }), stack(RST, { seq: 500 }))).to.deep.equal([`${RULE}@1`]);
  });
});

describe("793-3.4-RST-NEVER-FOR-RST: a reset is never answered with a reset", () => {
  const RULE = "793-3.4-RST-NEVER-FOR-RST";

  it("is broken by a reset that comes at once, from a connection and from none", () => {
    expect(breaches(peer(RST_ACK, { ack: 500 }), stack(RST, { seq: 500 }))).to.deep.equal([`${RULE}@1`]);
    expect(breaches(...CALLED, peer(RST), stack(RST))).to.deep.equal([`${RULE}@4`]);
    expect(breaches(...CALLED, peer(RST, { seq: 500 }), stack(RST_ACK))).to.deep.equal([`${RULE}@4`]);
  });

  it("is kept by an ACK, and by nothing", () => {
    expect(breaches(...CALLED, peer(RST, { seq: 5 }), stack(ACK))).to.deep.equal(NONE);
    expect(breaches(...CALLED, peer(RST))).to.deep.equal(NONE);
  });

  it("is kept where the user aborted in between", () => {
    expect(breaches(...CALLED, peer(RST, { seq: 500 }), call("ABORT"), stack(RST))).to.deep.equal(NONE);
  });

  it("is broken where the user did something before", () => {
    const before = [...CALLED, call("SEND"), peer(RST_ACK, { seq: 500, at: 1 })];
    expect(breaches(...before, stack(RST, { at: 1 }))).to.deep.equal([`${RULE}@5`]);
  });

  it("is kept by a reset that comes later, of a timer for instance", () => {
    expect(breaches(...CALLED, peer(RST, { seq: 500 }), stack(RST, { at: 1 }))).to.deep.equal(NONE);
  });

  it("is kept by the answer to another segment that was sent in between, or heard later than it was sent", () => {
    expect(breaches(...CALLED, peer(RST, { seq: 500 }), peer(ACK, { ack: 9 }), stack(RST, { seq: 9 }))).to.deep.equal(
      NONE,
    );
    const crossing = [peer(ACK, { ack: 9 }), peer(RST_ACK, { ack: 9, at: 0.002 }), stack(RST, { seq: 9, at: 0.001 })];
    expect(breaches(...CALLED, ...crossing)).to.deep.equal(NONE);
  });

  it("does not hold against the next connection, nor against another pair of sockets", () => {
    const other = peer(ACK, { ack: 9, port: 1 });
    expect(breaches(other, peer(RST), stack(RST, { seq: 9, port: 1 }))).to.deep.equal(NONE);
    const again = [peer(RST), peer(SYN, { seq: 70 }), stack(RST_ACK, { seq: ZERO_SEQ, ack: 71 })];
    expect(breaches(...CALLED, ...again)).to.deep.equal(NONE);
  });
});

describe("violations", () => {
  it("say what is wrong in a sentence", () => {
    const said = (...events: readonly PacketEvent[]) =>
      violations(trace(...events), PROFILE).map(({ message }) => message);
    expect(said(stack(SYN, { seq: 0 }), stack(ACK))).to.deep.equal([
      "ACK acknowledges, but no intact SYN of the peer has arrived",
    ]);
    expect(said(peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, ack: 0 }))).to.deep.equal([
      "ACK does not count the peer's SYN",
    ]);
    expect(said(...CALLED, stack(ACK, { seq: -1 }))).to.deep.equal(["SEQ is 1 before the stack's own ISS"]);
    expect(said(...CALLED, stack(PSH_ACK, { text: "\x0a" }), stack(PSH_ACK, { text: "\xa0" }))).to.deep.equal([
      "octet 0 was 0xa the first time and is 0xa0 now",
    ]);
    expect(said(...CALLED, stack(FIN_ACK, { text: 2 }), stack(FIN_ACK))).to.deep.equal(["FIN has moved by -2"]);
    expect(said(peer(ACK, { ack: 9 }), stack(RST_ACK, { seq: 7 }))).to.deep.equal([
      "SEQ is neither 0 nor a number that the peer has acknowledged",
    ]);
  });

  it("come in the order in which they happened, each with what is wrong", () => {
    const found = violations(
      trace(...CALLED, stack(ACK, { seq: 4 }), stack(ACK, { ack: 3, checksum: 0 }), stack(FIN_ACK, { seq: 4 })),
      PROFILE,
    );
    expect(found.map(({ rule, message, event }) => [event, rule.id, message])).to.deep.equal([
      [3, "793-3.3-SYN-FIN-OCCUPY", "SEQ is 3 past SND.NXT, the next number to be used"],
      [4, "MUST-2", "the TCP checksum is wrong"],
      [4, "793-3.3-ACK-CUMULATIVE", "ACK is 2 past the last number that arrived in order"],
      // What the segments before have used, they have used.
      [5, "793-3.3-ACK-MONOTONIC", "ACK is 2 less than the stack has acknowledged before"],
    ]);
  });
});
