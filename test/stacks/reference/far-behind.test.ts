import { expect } from "chai";
import { ACK, add, CWR, diff, ECE, mss, sack, sackPermitted, SYN, URG, windowScale } from "../../../harness/wire";
import type { ReferenceOptions } from "../../../stacks/reference";
import { urgentAhead } from "../../../stacks/reference/urgent";
import { driver, inState } from "./driver";
import type { Driver } from "./driver";

/** The largest segment of IPv4, so that the sequence space is soon gone through. */
const SMSS = 65_495;
const FLIGHT = 8 * SMSS;
const TEXT = new Uint8Array(FLIGHT);
const HALF = 2 ** 31;

interface FarSender {
  readonly d: Driver;
  /** SND.UNA, counted from ISS; eight segments from here on are on their way. */
  readonly una: number;
}

/** ESTABLISHED; since the SYN more than 2^31 octets were sent, and all of them acknowledged at once. */
function farSender(choices: Partial<ReferenceOptions> = {}): FarSender {
  const d = driver({ mtu: 65_535, nagle: false, sendBuffer: 2 * FLIGHT, ...choices });
  d.peerSends(SYN | ECE | CWR, { seq: 0, options: [mss(SMSS), windowScale(4), sackPermitted] });
  d.peerSends(ACK);
  let una = 1;
  while (una <= HALF) {
    d.call({ kind: "send", text: TEXT, urgent: false });
    // Slow start sends the first of them in several flights.
    for (let flight = FLIGHT; flight > 0; flight = diff(d.tcb().snd.nxt, d.tcb().snd.una)) {
      una += diff(d.tcb().snd.nxt, d.tcb().snd.una);
      d.peerSends(ACK, { ack: una });
    }
  }
  d.call({ kind: "send", text: TEXT, urgent: false });
  return { d, una };
}

/** The first of the segments on their way is lost; three of those behind it arrive. What goes again, counted from ISS. */
function lose({ d, una }: FarSender): readonly number[] {
  return [2, 3, 4].flatMap((segments) => {
    const [left, right] = [una + SMSS, una + segments * SMSS].map((number) => add(d.tcb().iss, number));
    if (left === undefined || right === undefined) throw new TypeError();
    d.peerSends(ACK, { ack: una, options: [sack({ left, right })] });
    return d.sent().map(({ seq }) => (seq - d.tcb().iss) >>> 0);
  });
}

describe("what lies more than 2^31 octets behind (RFC 9293 3.4)", () => {
  for (const isSack of [false, true]) {
    const section = isSack ? "RFC 6675 5.1" : "RFC 6582 3.2 step 2";
    it(`without a loss so far the first one is mended, ${isSack ? "with" : "without"} SACK (${section})`, () => {
      const far = farSender({ sack: isSack });
      expect(lose(far)).to.include(far.una);
      const { phase, ssthresh } = far.d.tcb().congestion;
      expect({ phase, ssthresh }).to.deep.equal({ phase: "recovery", ssthresh: FLIGHT / 2 });
    });
  }

  it("it was no part of the first window, and the restart window stays large (RFC 6928 2)", () => {
    const far = farSender({ sack: false });
    lose(far);
    expect(far.d.tcb().congestion.isBurstLost).to.equal(false);
  });

  it("without a mark so far the first one halves the window (RFC 3168 6.1.2)", () => {
    const { d, una } = farSender();
    d.peerSends(ACK | ECE, { ack: una });
    expect(d.tcb().congestion.ssthresh).to.equal(FLIGHT / 2);
  });

  it("urgent data is news after that as well (MUST-32, MUST-33)", () => {
    const d = inState("ESTABLISHED", { delayedAck: 0 });
    const text = "x".repeat(65_000);
    let nxt = 2;
    expect(d.peerSends(ACK | URG, { text: 1, urgentPointer: 1 })).to.include("urgent data");
    d.receive();
    for (; nxt <= HALF + 2; nxt += text.length) {
      d.peerSends(ACK, { seq: nxt, text });
      d.ask({ kind: "receive", limit: text.length });
    }
    expect(urgentAhead(d.tcb())).to.equal(0);
    expect(d.peerSends(ACK | URG, { seq: nxt, text: 10, urgentPointer: 4 })).to.include("urgent data");
    expect(urgentAhead(d.tcb())).to.equal(4);
  });
});
