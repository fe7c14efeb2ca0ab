import { expect } from "chai";
import { STATES } from "../../../harness/port/state";
import type { TcpState } from "../../../harness/port/state";
import { ACK, FIN_ACK, PSH_ACK, SYN } from "../../../harness/wire";
import { driver, inState } from "./driver";

const CLOSING = "connection closing";
const MISSING = "connection does not exist";
const EXISTS = "connection already exists";

type Answers = Readonly<Record<TcpState, string>>;

/** What each call answers in each state (RFC 9293 3.10.1 to 3.10.5). */
const OPEN: Answers = {
  CLOSED: "ok",
  LISTEN: "ok",
  "SYN-SENT": EXISTS,
  "SYN-RECEIVED": EXISTS,
  ESTABLISHED: EXISTS,
  "FIN-WAIT-1": EXISTS,
  "FIN-WAIT-2": EXISTS,
  "CLOSE-WAIT": EXISTS,
  CLOSING: EXISTS,
  "LAST-ACK": EXISTS,
  "TIME-WAIT": EXISTS,
};

const SEND: Answers = {
  CLOSED: MISSING,
  LISTEN: "ok",
  "SYN-SENT": "ok",
  "SYN-RECEIVED": "ok",
  ESTABLISHED: "ok",
  "FIN-WAIT-1": CLOSING,
  "FIN-WAIT-2": CLOSING,
  "CLOSE-WAIT": "ok",
  CLOSING,
  "LAST-ACK": CLOSING,
  "TIME-WAIT": CLOSING,
};

const RECEIVE: Answers = {
  CLOSED: MISSING,
  LISTEN: "ok",
  "SYN-SENT": "ok",
  "SYN-RECEIVED": "ok",
  ESTABLISHED: "ok",
  "FIN-WAIT-1": "ok",
  "FIN-WAIT-2": "ok",
  "CLOSE-WAIT": "ok",
  CLOSING,
  "LAST-ACK": CLOSING,
  "TIME-WAIT": CLOSING,
};

const CLOSE: Answers = {
  CLOSED: MISSING,
  LISTEN: "ok",
  "SYN-SENT": "ok",
  "SYN-RECEIVED": "ok",
  ESTABLISHED: "ok",
  "FIN-WAIT-1": CLOSING,
  "FIN-WAIT-2": CLOSING,
  "CLOSE-WAIT": "ok",
  CLOSING,
  "LAST-ACK": CLOSING,
  "TIME-WAIT": CLOSING,
};

const ABORT: Answers = {
  CLOSED: MISSING,
  LISTEN: "ok",
  "SYN-SENT": "ok",
  "SYN-RECEIVED": "ok",
  ESTABLISHED: "ok",
  "FIN-WAIT-1": "ok",
  "FIN-WAIT-2": "ok",
  "CLOSE-WAIT": "ok",
  CLOSING: "ok",
  "LAST-ACK": "ok",
  "TIME-WAIT": "ok",
};

const CALLS = [
  ["OPEN", { kind: "open" }, OPEN],
  ["SEND", { kind: "send", text: new Uint8Array(1), urgent: false }, SEND],
  ["RECEIVE", { kind: "receive", limit: 10 }, RECEIVE],
  ["CLOSE", { kind: "close" }, CLOSE],
  ["ABORT", { kind: "abort" }, ABORT],
] as const;

describe("user calls in every state (RFC 9293 3.10.1 to 3.10.5)", () => {
  for (const [name, call, answers] of CALLS) {
    for (const state of STATES) {
      it(`${state}: ${name} -> ${answers[state]}`, () => {
        const outcome = inState(state).ask(call);
        expect(outcome.ok ? "ok" : outcome.error).to.equal(answers[state]);
      });
    }
  }
});

describe("OPEN", () => {
  it("turns a listener active", () => {
    const d = driver();
    expect(d.call({ kind: "open" })).to.deep.equal(["<SEQ=0><CTL=SYN>"]);
    expect(d.state()).to.equal("SYN-SENT");
    expect(d.tcb().origin).to.equal("active");
  });
});

describe("SEND", () => {
  it("turns a listener active, and its text follows the handshake", () => {
    const d = driver();
    expect(d.send("first words")).to.deep.equal(["<SEQ=0><CTL=SYN>"]);
    d.peerSends(SYN, { seq: 0 });
    expect(d.peerSends(ACK)).to.deep.equal(["established", "<SEQ=1><ACK=1><CTL=PSH,ACK><DATA=11>"]);
  });

  it("urgent, it does so as well, and with that text", () => {
    const d = driver();
    expect(d.send("help", true)).to.deep.equal(["<SEQ=0><CTL=SYN>"]);
    d.peerSends(SYN, { seq: 0 });
    expect(d.peerSends(ACK)).to.deep.equal(["established", "<SEQ=1><ACK=1><CTL=PSH,ACK,URG><DATA=4><UP=4>"]);
  });

  for (const state of ["LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT"] as const) {
    it(`${state}: without room for it -> insufficient resources, and nothing happens`, () => {
      const d = inState(state, { sendBuffer: 10 });
      const text = new Uint8Array(11);
      expect(d.ask({ kind: "send", text, urgent: false })).to.deep.include({ error: "insufficient resources" });
      expect(d.sent()).to.deep.equal([]);
      expect(d.state()).to.equal(state);
    });
  }

  it("is refused when there is no room, all of it, and nothing is lost", () => {
    const d = inState("SYN-SENT", { sendBuffer: 10 });
    expect(d.ask({ kind: "send", text: Buffer.from("12345678"), urgent: false }).ok).to.equal(true);
    expect(d.ask({ kind: "send", text: Buffer.from("abc"), urgent: false })).to.deep.include({
      error: "insufficient resources",
    });
    expect(d.ask({ kind: "send", text: Buffer.from("90"), urgent: false }).ok).to.equal(true);
  });
});

describe("RECEIVE", () => {
  it("brings what has come, no more than asked for, in order", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(PSH_ACK, { text: "abc" });
    d.peerSends(PSH_ACK, { seq: 4, text: "def" });
    expect([d.receive(4), d.receive(4), d.receive(4)]).to.deep.equal(["abcd", "ef", ""]);
  });

  it("CLOSE-WAIT: what was left, then the end of the stream", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(FIN_ACK, { text: "last" });
    expect([d.receive(), d.receive(), d.receive()]).to.deep.equal(["last", "end of stream", "end of stream"]);
  });

  it("TIME-WAIT: what was left, then an error", () => {
    const d = inState("FIN-WAIT-2");
    d.peerSends(FIN_ACK, { ack: 2, text: "last" });
    expect(d.state()).to.equal("TIME-WAIT");
    expect([d.receive(), d.receive()]).to.deep.equal(["last", "error: connection closing"]);
  });
});

describe("CLOSE", () => {
  it("SYN-RECEIVED with nothing to send: FIN at once", () => {
    const d = inState("SYN-RECEIVED");
    expect(d.close()).to.deep.equal(["<SEQ=1><ACK=1><CTL=FIN,ACK>"]);
    expect(d.state()).to.equal("FIN-WAIT-1");
    d.peerSends(ACK, { ack: 1 });
    expect(d.state()).to.equal("FIN-WAIT-1");
    d.peerSends(ACK, { ack: 2 });
    expect(d.state()).to.equal("FIN-WAIT-2");
  });

  it("SYN-RECEIVED with text queued: text and FIN when ESTABLISHED", () => {
    const d = inState("SYN-RECEIVED");
    d.send("bye");
    expect(d.close()).to.deep.equal([]);
    expect(d.state()).to.equal("SYN-RECEIVED");
    expect(d.peerSends(ACK)).to.deep.equal(["established", "<SEQ=1><ACK=1><CTL=FIN,PSH,ACK><DATA=3>"]);
    expect(d.state()).to.equal("FIN-WAIT-1");
  });

  it("ESTABLISHED: the FIN follows all that was queued", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 4 });
    expect(d.send("abcdefgh")).to.deep.equal([]);
    expect(d.pass(500e6)).to.deep.equal(["0.500 <SEQ=1><ACK=1><CTL=ACK><DATA=4>"]);
    expect(d.close()).to.deep.equal([]);
    expect(d.state()).to.equal("FIN-WAIT-1");
    const answer = ["<SEQ=5><ACK=1><CTL=FIN,PSH,ACK><DATA=4>"];
    expect(d.peerSends(ACK, { ack: 5, window: 100 })).to.deep.equal(answer);
  });

  it("the FIN is on the last of several segments", () => {
    const d = inState("SYN-RECEIVED");
    d.send(4000);
    d.close();
    const seen = d.peerSends(ACK).filter((each) => each.includes("DATA"));
    expect(seen).to.deep.equal([
      "<SEQ=1><ACK=1><CTL=ACK><DATA=1460>",
      "<SEQ=1461><ACK=1><CTL=ACK><DATA=1460>",
      "<SEQ=2921><ACK=1><CTL=FIN,PSH,ACK><DATA=1080>",
    ]);
  });

  it("CLOSE-WAIT: LAST-ACK begins when the FIN leaves", () => {
    const d = inState("CLOSE-WAIT");
    d.peerSends(ACK, { seq: 2, window: 4 });
    d.send("abcdefgh");
    d.pass(500e6);
    d.close();
    expect(d.state()).to.equal("CLOSE-WAIT");
    expect(d.ask({ kind: "send", text: new Uint8Array(1), urgent: false })).to.deep.include({ error: CLOSING });
    expect(d.ask({ kind: "close" })).to.deep.include({ error: CLOSING });
    d.peerSends(ACK, { seq: 2, ack: 5, window: 100 });
    expect(d.state()).to.equal("LAST-ACK");
  });
});

describe("ABORT", () => {
  const resets: readonly [TcpState, string][] = [
    ["SYN-RECEIVED", "<SEQ=1><CTL=RST>"],
    ["ESTABLISHED", "<SEQ=1><CTL=RST>"],
    ["FIN-WAIT-1", "<SEQ=2><CTL=RST>"],
    ["FIN-WAIT-2", "<SEQ=2><CTL=RST>"],
    ["CLOSE-WAIT", "<SEQ=1><CTL=RST>"],
  ];
  for (const [state, reset] of resets) {
    it(`${state}: ${reset}`, () => {
      const d = inState(state);
      expect(d.call({ kind: "abort" })).to.deep.equal([reset]);
      expect(d.state()).to.equal("CLOSED");
    });
  }
  for (const state of ["LISTEN", "SYN-SENT", "CLOSING", "LAST-ACK", "TIME-WAIT"] as const) {
    it(`${state}: no segment`, () => {
      const d = inState(state);
      expect(d.call({ kind: "abort" })).to.deep.equal([]);
      expect(d.state()).to.equal("CLOSED");
    });
  }
});
