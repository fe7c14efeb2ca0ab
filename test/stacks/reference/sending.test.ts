import { expect } from "chai";
import { MINUTE, SECOND } from "../../../harness/port/time";
import { ACK, FIN_ACK, mss, nop, PSH_ACK, SYN, SYN_ACK, windowScale } from "../../../harness/wire";
import type { TcpOption } from "../../../harness/wire";
import { actively, driver, inState } from "./driver";

describe("segmentation (RFC 9293 3.7)", () => {
  const offers: readonly [string, readonly TcpOption[], number][] = [
    ["MSS 1000", [mss(1000)], 1000],
    ["MSS 1460", [mss(1460)], 1460],
    ["MSS 9000: the MTU is the limit (MUST-16)", [mss(9000)], 1460],
    ["no MSS: 536 (MUST-15)", [], 536],
    [
      "unknown options around it (MUST-6)",
      [{ kind: "unknown", code: 99, data: new Uint8Array(2) }, nop, mss(700)],
      700,
    ],
    ["a malformed one behind it (MUST-7)", [mss(700), { kind: "malformed", bytes: Uint8Array.of(9, 0) }], 700],
    ["MSS with a length that is not its own", [{ kind: "unknown", code: 2, data: new Uint8Array(1) }], 536],
  ];
  for (const [name, options, size] of offers) {
    it(name, () => {
      const d = driver();
      d.peerSends(SYN, { seq: 0, options });
      d.peerSends(ACK);
      const seen = d.send(2 * size);
      expect(seen).to.deep.equal([
        `<SEQ=1><ACK=1><CTL=ACK><DATA=${size}>`,
        `<SEQ=${1 + size}><ACK=1><CTL=PSH,ACK><DATA=${size}>`,
      ]);
    });
  }
});

describe("Nagle and silly windows (RFC 9293 3.7.4, 3.8.6.2.1)", () => {
  it("one short segment is on its way, the rest waits for its ACK and goes together (SHLD-7)", () => {
    const d = inState("ESTABLISHED");
    expect(d.send(10)).to.have.length(1);
    expect(d.send(10)).to.deep.equal([]);
    expect(d.send(10)).to.deep.equal([]);
    expect(d.peerSends(ACK, { ack: 11 })).to.deep.equal(["<SEQ=11><ACK=1><CTL=PSH,ACK><DATA=20>"]);
  });

  it("full segments do not wait", () => {
    const d = inState("ESTABLISHED");
    d.send(10);
    expect(d.send(1500)).to.deep.equal(["<SEQ=11><ACK=1><CTL=ACK><DATA=1460>"]);
  });

  it("without Nagle nothing waits (MUST-17)", () => {
    const d = inState("ESTABLISHED", { nagle: false });
    expect([...d.send(10), ...d.send(10)]).to.have.length(2);
  });

  it("CLOSE pushes", () => {
    const d = inState("ESTABLISHED");
    d.send(10);
    d.send(10);
    expect(d.close()).to.deep.equal(["<SEQ=11><ACK=1><CTL=FIN,PSH,ACK><DATA=10>"]);
  });

  it("half of the largest window is worth a segment, less is not before the override timeout", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 40_000 });
    d.send(10);
    d.peerSends(ACK, { ack: 11, window: 100 });
    expect(d.send(200)).to.deep.equal([]);
    expect(d.pass(SECOND)).to.deep.equal(["0.500 <SEQ=11><ACK=1><CTL=ACK><DATA=100>"]);

    const small = driver();
    small.peerSends(SYN, { seq: 0, window: 100, options: [mss(1460)] });
    small.peerSends(ACK, { window: 50 });
    expect(small.send(200)).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK><DATA=50>"]);
  });

  it("the window is filled to its edge and no further", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 3000 });
    expect(d.send(5000)).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK><DATA=1460>", "<SEQ=1461><ACK=1><CTL=ACK><DATA=1460>"]);
    expect(d.peerSends(ACK, { ack: 1461, window: 1460 + 540 })).to.deep.equal([]);
    expect(d.peerSends(ACK, { ack: 2921, window: 2080 })).to.deep.equal(["<SEQ=2921><ACK=1><CTL=ACK><DATA=1460>"]);
  });

  it("a window that shrinks below what is on its way holds back new text and breaks nothing (MUST-34)", () => {
    const d = inState("ESTABLISHED");
    d.send(2920);
    d.send(2920);
    expect(d.peerSends(ACK, { ack: 1461, window: 1000 })).to.deep.equal([]);
    expect(d.send(1460)).to.deep.equal([]);
    // SHLD-16: what lies inside the new window is sent again
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=1461><ACK=1><CTL=ACK><DATA=1000>"]);
  });
});

describe("retransmission (RFC 9293 3.8.3, RFC 6298 5)", () => {
  it("a SYN goes again after 1, 2, 4 ... 60 s, for more than 3 minutes, and then the user is told (MUST-23)", () => {
    const d = inState("SYN-SENT");
    const times = ["1", "3", "7", "15", "31", "63", "123", "183"];
    const again = times.map((time) => `${time}.000 <SEQ=0><CTL=SYN>`);
    expect(d.pass(10 * MINUTE)).to.deep.equal([...again, "243.000 timeout"]);
    expect(d.state()).to.equal("CLOSED");
  });

  it("a SYN,ACK as well, and then the listener is one again", () => {
    const d = inState("SYN-RECEIVED", { synAckRetries: 2 });
    const again = ["1", "3"].map((time) => `${time}.000 <SEQ=0><ACK=1><CTL=SYN,ACK>`);
    expect(d.pass(10 * MINUTE)).to.deep.equal(again);
    expect(d.state()).to.equal("LISTEN");
  });

  it("text goes again from the front until R2, and then the user is told", () => {
    const d = inState("ESTABLISHED", { dataRetries: 3 });
    d.send(2000);
    const again = ["1", "3", "7"].map((time) => `${time}.000 <SEQ=1><ACK=1><CTL=ACK><DATA=1460>`);
    expect(d.pass(10 * MINUTE)).to.deep.equal([...again, "15.000 timeout"]);
    expect(d.state()).to.equal("CLOSED");
  });

  it("unless told otherwise it is tried for 100 s and more (SHLD-11)", () => {
    const d = inState("ESTABLISHED");
    d.send(10);
    expect(d.pass(100 * SECOND)).to.have.length.above(3);
    expect(d.state()).to.equal("ESTABLISHED");
    expect(d.pass(200 * SECOND).at(-1)).to.match(/ timeout$/);
  });

  it("an ACK restarts the timer, and turns it off when it covers everything (5.2, 5.3)", () => {
    const d = inState("ESTABLISHED");
    d.send(2920);
    d.pass(0.8 * SECOND);
    d.peerSends(ACK, { ack: 1461 });
    expect(d.tcb().rto).to.equal(SECOND);
    expect(d.pass(SECOND - 1)).to.deep.equal([]);
    expect(d.pass(1)).to.deep.equal(["1.800 <SEQ=1461><ACK=1><CTL=PSH,ACK><DATA=1460>"]);
    d.peerSends(ACK, { ack: 2921 });
    expect(d.pass(10 * MINUTE)).to.deep.equal([]);
  });

  it("Karn: what was sent twice gives no sample, and the backed-off RTO stays until there is one", () => {
    const d = inState("ESTABLISHED");
    d.send(10);
    d.pass(1.5 * SECOND);
    d.peerSends(ACK, { ack: 11 });
    expect(d.tcb().rto).to.equal(2 * SECOND);
    d.send(10);
    d.pass(0.5 * SECOND);
    d.peerSends(ACK, { ack: 21 });
    expect(d.tcb().rto).to.equal(1 * SECOND);
  });

  it("5.7: after a SYN that was lost, text begins with 3 s", () => {
    const d = inState("SYN-SENT");
    d.pass(1.5 * SECOND);
    d.peerSends(SYN_ACK, { seq: 0 });
    expect(d.tcb().rto).to.equal(3 * SECOND);
  });

  it("the handshake is the first sample", () => {
    const d = inState("SYN-SENT");
    d.pass(0.5 * SECOND);
    d.peerSends(SYN_ACK, { seq: 0 });
    expect(d.tcb().roundTrip).to.deep.equal({ srtt: 0.5 * SECOND, rttvar: 0.25 * SECOND });
  });

  it("after a timeout each ACK brings two of the segments that may be lost: slow start (RFC 5681 3.1)", () => {
    const d = inState("ESTABLISHED");
    d.send(5 * 1460);
    d.pass(SECOND);
    expect(d.peerSends(ACK, { ack: 1461 })).to.deep.equal([
      "<SEQ=1461><ACK=1><CTL=ACK><DATA=1460>",
      "<SEQ=2921><ACK=1><CTL=ACK><DATA=1460>",
    ]);
    expect(d.peerSends(ACK, { ack: 7301 })).to.deep.equal([]);
  });

  it("an ACK inside a segment is followed by the rest of it", () => {
    const d = inState("ESTABLISHED");
    d.send(100);
    d.peerSends(ACK, { ack: 41 });
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=41><ACK=1><CTL=PSH,ACK><DATA=60>"]);
  });

  it("text and FIN go again together", () => {
    const d = inState("ESTABLISHED");
    d.send(10);
    d.send(10);
    d.close();
    d.peerSends(ACK, { ack: 11 });
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=11><ACK=1><CTL=FIN,PSH,ACK><DATA=10>"]);
  });

  for (const state of ["FIN-WAIT-1", "CLOSING", "LAST-ACK"] as const) {
    it(`${state}: the FIN goes again`, () => {
      const d = inState(state);
      expect(d.pass(SECOND)[0]).to.match(/^1\.000 <SEQ=1><ACK=\d><CTL=FIN,ACK>$/);
    });
  }

  it("the user timeout ends any state that waits for an ACK", () => {
    for (const state of ["SYN-SENT", "FIN-WAIT-1", "LAST-ACK"] as const) {
      const d = inState(state, { userTimeout: 10 * SECOND });
      expect(d.pass(MINUTE).at(-1), state).to.equal("10.000 timeout");
      expect(d.state()).to.equal("CLOSED");
    }
  });
});

describe("closed windows (RFC 9293 3.8.6.1)", () => {
  it("the first probe comes after the RTO, the next ones twice as late each (MUST-36, SHLD-29, SHLD-30)", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    expect(d.send("hello")).to.deep.equal([]);
    expect(d.pass(8 * SECOND)).to.deep.equal(
      ["1", "3", "7"].map((time) => `${time}.000 <SEQ=1><ACK=1><CTL=ACK><DATA=1>`),
    );
  });

  it("goes on for as long as somebody answers (MUST-37)", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    d.send("hello");
    for (let minute = 0; minute < 60; minute++) {
      d.pass(MINUTE);
      d.peerSends(ACK, { window: 0 });
    }
    expect(d.state()).to.equal("ESTABLISHED");
  });

  it("ends when nobody does", () => {
    const d = inState("ESTABLISHED", { dataRetries: 3 });
    d.peerSends(ACK, { window: 0 });
    d.send("hello");
    expect(d.pass(MINUTE).at(-1)).to.equal("15.000 timeout");
  });

  it("when the window opens, everything goes at once, the probe with it", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    d.send("hello");
    d.pass(SECOND);
    expect(d.peerSends(ACK, { window: 100 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=PSH,ACK><DATA=5>"]);
  });

  it("a probe that was taken is not sent again", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    d.send("hello");
    d.pass(SECOND);
    expect(d.peerSends(ACK, { ack: 2, window: 100 })).to.deep.equal(["<SEQ=2><ACK=1><CTL=PSH,ACK><DATA=4>"]);
  });

  it("a single octet is probed with, and goes again when the window opens", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    d.send("x");
    d.pass(SECOND);
    expect(d.peerSends(ACK, { window: 100 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=PSH,ACK><DATA=1>"]);
  });

  it("a FIN waits for the window like text, and is probed with", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    expect(d.close()).to.deep.equal([]);
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=1><ACK=1><CTL=FIN,ACK>"]);
    expect(d.peerSends(ACK, { window: 10 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=FIN,ACK>"]);
    d.peerSends(ACK, { ack: 2, window: 10 });
    expect(d.state()).to.equal("FIN-WAIT-2");
  });

  it("a window that closes over text on its way: one octet of it probes, and all of it goes again later (MUST-35)", () => {
    const d = inState("ESTABLISHED");
    d.send(3 * 1460);
    d.peerSends(ACK, { ack: 1461, window: 0 });
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=1461><ACK=1><CTL=ACK><DATA=1>"]);
    expect(d.peerSends(ACK, { ack: 1461, window: 5000 })).to.deep.equal([
      "<SEQ=1461><ACK=1><CTL=ACK><DATA=1460>",
      "<SEQ=2921><ACK=1><CTL=PSH,ACK><DATA=1460>",
    ]);
  });

  it("a window that shrinks away from text on its way is no reason to give up (SHLD-17)", () => {
    const d = inState("ESTABLISHED");
    d.send(3 * 1460);
    d.peerSends(ACK, { ack: 1461, window: 100 });
    d.peerSends(ACK, { ack: 1561, window: 0 });
    for (let minute = 0; minute < 60; minute++) {
      d.pass(MINUTE);
      d.peerSends(ACK, { ack: 1561, window: 0 });
    }
    expect(d.state()).to.equal("ESTABLISHED");
    expect(d.peerSends(ACK, { ack: 1561, window: 2000 })[0]).to.equal("<SEQ=1561><ACK=1><CTL=ACK><DATA=1460>");
  });
});

describe("urgent data (RFC 9293 3.8.5)", () => {
  it("URG and a pointer to the octet behind it are on every segment before that (MUST-62)", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 0 });
    d.send(2000, true);
    d.send(10);
    expect(d.peerSends(ACK, { window: 9000 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK,URG><DATA=1460><UP=2000>"]);
    expect(d.peerSends(ACK, { ack: 1461, window: 9000 })).to.deep.equal([
      "<SEQ=1461><ACK=1><CTL=PSH,ACK,URG><DATA=550><UP=540>",
    ]);
    d.peerSends(ACK, { ack: 2011 });
    expect(d.send(5)).to.deep.equal(["<SEQ=2011><ACK=1><CTL=PSH,ACK><DATA=5>"]);
  });

  it("may be longer than the pointer can say (MUST-31)", () => {
    const d = driver({ sendBuffer: 200_000, sack: false });
    d.peerSends(SYN, { seq: 0, options: [mss(1000), windowScale(2)] });
    d.peerSends(ACK);
    const seen = [...d.send(100_000, true)];
    for (let acked = 1000; acked < 100_000; acked += 1000) seen.push(...d.peerSends(ACK, { ack: 1 + acked }));
    const first = seen.filter((each) => each.startsWith("<SEQ=1>"));
    expect(first).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK,URG><DATA=1000><UP=65535>"]);
    const pointers = seen.map((each) => /<SEQ=(\d+)>.*<CTL=[A-Z,]*URG>.*<UP=(\d+)>/.exec(each));
    expect(pointers).to.have.length(100);
    for (const [, at, pointer] of pointers.map((match) => (match ?? []).map(Number))) {
      expect(pointer).to.equal(Math.min(100_001 - (at ?? 0), 65_535));
    }
  });
});

describe("acknowledging (RFC 9293 3.8.6.3)", () => {
  it("an ACK waits 200 ms for company, that of a second segment does not (SHLD-18, SHLD-19)", () => {
    const d = inState("ESTABLISHED");
    expect(d.peerSends(PSH_ACK, { text: 10 })).to.deep.equal([]);
    expect(d.pass(SECOND)).to.deep.equal(["0.200 <SEQ=1><ACK=11><CTL=ACK>"]);
    expect(d.peerSends(PSH_ACK, { seq: 11, text: 10 })).to.deep.equal([]);
    expect(d.peerSends(PSH_ACK, { seq: 21, text: 10 })).to.deep.equal(["<SEQ=1><ACK=31><CTL=ACK>"]);
    expect(d.pass(SECOND)).to.deep.equal([]);
  });

  it("it rides on text", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(PSH_ACK, { text: 10 });
    expect(d.send(3)).to.deep.equal(["<SEQ=1><ACK=11><CTL=PSH,ACK><DATA=3>"]);
    d.peerSends(ACK, { seq: 11, ack: 4 });
    expect(d.pass(SECOND)).to.deep.equal([]);
  });

  it("without delay every segment is acknowledged at once", () => {
    const d = inState("ESTABLISHED", { delayedAck: 0 });
    expect(d.peerSends(PSH_ACK, { text: 10 })).to.deep.equal(["<SEQ=1><ACK=11><CTL=ACK>"]);
  });
});

describe("the offered window (RFC 9293 3.8.6.2.2)", () => {
  it("its edge stays until there is room for a segment, and the peer then hears of it", () => {
    const d = inState("ESTABLISHED", { receiveBuffer: 3000, delayedAck: 0 });
    d.peerSends(PSH_ACK, { text: 1460 });
    d.peerSends(PSH_ACK, { seq: 1461, text: 1460 });
    expect(d.tcb().rcv.wnd).to.equal(80);
    expect(d.call({ kind: "receive", limit: 1000 })).to.deep.equal([]);
    d.send(1);
    expect(
      d.sent().map(({ window }) => window),
      "whatever is sent",
    ).to.deep.equal([80]);
    expect(d.call({ kind: "receive", limit: 1000 })).to.deep.equal(["<SEQ=2><ACK=2921><CTL=ACK>"]);
    expect(d.sent().map(({ window }) => window)).to.deep.equal([2080]);
  });

  it("a reader that keeps up costs no segments of its own", () => {
    const d = inState("ESTABLISHED");
    let seq = 1;
    let segments = 0;
    for (let i = 0; i < 10; i++) {
      segments += d.peerSends(PSH_ACK, { seq, text: 1460 }).length;
      segments += d.call({ kind: "receive", limit: 9999 }).length;
      seq += 1460;
    }
    expect(segments).to.equal(5);
  });
});

describe("peer behaviour that ends nothing", () => {
  it("FIN-WAIT-2 has no timer", () => {
    const d = inState("FIN-WAIT-2");
    expect(d.pass(100 * MINUTE)).to.deep.equal([]);
    expect(d.state()).to.equal("FIN-WAIT-2");
  });

  it("an idle connection sends nothing", () => {
    const d = actively();
    expect(d.pass(1000 * MINUTE)).to.deep.equal([]);
    expect(d.peerSends(FIN_ACK)).to.have.length(2);
  });
});
