import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import {
  ACK,
  add,
  decodePacket,
  diff,
  encodeIcmpError,
  encodePacket,
  FIN_ACK,
  mss,
  RST,
  seq,
  SYN,
  timestamps,
} from "../../../harness/wire";
import type { IcmpErrorToSend, Segment, SegmentToSend } from "../../../harness/wire";
import { DEFAULT_OPTIONS, referenceHost } from "../../../stacks/reference";
import { networkError } from "../../../stacks/reference/network-error";
import type { ReferenceOptions, Report, Tcb } from "../../../stacks/reference";

const STACK = "192.0.2.1";
const PEER = "192.0.2.2";
const ROUTER = "198.51.100.1";

/** A host with a listener for anybody on port 80, and a peer that sends it datagrams. */
function host(choices: Partial<ReferenceOptions> = {}) {
  const options = { ...DEFAULT_OPTIONS, ...choices };
  let now = 0;
  let sent: Uint8Array[] = [];
  const told: string[] = [];
  const tcbs = new Map<string, Tcb>();
  const environment = {
    seed: 1,
    addresses: [STACK],
    transmit: (bytes: Uint8Array) => void sent.push(bytes),
    tell: (_: string, what: string) => void told.push(what),
  };
  const reports: Report[] = [];
  const observe = (id: string, tcb: Tcb) => void tcbs.set(id, tcb);
  const it = referenceHost(environment, options, observe, (_, report) => void reports.push(report));
  const local = { address: STACK, port: 80 };
  it.user.open("L", { kind: "passive", local, foreign: { address: "0.0.0.0", port: 0 } }, now);

  function take(): readonly Segment[] {
    const bytes = sent;
    sent = [];
    return bytes.flatMap((each) => {
      const packet = decodePacket(each);
      return packet.ok && packet.value.kind === "tcp" ? [packet.value.segment] : [];
    });
  }

  const h = {
    told,
    reports,
    user: it.user,
    tcb(id: string): Tcb {
      const tcb = tcbs.get(id);
      if (tcb === undefined) throw new Error(`no ${id}`);
      return tcb;
    },
    sends(port: number, segment: Omit<SegmentToSend, "sourcePort" | "destinationPort" | "window">): readonly Segment[] {
      const whole = { sourcePort: port, destinationPort: 80, window: 65535, ...segment };
      it.receive(encodePacket({ ip: { source: PEER, destination: STACK }, segment: whole }), now);
      return take();
    },
    /** An ICMP error about a segment of connection `id` at SND.UNA + `ahead`. */
    errs(id: string, error: Omit<IcmpErrorToSend, "quote">, ahead = 0): readonly Segment[] {
      const { snd, local: from, foreign: to } = h.tcb(id);
      const segment = {
        sourcePort: from.port,
        destinationPort: to.port,
        seq: add(snd.una, ahead),
        flags: ACK,
        window: 0,
      };
      const quote = encodePacket({ ip: { source: from.address, destination: to.address }, segment });
      it.receive(encodeIcmpError({ source: ROUTER, destination: STACK }, { ...error, quote }), now);
      return take();
    },
    pass(duration: number): readonly Segment[] {
      const until = now + duration;
      for (let next = it.nextTimer(); next <= until; next = it.nextTimer()) {
        now = next;
        it.advance(now);
      }
      now = until;
      return take();
    },
    /** Connection `L/n` by a handshake from `port`; SEQ of the peer begins at 1000. */
    connect(port: number): Segment {
      const [answer] = h.sends(port, { seq: seq(999), flags: SYN, options: [mss(1460)] });
      if (answer === undefined) throw new Error("no SYN,ACK");
      h.sends(port, { seq: seq(1000), ack: add(answer.seq, 1), flags: ACK });
      return answer;
    },
    text(id: string, octets: number): readonly Segment[] {
      it.user.send(id, new Uint8Array(octets), {}, now);
      return take();
    },
    close(id: string): void {
      it.user.close(id, now);
      take();
    },
  };
  return h;
}

type Host = ReturnType<typeof host>;

describe("challenge ACKs (RFC 5961 7)", () => {
  /** A RST in the window, but not at its left edge. */
  const provoke = (h: Host, port: number) => h.sends(port, { seq: seq(1010), flags: RST }).length;

  it("ten in a second for the whole host, and ten more in the next", () => {
    const h = host();
    h.connect(1);
    h.connect(2);
    let answers = 0;
    for (let i = 0; i < 8; i++) answers += provoke(h, 1) + provoke(h, 2);
    expect(answers).to.equal(10);
    h.pass(SECOND);
    expect(provoke(h, 1)).to.equal(1);
  });

  it("as many as the option says; other ACKs are none of them", () => {
    const h = host({ challenges: 0 });
    const { seq: iss } = h.connect(1);
    expect(provoke(h, 1)).to.equal(0);
    expect(h.sends(1, { seq: seq(99), ack: add(iss, 1), flags: ACK, text: new Uint8Array(1) })).to.have.length(1);
  });
});

describe("a SYN in TIME-WAIT (RFC 9293 MAY-2, RFC 6191 2)", () => {
  function inTimeWait(stamps?: number): Host {
    const h = host();
    const options = stamps === undefined ? [] : [timestamps(stamps, 0)];
    const [answer] = h.sends(1, { seq: seq(999), flags: SYN, options });
    const ack = add(answer?.seq ?? seq(0), 1);
    h.sends(1, { seq: seq(1000), ack, flags: ACK, options });
    h.close("L/1");
    h.sends(1, { seq: seq(1000), ack: add(ack, 1), flags: FIN_ACK, options });
    expect(h.tcb("L/1").state).to.equal("TIME-WAIT");
    return h;
  }

  // RCV.NXT is 1001.
  const cases: readonly [string, number | undefined, number, number | undefined, boolean][] = [
    ["SEQ beyond RCV.NXT", undefined, 1002, undefined, true],
    ["SEQ at RCV.NXT, behind the FIN", undefined, 1001, undefined, true],
    ["SEQ of the FIN", undefined, 1000, undefined, false],
    ["an old SEQ", undefined, 500, undefined, false],
    ["an old SEQ, and timestamps that the old one had not", undefined, 500, 7, true],
    ["a later timestamp, whatever SEQ", 100, 500, 101, true],
    ["the same timestamp, SEQ beyond", 100, 1002, 100, true],
    ["the same timestamp, an old SEQ", 100, 500, 100, false],
    ["an earlier timestamp, SEQ beyond", 100, 1002, 99, false],
    ["no timestamp any more, SEQ beyond", 100, 1002, undefined, true],
    ["no timestamp any more, an old SEQ", 100, 500, undefined, false],
  ];
  for (const [name, before, at, now, isTaken] of cases) {
    it(`${name}: ${isTaken ? "a new connection, whose ISS lies beyond the old numbers" : "none"}`, () => {
      const h = inTimeWait(before);
      const { nxt } = h.tcb("L/1").snd;
      const [answer] = h.sends(1, {
        seq: seq(at),
        flags: SYN,
        options: now === undefined ? [] : [timestamps(now, 0)],
      });
      expect(h.user.status("L/2").state).to.equal(isTaken ? "SYN-RECEIVED" : "CLOSED");
      expect(h.user.status("L/1").state).to.equal(isTaken ? "CLOSED" : "TIME-WAIT");
      if (isTaken) expect(diff(answer?.seq ?? nxt, nxt)).to.be.above(0);
    });
  }
});

describe("a SYN in TIME-WAIT that was an old one after all (RFC 9293 MAY-2)", () => {
  it("the RST of the peer brings TIME-WAIT back, and it ends when it would have", () => {
    const h = host();
    const ack = add(h.connect(1).seq, 1);
    h.close("L/1");
    h.sends(1, { seq: seq(1000), ack: add(ack, 1), flags: FIN_ACK });
    h.pass(200 * SECOND);
    h.sends(1, { seq: seq(5000), flags: SYN });
    expect(["L/1", "L/2"].map((id) => h.user.status(id).state)).to.deep.equal(["CLOSED", "SYN-RECEIVED"]);
    h.sends(1, { seq: seq(5001), flags: RST });
    expect(["L/1", "L/2"].map((id) => h.user.status(id).state)).to.deep.equal(["TIME-WAIT", "CLOSED"]);
    expect(h.sends(1, { seq: seq(900), ack, flags: ACK }), "it answers as before").to.have.length(1);
    h.pass(39 * SECOND);
    expect(h.user.status("L/1").state).to.equal("TIME-WAIT");
    h.pass(SECOND);
    expect(h.user.status("L/1").state).to.equal("CLOSED");
    h.connect(1);
    expect(h.user.status("L/3").state).to.equal("ESTABLISHED");
  });
});

describe("ICMP errors (RFC 9293 3.9.2.2)", () => {
  const UNREACHABLE = { type: 3, code: 1 };
  const REFUSED = { type: 3, code: 3 };

  it("soft ones end nothing, are noted and reported (MUST-56, SHLD-25)", () => {
    for (const error of [
      UNREACHABLE,
      { type: 3, code: 0 },
      { type: 3, code: 5 },
      { type: 11, code: 0 },
      { type: 12, code: 0 },
    ]) {
      const h = host();
      h.connect(1);
      h.text("L/1", 10);
      h.errs("L/1", error);
      expect(h.tcb("L/1").state).to.equal("ESTABLISHED");
      expect(h.tcb("L/1").softError).to.include(error);
      expect(h.reports).to.have.length(1);
      expect(h.reports[0]).to.have.property("error").that.includes(error);
    }
  });

  it("which are soft, over IPv6 (MUST-56)", () => {
    const quoted = {
      source: "2001:db8::1",
      sourcePort: 1,
      destination: "2001:db8::2",
      destinationPort: 2,
      seq: seq(7),
    };
    const quote = new Uint8Array(0);
    const kindOf = (type: number, code: number) =>
      networkError(6, { type, code, checksum: 0, parameter: 0, quote, quoted })?.kind;
    for (const [type, codes] of [
      [1, [0, 3]],
      [3, [0, 1]],
      [4, [0, 1, 2]],
    ] as const)
      for (const code of codes) expect(kindOf(type, code), `${type} ${code}`).to.equal("soft");
    expect([kindOf(1, 1), kindOf(1, 4), kindOf(2, 0), kindOf(128, 0)]).to.deep.equal([
      "hard",
      "hard",
      "too big",
      undefined,
    ]);
  });

  it("hard ones end the connection (SHLD-26), or are noted if the option says so", () => {
    const h = host();
    h.connect(1);
    h.text("L/1", 10);
    h.errs("L/1", REFUSED);
    expect(h.user.status("L/1").state).to.equal("CLOSED");
    expect(h.told).to.deep.equal(["established", "reset"]);
    const patient = host({ icmpHardErrors: "report" });
    patient.connect(1);
    patient.text("L/1", 10);
    patient.errs("L/1", REFUSED);
    expect(patient.tcb("L/1").softError).to.include(REFUSED);
  });

  it("one that quotes nothing on its way is a stranger's (RFC 5927 4.1)", () => {
    const h = host();
    h.connect(1);
    h.text("L/1", 10);
    for (const ahead of [-1, 10, 5000]) h.errs("L/1", REFUSED, ahead);
    expect(h.tcb("L/1").state).to.equal("ESTABLISHED");
    expect(h.tcb("L/1").softError).to.equal(undefined);
  });

  it("Source Quench is dropped (MUST-55)", () => {
    const h = host();
    h.connect(1);
    h.text("L/1", 10);
    const before = h.tcb("L/1");
    expect(h.errs("L/1", { type: 4, code: 0 })).to.deep.equal([]);
    expect(h.tcb("L/1")).to.equal(before);
  });

  it("too big: what is on its way goes again in smaller segments, at once, and the window is as many of those", () => {
    const h = host();
    h.connect(1);
    h.text("L/1", 2920);
    const { cwnd } = h.tcb("L/1").congestion;
    const again = h.errs("L/1", { type: 3, code: 4, parameter: 1000 });
    expect(again.map(({ text }) => text.length)).to.deep.equal([960, 960, 960, 40]);
    expect(h.tcb("L/1").congestion.cwnd).to.equal((cwnd * 960) / 1460);
    expect(h.errs("L/1", { type: 3, code: 4, parameter: 1400 }), "it never grows by this").to.deep.equal([]);
  });

  it("too big, from a router that does not say how big: the next plateau (RFC 1191 7)", () => {
    const h = host();
    h.connect(1);
    h.text("L/1", 1460);
    expect(h.errs("L/1", { type: 3, code: 4 }).map(({ text }) => text.length)).to.deep.equal([1452, 8]);
  });

  it("too big, absurdly: every link takes 68 octets", () => {
    const h = host();
    h.connect(1);
    h.text("L/1", 100);
    expect(h.errs("L/1", { type: 3, code: 4, parameter: 1 })[0]?.text.length).to.equal(28);
  });
});
