import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, mss, PSH_ACK, SYN, SYN_ACK, windowScale } from "../../../harness/wire";
import type { TcpOption } from "../../../harness/wire";
import type { ReferenceOptions } from "../../../stacks/reference";
import { shiftFor } from "../../../stacks/reference/window-scale";
import { driver, inState } from "./driver";
import type { Driver } from "./driver";

const KIND = "window-scale";

function scaleIn(d: Driver): TcpOption | undefined {
  return d.sent()[0]?.options?.find((option) => option.kind === KIND);
}

/** A passive connection whose peer scales by `shift`. */
function scaled(shift: number, choices: Partial<ReferenceOptions> = {}): Driver {
  const d = driver(choices);
  d.peerSends(SYN, { seq: 0, window: 1000, options: [mss(1460), windowScale(shift)] });
  return d;
}

describe("window scale (RFC 7323 2)", () => {
  it("the shift is the least that offers the whole buffer (2.3)", () => {
    const cases: readonly [number, number][] = [
      [1, 0],
      [65535, 0],
      [65536, 1],
      [131_071, 1],
      [131_072, 2],
      [65535 * 2 ** 14, 14],
      [2 ** 31, 14],
    ];
    for (const [buffer, shift] of cases) expect(shiftFor(buffer), String(buffer)).to.equal(shift);
  });

  it("a SYN offers it, with an unscaled window (2.2)", () => {
    const d = inState("SYN-SENT", { receiveBuffer: 1_000_000 });
    const e = driver({ receiveBuffer: 1_000_000 }, "active");
    e.call({ kind: "open" });
    expect(scaleIn(e)).to.deep.equal(windowScale(4));
    expect(e.sent()[0]?.window).to.equal(65535);
    expect(d.tcb().rcv.shift).to.equal(0);
    const small = driver({}, "active");
    small.call({ kind: "open" });
    expect(scaleIn(small), "even if nothing need be scaled").to.deep.equal(windowScale(0));
  });

  it("a SYN,ACK has it only if the SYN had it, and so is it in use (2.2)", () => {
    const d = scaled(7);
    expect(scaleIn(d), "even if nothing need be scaled").to.deep.equal(windowScale(0));
    const without = driver();
    without.peerSends(SYN, { seq: 0, options: [mss(1460)] });
    expect(scaleIn(without)).to.equal(undefined);
    expect(without.tcb().agreed.windowScale).to.equal(false);
    const off = scaled(7, { windowScale: false });
    expect(scaleIn(off)).to.equal(undefined);
    off.peerSends(ACK, { window: 500 });
    expect(off.tcb().snd.wnd).to.equal(500);
  });

  it("a SYN without it: the peer's windows count as they are, and what can be offered fits the field (2.3)", () => {
    const d = driver({ receiveBuffer: 1_000_000, delayedAck: 0 });
    d.peerSends(SYN, { seq: 0, options: [mss(1460)] });
    d.peerSends(ACK, { window: 3000 });
    expect(d.send(9000)).to.have.length(2);
    d.peerSends(PSH_ACK, { text: 1000 });
    expect(d.sent()[0]?.window).to.equal(65535 - 1000);
  });

  it("an answer without it to a SYN that has it: nothing is scaled", () => {
    const d = inState("SYN-SENT", { receiveBuffer: 1_000_000 });
    d.peerSends(SYN_ACK, { seq: 0, options: [mss(1460)] });
    expect(d.sent()[0]?.window).to.equal(65535);
    d.peerSends(ACK, { window: 500 });
    expect(d.tcb().snd.wnd).to.equal(500);
  });

  it("SND.WND <- SEG.WND << Snd.Wind.Shift, but not of a SYN (2.3, 2.2)", () => {
    const d = scaled(7);
    expect(d.tcb().snd.wnd).to.equal(1000);
    d.peerSends(ACK, { window: 1000 });
    expect(d.tcb().snd.wnd).to.equal(128_000);
    const active = inState("SYN-SENT");
    active.peerSends(SYN_ACK, { seq: 0, window: 1000, options: [windowScale(3)] });
    expect(active.tcb().snd.wnd).to.equal(1000);
    active.peerSends(ACK, { window: 1000 });
    expect(active.tcb().snd.wnd).to.equal(8000);
  });

  it("nor of the SYN,ACK that answers crossing SYNs", () => {
    const d = inState("SYN-SENT");
    d.peerSends(SYN, { seq: 0, window: 1000, options: [windowScale(3)] });
    d.peerSends(SYN_ACK, { seq: 0, window: 1000, options: [windowScale(3)] });
    expect(d.state()).to.equal("ESTABLISHED");
    expect(d.tcb().snd.wnd).to.equal(1000);
  });

  it("a shift beyond 14 counts as 14 (2.3)", () => {
    for (const shift of [14, 15, 255]) {
      const d = scaled(shift);
      d.peerSends(ACK, { window: 2 });
      expect(d.tcb().snd.wnd, String(shift)).to.equal(2 * 2 ** 14);
    }
  });

  it("the option on a segment that is no SYN says nothing (2.2)", () => {
    const d = inState("ESTABLISHED");
    d.peerSends(ACK, { window: 1000, options: [windowScale(3)] });
    d.peerSends(ACK, { window: 1000 });
    expect(d.tcb().snd.wnd).to.equal(1000);
  });

  it("SEG.WND <- RCV.WND >> Rcv.Wind.Shift: all of a large buffer can be filled (2.3)", () => {
    const buffer = 300_000;
    const d = scaled(0, { receiveBuffer: buffer, delayedAck: 0 });
    d.peerSends(ACK);
    d.peerSends(PSH_ACK, { text: 1000 });
    expect(d.tcb().rcv.shift).to.equal(3);
    let seq = 1001;
    while (seq < buffer) {
      d.peerSends(PSH_ACK, { seq, text: Math.min(1000, buffer + 1 - seq) });
      const [ack] = d.sent();
      if (ack === undefined) throw new Error("every segment is acknowledged");
      seq += 1000;
      expect(ack.window << 3, "never more than there is").to.be.at.most(buffer + 1 - seq);
      expect(ack.window << 3, "all of it but a part of a unit").to.be.above(buffer + 1 - seq - 8);
    }
    expect(d.tcb().rcv.text.length).to.equal(buffer);
  });

  it("the edge that was offered once is kept, though the field recedes by rounding (2.4 (1))", () => {
    const d = scaled(0, { receiveBuffer: 300_000, delayedAck: 0 });
    d.peerSends(ACK);
    d.peerSends(PSH_ACK, { text: 1000 });
    const offers: number[] = [];
    let seq = 1001;
    const takes = (text: number) => {
      d.peerSends(PSH_ACK, { seq, text });
      seq += text;
      offers.push(seq + ((d.sent()[0]?.window ?? 0) << 3));
    };
    for (const octets of [7, 3, 5]) takes(octets);
    expect(offers, "300001, less a part of a unit of 8").to.deep.equal([300_000, 299_995, 300_000]);
    while (seq < 299_000) takes(1000);
    takes(300_001 - seq);
    expect(d.tcb().rcv.nxt - d.tcb().irs).to.equal(300_001 - 2 ** 32);
    expect(d.sent()[0]?.window).to.equal(0);
  });

  it("what goes again goes whole, if the window has receded by less than a unit (2.4 (4))", () => {
    const d = scaled(3, { nagle: false });
    d.peerSends(ACK, { window: 251 });
    expect([...d.send(1003), ...d.send(1005)], "all of the 2008").to.have.length(2);
    // 1005 octets are left of it, of which the field says 1000.
    d.peerSends(ACK, { ack: 1004, window: 125 });
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=1004><ACK=1><CTL=PSH,ACK><DATA=1005>"]);
  });
});
