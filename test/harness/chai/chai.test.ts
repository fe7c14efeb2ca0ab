import * as chai from "chai";
import { tcpspecChai } from "../../../harness/chai";
import { ACK, FIN_ACK, PSH_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { mss, nop, windowScale } from "../../../harness/wire/option";
import { add, seq } from "../../../harness/wire/seq";
import { IRS, ISS, peer, PROFILE, segmentOf, stack, trace } from "../oracle/conversation";

chai.use(tcpspecChai);

const { expect } = chai;

interface Complaint {
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

/** What an assertion says that does not hold. @throws {Error} when it holds. */
function complaint(assertion: () => unknown): Complaint {
  try {
    assertion();
  } catch (error) {
    if (error instanceof chai.AssertionError) return error;
    throw error;
  }
  throw new Error("it holds");
}

const message = (assertion: () => unknown) => complaint(assertion).message;

const SYN_WITH_OPTIONS = segmentOf(stack(SYN_ACK, { seq: 0, options: [nop, windowScale(3), mss(1460)] }));
const TEXT = segmentOf(stack(PSH_ACK, { text: "hello" }));

describe("words for chai", () => {
  it("flags: these and no others", () => {
    expect(SYN_WITH_OPTIONS).to.have.flags(SYN_ACK);
    expect(SYN_WITH_OPTIONS).not.to.have.flags(SYN);
    expect(TEXT).not.to.have.flags(ACK);
    expect(message(() => expect(TEXT).to.have.flags(FIN_ACK))).to.match(
      /^expected 80 → 4000 \[PSH, ACK\] Seq=0 Ack=\d+ Win=1000 Len=5 to have flags FIN, ACK$/,
    );
    expect(message(() => expect(TEXT).not.to.have.flags(PSH_ACK))).to.contain("not to have flags PSH, ACK");
    expect(complaint(() => expect(TEXT).to.have.flags(FIN_ACK))).to.include({
      expected: "FIN, ACK",
      actual: "PSH, ACK",
    });
  });

  it("acknowledge: ACK is set, and the number is this one", () => {
    expect(TEXT).to.acknowledge(add(IRS, 1));
    expect(TEXT).not.to.acknowledge(IRS);
    expect(segmentOf(stack(SYN, { seq: 0 }))).not.to.acknowledge(seq(0));
    expect(message(() => expect(TEXT).to.acknowledge(IRS))).to.contain(`to acknowledge ${IRS}`);
    expect(complaint(() => expect(TEXT).to.acknowledge(IRS))).to.include({
      actual: `ACK of ${add(IRS, 1)} (1 away)`,
    });
    expect(complaint(() => expect(segmentOf(stack(RST))).to.acknowledge(seq(0)))).to.include({
      actual: "no ACK",
    });
  });

  it("startAt and endAt: SEG.SEQ and SEG.SEQ+SEG.LEN, over the end of the space", () => {
    expect(SYN_WITH_OPTIONS).to.startAt(ISS);
    expect(SYN_WITH_OPTIONS).to.endAt(add(ISS, 1));
    expect(TEXT).to.startAt(seq(0));
    expect(TEXT).to.endAt(seq(5));
    expect(segmentOf(stack(FIN_ACK, { text: 3 }))).to.endAt(add(ISS, 5));
    expect(TEXT).not.to.startAt(seq(5));
    expect(TEXT).not.to.endAt(seq(0));
    expect(message(() => expect(TEXT).to.startAt(seq(3)))).to.contain("to start at 3");
    expect(complaint(() => expect(TEXT).to.endAt(seq(3)))).to.include({ expected: "3", actual: "5 (2 away)" });
    expect(message(() => expect(TEXT).not.to.endAt(seq(5)))).to.contain("not to end at 5");
  });

  it("carryText: just these octets", () => {
    expect(TEXT).to.carryText("hello");
    expect(TEXT).to.carryText(Uint8Array.from([0x68, 0x65, 0x6c, 0x6c, 0x6f]));
    expect(TEXT).not.to.carryText("hell");
    expect(TEXT).not.to.carryText("hello!");
    expect(SYN_WITH_OPTIONS).to.carryText("");
    expect(segmentOf(stack(PSH_ACK, { text: "ÿ\0" }))).to.carryText("\u00ff\u0000");
    expect(message(() => expect(TEXT).to.carryText("page"))).to.contain("to carry 4 octets of text");
    expect(complaint(() => expect(TEXT).to.carryText("page"))).to.include({ expected: "page", actual: "hello" });
  });

  it("carryOption: one of this kind is there", () => {
    expect(SYN_WITH_OPTIONS).to.carryOption("mss");
    expect(SYN_WITH_OPTIONS).not.to.carryOption("timestamps");
    expect(segmentOf(stack(SYN, { options: [windowScale(3)] }))).to.carryOption("window-scale");
    expect(message(() => expect(SYN_WITH_OPTIONS).to.carryOption("sack"))).to.contain("to carry the option sack");
    expect(complaint(() => expect(SYN_WITH_OPTIONS).to.carryOption("sack"))).to.include({
      actual: "nop, window-scale, mss",
    });
  });

  it("precede: before another, modulo 2^32", () => {
    expect(seq(-1)).to.precede(seq(0));
    expect(seq(0)).not.to.precede(seq(-1));
    expect(seq(5)).not.to.precede(seq(5));
    expect(message(() => expect(seq(7)).to.precede(seq(5)))).to.equal("expected 7 to precede 5: it lies 2 after it");
    expect(message(() => expect(seq(5)).not.to.precede(seq(7)))).to.equal("expected 5 not to precede 7");
  });

  it("lieInWindow: start <= number < start + size, modulo 2^32", () => {
    expect(seq(-1)).to.lieInWindow(seq(-1), 1);
    expect(seq(3)).to.lieInWindow(seq(-1), 5);
    expect(seq(4)).not.to.lieInWindow(seq(-1), 5);
    expect(seq(0)).not.to.lieInWindow(seq(0), 0);
    expect(message(() => expect(seq(9)).to.lieInWindow(seq(1), 3))).to.equal(
      "expected 9 to lie in the window of 3 from 1",
    );
    expect(message(() => expect(seq(2)).not.to.lieInWindow(seq(1), 3))).to.contain("not to lie in the window");
  });

  it("keepTheRules: no segment of the stack breaks an always-on rule", () => {
    const called = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(ACK)];
    expect(trace(...called)).to.keepTheRules(PROFILE);
    const broken = trace(...called, stack(ACK, { seq: 3 }), stack(ACK, { reserved: 1 }));
    expect(broken).not.to.keepTheRules(PROFILE);
    expect(message(() => expect(broken).to.keepTheRules(PROFILE)).split("\n")).to.deep.equal([
      "expected the trace to keep the rules, but",
      "  793-3.3-SYN-FIN-OCCUPY: SEQ is 2 past SND.NXT, the next number to be used",
      "    0.000  stack > [ACK] Seq=3 Ack=1 Win=1000 Len=0",
      "  793-3.1-HDR-RESERVED: the reserved bits are 0001",
      "    0.000  stack > [ACK] Res=1 Seq=1 Ack=1 Win=1000 Len=0",
    ]);
    expect(message(() => expect(trace(...called)).not.to.keepTheRules(PROFILE))).to.equal(
      "expected the trace to break a rule",
    );
  });

  it("go along with words of chai's own", () => {
    expect(SYN_WITH_OPTIONS).to.have.flags(SYN_ACK).and.to.carryOption("mss").and.not.to.carryText("hello");
    expect(() => expect(SYN_WITH_OPTIONS, "the answer").to.have.flags(RST)).to.throw(
      /^the answer: expected .* to have flags RST$/,
    );
  });
});
