import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, mss, SYN } from "../../../harness/wire";
import { afterSample } from "../../../stacks/reference/rto";
import type { RoundTrip } from "../../../stacks/reference/rto";
import { driver, inState } from "./driver";

const SMSS = 1000;

describe("round-trip times without timestamps (RFC 6298 3)", () => {
  it("each round trip brings a sample, and one, however many segments are in it", () => {
    const d = driver({ nagle: false });
    d.peerSends(SYN, { seq: 0, options: [mss(SMSS)] });
    d.peerSends(ACK);
    let expected: RoundTrip | undefined = d.tcb().roundTrip;
    let acked = 0;
    for (const seconds of [1, 3, 2, 3]) {
      d.send(5 * SMSS);
      d.pass((seconds * SECOND) / 4);
      for (let i = 0; i < 5; i++) d.peerSends(ACK, { ack: 1 + ++acked * SMSS });
      expected = afterSample(expected, (seconds * SECOND) / 4);
      expect(d.tcb().roundTrip).to.deep.equal(expected);
    }
  });

  it("5.7: a SYN,ACK that was lost makes text begin with 3 s as well, until there is a sample", () => {
    const d = inState("SYN-RECEIVED");
    d.pass(1.5 * SECOND);
    d.peerSends(ACK);
    d.send(10);
    expect(d.pass(3 * SECOND)).to.deep.equal(["4.500 <SEQ=1><ACK=1><CTL=PSH,ACK><DATA=10>"]);
    d.peerSends(ACK, { ack: 11 });
    d.send(10);
    d.peerSends(ACK, { ack: 21 });
    expect(d.tcb().rto).to.equal(SECOND);
  });

  it("5: the timer of text that follows a silence begins with it, and runs for the RTO (5.1)", () => {
    const d = inState("ESTABLISHED");
    d.pass(100 * SECOND);
    d.send(10);
    expect(d.pass(SECOND - 1)).to.deep.equal([]);
    expect(d.pass(1)).to.deep.equal(["101.000 <SEQ=1><ACK=1><CTL=PSH,ACK><DATA=10>"]);
  });
});
