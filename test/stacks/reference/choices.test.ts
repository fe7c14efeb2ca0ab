import { expect } from "chai";
import { MINUTE, SECOND } from "../../../harness/port/time";
import { add, PSH_ACK, URG_ACK } from "../../../harness/wire";
import { ANYBODY, IRS, LOCAL, oneHost, PEER } from "./one-host";

describe("choices for one connection", () => {
  it("Nagle (MUST-17): what it held back goes at once", () => {
    const h = oneHost();
    h.listen();
    h.call();
    h.call({ sourcePort: 4001 });
    h.user.choose("L/1", { nagle: false }, h.now());
    expect([h.send("L/1", 10), h.send("L/1", 10)]).to.deep.equal([[10], [10]]);
    expect([h.send("L/2", 10), h.send("L/2", 10)]).to.deep.equal([[10], []]);
    h.user.choose("L/2", { nagle: false }, h.now());
    expect(h.heard().map(({ segment }) => segment.text.length)).to.deep.equal([10]);
  });

  it("R2 of the SYN and of text (MUST-21)", () => {
    const h = oneHost();
    const foreign = { address: PEER, port: 9 };
    h.user.open("A", { kind: "active", local: LOCAL, foreign, choices: { synRetries: 1 } }, h.now());
    h.user.open("B", { kind: "active", local: LOCAL, foreign: { ...foreign, port: 10 } }, h.now());
    h.listen("L", LOCAL, ANYBODY, { dataRetries: 1 });
    h.call();
    h.send("L/1", 10);
    h.pass(MINUTE);
    expect(h.told).to.have.members(["L/1: established", "A: timeout", "L/1: timeout", "B: soft error"]);
  });

  it("R2 as a time (MUST-21), which begins anew when it is chosen", () => {
    const h = oneHost();
    h.listen();
    h.call();
    h.send("L/1", 10);
    h.pass(2 * SECOND);
    h.user.choose("L/1", { userTimeout: 3 * SECOND }, h.now());
    h.pass(2.999 * SECOND);
    expect(h.told).to.deep.equal(["L/1: established"]);
    h.pass(0.001 * SECOND);
    expect(h.told).to.deep.equal(["L/1: established", "L/1: timeout"]);
  });

  it("keep-alives, on and off again, and after how long (MUST-24, MUST-27)", () => {
    const h = oneHost();
    h.listen();
    h.call();
    h.call({ sourcePort: 4001 });
    h.user.choose("L/1", { keepAlive: true, keepAliveInterval: 10 * SECOND }, h.now());
    expect(h.pass(9 * SECOND)).to.deep.equal([]);
    expect(h.pass(SECOND).map(({ segment }) => segment.destinationPort)).to.deep.equal([4000]);
    h.user.choose("L/1", { keepAlive: false }, h.now());
    expect(h.pass(100 * MINUTE)).to.deep.equal([]);
  });

  it("the interval of keep-alives that are on, for the first probe and for the next (MUST-27)", () => {
    const h = oneHost();
    h.listen();
    h.call();
    h.user.choose("L/1", { keepAlive: true }, h.now());
    h.user.choose("L/1", { keepAliveInterval: 10 * SECOND }, h.now());
    expect(h.pass(10 * SECOND)).to.have.length(1);
    expect(h.pass(9 * SECOND)).to.deep.equal([]);
    expect(h.pass(SECOND)).to.have.length(1);
  });

  it("a name that nobody has can choose nothing", () => {
    expect(oneHost().user.choose("x", {}, 0)).to.deep.include({ error: "connection does not exist" });
  });
});

describe("timeouts that the user names (RFC 9293 3.9.1.1, 3.9.1.2)", () => {
  it("OPEN's ends the call, or the wait for an ACK; SEND's takes its place", () => {
    const h = oneHost({ softErrors: false });
    const foreign = { address: PEER, port: 9 };
    h.user.open("A", { kind: "active", local: LOCAL, foreign, timeout: 10 * SECOND }, h.now());
    h.user.open("L", { kind: "passive", local: LOCAL, foreign: ANYBODY, timeout: 20 * SECOND }, h.now());
    h.call();
    h.call({ sourcePort: 4001 });
    h.user.send("L/1", new Uint8Array(10), {}, h.now());
    h.user.send("L/2", new Uint8Array(10), { timeout: 30 * SECOND }, h.now());
    const told = [h.told.length];
    for (const seconds of [9.999, 0.001, 9.999, 0.001, 9.999, 0.001]) {
      h.pass(seconds * SECOND);
      told.push(h.told.length);
    }
    expect(told).to.deep.equal([2, 2, 3, 3, 4, 4, 5]);
    expect(h.told.slice(2)).to.deep.equal(["A: timeout", "L/1: timeout", "L/2: timeout"]);
  });
});

describe("reports (RFC 9293 3.9.1.8)", () => {
  it("R1, three retransmissions of one segment, a SYN or text, before R2 (MUST-20, MUST-22, SHLD-9, SHLD-10)", () => {
    const h = oneHost({ dataRetries: 4, synRetries: 4 });
    h.user.open("A", { kind: "active", local: LOCAL, foreign: { address: PEER, port: 9 } }, h.now());
    h.listen();
    h.call();
    h.send("L/1", 10);
    h.pass(10 * MINUTE);
    expect(h.reports).to.deep.equal(["7 A: excessive retransmission", "7 L/1: excessive retransmission"]);
    const told = ["established", "soft error", "timeout"].map((what) => `L/1: ${what}`);
    expect(h.told).to.have.members([...told, "A: soft error", "A: timeout"]);
  });

  it("none of R1 where the user wants none (SHLD-20)", () => {
    const h = oneHost();
    h.listen();
    h.call();
    h.call({ sourcePort: 4001 });
    h.user.choose("L/1", { reportAfter: Infinity, softErrors: false }, h.now());
    for (const id of ["L/1", "L/2"]) h.send(id, 10);
    h.pass(10 * MINUTE);
    expect(h.reports).to.deep.equal(["7 L/2: excessive retransmission"]);
    expect(h.told.filter((each) => each.endsWith("soft error"))).to.deep.equal(["L/2: soft error"]);
  });

  it("urgent data: how much of it is still to be read (MUST-33)", () => {
    const h = oneHost();
    h.listen();
    const ack = h.call();
    expect(h.user.urgentAhead("L/1")).to.equal(0);
    h.sends({ flags: URG_ACK, seq: add(IRS, 1), ack, urgentPointer: 5, text: Buffer.from("abc") });
    expect(h.told).to.deep.equal(["L/1: established", "L/1: urgent data"]);
    expect(h.user.urgentAhead("L/1")).to.equal(5);
    expect(h.read("L/1")).to.equal("abc");
    expect(h.user.urgentAhead("L/1")).to.equal(2);
    h.sends({ flags: PSH_ACK, seq: add(IRS, 4), ack, text: Buffer.from("defg") });
    expect([h.read("L/1"), h.user.urgentAhead("L/1"), h.read("L/1")]).to.deep.equal(["de", 0, "fg"]);
  });
});
