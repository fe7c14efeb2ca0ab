import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, add, CWR, decodePacket, ECE, encodePacket, mss, seq, SYN, SYN_ACK } from "../../../harness/wire";
import type { Flags, Packet, SegmentToSend } from "../../../harness/wire";
import { DEFAULT_OPTIONS, referenceHost } from "../../../stacks/reference";
import type { ReferenceOptions } from "../../../stacks/reference";
import { driver, inState } from "./driver";
import type { Driver } from "./driver";
import { ADDRESSES } from "./joined-hosts";

/** RFC 3168 5: what the two bits of the IP header say. */
const ECT_0 = 2;
const CE = 3;

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

  it("a caller that asks once more without the bits is an ECN caller no longer (6.1.1.1)", () => {
    const d = driver();
    d.peerSends(SYN | ECE | CWR, { seq: 0 });
    d.peerSends(SYN | ECE | CWR, { seq: 0 });
    expect(d.tcb().agreed.ecn).to.equal(true);
    d.peerSends(SYN, { seq: 0 });
    d.pass(SECOND);
    expect(marks(d), "the SYN,ACK again").to.deep.equal([0]);
    d.peerSends(ACK);
    d.send(10);
    expect(d.ect()).to.deep.equal([false]);
  });

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

describe("ECN: the IP header (RFC 3168 5, 6.1.1, 6.1.2)", () => {
  for (const ip of [4, 6] as const) {
    it(`IPv${ip}: ECT(0) on text, nothing on SYN,ACK and ACK; CE is the mark`, () => {
      const [local, foreign] = ADDRESSES[ip];
      const seen: Packet[] = [];
      const environment = {
        seed: 1,
        addresses: [local],
        transmit(bytes: Uint8Array) {
          const packet = decodePacket(bytes);
          if (packet.ok) seen.push(packet.value);
        },
        tell: () => undefined,
      };
      const host = referenceHost(environment, { ...DEFAULT_OPTIONS, delayedAck: 0 });
      const sockets = { local: { address: local, port: 80 }, foreign: { address: foreign, port: 1 } };
      host.user.open("1", { kind: "passive", ...sockets }, 0);
      const comes = (trafficClass: number, segment: Partial<SegmentToSend>) => {
        const whole = { sourcePort: 1, destinationPort: 80, seq: seq(0), flags: ACK, window: 65535, ...segment };
        host.receive(encodePacket({ ip: { source: foreign, destination: local, trafficClass }, segment: whole }), 0);
      };
      comes(0, { flags: SYN | ECE | CWR });
      const [answer] = seen;
      const ack = add(answer?.kind === "tcp" ? answer.segment.seq : seq(0), 1);
      comes(0, { seq: seq(1), ack });
      host.user.send("1", new Uint8Array(10), {}, 0);
      comes(CE, { seq: seq(1), ack, text: new Uint8Array(10) });
      expect(seen.map(({ ip: { trafficClass } }) => trafficClass)).to.deep.equal([0, ECT_0, 0]);
      const last = seen.at(-1);
      expect(last?.kind === "tcp" && last.segment.flags).to.equal(ACK | ECE);
    });
  }
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

describe("ECN: a probe of a closed window (RFC 3168 6.1.6)", () => {
  it("a mark on it is told of", () => {
    const d = capable({ receiveBuffer: 10 });
    d.peerSends(ACK, { text: 10 });
    expect(d.tcb().rcv.wnd).to.equal(0);
    d.peerSends(ACK, { seq: 11, text: 1, isMarked: true });
    expect(marks(d)).to.deep.equal([ECE]);
  });

  it("it has no CWR on it; the text that follows has", () => {
    const d = capable();
    d.send(SMSS);
    d.pass(SECOND);
    d.peerSends(ACK, { ack: 1 + SMSS, window: 0 });
    d.send(10);
    d.pass(2 * SECOND);
    expect([marks(d), d.ect()]).to.deep.equal([[0], [false]]);
    d.peerSends(ACK, { ack: 2 + SMSS, window: 9000 });
    expect([marks(d), d.ect()]).to.deep.equal([[CWR], [true]]);
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
    expect(d.tcb().congestion.cwnd, "the end of that window").to.equal(4500);
    d.peerSends(ACK | ECE, { ack: 1 + 11 * SMSS });
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

  it("after a fast retransmit as well", () => {
    const d = capable();
    d.send(40 * SMSS);
    d.peerSends(ACK, { ack: 1 + 2 * SMSS });
    const seen = [1, 2, 3].flatMap(() => {
      d.peerSends(ACK, { ack: 1 + 2 * SMSS });
      return marks(d);
    });
    expect(seen, "two of limited transmit, and the one that goes again").to.deep.equal([0, 0, 0]);
    d.peerSends(ACK, { ack: 1 + 15 * SMSS });
    expect(marks(d)).to.deep.equal([CWR, 0]);
  });

  it("no ACK with ECE makes the window grow, on the way back from a timeout neither", () => {
    const d = capable();
    d.send(40 * SMSS);
    d.pass(SECOND);
    d.peerSends(ACK, { ack: 1 + SMSS });
    expect(d.tcb().congestion).to.include({ phase: "loss", cwnd: 2 * SMSS });
    d.peerSends(ACK | ECE, { ack: 1 + 2 * SMSS });
    expect(d.tcb().congestion.cwnd).to.equal(2 * SMSS);
    d.peerSends(ACK, { ack: 1 + 3 * SMSS });
    expect(d.tcb().congestion.cwnd).to.equal(3 * SMSS);
  });

  it("an ACK of something new ends a row of duplicates, with ECE as without (RFC 5681 3.2)", () => {
    const d = capable();
    d.send(40 * SMSS);
    d.peerSends(ACK, { ack: 1 + SMSS });
    for (const acked of [1, 1]) d.peerSends(ACK, { ack: 1 + acked * SMSS });
    d.peerSends(ACK | ECE, { ack: 1 + 2 * SMSS });
    d.peerSends(ACK, { ack: 1 + 2 * SMSS });
    expect(d.tcb().congestion).to.include({ phase: "open", duplicates: 1 });
  });

  it("a window of one segment: nothing goes before the timer runs out, which each ECE sets anew", () => {
    const d = capable();
    d.send(10 * SMSS);
    d.pass(SECOND);
    expect(d.tcb()).to.deep.include({ rto: 2 * SECOND });
    expect(d.peerSends(ACK | ECE, { ack: 1 + 10 * SMSS })).to.deep.equal([]);
    expect(d.tcb().congestion.cwnd).to.equal(SMSS);
    expect(d.send(3 * SMSS)).to.deep.equal([]);
    expect(d.pass(SECOND)).to.deep.equal([]);
    d.peerSends(ACK | ECE, { ack: 1 + 10 * SMSS });
    expect(d.pass(2 * SECOND)).to.deep.equal(["4.000 <SEQ=10001><ACK=1><CTL=ACK,CWR><DATA=1000>"]);
    expect(d.tcb()).to.deep.include({ rto: 2 * SECOND, retransmissions: 0 });
    expect(d.peerSends(ACK, { ack: 1 + 11 * SMSS }), "slow start goes on").to.have.length(2);
  });

  it("the same with segments that are lost: the timer brings the next of them", () => {
    const d = capable();
    d.send(10 * SMSS);
    d.pass(SECOND);
    expect(d.peerSends(ACK | ECE, { ack: 1 + SMSS })).to.deep.equal([]);
    expect(d.pass(2 * SECOND)).to.deep.equal(["3.000 <SEQ=1001><ACK=1><CTL=ACK><DATA=1000>"]);
  });

  it("ECE where it was not agreed on says nothing", () => {
    const d = inState("ESTABLISHED");
    d.send(10_000);
    const { cwnd } = d.tcb().congestion;
    d.peerSends(ACK | ECE, { ack: 1461 });
    expect(d.tcb().congestion.cwnd).to.be.above(cwnd);
  });
});
