import { expect } from "chai";
import type { TcpState } from "../../../harness/port/state";
import { ACK, FIN, FIN_ACK, PSH_ACK, RST, RST_ACK, SYN, SYN_ACK, URG_ACK } from "../../../harness/wire";
import { driver, inState } from "./driver";
import type { Driver } from "./driver";

const SYNCHRONIZED = [
  "ESTABLISHED",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "CLOSE-WAIT",
  "CLOSING",
  "LAST-ACK",
  "TIME-WAIT",
] as const satisfies readonly TcpState[];

/** RCV.NXT, counted from IRS. */
function nxt(d: Driver): number {
  const { rcv, irs } = d.tcb();
  return (rcv.nxt - irs) >>> 0;
}

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
function emptyAck(d: Driver): string {
  const { snd, iss } = d.tcb();
  return `<SEQ=${(snd.nxt - iss) >>> 0}><ACK=${nxt(d)}><CTL=ACK>`;
}

describe("first: the sequence number", () => {
  it("text that is partly old is taken from RCV.NXT on", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(PSH_ACK, { text: "abc" });
    d.peerSends(PSH_ACK, { seq: 2, text: "bcde" });
    expect(d.receive()).to.equal("abcde");
  });

  it("text beyond the window is cut off", () => {
    const d = inState("ESTABLISHED", { receiveBuffer: 4, delayedAck: 0 });
    expect(d.peerSends(PSH_ACK, { text: "abcdef" })).to.deep.equal(["<SEQ=1><ACK=5><CTL=ACK>"]);
    expect(d.receive()).to.equal("abcd");
  });

  it("text beyond a gap is held, and acknowledged at once with what is missing", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(PSH_ACK, { seq: 4, text: "def" })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(d.peerSends(FIN_ACK, { seq: 7 })).to.deep.equal([]);
    expect(d.peerSends(PSH_ACK, { text: "abc" })).to.deep.equal(["end of stream", "<SEQ=1><ACK=8><CTL=ACK>"]);
    expect(d.receive()).to.equal("abcdef");
    expect(d.state()).to.equal("CLOSE-WAIT");
  });

  it("window 0: text is refused with an ACK, and what the segment acknowledges counts (MUST-66)", () => {
    const d = inState("ESTABLISHED", { receiveBuffer: 4 });
    d.peerSends(PSH_ACK, { text: "abcd" });
    d.send("xyz");
    expect(d.tcb().rcv.wnd).to.equal(0);
    expect(d.peerSends(PSH_ACK, { seq: 5, ack: 4, text: "e" })).to.deep.equal(["<SEQ=4><ACK=5><CTL=ACK>"]);
    expect(d.tcb().snd.una).to.equal(d.tcb().snd.nxt);
    expect(d.receive()).to.equal("abcd");
  });

  it("window 0: URG and RST count (MUST-66)", () => {
    const d = inState("ESTABLISHED", { receiveBuffer: 4 });
    d.peerSends(PSH_ACK, { text: "abcd" });
    expect(d.peerSends(URG_ACK, { seq: 5, urgentPointer: 3 })).to.deep.equal(["urgent data"]);
    expect(d.peerSends(URG_ACK, { seq: 5, text: "e", urgentPointer: 4 })).to.deep.equal([
      "urgent data",
      "<SEQ=1><ACK=5><CTL=ACK>",
    ]);
    expect(d.peerSends(RST, { seq: 5, text: "why" })).to.deep.equal(["reset"]);
  });
});

describe("second: a RST", () => {
  for (const state of ["SYN-RECEIVED", ...SYNCHRONIZED] as const) {
    it(`${state}: at RCV.NXT it takes effect`, () => {
      const d = inState(state);
      const isTold = state === "ESTABLISHED" || state.startsWith("FIN-WAIT") || state === "CLOSE-WAIT";
      expect(d.peerSends(RST, { seq: nxt(d) })).to.deep.equal(isTold ? ["reset"] : []);
      expect(d.state()).to.equal(state === "SYN-RECEIVED" ? "LISTEN" : "CLOSED");
    });

    it(`${state}: elsewhere in the window a challenge ACK (RFC 5961 3.2), outside it nothing`, () => {
      const d = inState(state);
      expect(d.peerSends(RST, { seq: nxt(d) + 1 })).to.deep.equal([emptyAck(d)]);
      expect(d.peerSends(RST, { seq: nxt(d) - 1 })).to.deep.equal([]);
      expect(d.peerSends(RST, { seq: nxt(d) + d.tcb().rcv.wnd })).to.deep.equal([]);
      expect(d.state()).to.equal(state);
    });

    it(`${state}, rfc793: anywhere in the window it takes effect`, () => {
      const d = inState(state, { rstProcessing: "rfc793" });
      d.peerSends(RST, { seq: nxt(d) + d.tcb().rcv.wnd - 1 });
      expect(d.state()).to.equal(state === "SYN-RECEIVED" ? "LISTEN" : "CLOSED");
    });
  }

  for (const state of ["SYN-RECEIVED", ...SYNCHRONIZED] as const) {
    it(`${state}: whatever its ACK field says`, () => {
      for (const ack of [-70_000, 0, 1, 99]) {
        const d = inState(state);
        d.peerSends(RST_ACK, { seq: nxt(d), ack });
        expect(d.state(), String(ack)).to.equal(state === "SYN-RECEIVED" ? "LISTEN" : "CLOSED");
      }
    });
  }

  it("SYN-SENT: with the ACK of our SYN it takes effect, without it does not", () => {
    const d = inState("SYN-SENT");
    expect(d.peerSends(RST, { seq: 0 })).to.deep.equal([]);
    expect(d.state()).to.equal("SYN-SENT");
    expect(d.peerSends(RST_ACK, { seq: 0 })).to.deep.equal(["reset"]);
    expect(d.state()).to.equal("CLOSED");
  });

  it("SYN-RECEIVED after an active OPEN: refused (MUST-11)", () => {
    const d = inState("SYN-SENT");
    d.peerSends(SYN, { seq: 0 });
    expect(d.peerSends(RST, { seq: 1 })).to.deep.equal(["refused"]);
    expect(d.state()).to.equal("CLOSED");
  });

  it("TIME-WAIT with RFC 1337 F1: ignored", () => {
    const d = inState("TIME-WAIT", { ignoreRstInTimeWait: true });
    expect(d.peerSends(RST, { seq: 2 })).to.deep.equal([]);
    expect(d.state()).to.equal("TIME-WAIT");
  });
});

describe("fourth: a SYN", () => {
  for (const state of SYNCHRONIZED) {
    it(`${state}: a challenge ACK, wherever it stands (RFC 5961 4.2)`, () => {
      const d = inState(state);
      for (const offset of [-5, 0, 100, 70_000]) {
        expect(d.peerSends(SYN, { seq: nxt(d) + offset }), String(offset)).to.deep.equal([emptyAck(d)]);
        expect(d.peerSends(SYN_ACK, { seq: nxt(d) + offset }), String(offset)).to.deep.equal([emptyAck(d)]);
      }
      expect(d.state()).to.equal(state);
    });

    it(`${state}, rfc793: in the window a reset, else an ACK`, () => {
      const d = inState(state, { synProcessing: "rfc793" });
      expect(d.peerSends(SYN, { seq: nxt(d) - 1 })).to.deep.equal([emptyAck(d)]);
      const ack = nxt(d) + 4;
      expect(d.peerSends(SYN, { seq: nxt(d) + 3 })[0]).to.match(new RegExp(`<ACK=${ack}><CTL=RST,ACK>$`));
      expect(d.state()).to.equal("CLOSED");
    });
  }

  it("rfc793: at a closed window no SYN lies in it, and an ACK is the answer", () => {
    const d = inState("ESTABLISHED", { synProcessing: "rfc793", receiveBuffer: 4, delayedAck: 0 });
    d.peerSends(PSH_ACK, { text: "abcd" });
    expect(d.peerSends(SYN, { seq: 5 })).to.deep.equal(["<SEQ=1><ACK=5><CTL=ACK>"]);
    expect(d.state()).to.equal("ESTABLISHED");
  });

  it("a SYN that begins before the window and reaches into it is one all the same", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(SYN_ACK, { seq: 0, text: "abc" })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(d.receive()).to.equal("");
  });

  it("SYN-RECEIVED: in the window, back to LISTEN; the peer's own SYN again, an ACK", () => {
    const d = inState("SYN-RECEIVED");
    expect(d.peerSends(SYN, { seq: 0 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(d.peerSends(SYN, { seq: 9 })).to.deep.equal([]);
    expect(d.state()).to.equal("LISTEN");
  });

  it("SYN-RECEIVED after an active OPEN: in the window it is answered as in the states behind", () => {
    const d = inState("SYN-SENT");
    d.peerSends(SYN, { seq: 0 });
    expect(d.peerSends(SYN, { seq: 9 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(d.state()).to.equal("SYN-RECEIVED");

    const old = inState("SYN-SENT", { synProcessing: "rfc793" });
    old.peerSends(SYN, { seq: 0 });
    expect(old.peerSends(SYN, { seq: 9 })[0]).to.match(/<ACK=10><CTL=RST,ACK>$/);
    expect(old.state()).to.equal("CLOSED");
  });
});

describe("an earlier check decides", () => {
  const ALL = RST | SYN | FIN_ACK | URG_ACK;

  it("the number goes before the RST, the RST before everything else", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(ALL, { seq: 70_000, ack: 99, text: "abc" })).to.deep.equal([]);
    expect(d.state()).to.equal("ESTABLISHED");
    expect(d.peerSends(ALL, { ack: 99, text: "abc", urgentPointer: 3 })).to.deep.equal(["reset"]);
  });

  it("the SYN goes before the ACK field, that before URG, text and FIN", () => {
    const d = inState("ESTABLISHED", { synProcessing: "rfc793" });
    expect(d.peerSends(ALL & ~RST & ~SYN, { ack: 99, text: "abc", urgentPointer: 3 })).to.deep.equal([emptyAck(d)]);
    expect(d.peerSends(ALL & ~RST, { ack: 99, text: "abc" })).to.deep.equal(["<SEQ=99><CTL=RST>", "reset"]);
  });

  it("SYN-SENT: the ACK field goes before the RST, the RST before the SYN", () => {
    const d = inState("SYN-SENT");
    expect(d.peerSends(ALL, { seq: 0, ack: 9 })).to.deep.equal([]);
    expect(d.peerSends(ALL & ~RST, { seq: 0, ack: 9 })).to.deep.equal(["<SEQ=9><CTL=RST>"]);
    expect(d.state()).to.equal("SYN-SENT");
    expect(d.peerSends(ALL, { seq: 0, ack: 1 })).to.deep.equal(["reset"]);
  });
});

describe("fifth: the ACK field", () => {
  for (const state of ["SYN-RECEIVED", ...SYNCHRONIZED] as const) {
    it(`${state}: without ACK the segment is dropped`, () => {
      const d = inState(state);
      const { rcv, snd } = d.tcb();
      expect(d.peerSends(FIN, { seq: nxt(d), window: 7, text: "abc" })).to.deep.equal([]);
      expect(d.state()).to.equal(state);
      expect([d.tcb().rcv.nxt, d.tcb().snd.wnd]).to.deep.equal([rcv.nxt, snd.wnd]);
    });
  }

  it("an ACK of what is acknowledged already: the text with it counts", () => {
    const d = inState("ESTABLISHED");
    d.send(10);
    d.peerSends(ACK, { ack: 11 });
    d.peerSends(PSH_ACK, { ack: 5, text: "abc" });
    expect(d.tcb().snd.una).to.equal(d.tcb().snd.nxt);
    expect(d.receive()).to.equal("abc");
  });

  it("an ACK of what was never sent is answered, and the text with it is not taken", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(PSH_ACK, { ack: 2, text: "abc" })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(d.receive()).to.equal("");
  });

  it("an ACK older than the largest window ever offered is refused (RFC 5961 5.2)", () => {
    const at = { seq: 1, window: 1000 };
    for (const [ackProcessing, answer] of [
      ["rfc5961", ["<SEQ=1><ACK=1><CTL=ACK>"]],
      ["rfc793", []],
    ] as const) {
      const d = driver({ ackProcessing });
      d.peerSends(SYN, { ...at, seq: 0 });
      d.peerSends(ACK, at);
      expect(d.peerSends(ACK, { ...at, ack: 1 - 1000 }), ackProcessing).to.deep.equal([]);
      expect(d.peerSends(ACK, { ...at, ack: 1 - 1001 }), ackProcessing).to.deep.equal(answer);
    }
  });

  it("an old segment leaves SND.WND alone (WL1, WL2)", () => {
    const d = inState("ESTABLISHED", { delayedAck: 0 });
    d.peerSends(PSH_ACK, { text: "abc", window: 2000 });
    d.send(10);
    d.peerSends(ACK, { seq: 4, ack: 11, window: 3000 });
    expect(d.tcb().snd.wnd).to.equal(3000);
    d.peerSends(ACK, { seq: 4, ack: 1, window: 1 });
    expect(d.tcb().snd.wnd).to.equal(3000);
    d.peerSends(ACK, { seq: 4, ack: 11, window: 4000 });
    expect(d.tcb().snd.wnd).to.equal(4000);
    d.peerSends(PSH_ACK, { seq: 9, ack: 11, window: 5000, text: "beyond a gap" });
    d.peerSends(PSH_ACK, { seq: 4, ack: 11, window: 4000, text: "de" });
    expect(d.tcb().snd.wnd, "sent before that").to.equal(5000);
  });

  it("CLOSING: text and FIN of a segment that does not acknowledge our FIN are not looked at", () => {
    const d = inState("CLOSING");
    expect(d.peerSends(FIN_ACK, { seq: 2, ack: 1, text: "abc" })).to.deep.equal([]);
    expect(nxt(d)).to.equal(2);
    expect(d.state()).to.equal("CLOSING");
  });
});

describe("sixth: the urgent pointer", () => {
  it("is told at each advance, and RECEIVE stops at its end (MUST-32)", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(URG_ACK, { text: "abc", urgentPointer: 5 })).to.deep.equal(["urgent data"]);
    expect(d.peerSends(URG_ACK, { seq: 4, urgentPointer: 2 }), "the same").to.deep.equal([]);
    expect(d.peerSends(URG_ACK, { seq: 4, urgentPointer: 1 }), "an earlier one").to.deep.equal([]);
    expect(d.peerSends(URG_ACK, { seq: 4, text: "def", urgentPointer: 3 })).to.deep.equal([
      "urgent data",
      "<SEQ=1><ACK=7><CTL=ACK>",
    ]);
    d.peerSends(PSH_ACK, { seq: 7, text: "gh" });
    expect([d.receive(), d.receive()]).to.deep.equal(["abcdef", "gh"]);
    expect(d.peerSends(URG_ACK, { seq: 9, urgentPointer: 1 })).to.deep.equal(["urgent data"]);
  });

  for (const state of ["FIN-WAIT-1", "FIN-WAIT-2"] as const) {
    it(`${state}: the same`, () => {
      const d = inState(state);
      const ack = state === "FIN-WAIT-1" ? 1 : 2;
      expect(d.peerSends(URG_ACK, { ack, text: "ab", urgentPointer: 1 })).to.deep.equal(["urgent data"]);
      expect([d.receive(), d.receive()]).to.deep.equal(["a", "b"]);
    });
  }

  for (const state of ["CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"] as const) {
    it(`${state}: behind the FIN nothing is urgent`, () => {
      const d = inState(state);
      expect(d.peerSends(URG_ACK, { seq: 2, ack: 1, urgentPointer: 9 })).to.deep.equal([]);
      expect(d.state()).to.equal(state);
    });
  }

  it("SYN-RECEIVED: with the ACK that ends the handshake", () => {
    const d = inState("SYN-RECEIVED");
    expect(d.peerSends(URG_ACK, { text: "ab", urgentPointer: 1 })).to.deep.equal(["established", "urgent data"]);
  });

  it("means nothing without URG, or in the past", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(PSH_ACK, { text: "abc", urgentPointer: 2 })).to.deep.equal([]);
    expect(d.peerSends(URG_ACK, { seq: 4, urgentPointer: 0 })).to.deep.equal(["urgent data"]);
    d.receive();
    expect(d.peerSends(URG_ACK, { seq: 4, urgentPointer: 0 })).to.deep.equal([]);
  });
});

describe("seventh and eighth: text and FIN", () => {
  for (const state of ["CLOSE-WAIT", "LAST-ACK", "TIME-WAIT"] as const) {
    it(`${state}: neither can come any more`, () => {
      const d = inState(state);
      const before = d.tcb().rcv.nxt;
      d.peerSends(FIN_ACK, { seq: 2, ack: 1, text: "abc" });
      expect(d.tcb().rcv.nxt).to.equal(before);
      expect(d.state()).to.equal(state);
    });
  }

  it("the FIN takes the last place in the window", () => {
    const d = inState("ESTABLISHED", { receiveBuffer: 4 });
    expect(d.peerSends(FIN_ACK, { text: "abc" })).to.deep.equal(["end of stream", "<SEQ=1><ACK=5><CTL=ACK>"]);
    expect(d.tcb().rcv.wnd).to.equal(0);
  });

  it("no octet stands behind the FIN, whichever of the two comes first", () => {
    const early = inState("ESTABLISHED");
    early.peerSends(PSH_ACK, { seq: 2, text: "x" });
    expect(early.peerSends(FIN_ACK, { text: "a" })).to.deep.equal(["end of stream", "<SEQ=1><ACK=3><CTL=ACK>"]);
    expect(early.receive()).to.equal("a");

    const late = inState("ESTABLISHED");
    late.peerSends(FIN_ACK, { seq: 2 });
    expect(late.peerSends(PSH_ACK, { text: "abc" })).to.deep.equal(["end of stream", "<SEQ=1><ACK=3><CTL=ACK>"]);
    expect(late.receive()).to.equal("a");
  });

  it("a FIN for which there is no room in the window is not taken", () => {
    const d = inState("ESTABLISHED", { receiveBuffer: 3, delayedAck: 0 });
    expect(d.peerSends(FIN_ACK, { text: "abc" })).to.deep.equal(["<SEQ=1><ACK=4><CTL=ACK>"]);
    expect(d.state()).to.equal("ESTABLISHED");
  });
});

describe("TIME-WAIT", () => {
  it("lasts 2 MSL", () => {
    const d = inState("TIME-WAIT");
    d.pass(240e9 - 1);
    expect(d.state()).to.equal("TIME-WAIT");
    d.pass(1);
    expect(d.state()).to.equal("CLOSED");
  });

  it("begins again when the peer's FIN comes again", () => {
    const d = inState("TIME-WAIT");
    d.pass(200e9);
    expect(d.peerSends(FIN_ACK, { seq: 1, ack: 2 })).to.deep.equal(["<SEQ=2><ACK=2><CTL=ACK>"]);
    d.pass(239e9);
    expect(d.state()).to.equal("TIME-WAIT");
    d.pass(1e9);
    expect(d.state()).to.equal("CLOSED");
  });

  it("does not answer an empty ACK, so that two of them do not talk for ever", () => {
    const d = inState("TIME-WAIT");
    expect(d.peerSends(ACK, { seq: 2, ack: 2 })).to.deep.equal([]);
  });
});
