import { expect } from "chai";
import fc from "fast-check";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { ACK, add, diff, FIN_ACK, mss, sack, sackPermitted, seq, SYN } from "../../../harness/wire";
import {
  afterTimeout,
  deflated,
  fastRetransmit,
  grown,
  initialWindow,
  newCongestion,
  noteLoss,
  recovered,
  restarted,
} from "../../../stacks/reference/congestion";
import { flightSize, pipe } from "../../../stacks/reference/flight";
import type { ReferenceOptions } from "../../../stacks/reference";
import { driver, inState } from "./driver";
import type { Driver } from "./driver";

const SMSS = 1000;

/** ESTABLISHED with segments of 1000 octets, nothing but congestion in the way of them. */
function sender(choices: Partial<ReferenceOptions> = {}): Driver {
  const d = driver({ nagle: false, sack: false, ...choices });
  d.peerSends(SYN, { seq: 0, options: [mss(SMSS)] });
  d.peerSends(ACK);
  return d;
}

const ack = (d: Driver, segments: number) => d.peerSends(ACK, { ack: 1 + segments * SMSS });
const data = (...segments: readonly number[]) =>
  segments.map((segment) => `<SEQ=${1 + segment * SMSS}><ACK=1><CTL=ACK><DATA=${SMSS}>`);
const numbers = (first: number, end: number) => Array.from({ length: end - first }, (_, index) => first + index);

/** A sender that has acknowledged the first 10 segments one by one, and so may take a loss for a new one. */
function warm(choices: Partial<ReferenceOptions> = {}): Driver {
  const d = sender({ sendBuffer: 1e6, ...choices });
  d.send(10 * SMSS);
  ack(d, 10);
  return d;
}

describe("congestion windows as numbers", () => {
  it("IW (RFC 5681 3.1, RFC 6928 2)", () => {
    const old: readonly [number, number][] = [
      [536, 4 * 536],
      [1095, 4 * 1095],
      [1096, 3 * 1096],
      [1460, 3 * 1460],
      [2190, 3 * 2190],
      [2191, 2 * 2191],
    ];
    for (const [smss, iw] of old) expect(initialWindow("rfc5681", smss, 0), `${smss}`).to.equal(iw);
    expect(initialWindow("rfc5681", 1460, 1)).to.equal(1460);
    const today: readonly [number, number][] = [
      [536, 5360],
      [1460, 14_600],
      [1500, 14_600],
      [9000, 18_000],
    ];
    for (const [smss, iw] of today) expect(initialWindow("rfc6928", smss, 0), `${smss}`).to.equal(iw);
    expect(initialWindow("rfc6928", 1460, 1)).to.equal(14_600);
    expect(initialWindow("rfc6928", 1460, 2)).to.equal(1460);
  });

  it("slow start: what an ACK brings, and no more than one segment (RFC 5681 3.1 (2))", () => {
    const c = newCongestion(4 * SMSS, seq(0));
    expect(grown(c, 300, SMSS).cwnd).to.equal(4300);
    expect(grown(c, 2 * SMSS, SMSS).cwnd).to.equal(5000);
  });

  it("congestion avoidance: one segment for each window", () => {
    let c = { ...newCongestion(4 * SMSS, seq(0)), ssthresh: 4 * SMSS };
    const windows: number[] = [];
    for (let i = 0; i < 9; i++) {
      c = grown(c, SMSS, SMSS);
      windows.push(c.cwnd / SMSS);
    }
    expect(windows).to.deep.equal([4, 4, 4, 5, 5, 5, 5, 5, 6]);
  });

  it("a timeout: half the flight, two segments at the least; one segment; a second one changes no ssthresh", () => {
    const c = newCongestion(20 * SMSS, seq(0));
    const first = afterTimeout(c, 9 * SMSS, SMSS, seq(9001), true);
    expect(first).to.include({ ssthresh: 4500, cwnd: SMSS, phase: "loss", recover: 9000 });
    expect(afterTimeout(c, SMSS, SMSS, seq(1001), true).ssthresh).to.equal(2 * SMSS);
    expect(afterTimeout(first, 2 * SMSS, SMSS, seq(9001), false).ssthresh).to.equal(4500);
    expect(afterTimeout(first, 9 * SMSS, SMSS, seq(9001), true).ssthresh, "what went again is lost (4.3)").to.equal(
      2250,
    );
  });

  it("fast recovery: half the flight and three segments; a partial ACK; a full one (RFC 6582 3.2)", () => {
    const c = fastRetransmit(newCongestion(10 * SMSS, seq(0)), 10 * SMSS, SMSS, seq(10_001));
    expect(c).to.include({ ssthresh: 5000, cwnd: 8000, recover: 10_000 });
    expect(deflated(c, 3 * SMSS, SMSS).cwnd).to.equal(6000);
    expect(deflated(c, 400, SMSS).cwnd, "less than a segment brings none").to.equal(7600);
    expect(recovered(c, 0, SMSS).cwnd).to.equal(2000);
    expect(recovered(c, 9 * SMSS, SMSS).cwnd).to.equal(5000);
  });

  it("the restart window is no larger than IW (RFC 5681 4.1)", () => {
    expect(restarted(newCongestion(50_000, seq(0)), "rfc6928", SMSS, seq(1)).cwnd).to.equal(10_000);
    expect(restarted(newCongestion(1000, seq(0)), "rfc6928", SMSS, seq(1)).cwnd).to.equal(1000);
  });

  it("nor larger than that of RFC 5681, once a burst of more than 4 KB has lost something (RFC 6928 2)", () => {
    const after = (c: ReturnType<typeof newCongestion>, una: number) =>
      restarted(noteLoss({ ...c, cwnd: 50_000 }, seq(una)), "rfc6928", SMSS, seq(70_000));
    const initial = newCongestion(10 * SMSS, seq(0));
    expect(after(initial, 1).cwnd).to.equal(4 * SMSS);
    expect(after(initial, 10_000).cwnd).to.equal(4 * SMSS);
    expect(after(initial, 10_001).cwnd, "the burst ends here").to.equal(10 * SMSS);
    expect(after(newCongestion(4096, seq(0)), 1).cwnd).to.equal(10 * SMSS);
    const again = after(initial, 20_000);
    expect(after(again, 79_999).cwnd, "a restart window is such a burst as well").to.equal(4 * SMSS);
    expect(after(again, 80_000).cwnd).to.equal(10 * SMSS);
  });

  it("ssthresh begins so high that no window reaches it (RFC 5681 3.1)", () => {
    expect(newCongestion(SMSS, seq(0)).ssthresh).to.be.above(65535 << 14);
  });
});

describe("a sender minds the congestion window (RFC 5681 3.1)", () => {
  it("ten segments at first, two for each ACK of one, and the peer's window is the other limit", () => {
    const d = sender();
    expect(d.send(60 * SMSS)).to.deep.equal(data(...numbers(0, 10)));
    expect(ack(d, 1)).to.deep.equal(data(10, 11));
    expect(ack(d, 3), "two segments in one ACK: the cap is one").to.deep.equal(data(12, 13, 14));
    expect(d.peerSends(ACK, { ack: 4001, window: 11_000 })).to.deep.equal([]);
  });

  it("three segments by RFC 5681", () => {
    const d = inState("ESTABLISHED", { initialWindow: "rfc5681" });
    expect(d.send(20_000)).to.have.length(3);
  });

  it("the ACK of the SYN,ACK makes it no larger", () => {
    expect(sender().tcb().congestion.cwnd).to.equal(10 * SMSS);
  });

  it("a lost SYN,ACK leaves it, a second one makes it one segment (RFC 6928 2)", () => {
    for (const [seconds, cwnd] of [
      [1, 10 * SMSS],
      [3, SMSS],
    ] as const) {
      const d = driver();
      d.peerSends(SYN, { seq: 0, options: [mss(SMSS)] });
      d.pass(seconds * SECOND);
      d.peerSends(ACK);
      expect(d.tcb().congestion.cwnd).to.equal(cwnd);
    }
  });

  it("after an RTO of silence it begins with IW again (4.1)", () => {
    const d = warm();
    d.send(20 * SMSS);
    for (let acked = 11; acked <= 30; acked++) ack(d, acked);
    expect(d.tcb().congestion.cwnd).to.be.above(20 * SMSS);
    d.pass(SECOND);
    expect(d.tcb().rto).to.equal(SECOND);
    d.pass(1);
    expect(d.send(40 * SMSS)).to.have.length(10);
  });

  it("however long the window was closed, and whatever probed it (4.1)", () => {
    const d = warm();
    d.send(20 * SMSS);
    for (let acked = 11; acked < 30; acked++) ack(d, acked);
    d.peerSends(ACK, { ack: 1 + 30 * SMSS, window: 0 });
    expect(d.tcb().congestion.cwnd).to.be.above(20 * SMSS);
    d.send(40 * SMSS);
    expect(d.pass(60 * SECOND), "31 s after the window has closed the last of five probes").to.have.length(5);
    expect(ack(d, 30)).to.have.length(10);
  });

  it("after a loss in the first flight it begins again with the four segments of RFC 5681 (RFC 6928 2)", () => {
    const d = sender();
    d.send(10 * SMSS);
    d.pass(SECOND);
    for (let acked = 1; acked <= 10; acked++) ack(d, acked);
    expect(d.tcb().congestion.cwnd).to.be.above(5 * SMSS);
    d.pass(3 * SECOND);
    expect(d.send(40 * SMSS)).to.have.length(4);
  });

  it("a timeout: half of what is on its way, not of cwnd; the next ones for the same segment change nothing (3.1)", () => {
    const d = warm({ dataRetries: 20 });
    for (let acked = 11; acked <= 20; acked++) {
      d.send(SMSS);
      ack(d, acked);
    }
    expect(d.tcb().congestion.cwnd).to.equal(21 * SMSS);
    d.send(6 * SMSS);
    const seen = [1, 2, 4].map((seconds) => {
      d.pass(seconds * SECOND);
      return d.tcb().congestion.ssthresh;
    });
    expect(d.tcb().retransmissions).to.equal(3);
    expect(seen).to.deep.equal([3000, 3000, 3000]);
  });

  it("a timeout: one segment, then slow start through what was sent, new text last", () => {
    const d = warm();
    d.send(40 * SMSS);
    const before = d.tcb();
    expect(flightSize(before)).to.equal(11 * SMSS);
    expect(d.pass(SECOND)).to.have.length(1);
    expect(d.tcb().congestion).to.include({ phase: "loss", cwnd: SMSS, ssthresh: 5500 });
    expect(pipe(d.tcb())).to.equal(SMSS);
    expect(ack(d, 11)).to.deep.equal(data(11, 12));
    expect(ack(d, 12)).to.deep.equal(data(13, 14));
    expect(ack(d, 21), "all but this is new").to.deep.equal(data(21, 22, 23, 24));
    expect(d.tcb().congestion.phase).to.equal("open");
  });
});

describe("duplicate ACKs (RFC 5681 3.2, RFC 3042, RFC 6582)", () => {
  it("two let one new segment go each, the third brings the missing one; flight is counted without those two", () => {
    const d = warm();
    d.send(40 * SMSS);
    expect(flightSize(d.tcb())).to.equal(11 * SMSS);
    expect(ack(d, 10)).to.deep.equal(data(21));
    expect(ack(d, 10)).to.deep.equal(data(22));
    expect(d.tcb().congestion.cwnd, "RFC 3042 2: cwnd stays").to.equal(11 * SMSS);
    expect(ack(d, 10)).to.deep.equal(data(10));
    expect(d.tcb().congestion).to.include({ phase: "recovery", ssthresh: 5500, cwnd: 8500 });
  });

  it("each further one makes room for a segment; the full ACK ends it at ssthresh", () => {
    const d = warm();
    d.send(40 * SMSS);
    for (let i = 0; i < 3; i++) ack(d, 10);
    const seen: string[] = [];
    for (let i = 0; i < 7; i++) seen.push(...ack(d, 10));
    expect(d.tcb().congestion.cwnd).to.equal(8500 + 7 * SMSS);
    expect(seen, "15.5 segments of window, 13 on their way").to.deep.equal(data(23, 24));
    ack(d, 23);
    expect(d.tcb().congestion).to.include({ phase: "open", duplicates: 0, ssthresh: 5500, cwnd: 3000 });
  });

  it("a timeout in it is a second halving (RFC 5681 4.3)", () => {
    const d = warm();
    d.send(40 * SMSS);
    for (let i = 0; i < 3; i++) ack(d, 10);
    expect(d.tcb().congestion.ssthresh).to.equal(5500);
    d.pass(SECOND);
    expect(d.tcb().congestion).to.include({ phase: "loss", ssthresh: 2750, cwnd: SMSS });
  });

  it("what it brings is not sent a third time within an RTO (RFC 6298 5)", () => {
    const d = warm();
    d.send(5 * SMSS);
    d.pass(900 * MILLISECOND);
    expect([ack(d, 10), ack(d, 10), ack(d, 10)].flat()).to.deep.equal(data(10));
    expect(d.pass(SECOND - 1)).to.deep.equal([]);
    expect(d.pass(1)).to.deep.equal([`1.900 ${data(10)[0] ?? ""}`]);
  });

  it("a partial ACK brings the next hole at once and no second halving (RFC 6582 3.2 step 3)", () => {
    const d = warm();
    d.send(11 * SMSS);
    for (let i = 0; i < 3; i++) ack(d, 10);
    expect(ack(d, 13)).to.deep.equal(data(13));
    expect(d.tcb().congestion).to.include({ phase: "recovery", ssthresh: 5500, cwnd: 8500 - 3000 + 1000 });
    ack(d, 13);
    ack(d, 13);
    expect(ack(d, 13)).to.deep.equal([]);
    expect(ack(d, 15)).to.deep.equal(data(15));
  });

  it("only the first partial ACK restarts the timer", () => {
    const d = warm();
    d.send(11 * SMSS);
    for (let i = 0; i < 3; i++) ack(d, 10);
    d.pass(300 * MILLISECOND);
    ack(d, 11);
    expect(d.tcb().timers.retransmission).to.equal(1300 * MILLISECOND);
    d.pass(300 * MILLISECOND);
    ack(d, 12);
    expect(d.tcb().timers.retransmission).to.equal(1300 * MILLISECOND);
  });

  it("of the first flight nothing counts as lost: SND.UNA - 1 is not beyond `recover`, the ISS (step 1)", () => {
    const d = sender();
    d.send(10 * SMSS);
    for (let i = 0; i < 5; i++) expect(ack(d, 0)).to.deep.equal([]);
  });

  it("after a timeout, duplicates of what was sent twice start nothing (step 4)", () => {
    const d = warm();
    d.send(11 * SMSS);
    d.pass(SECOND);
    ack(d, 11);
    for (let i = 0; i < 5; i++) expect(ack(d, 11).filter((each) => each.includes("SEQ=11001"))).to.deep.equal([]);
    expect(d.tcb().congestion.phase).to.equal("loss");
  });

  it("nor do those of the last that was sent before it; of the next one they do (step 2)", () => {
    const d = warm();
    d.send(11 * SMSS);
    d.pass(SECOND);
    ack(d, 21);
    d.send(40 * SMSS);
    expect(d.tcb().congestion.phase).to.equal("open");
    for (let i = 0; i < 4; i++) expect(ack(d, 21)).to.not.include(data(21)[0]);
    expect(d.tcb().congestion.phase).to.equal("open");
    ack(d, 22);
    for (let i = 0; i < 3; i++) ack(d, 22);
    expect(d.tcb().congestion.phase).to.equal("recovery");
  });

  const none: readonly [string, object][] = [
    ["with text", { text: 1 }],
    ["with another window", { window: 60_000 }],
    ["of an older number", { ack: 9001 }],
  ];
  for (const [name, spec] of none) {
    it(`an ACK ${name} is none (RFC 5681 2)`, () => {
      const d = warm();
      d.send(5 * SMSS);
      d.peerSends(ACK, { ack: 10_001, ...spec });
      expect(d.tcb().congestion.duplicates).to.equal(0);
    });
  }

  it("nor is one with a FIN", () => {
    const d = warm();
    d.send(5 * SMSS);
    d.peerSends(FIN_ACK, { ack: 10_001 });
    expect(d.tcb().congestion.duplicates).to.equal(0);
  });

  it("nor is one when nothing is on its way", () => {
    const d = warm();
    ack(d, 10);
    expect(d.tcb().congestion.duplicates).to.equal(0);
  });
});

describe("whatever ACKs come", () => {
  type Event = { readonly kind: "pass"; readonly milliseconds: number } | { readonly kind: "ack"; readonly spec: Spec };
  interface Spec {
    /** How much of what is on its way it acknowledges, in tenths of a segment. */
    readonly tenths: number;
    /** A block beyond that, in segments from SND.UNA. */
    readonly block: readonly [number, number];
    readonly window: number;
  }
  const event: fc.Arbitrary<Event> = fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant("ack" as const),
        spec: fc.record({
          tenths: fc.constantFrom(0, 0, 0, 5, 10, 10, 20, 35, 120),
          block: fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 4 })),
          window: fc.constantFrom(65535, 65535, 65535, 4000),
        }),
      }),
    },
    fc.record({ kind: fc.constant("pass" as const), milliseconds: fc.constantFrom(50, 300, 1100) }),
  );

  const TEXT = new Uint8Array(200 * SMSS);

  for (const isSack of [false, true]) {
    it(`nothing new is sent that cwnd does not permit, ${isSack ? "with" : "without"} SACK (RFC 5681 3)`, () => {
      fc.assert(
        fc.property(fc.array(event, { maxLength: 40 }), (events) => {
          const d = driver({ nagle: false, sack: isSack, sendBuffer: 1e6, dataRetries: 100 });
          d.peerSends(SYN, { seq: 0, options: [mss(SMSS), ...(isSack ? [sackPermitted] : [])] });
          d.peerSends(ACK);
          d.call({ kind: "send", text: TEXT, urgent: false });
          for (const each of events) {
            const before = d.tcb();
            happen(d, each);
            const { congestion, snd } = d.tcb();
            const isNew = snd.nxt !== before.snd.nxt;
            // RFC 3042 2: two segments beyond cwnd, for the first two duplicates; with SACK none (RFC 6675 5 (3))
            const extra = !isSack && congestion.phase === "open" ? Math.min(congestion.duplicates, 2) * SMSS : 0;
            if (isNew) expect(pipe(d.tcb())).to.be.at.most(congestion.cwnd + extra);
            if (isNew && !isSack) expect(flightSize(d.tcb())).to.be.at.most(snd.wnd);
          }
        }),
        { numRuns: 200 },
      );
    });
  }

  function happen(d: Driver, what: Event): void {
    if (what.kind === "pass") {
      d.pass(what.milliseconds * MILLISECOND);
      return;
    }
    const { snd, iss } = d.tcb();
    const { tenths, block, window } = what.spec;
    const ack = add(snd.una, Math.min((tenths * SMSS) / 10, flightSize(d.tcb())));
    const left = add(ack, block[0] * SMSS);
    const right = add(left, block[1] * SMSS);
    d.peerSends(ACK, { ack: diff(ack, iss), window, options: [sack({ left, right })] });
  }
});
