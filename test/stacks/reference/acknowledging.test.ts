import { expect } from "chai";
import { PSH_ACK } from "../../../harness/wire";
import { inState } from "./driver";

describe("ACKs that do not wait (RFC 5681 4.2)", () => {
  it("that of a segment that fills a part of a gap", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(PSH_ACK, { seq: 21, text: 10 });
    d.peerSends(PSH_ACK, { seq: 41, text: 10 });
    expect(d.peerSends(PSH_ACK, { text: 10 }), "the beginning").to.deep.equal(["<SEQ=1><ACK=11><CTL=ACK>"]);
    expect(d.peerSends(PSH_ACK, { seq: 35, text: 3 }), "the middle").to.deep.equal(["<SEQ=1><ACK=11><CTL=ACK>"]);
    expect(d.peerSends(PSH_ACK, { seq: 11, text: 10 }), "all of the first").to.deep.equal(["<SEQ=1><ACK=31><CTL=ACK>"]);
    expect(d.peerSends(PSH_ACK, { seq: 31, text: 10 }), "the rest").to.deep.equal(["<SEQ=1><ACK=51><CTL=ACK>"]);
    expect(d.peerSends(PSH_ACK, { seq: 51, text: 10 }), "and now it may wait").to.deep.equal([]);
  });
});
