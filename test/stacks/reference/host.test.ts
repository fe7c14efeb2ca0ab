import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import type { SocketAddress } from "../../../harness/port/user";
import { ACK, add, PSH_ACK, RST, RST_ACK, SYN } from "../../../harness/wire";
import type { IpToSend, TcpPacket } from "../../../harness/wire";
import { ANYBODY, IRS, LOCAL, oneHost, PEER, PEER_6, STACK_6, STACK_TOO } from "./one-host";

describe("a host: IP below (RFC 9293 3.9.2)", () => {
  it("options of IP and whatever precedence change nothing (MUST-50, RFC 2873)", () => {
    const h = oneHost();
    h.listen();
    const ack = h.call({}, { options: Uint8Array.of(0x94, 4, 0, 0, 0x1e, 4, 9, 9), trafficClass: 0xe0 });
    h.sends({ flags: PSH_ACK, seq: add(IRS, 1), ack, text: Buffer.from("abc") }, { trafficClass: 0x48 });
    expect(h.read("L/1")).to.equal("abc");
  });

  it("nobody can have called from there, or meant this host (MUST-57, MUST-63, RFC 1122 4.2.3.10)", () => {
    const h = oneHost();
    h.listen();
    h.listen("6", { address: STACK_6, port: 80 }, { address: "::", port: 0 });
    const strange: readonly Partial<IpToSend>[] = [
      ...["0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"].map((source) => ({ source })),
      ...["192.0.2.255", "224.0.0.1", "255.255.255.255"].map((destination) => ({ destination })),
      ...["::", "::1", "ff02::1"].map((source) => ({ source, destination: STACK_6 })),
      { source: PEER_6, destination: "ff02::1" },
    ];
    for (const ip of strange) {
      expect(h.sends({}, ip), JSON.stringify(ip)).to.deep.equal([]);
      expect(h.sends({ flags: ACK, ack: IRS }, ip), JSON.stringify(ip)).to.deep.equal([]);
    }
    expect(h.sends({})).to.have.length(1);
  });

  it("OPEN refuses to call such an address (MUST-46)", () => {
    const h = oneHost();
    for (const address of ["224.0.0.1", "255.255.255.255", "127.0.0.1"]) {
      const outcome = h.user.open("A", { kind: "active", local: LOCAL, foreign: { address, port: 1 } }, h.now());
      expect(outcome).to.deep.include({ ok: false, error: "other" });
    }
    expect(h.heard()).to.deep.equal([]);
  });

  it("a connection speaks from the address that was called, and from no other (MUST-45)", () => {
    const h = oneHost();
    h.listen("L", { address: STACK_TOO, port: 80 });
    const ip = { destination: STACK_TOO };
    const seen = [...h.sends({}, ip)];
    const ack = add(seen[0]?.segment.seq ?? IRS, 1);
    h.sends({ flags: ACK, seq: add(IRS, 1), ack }, ip);
    h.user.send("L/1", new Uint8Array(10), {}, h.now());
    seen.push(...h.heard(), ...h.pass(SECOND));
    expect(seen.map(({ ip: { source } }) => source)).to.deep.equal([STACK_TOO, STACK_TOO, STACK_TOO]);
    expect(h.sends({}), "the other address").to.have.nested.property("[0].segment.flags", RST_ACK);
  });

  it("TTL and Diffserv are as the user says, at OPEN and later (MUST-48, MUST-49, SHLD-21, SHLD-22)", () => {
    const h = oneHost({ hopLimit: 7, diffserv: 1 });
    const classOf = ([packet]: readonly TcpPacket[]) => [packet?.ip.hopLimit, packet?.ip.trafficClass];
    expect(classOf(h.sends({})), "nobody's connection").to.deep.equal([7, 1 << 2]);
    h.listen("L", LOCAL, ANYBODY, { diffserv: 46 });
    expect(classOf(h.sends({})), "a caller").to.deep.equal([7, 46 << 2]);
    const foreign = { address: PEER, port: 9 };
    h.user.open("A", { kind: "active", local: LOCAL, foreign, choices: { diffserv: 63, hopLimit: 255 } }, h.now());
    expect(classOf(h.heard()), "its own call").to.deep.equal([255, 63 << 2]);
    h.user.choose("A", { diffserv: 8 }, h.now());
    expect(classOf(h.pass(SECOND).slice(-1)), "later").to.deep.equal([255, 8 << 2]);
  });
});

describe("a host: listeners (RFC 9293 3.9.1.1)", () => {
  const CALLER: SocketAddress = { address: PEER, port: 4000 };

  it("a listener for one caller takes no other, and goes before one that takes anybody", () => {
    const h = oneHost();
    h.listen("one", LOCAL, CALLER);
    expect(h.sends({ sourcePort: 4001 }), "nobody else").to.have.nested.property("[0].segment.flags", RST_ACK);
    h.listen("any");
    h.call();
    expect(h.user.status("one").state).to.equal("ESTABLISHED");
    h.call({ sourcePort: 4001 });
    expect(h.told).to.deep.equal(["one: established", "any/1: established"]);
  });

  it("a caller is bound to where it called from and what it called", () => {
    const h = oneHost();
    h.listen();
    const ack = h.call();
    const text = { flags: PSH_ACK, seq: add(IRS, 1), ack, text: Buffer.from("x") };
    for (const [segment, ip] of [
      [{ sourcePort: 4001 }, {}],
      [{}, { source: "192.0.2.3" }],
      [{}, { destination: STACK_TOO }],
      [{ destinationPort: 81 }, {}],
    ] as const) {
      expect(h.sends({ ...text, ...segment }, ip)).to.have.nested.property("[0].segment.flags", RST);
    }
    expect(h.read("L/1")).to.equal("");
    h.sends(text);
    expect(h.read("L/1")).to.equal("x");
  });

  it("a passive OPEN leaves alone what there is at its port (MUST-41)", () => {
    const h = oneHost();
    h.listen();
    const ack = h.call();
    const again = h.user.open("L2", { kind: "passive", local: LOCAL, foreign: ANYBODY }, h.now());
    const same = h.user.open("L3", { kind: "passive", local: LOCAL, foreign: CALLER }, h.now());
    for (const outcome of [again, same]) expect(outcome).to.deep.include({ error: "connection already exists" });
    h.listen("L4", LOCAL, { ...CALLER, port: 4001 });
    expect(h.heard()).to.deep.equal([]);
    h.sends({ flags: PSH_ACK, seq: add(IRS, 1), ack, text: Buffer.from("still here") });
    expect(h.read("L/1")).to.equal("still here");
  });

  it("a port may listen while connections from it are in SYN-SENT and SYN-RECEIVED (MUST-42)", () => {
    const h = oneHost();
    h.user.open("A", { kind: "active", local: LOCAL, foreign: { address: PEER, port: 9 } }, h.now());
    h.listen("B", LOCAL, CALLER);
    h.sends({});
    expect(["A", "B"].map((id) => h.user.status(id).state)).to.deep.equal(["SYN-SENT", "SYN-RECEIVED"]);
    h.listen();
    h.call({ sourcePort: 4001 });
    expect(h.told).to.deep.equal(["L/1: established"]);
    expect(["A", "B"].map((id) => h.user.status(id).state)).to.deep.equal(["SYN-SENT", "SYN-RECEIVED"]);
  });

  it("one that takes anybody can neither call nor send, and goes on listening", () => {
    const h = oneHost();
    h.listen();
    const unspecified = "foreign socket unspecified";
    const open = h.user.open("L", { kind: "active", local: LOCAL, foreign: ANYBODY }, h.now());
    expect(open).to.deep.include({ error: unspecified });
    expect(h.user.send("L", new Uint8Array(1), {}, h.now())).to.deep.include({ error: unspecified });
    expect(h.user.status("L").state).to.equal("LISTEN");
    h.call();
    expect(h.told).to.deep.equal(["L/1: established"]);
  });

  it("an active OPEN that names somebody makes it call", () => {
    const h = oneHost();
    h.listen();
    expect(h.user.open("L", { kind: "active", local: LOCAL, foreign: CALLER }, h.now())).to.deep.include({ ok: true });
    expect(h.heard()).to.have.nested.property("[0].segment.flags", SYN);
    expect(h.user.status("L").state).to.equal("SYN-SENT");
  });
});
