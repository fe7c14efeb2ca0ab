import { expect } from "chai";
import { MINUTE } from "../../../harness/port/time";
import { ACK } from "../../../harness/wire";
import { inState } from "./driver";

describe("behind a closed window (RFC 6429 4)", () => {
  it("only the user gives up on a peer that answers: ABORT resets, and all is gone", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    d.send("hello");
    for (let minute = 0; minute < 60; minute++) {
      d.pass(MINUTE);
      d.peerSends(ACK, { window: 0 });
    }
    expect(d.state()).to.equal("ESTABLISHED");
    expect(d.call({ kind: "abort" })).to.deep.equal(["<SEQ=2><CTL=RST>"]);
    expect(d.state()).to.equal("CLOSED");
    expect(d.pass(60 * MINUTE)).to.deep.equal([]);
  });
});
