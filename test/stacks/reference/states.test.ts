import { expect } from "chai";
import { STATES } from "../../../harness/port/state";
import { ACK, FIN, FIN_ACK, mss, PSH_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire";
import { actively, driver, inState } from "./driver";

describe("the eleven states (RFC 9293 3.3.2)", () => {
  for (const state of STATES) {
    it(`${state} is reached`, () => {
      expect(inState(state).state()).to.equal(state);
    });
  }

  it("figure 6: the three-way handshake, both ways", () => {
    const d = driver();
    expect(d.peerSends(SYN, { seq: 0 })).to.deep.equal(["<SEQ=0><ACK=1><CTL=SYN,ACK>"]);
    expect(d.peerSends(ACK)).to.deep.equal(["established"]);
    expect(d.state()).to.equal("ESTABLISHED");

    const a = driver({}, "active");
    expect(a.call({ kind: "open" })).to.deep.equal(["<SEQ=0><CTL=SYN>"]);
    expect(a.peerSends(SYN_ACK, { seq: 0 })).to.deep.equal(["established", "<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(a.state()).to.equal("ESTABLISHED");
  });

  it("figure 7: simultaneous open (MUST-10)", () => {
    const d = inState("SYN-SENT");
    expect(d.peerSends(SYN, { seq: 0 })).to.deep.equal(["<SEQ=0><ACK=1><CTL=SYN,ACK>"]);
    expect(d.state()).to.equal("SYN-RECEIVED");
    expect(d.peerSends(SYN_ACK, { seq: 0 })).to.deep.equal(["established"]);
    expect(d.state()).to.equal("ESTABLISHED");
  });

  it("figure 7, when the peer goes by the letter of the first step: its ACK does as well", () => {
    const d = inState("SYN-SENT");
    d.peerSends(SYN, { seq: 0 });
    expect(d.peerSends(ACK)).to.deep.equal(["established"]);
  });

  it("figure 8: an old duplicate SYN, its RST, and the SYN that was meant", () => {
    const d = driver();
    d.peerSends(SYN, { seq: -10 });
    expect(d.peerSends(RST, { seq: -9 })).to.deep.equal([]);
    expect(d.state()).to.equal("LISTEN");
    d.peerSends(SYN, { seq: 0 });
    expect(d.peerSends(ACK)).to.deep.equal(["established"]);
  });

  it("figure 12: normal close, closing first", () => {
    const d = inState("ESTABLISHED");
    expect(d.close()).to.deep.equal(["<SEQ=1><ACK=1><CTL=FIN,ACK>"]);
    expect(d.peerSends(ACK, { ack: 2 })).to.deep.equal([]);
    expect(d.peerSends(FIN_ACK, { ack: 2 })).to.deep.equal(["end of stream", "<SEQ=2><ACK=2><CTL=ACK>"]);
    expect(d.state()).to.equal("TIME-WAIT");
  });

  it("figure 12: normal close, closing second", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(FIN_ACK)).to.deep.equal(["end of stream", "<SEQ=1><ACK=2><CTL=ACK>"]);
    expect(d.close()).to.deep.equal(["<SEQ=1><ACK=2><CTL=FIN,ACK>"]);
    expect(d.peerSends(ACK, { seq: 2, ack: 2 })).to.deep.equal([]);
    expect(d.state()).to.equal("CLOSED");
  });

  it("figure 13: simultaneous close", () => {
    const d = inState("FIN-WAIT-1");
    expect(d.peerSends(FIN_ACK)).to.deep.equal(["end of stream", "<SEQ=2><ACK=2><CTL=ACK>"]);
    expect(d.state()).to.equal("CLOSING");
    expect(d.peerSends(ACK, { seq: 2, ack: 2 })).to.deep.equal([]);
    expect(d.state()).to.equal("TIME-WAIT");
  });

  it("FIN-WAIT-1: the peer's FIN that acknowledges ours -> TIME-WAIT", () => {
    const d = inState("FIN-WAIT-1");
    d.peerSends(FIN_ACK, { ack: 2 });
    expect(d.state()).to.equal("TIME-WAIT");
  });

  it("a SYN with text: the text waits for ESTABLISHED", () => {
    const d = driver();
    expect(d.peerSends(SYN, { seq: 0, text: "hello" })).to.deep.equal(["<SEQ=0><ACK=1><CTL=SYN,ACK>"]);
    expect(d.receive()).to.equal("");
    d.peerSends(ACK, { seq: 6 });
    expect(d.receive()).to.equal("hello");
    expect(d.pass(200e6)).to.deep.equal(["0.200 <SEQ=1><ACK=6><CTL=ACK>"]);
  });

  it("a SYN with text and FIN: both wait for ESTABLISHED", () => {
    const d = driver();
    d.peerSends(SYN | FIN, { seq: 0, text: "hello" });
    expect(d.state()).to.equal("SYN-RECEIVED");
    expect(d.peerSends(ACK, { seq: 7 })).to.deep.equal(["established", "end of stream", "<SEQ=1><ACK=7><CTL=ACK>"]);
    expect(d.state()).to.equal("CLOSE-WAIT");
    expect([d.receive(), d.receive()]).to.deep.equal(["hello", "end of stream"]);
  });

  it("a SYN,ACK with text and FIN is processed at once", () => {
    const d = inState("SYN-SENT");
    const seen = d.peerSends(SYN_ACK | FIN, { seq: 0, text: "hi", options: [mss(1460)] });
    expect(seen).to.deep.equal(["established", "end of stream", "<SEQ=1><ACK=4><CTL=ACK>"]);
    expect(d.state()).to.equal("CLOSE-WAIT");
  });

  it("crossing SYNs with text and FIN: both wait for ESTABLISHED", () => {
    const d = inState("SYN-SENT");
    expect(d.peerSends(SYN | FIN, { seq: 0, text: "hi" })).to.deep.equal(["<SEQ=0><ACK=1><CTL=SYN,ACK>"]);
    expect(d.receive()).to.equal("");
    expect(d.peerSends(ACK, { seq: 4 })).to.deep.equal(["established", "end of stream", "<SEQ=1><ACK=4><CTL=ACK>"]);
    expect([d.state(), d.receive()]).to.deep.equal(["CLOSE-WAIT", "hi"]);
  });

  it("text that SEND queued in SYN-SENT and SYN-RECEIVED goes out when ESTABLISHED", () => {
    const a = inState("SYN-SENT");
    expect(a.send("early")).to.deep.equal([]);
    expect(a.peerSends(SYN_ACK, { seq: 0 })).to.deep.equal(["established", "<SEQ=1><ACK=1><CTL=PSH,ACK><DATA=5>"]);

    const d = inState("SYN-RECEIVED");
    expect(d.send("early")).to.deep.equal([]);
    expect(d.peerSends(ACK)).to.deep.equal(["established", "<SEQ=1><ACK=1><CTL=PSH,ACK><DATA=5>"]);
  });

  it("half-close: the user goes on receiving in FIN-WAIT-2", () => {
    const d = inState("FIN-WAIT-2");
    d.peerSends(PSH_ACK, { ack: 2, text: "more" });
    expect(d.receive()).to.equal("more");
    d.peerSends(FIN_ACK, { seq: 5, ack: 2 });
    expect(d.receive()).to.equal("error: connection closing");
  });

  it("half-close: the user goes on sending in CLOSE-WAIT", () => {
    const d = inState("CLOSE-WAIT");
    expect(d.send("more")).to.deep.equal(["<SEQ=1><ACK=2><CTL=PSH,ACK><DATA=4>"]);
  });

  it("an active open passes its SYN retries on to no one: the peer's answer ends them", () => {
    const d = actively();
    expect(d.pass(1000e9)).to.deep.equal([]);
  });
});
