import { expect } from "chai";
import { MINUTE, SECOND } from "../../../harness/port/time";
import { ACK } from "../../../harness/wire";
import { inState } from "./driver";

const HOUR = 60 * MINUTE;
const PROBE = "<SEQ=0><ACK=1><CTL=ACK>";

describe("keep-alives (RFC 9293 3.8.4)", () => {
  it("are off unless asked for (MUST-25)", () => {
    expect(inState("ESTABLISHED").pass(1000 * HOUR)).to.deep.equal([]);
  });

  it("after two hours, every 75 s, and nine of them have to be lost (MUST-28, MUST-29)", () => {
    const d = inState("ESTABLISHED", { keepAlive: true });
    const seen = d.pass(3 * HOUR);
    const probes = Array.from({ length: 9 }, (_, index) => `${7200 + 75 * index}.000 ${PROBE}`);
    expect(seen).to.deep.equal([...probes, "7875.000 timeout"]);
    expect(d.state()).to.equal("CLOSED");
  });

  it("an answer, like anything that comes, starts the time anew", () => {
    const d = inState("ESTABLISHED", { keepAlive: true, keepAliveInterval: 100 * SECOND });
    d.pass(90 * SECOND);
    d.peerSends(ACK);
    expect(d.pass(99 * SECOND)).to.deep.equal([]);
    expect(d.pass(SECOND)).to.deep.equal([`190.000 ${PROBE}`]);
    d.pass(80 * SECOND);
    expect(d.tcb().keepAlives).to.equal(2);
    d.peerSends(ACK);
    expect(d.tcb().keepAlives).to.equal(0);
    expect(d.pass(99 * SECOND)).to.deep.equal([]);
  });

  it("nor is one due while the peer sends its own, which lie outside the window (MUST-26)", () => {
    const d = inState("ESTABLISHED", { keepAlive: true, keepAliveInterval: 100 * SECOND });
    for (let i = 0; i < 5; i++) {
      expect(d.pass(60 * SECOND)).to.deep.equal([]);
      expect(d.peerSends(ACK, { seq: 0 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    }
    expect(d.pass(100 * SECOND)).to.deep.equal([`400.000 ${PROBE}`]);
  });

  for (const state of ["LISTEN", "TIME-WAIT"] as const) {
    it(`none in ${state}, where there is nobody to ask, or nothing to ask for (3.10.7.4, eighth)`, () => {
      const d = inState(state, { keepAlive: true, keepAliveInterval: 10 * SECOND });
      expect(d.pass(100 * SECOND)).to.deep.equal([]);
      expect(d.state()).to.equal(state);
    });
  }

  it("none while text waits for its ACK, which has a timer of its own (MUST-26)", () => {
    const d = inState("ESTABLISHED", { keepAlive: true, keepAliveInterval: 10 * SECOND });
    d.send(5);
    const seen = d.pass(60 * SECOND);
    expect(seen).to.have.length.above(1);
    for (const each of seen) expect(each).to.match(/<DATA=5>$/);
  });
});
