import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, CWR, ECE, mss, SYN, SYN_ACK } from "../../../harness/wire";
import type { Flags } from "../../../harness/wire";
import type { ReferenceOptions } from "../../../stacks/reference";
import { driver, inState } from "./driver";
import type { Driver } from "./driver";

const SMSS = 1000;
const OFFER = [mss(SMSS)];
const marks = (d: Driver): readonly Flags[] => d.sent().map(({ flags }) => flags & (ECE | CWR));

/** An ECN connection by a passive open. */
function capable(choices: Partial<ReferenceOptions> = {}): Driver {
  const d = driver({ nagle: false, delayedAck: 0, sack: false, sendBuffer: 1e6, ...choices });
  d.peerSends(SYN | ECE | CWR, { seq: 0, options: OFFER });
  d.peerSends(ACK);
  return d;
}

describe("ECN: who agrees to it (RFC 3168 6.1.1)", () => {
  it("a SYN asks with both bits, if it is to ask; one that goes again does not", () => {
    const d = driver({ ecn: "request" }, "active");
    d.call({ kind: "open" });
    expect(marks(d)).to.deep.equal([ECE | CWR]);
    d.pass(SECOND);
    expect(marks(d)).to.deep.equal([0]);
    d.peerSends(SYN_ACK | ECE, { seq: 0 });
    expect(d.tcb().agreed.ecn).to.equal(false);
    const quiet = driver({}, "active");
    quiet.call({ kind: "open" });
    expect(marks(quiet)).to.deep.equal([0]);
  });

  const calls: readonly [string, Flags, ReferenceOptions["ecn"], Flags][] = [
    ["both bits", ECE | CWR, "accept", ECE],
    ["both bits", ECE | CWR, "request", ECE],
    ["both bits", ECE | CWR, "off", 0],
    ["none", 0, "accept", 0],
    ["ECE alone", ECE, "accept", 0],
    ["CWR alone", CWR, "accept", 0],
  ];
  for (const [name, bits, ecn, answer] of calls) {
    it(`a SYN with ${name}, ecn: ${ecn} -> a SYN,ACK with ${answer === ECE ? "ECE" : "none"}`, () => {
      const d = driver({ ecn });
      d.peerSends(SYN | bits, { seq: 0 });
      expect(marks(d)).to.deep.equal([answer]);
      expect(d.tcb().agreed.ecn).to.equal(answer === ECE);
    });
  }

  for (const [bits, isAgreed] of [
    [ECE, true],
    [ECE | CWR, false],
    [CWR, false],
    [0, false],
  ] as const) {
    it(`a SYN,ACK with ${bits} in answer to one that asks -> ${isAgreed ? "yes" : "no"}`, () => {
      const d = inState("SYN-SENT", { ecn: "request" });
      d.peerSends(SYN_ACK | bits, { seq: 0 });
      expect(d.tcb().agreed.ecn).to.equal(isAgreed);
    });
  }

  it("crossing SYNs that both ask", () => {
    const d = inState("SYN-SENT", { ecn: "request" });
    d.peerSends(SYN | ECE | CWR, { seq: 0 });
    expect(marks(d)).to.deep.equal([ECE]);
    expect(d.tcb().agreed.ecn).to.equal(true);
  });
});

describe("ECN: what routers may mark (RFC 3168 6.1.4 to 6.1.6)", () => {
  it("new text; neither an ACK, nor what goes again, nor a probe", () => {
    const d = capable();
    d.send(10);
    expect(d.ect()).to.deep.equal([true]);
    d.pass(SECOND);
    expect(d.ect()).to.deep.equal([false]);
    d.peerSends(ACK, { ack: 11, text: 5 });
    expect(d.ect()).to.deep.equal([false]);
    d.peerSends(ACK, { seq: 6, ack: 11, window: 0 });
    d.send(10);
    d.pass(3 * SECOND);
    expect(d.ect()).to.deep.equal([false]);
  });

  it("nothing where it was not agreed on", () => {
    const d = inState("ESTABLISHED");
    d.send(10);
    expect(d.ect()).to.deep.equal([false]);
  });
});

describe("ECN: a receiver (RFC 3168 6.1.3)", () => {
  it("ECE on every ACK from the mark until CWR; a mark beside CWR is a new one", () => {
    const d = capable();
    const seen: Flags[] = [];
    let seq = 1;
    for (const [flags, isMarked] of [
      [0, false],
      [0, true],
      [0, false],
      [CWR, false],
      [0, true],
      [CWR, true],
      [CWR, false],
    ] as const) {
      d.peerSends(ACK | flags, { seq, text: 10, isMarked });
      seq += 10;
      seen.push(...marks(d));
    }
    expect(seen).to.deep.equal([0, ECE, ECE, 0, ECE, ECE, 0]);
  });

  it("a mark outside the window, or without ECN, says nothing", () => {
    const d = capable();
    d.peerSends(ACK, { seq: 70_000, text: 10, isMarked: true });
    expect(marks(d)).to.deep.equal([0]);
    const e = inState("ESTABLISHED", { delayedAck: 0 });
    e.peerSends(ACK, { text: 10, isMarked: true });
    expect(marks(e)).to.deep.equal([0]);
  });
});

describe("ECN: a sender (RFC 3168 6.1.2)", () => {
  it("half the flight, once in a round trip; CWR on the first new text; nothing goes again", () => {
    const d = capable();
    d.send(40 * SMSS);
    expect(d.peerSends(ACK | ECE, { ack: 1 + SMSS })).to.deep.equal([]);
    expect(d.tcb().congestion).to.include({ phase: "open", ssthresh: 4500, cwnd: 4500 });
    d.peerSends(ACK | ECE, { ack: 1 + 5 * SMSS });
    expect(d.tcb().congestion.cwnd, "the same window, and no growth").to.equal(4500);
    d.peerSends(ACK, { ack: 1 + 9 * SMSS });
    expect(marks(d)).to.deep.equal([CWR, 0, 0]);
    d.peerSends(ACK | ECE, { ack: 1 + 10 * SMSS });
    expect(d.tcb().congestion.cwnd, "the next one; two segments at the least").to.equal(2 * SMSS);
  });

  it("after a timeout CWR as well, but on no segment that goes again", () => {
    const d = capable();
    d.send(10);
    d.pass(SECOND);
    expect(marks(d)).to.deep.equal([0]);
    d.peerSends(ACK, { ack: 11 });
    d.send(10);
    expect(marks(d)).to.deep.equal([CWR]);
  });

  it("ECE where it was not agreed on says nothing", () => {
    const d = inState("ESTABLISHED");
    d.send(10_000);
    const { cwnd } = d.tcb().congestion;
    d.peerSends(ACK | ECE, { ack: 1461 });
    expect(d.tcb().congestion.cwnd).to.be.above(cwnd);
  });
});
