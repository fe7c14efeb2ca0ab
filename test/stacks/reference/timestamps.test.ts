import { expect } from "chai";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { ACK, FIN_ACK, mss, PSH_ACK, RST, SYN, SYN_ACK, timestamps } from "../../../harness/wire";
import type { Flags } from "../../../harness/wire";
import { seq } from "../../../harness/wire";
import type { ReferenceOptions } from "../../../stacks/reference";
import { driver, inState } from "./driver";
import type { Driver, PeerSegment } from "./driver";

const DAY = 24 * 3600 * SECOND;

/** What the peer's clock says in the handshake; the top bit is about to turn. */
const START = 0xffff_fff0;

interface Stamps {
  readonly value: number;
  readonly echo: number;
}

function stampsOf(d: Driver): readonly (Stamps | undefined)[] {
  return d.sent().map(({ options = [] }) => {
    const found = options.find((option) => option.kind === "timestamps");
    return found?.kind === "timestamps" ? { value: found.value, echo: found.echo } : undefined;
  });
}

/** ESTABLISHED by a passive open of both timestamps. */
function stamped(choices: Partial<ReferenceOptions> = {}): Driver {
  const d = driver({ delayedAck: 0, ...choices });
  d.peerSends(SYN, { seq: 0, options: [mss(1460), timestamps(START, 0)] });
  const [own] = stampsOf(d);
  d.peerSends(ACK, { options: [timestamps(START, own?.value ?? 0)] });
  return d;
}

/** A segment of the peer with TSval counted from START; its echo is what the stack's clock says, less `old`. */
function sends(d: Driver, at: number, flags: Flags, spec: PeerSegment = {}, old = 0): readonly string[] {
  const clock = seq(Math.floor(d.now() / MILLISECOND) + d.tcb().timestampOrigin);
  return d.peerSends(flags, { ...spec, options: [timestamps(seq(START + at), seq(clock - old))] });
}

const recent = (d: Driver) => seq(d.tcb().rcv.tsRecent - START);

describe("timestamps: the option (RFC 7323 3.2)", () => {
  it("a SYN offers it and echoes nothing; what both had is on every segment after that", () => {
    const d = driver({}, "active");
    d.call({ kind: "open" });
    const [syn] = stampsOf(d);
    expect(syn?.echo).to.equal(0);
    d.peerSends(SYN_ACK, { seq: 0, options: [timestamps(77, syn?.value ?? 0)] });
    expect(stampsOf(d)).to.deep.equal([{ value: syn?.value, echo: 77 }]);
    d.send(10);
    expect(stampsOf(d)[0]?.echo).to.equal(77);
    d.call({ kind: "abort" });
    expect(stampsOf(d)[0], "a RST has them as well; without an ACK it echoes nothing").to.deep.equal({
      ...syn,
      echo: 0,
    });
  });

  it("all that is sent has it, with the time of its own sending (5.4)", () => {
    const d = stamped({ keepAlive: true, keepAliveInterval: SECOND });
    const clock = () => seq(Math.floor(d.now() / MILLISECOND) + d.tcb().timestampOrigin);
    const seen: string[] = [];
    const expectStamps = (events: readonly string[]) => {
      seen.push(...events);
      expect(stampsOf(d)).to.deep.equal([{ value: clock(), echo: seq(START) }]);
    };
    expectStamps(d.pass(SECOND));
    expectStamps(d.send(10));
    expectStamps(d.pass(SECOND));
    expect(sends(d, 0, ACK, { ack: 11, window: 0 })).to.deep.equal([]);
    d.send(2);
    expectStamps(d.pass(SECOND));
    d.close();
    expectStamps(sends(d, 0, ACK, { ack: 12, window: 9000 }));
    expect(seen).to.deep.equal([
      "1.000 <SEQ=0><ACK=1><CTL=ACK>",
      "<SEQ=1><ACK=1><CTL=PSH,ACK><DATA=10>",
      "2.000 <SEQ=1><ACK=1><CTL=PSH,ACK><DATA=10>",
      "3.000 <SEQ=11><ACK=1><CTL=ACK><DATA=1>",
      "<SEQ=12><ACK=1><CTL=FIN,PSH,ACK><DATA=1>",
    ]);
  });

  it("what a SYN echoes is not looked at (3.2)", () => {
    const d = driver();
    d.peerSends(SYN, { seq: 0, options: [timestamps(START, 0x1234_5678)] });
    expect(d.tcb().roundTrip).to.equal(undefined);
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=0><ACK=1><CTL=SYN,ACK>"]);
  });

  it("where it was not agreed on it is passed over (3.2)", () => {
    const d = inState("ESTABLISHED", { delayedAck: 0 });
    for (const [at, value] of [
      [1, 500],
      [4, 400],
    ] as const) {
      d.peerSends(PSH_ACK, { seq: at, text: 3, options: [timestamps(value, 9)] });
      expect(stampsOf(d)).to.deep.equal([undefined]);
    }
    expect(d.tcb().rcv.text.length).to.equal(6);
  });

  it("a SYN,ACK has it only if the SYN had it, and later segments only if both had", () => {
    const d = inState("SYN-RECEIVED");
    expect(stampsOf(d)).to.deep.equal([undefined]);
    const active = inState("SYN-SENT");
    active.peerSends(SYN_ACK, { seq: 0 });
    expect(stampsOf(active)).to.deep.equal([undefined]);
    const off = stamped({ timestamps: false });
    off.send(10);
    expect(stampsOf(off)).to.deep.equal([undefined]);
  });

  it("the clock has ticks of a millisecond, and does not begin where time does (5.4, 7.1)", () => {
    const d = stamped();
    d.send(10);
    const first = stampsOf(d)[0]?.value ?? 0;
    d.pass(1500 * MILLISECOND);
    sends(d, 1, ACK, { ack: 11 });
    d.send(10);
    expect(seq((stampsOf(d)[0]?.value ?? 0) - first)).to.equal(1500);
    expect(first).to.not.equal(0);
  });

  it("a segment without it is dropped in silence, but for a RST", () => {
    const d = stamped();
    expect(d.peerSends(PSH_ACK, { text: 10 })).to.deep.equal([]);
    expect(d.tcb().rcv.text.length).to.equal(0);
    expect(sends(d, 1, PSH_ACK, { text: 10 }), "and ends nothing").to.deep.equal(["<SEQ=1><ACK=11><CTL=ACK>"]);
    expect(d.peerSends(RST, { seq: 11 })).to.deep.equal(["reset"]);
  });

  it("a SYN without it is that of a peer that has restarted: a challenge ACK (RFC 5961 4.2)", () => {
    for (const at of [-5, 0, 100])
      expect(stamped().peerSends(SYN, { seq: at })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    const strict = stamped({ synProcessing: "rfc793" });
    expect(strict.peerSends(SYN, { seq: -5 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
  });

  it("text makes room for it (RFC 6691 2)", () => {
    const d = stamped();
    expect(d.send(2000)[0]).to.equal("<SEQ=1><ACK=1><CTL=ACK><DATA=1448>");
  });
});

describe("timestamps: which one is echoed (RFC 7323 4.3)", () => {
  it("(A) ACKs that wait: that of the first segment that is not acknowledged", () => {
    const d = stamped({ delayedAck: 200 * MILLISECOND });
    sends(d, 1, PSH_ACK, { text: 10 });
    sends(d, 2, PSH_ACK, { seq: 11, text: 10 });
    expect(stampsOf(d)[0]?.echo).to.equal(seq(START + 1));
    sends(d, 3, PSH_ACK, { seq: 21, text: 10 });
    d.pass(SECOND);
    expect(stampsOf(d)[0]?.echo).to.equal(seq(START + 3));
  });

  it("(B) a hole: that of the last segment in order; (C) it is filled: that of the one that fills it", () => {
    const d = stamped();
    const echoes: number[] = [];
    const way: readonly [number, number][] = [
      [1, 1],
      [21, 3],
      [11, 2],
      [41, 5],
      [31, 4],
    ];
    for (const [at, value] of way) {
      sends(d, value, PSH_ACK, { seq: at, text: 10 });
      echoes.push(seq((stampsOf(d)[0]?.echo ?? 0) - START));
    }
    expect(echoes).to.deep.equal([1, 1, 2, 2, 4]);
  });

  it("text that comes again, as its ACK was lost: that of the second copy (4.3 (2), appendix D and H)", () => {
    const d = stamped({ receiveBuffer: 100 });
    for (const at of [1, 11]) sends(d, at, PSH_ACK, { seq: at, text: 10 });
    sends(d, 30, PSH_ACK, { text: 10 });
    expect(stampsOf(d)[0]?.echo).to.equal(seq(START + 30));
    sends(d, 31, PSH_ACK, { seq: 11, text: 10 });
    expect(stampsOf(d)[0]?.echo).to.equal(seq(START + 31));
  });

  it("nothing that begins more than a window before RCV.NXT: no peer sends that again", () => {
    const d = stamped({ receiveBuffer: 100 });
    sends(d, 1, PSH_ACK, { text: 10 });
    sends(d, 2, ACK, { seq: 11 - 101 });
    expect(recent(d)).to.equal(1);
    sends(d, 3, ACK, { seq: 11 - 100 });
    expect(recent(d)).to.equal(3);
  });

  it("a SYN that comes again: that of the second copy", () => {
    const d = driver();
    for (const at of [0, 900]) {
      d.peerSends(SYN, { seq: 0, options: [timestamps(seq(START + at), 0)] });
      expect(stampsOf(d)[0]?.echo).to.equal(seq(START + at));
    }
    expect(d.pass(SECOND)).to.deep.equal(["1.000 <SEQ=0><ACK=1><CTL=SYN,ACK>"]);
    expect(stampsOf(d)[0]?.echo).to.equal(seq(START + 900));
  });

  it("a segment beyond the window tells nothing (5.3 R2)", () => {
    const d = stamped();
    sends(d, 9, ACK, { seq: 70_000 });
    expect(recent(d)).to.equal(0);
  });
});

describe("timestamps: round-trip times (RFC 7323 4.1, 4.2)", () => {
  it("every ACK of something new is a sample, of what was sent twice as well", () => {
    const d = stamped();
    d.send(10);
    d.pass(1200 * MILLISECOND);
    // sent at 0 and at 1 s; the echo is that of the second copy
    sends(d, 1, ACK, { ack: 11 }, 200);
    expect(d.tcb().roundTrip?.srtt).to.equal((7 / 8) * 0 + 25 * MILLISECOND);
    expect(d.tcb().rto).to.equal(SECOND);
  });

  it("an ACK of nothing new is none", () => {
    const d = stamped();
    const before = d.tcb().roundTrip;
    d.pass(SECOND);
    sends(d, 1, PSH_ACK, { text: 10 }, 500);
    expect(d.tcb().roundTrip).to.deep.equal(before);
  });

  it("the more samples a flight brings, the less each counts", () => {
    const d = stamped();
    d.send(4 * 1448);
    d.pass(80 * MILLISECOND);
    // ExpectedSamples = ceil(4 / 2), and so alpha is 1/16
    sends(d, 1, ACK, { ack: 1449 }, 80);
    expect(d.tcb().roundTrip?.srtt).to.equal(5 * MILLISECOND);
  });

  it("an echo from the future is none", () => {
    const d = stamped();
    const before = d.tcb().roundTrip;
    d.send(10);
    sends(d, 1, ACK, { ack: 11 }, -5);
    expect(d.tcb().roundTrip).to.deep.equal(before);
  });
});

describe("timestamps: PAWS (RFC 7323 5)", () => {
  it("R1: an older one is refused with an ACK, whatever its number; the same one is not", () => {
    const d = stamped();
    sends(d, 5, PSH_ACK, { text: 10 });
    expect(sends(d, 4, PSH_ACK, { seq: 11, text: 10 })).to.deep.equal(["<SEQ=1><ACK=11><CTL=ACK>"]);
    expect(d.tcb().rcv.text.length).to.equal(10);
    sends(d, 5, PSH_ACK, { seq: 11, text: 10 });
    expect(d.tcb().rcv.text.length).to.equal(20);
  });

  it("an old ACK acknowledges nothing", () => {
    const d = stamped();
    d.send(10);
    sends(d, -1, ACK, { ack: 11 });
    expect(d.tcb().snd.una).to.not.equal(d.tcb().snd.nxt);
  });

  it("the comparison is that of sequence numbers: START + 2^31 - 1 lies ahead of START, + 2^31 + 1 does not", () => {
    const ahead = stamped();
    sends(ahead, 2 ** 31 - 1, FIN_ACK);
    expect(ahead.state()).to.equal("CLOSE-WAIT");
    const behind = stamped();
    sends(behind, 2 ** 31 + 1, FIN_ACK);
    expect(behind.state()).to.equal("ESTABLISHED");
  });

  it("R1 comes before the window: an old SYN in it resets nothing, even by RFC 793 (5.3)", () => {
    const d = stamped({ synProcessing: "rfc793" });
    expect(sends(d, -1, SYN, { seq: 10 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(d.state()).to.equal("ESTABLISHED");
    expect(sends(d, 0, SYN, { seq: 10 })).to.include("reset");
  });

  it("what is held is not judged again when the gap is filled (5.3)", () => {
    const d = stamped();
    sends(d, 1, PSH_ACK, { text: 10 });
    sends(d, 2, PSH_ACK, { seq: 21, text: 10 });
    expect(sends(d, 3, PSH_ACK, { seq: 11, text: 10 })).to.deep.equal(["<SEQ=1><ACK=31><CTL=ACK>"]);
    expect(recent(d)).to.equal(3);
  });

  it("a RST tells no time: the challenge ACK echoes what it would have without (5.2)", () => {
    const d = stamped();
    expect(sends(d, 7, RST, { seq: 10 })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    expect(stampsOf(d)[0]?.echo).to.equal(START);
  });

  it("nor does one that TIME-WAIT ignores (5.2, RFC 1337 3 F1)", () => {
    const d = stamped({ ignoreRstInTimeWait: true });
    d.close();
    sends(d, 1, FIN_ACK, { ack: 2 });
    sends(d, 7, RST, { seq: 2 });
    expect(d.state()).to.equal("TIME-WAIT");
    expect(recent(d)).to.equal(1);
  });

  it("a RST is believed however old it looks (5.2)", () => {
    const d = stamped();
    expect(sends(d, -100, RST)).to.deep.equal(["reset"]);
  });

  it("after 24 days without a segment any value counts, and is the new TS.Recent (5.5)", () => {
    const d = stamped();
    d.pass(24 * DAY);
    expect(sends(d, -1, PSH_ACK, { text: 10 })).to.have.length(1);
    expect(d.tcb().rcv.text.length, "24 days are not more than 24 days").to.equal(0);
    d.pass(1);
    sends(d, -1, PSH_ACK, { text: 10 });
    expect(d.tcb().rcv.text.length).to.equal(10);
    expect(recent(d)).to.equal(seq(-1));
  });
});
