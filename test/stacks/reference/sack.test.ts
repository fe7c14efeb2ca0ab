import { expect } from "chai";
import fc from "fast-check";
import { SECOND } from "../../../harness/port/time";
import {
  ACK,
  add,
  diff,
  encodedOptionsLength,
  mss,
  PSH_ACK,
  RST,
  sack,
  sackPermitted,
  seq,
  SYN,
  SYN_ACK,
  timestamps,
} from "../../../harness/wire";
import { flightSize, pipe } from "../../../stacks/reference/flight";
import type { ReferenceOptions } from "../../../stacks/reference";
import { endOfHole, lastHole, lossEdge, nextHole, sackedIn, updated } from "../../../stacks/reference/scoreboard";
import { driver, inState, IRS } from "./driver";
import type { Driver, PeerSegment } from "./driver";

const OFFER = [mss(1000), sackPermitted];

function permitted(choices: Partial<ReferenceOptions> = {}): Driver {
  const d = driver({ delayedAck: 0, nagle: false, ...choices });
  d.peerSends(SYN, { seq: 0, options: OFFER });
  d.peerSends(ACK);
  return d;
}

/** The blocks on the last segment of the stack, counted from IRS. */
function blocks(d: Driver): readonly string[] {
  const option = d
    .sent()
    .at(-1)
    ?.options?.find((each) => each.kind === "sack");
  if (option?.kind !== "sack") return [];
  return option.blocks.map(({ left, right }) => `${diff(left, IRS)}-${diff(right, IRS)}`);
}

/** One text segment and what its ACK says: `ack: blocks`. */
function answer(d: Driver, first: number, octets = 500): string {
  const [ack = ""] = d.peerSends(ACK, { seq: first, text: octets });
  return [/ACK=(\d+)/.exec(ack)?.[1], ...blocks(d)].join(" ");
}

describe("SACK: what both SYNs say (RFC 2018 2, 4)", () => {
  const isPermitted = (d: Driver) => d.sent()[0]?.options?.some(({ kind }) => kind === "sack-permitted");

  it("a SYN permits it, a SYN,ACK only if the SYN did, and without both no SACK is sent", () => {
    const active = driver({}, "active");
    active.call({ kind: "open" });
    expect(isPermitted(active)).to.equal(true);
    const passive = driver();
    passive.peerSends(SYN, { seq: 0, options: OFFER });
    expect(isPermitted(passive)).to.equal(true);
    const without = inState("SYN-RECEIVED");
    expect(isPermitted(without)).to.equal(false);
    without.peerSends(ACK);
    without.peerSends(ACK, { seq: 501, text: 500 });
    expect(blocks(without)).to.deep.equal([]);
    active.peerSends(SYN_ACK, { seq: 0 });
    expect(active.tcb().agreed.sack).to.equal(false);
  });
});

describe("SACK: what other segments say (RFC 2018 2)", () => {
  it("the permission is on SYNs only", () => {
    const d = permitted();
    const kinds: string[] = [];
    const note = () => kinds.push(...d.sent().flatMap(({ options = [] }) => options.map(({ kind }) => kind)));
    answer(d, 501);
    note();
    d.send(10);
    note();
    d.pass(SECOND);
    note();
    d.close();
    note();
    d.call({ kind: "abort" });
    note();
    expect(kinds).to.include("sack");
    expect(kinds).to.not.include("sack-permitted");
  });
});

// The left edge of RFC 2018 7 is 5000; here it is 1, and 500 stands for 5500.
describe("SACK: the blocks of a receiver (RFC 2018 4, 7)", () => {
  it("case 1: nothing is missing", () => {
    const d = permitted();
    expect([1, 501, 1001, 1501].map((first) => answer(d, first)).at(-1)).to.equal("2001");
  });

  it("case 2: the first of eight is lost", () => {
    const d = permitted();
    const ends = [1001, 1501, 2001, 2501, 3001, 3501, 4001];
    expect([501, 1001, 1501, 2001, 2501, 3001, 3501].map((first) => answer(d, first))).to.deep.equal(
      ends.map((end) => `1 501-${end}`),
    );
  });

  it("case 3: every other one is lost; the fourth comes late, and then the second", () => {
    const d = permitted();
    expect(answer(d, 1)).to.equal("501");
    expect(answer(d, 1001)).to.equal("501 1001-1501");
    expect(answer(d, 2001)).to.equal("501 2001-2501 1001-1501");
    expect(answer(d, 3001)).to.equal("501 3001-3501 2001-2501 1001-1501");
    expect(answer(d, 1501)).to.equal("501 1001-2501 3001-3501");
    expect(answer(d, 501)).to.equal("2501 3001-3501");
  });

  it("four blocks have room, beside timestamps three", () => {
    const d = permitted();
    for (const first of [1001, 2001, 3001, 4001, 5001]) answer(d, first);
    expect(blocks(d)).to.deep.equal(["5001-5501", "4001-4501", "3001-3501", "2001-2501"]);
    const stamped = driver();
    stamped.peerSends(SYN, { seq: 0, options: [...OFFER, timestamps(1, 0)] });
    stamped.peerSends(ACK, { options: [timestamps(1, 0)] });
    for (const first of [1001, 2001, 3001, 4001]) {
      stamped.peerSends(ACK, { seq: first, text: 500, options: [timestamps(1, 0)] });
    }
    expect(blocks(stamped)).to.deep.equal(["4001-4501", "3001-3501", "2001-2501"]);
    expect(encodedOptionsLength(stamped.sent()[0]?.options ?? [])).to.equal(40);
  });

  it("every ACK has them as long as there is a gap (4): of old text, of what lies outside, of a RST in the window", () => {
    const d = permitted();
    answer(d, 501);
    expect(answer(d, 501)).to.equal("1 501-1001 501-1001");
    for (const [flags, spec] of [
      [ACK, { seq: 0 }],
      [PSH_ACK, { seq: 70_000, text: 5 }],
      [SYN, { seq: 9 }],
      [RST, { seq: 9 }],
    ] as const) {
      expect(d.peerSends(flags, spec)).to.have.length(1);
      expect(blocks(d)).to.deep.equal(["501-1001"]);
    }
  });

  it("text has the blocks on it as well, and makes room for them", () => {
    const d = permitted();
    answer(d, 501);
    expect(d.send(2000)[0]).to.equal("<SEQ=1><ACK=1><CTL=ACK><DATA=988>");
    expect(blocks(d)).to.deep.equal(["501-1001"]);
  });
});

// The numbers are those of RFC 2883 4.1 and 4.2 with 1 added; what came before ends at 4000, or at 1000.
describe("D-SACK: text that came twice (RFC 2883 4)", () => {
  function until(end: number): Driver {
    const d = permitted();
    for (let first = 1; first < end; first += 500) answer(d, first);
    return d;
  }

  it("example 1: a segment that is acknowledged, told of once", () => {
    const d = until(4001);
    expect(answer(d, 3001)).to.equal("4001 3001-3501");
    expect(answer(d, 4001)).to.equal("4501");
  });

  it("example 2: the same beside a block", () => {
    const d = until(4001);
    expect(answer(d, 4501)).to.equal("4001 4501-5001");
    expect(answer(d, 3001)).to.equal("4001 3001-3501 4501-5001");
  });

  it("example 3: of what is held; the block that it is part of comes next", () => {
    const d = until(4001);
    answer(d, 4501);
    expect(answer(d, 5001)).to.equal("4001 4501-5501");
    expect(answer(d, 5001)).to.equal("4001 5001-5501 4501-5501");
  });

  it("example 4: a part of a segment", () => {
    const d = until(1001);
    expect(answer(d, 2001)).to.equal("1001 2001-2501");
    expect(answer(d, 1001)).to.equal("1501 2001-2501");
    expect(answer(d, 1001, 1000)).to.equal("2501 1001-1501");
  });

  it("example 5: two parts, one of them acknowledged: the first", () => {
    const d = until(1001);
    answer(d, 3001);
    answer(d, 1001);
    expect(answer(d, 2001)).to.equal("1501 2001-2501 3001-3501");
    expect(answer(d, 1001, 1500)).to.equal("2501 1001-1501 3001-3501");
  });

  it("example 6: two parts, both held: the first", () => {
    const d = until(1001);
    answer(d, 3501);
    expect(answer(d, 1501)).to.equal("1001 1501-2001 3501-4001");
    expect(answer(d, 2501)).to.equal("1001 2501-3001 1501-2001 3501-4001");
    expect(answer(d, 1501, 1500)).to.equal("1001 1501-2001 1501-3001 3501-4001");
  });
});

describe("the scoreboard (RFC 6675 4)", () => {
  const block = (left: number, right: number) => ({ left: seq(left), right: seq(right) });
  const board = (...all: readonly (readonly [number, number])[]) =>
    updated([], [sack(...all.map(([left, right]) => block(left, right)))], seq(0), seq(100_000));

  it("puts blocks in order and together", () => {
    expect(board([50, 60], [10, 20], [20, 30])).to.deep.equal([block(10, 30), block(50, 60)]);
    expect(board([10, 20], [30, 40], [50, 60], [15, 55])).to.deep.equal([block(10, 60)]);
  });

  it("passes over what was never sent, what is acknowledged, and what is upside down", () => {
    const options = [sack(block(90, 110), block(0, 15), block(40, 30), block(20, 20))];
    const before = board([60, 70]);
    expect(updated(before, options, seq(10), seq(100))).to.equal(before);
  });

  it("knows the same octets however they were told", () => {
    const ranges = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 40 })), { maxLength: 12 });
    fc.assert(
      fc.property(ranges, (those) => {
        const near = seq(0xffff_ff80);
        const told = those.map(([from, length]) => ({ left: add(near, from), right: add(near, from + length) }));
        const result = updated([], [sack(...told)], near, add(near, 400));
        for (let at = 0; at < 345; at++) {
          const isIn = those.some(([from, length]) => from <= at && at < from + length);
          expect(sackedIn(result, add(near, at), add(near, at + 1)) === 1, String(at)).to.equal(isIn);
          expect(nextHole(result, add(near, at)) === add(near, at)).to.equal(!isIn);
        }
      }),
    );
  });

  it("IsLost: three blocks beyond, or more than two segments' worth of octets", () => {
    expect(lossEdge(board([1000, 2000], [3000, 4000]), seq(0), 1000)).to.equal(0);
    expect(lossEdge(board([1000, 1100], [3000, 3100], [5000, 5100]), seq(0), 1000)).to.equal(1000);
    expect(lossEdge(board([1000, 3000]), seq(0), 1000)).to.equal(0);
    expect(lossEdge(board([1000, 3001]), seq(0), 1000)).to.equal(1000);
    expect(lossEdge(board([500, 600], [1000, 3001]), seq(0), 1000)).to.equal(1000);
  });

  it("the last hole reaches to SND.NXT, or to the block that does so", () => {
    const hole = (those: ReturnType<typeof board>) => lastHole(those, seq(5), seq(90));
    expect(hole(board())).to.deep.equal(block(5, 90));
    expect(hole(board([10, 20], [40, 50]))).to.deep.equal(block(50, 90));
    expect(hole(board([10, 20], [40, 90]))).to.deep.equal(block(20, 40));
    expect(hole(board([10, 90]))).to.deep.equal(block(5, 10));
    expect(hole(board([5, 90])), "nothing is missing").to.deep.equal(block(5, 5));
  });

  it("holes end where the next block begins", () => {
    const two = board([10, 20], [40, 50]);
    expect([nextHole(two, seq(10)), nextHole(two, seq(30)), nextHole(two, seq(45))]).to.deep.equal([20, 30, 50]);
    expect([endOfHole(two, seq(20), seq(90)), endOfHole(two, seq(50), seq(90))]).to.deep.equal([40, 90]);
  });
});

describe("recovery with SACK (RFC 6675 5)", () => {
  const SMSS = 1000;
  const data = (...segments: readonly number[]) =>
    segments.map((segment) => `<SEQ=${1 + segment * SMSS}><ACK=1><CTL=ACK><DATA=${SMSS}>`);

  /** The peer has everything before segment `acked`, and the ranges of segments. */
  function acks(d: Driver, acked: number, ...held: readonly (readonly [number, number])[]): readonly string[] {
    const at = (segment: number) => add(d.tcb().iss, 1 + segment * SMSS);
    const those = held.map(([from, end]) => ({ left: at(from), right: at(end) }));
    return d.peerSends(ACK, { ack: 1 + acked * SMSS, options: those.length === 0 ? [] : [sack(...those)] });
  }

  function sending(): Driver {
    const d = permitted({ sendBuffer: 1e6 });
    expect(d.send(40 * SMSS)).to.have.length(10);
    return d;
  }

  it("new text for the first two, then half the window; only what is missing goes again", () => {
    const d = sending();
    expect(acks(d, 0, [1, 2])).to.deep.equal(data(10));
    expect(acks(d, 0, [1, 3])).to.deep.equal(data(11));
    expect(acks(d, 0, [1, 4]), "segment 0 is lost, and cwnd is 5 now").to.deep.equal(data(0));
    expect(d.tcb().congestion).to.include({ phase: "recovery", cwnd: 5000, ssthresh: 5000 });
    expect(pipe(d.tcb()) / SMSS).to.equal(9);
    expect([acks(d, 0, [1, 5]), acks(d, 0, [1, 6]), acks(d, 0, [1, 7]), acks(d, 0, [1, 8])].flat()).to.deep.equal([]);
    expect(acks(d, 0, [1, 9])).to.deep.equal(data(12));
    acks(d, 12);
    expect(d.tcb().congestion).to.include({ phase: "open", cwnd: 5000 });
    expect(d.tcb().scoreboard).to.deep.equal([]);
  });

  it("several holes go one after the other, within one halving", () => {
    const d = sending();
    acks(d, 0, [1, 2]);
    acks(d, 0, [1, 2], [3, 4]);
    expect(acks(d, 0, [1, 2], [3, 4], [5, 6])).to.deep.equal(data(0));
    expect(acks(d, 0, [1, 2], [3, 4], [5, 7])).to.deep.equal([]);
    expect(acks(d, 0, [1, 2], [3, 4], [5, 9]), "2 and 4 are lost by now: the pipe holds 0, 9, 10, 11").to.deep.equal(
      data(2),
    );
    expect(acks(d, 2, [3, 4], [5, 9])).to.deep.equal(data(4));
    expect(acks(d, 10)).to.have.length(3);
    expect(d.tcb().congestion.ssthresh).to.equal(5000);
  });

  it("an ACK that tells of nothing new is no duplicate (2)", () => {
    const d = sending();
    for (let i = 0; i < 5; i++) acks(d, 0, [1, 2]);
    expect(d.tcb().congestion.duplicates).to.equal(1);
    for (let i = 0; i < 5; i++) acks(d, 0);
    expect(d.tcb().congestion.duplicates).to.equal(1);
  });

  it("one ACK is enough that tells of more than two segments", () => {
    const d = sending();
    expect(acks(d, 0, [2, 5])[0]).to.equal(data(0)[0]);
  });

  it("a D-SACK block says nothing of what is on its way (RFC 2883 5)", () => {
    const d = sending();
    acks(d, 4, [0, 1]);
    expect(d.tcb().scoreboard).to.deep.equal([]);
  });

  it("a new block counts even if the ACK moves, has text or another window (2)", () => {
    const d = sending();
    const at = add(d.tcb().iss, 1 + 2 * SMSS);
    const tells = (octets: number, spec: PeerSegment) =>
      d.peerSends(ACK, { ack: 1 + SMSS, ...spec, options: [sack({ left: at, right: add(at, octets) })] });
    tells(10, {});
    tells(20, { window: 60_000 });
    expect(d.tcb().congestion).to.include({ phase: "open", duplicates: 2 });
    expect(tells(30, { text: 5 })[0]).to.match(/^<SEQ=1001>/);
    expect(d.tcb().congestion.phase).to.equal("recovery");
  });

  it("duplicates that tell of nothing new let nothing go (RFC 3042 2)", () => {
    const d = sending();
    expect([acks(d, 0), acks(d, 0)].flat()).to.deep.equal([]);
    expect(acks(d, 0, [1, 2])).to.deep.equal(data(10));
    expect([acks(d, 0, [1, 2]), acks(d, 0, [1, 2])].flat()).to.deep.equal([]);
  });

  it("what is lost beyond the recovery is a loss of its own: half of the half (RFC 5681 4.3)", () => {
    const d = sending();
    for (const end of [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) acks(d, 0, [1, end]);
    expect(d.tcb().congestion).to.include({ phase: "recovery", ssthresh: 5000 });
    expect(flightSize(d.tcb()), "the pipe holds 0 and 12 to 15").to.equal(16 * SMSS);
    expect(acks(d, 12, [13, 16])).to.deep.equal(data(12, 16));
    expect(d.tcb().congestion).to.include({ phase: "recovery", ssthresh: 2000, cwnd: 2000 });
  });

  it("with nothing new to send, what may be lost goes as well, and is twice in the pipe (NextSeg (3), SetPipe)", () => {
    const d = permitted();
    d.send(10 * SMSS);
    acks(d, 0, [1, 2]);
    acks(d, 0, [1, 3]);
    expect(acks(d, 0, [1, 4]), "cwnd is 5").to.deep.equal(data(0));
    expect(acks(d, 0, [1, 4], [5, 6])).to.deep.equal([]);
    expect(acks(d, 4, [5, 7]), "4, 7, 8 and 9; of 4 nobody can say that it is lost").to.deep.equal(data(4));
    expect(pipe(d.tcb())).to.equal(5 * SMSS);
  });

  describe("a rescue (NextSeg (4))", () => {
    /** A segment with the last octet of the text (MUST-61). */
    const last = (segment: number) => [`<SEQ=${1 + segment * SMSS}><ACK=1><CTL=PSH,ACK><DATA=${SMSS}>`];

    /** Of five segments that are sent the first and the last are lost, and the first has come when it went again. */
    function loseEnds(d: Driver): readonly string[] {
      d.send(5 * SMSS);
      acks(d, 0, [1, 2]);
      acks(d, 0, [1, 3]);
      expect(acks(d, 0, [1, 4]), "cwnd is two and a half, and 0 and 4 are on their way").to.deep.equal(data(0));
      return acks(d, 4);
    }

    it("the last segment, of which no ACK would tell, goes once more", () => {
      const d = permitted();
      expect(loseEnds(d)).to.deep.equal(last(4));
      expect(acks(d, 4), "once").to.deep.equal([]);
    });

    it("not before more is acknowledged than what went again first (RFC 6675 5 (4.3))", () => {
      const d = permitted();
      d.send(5 * SMSS);
      const seen = [2, 3, 4, 5].flatMap((end) => acks(d, 0, [1, end]));
      expect(seen).to.deep.equal(data(0));
      expect(d.tcb().rescueRxt).to.equal(add(d.tcb().iss, SMSS));
      const exact = permitted();
      exact.send(5 * SMSS);
      acks(exact, 0, [2, 5]);
      expect(acks(exact, 1, [2, 5]), "HighACK is RescueRxt; what is lost goes by rule (1)").to.deep.equal([]);
      expect(exact.tcb().congestion.phase).to.equal("recovery");
    });

    it("the highest of what is missing goes, and HighRxt stays where it is", () => {
      const d = permitted();
      d.send(10 * SMSS);
      for (const end of [2, 3, 4, 5, 6]) acks(d, 0, [1, end]);
      expect(acks(d, 7), "of 7, 8 and 9").to.deep.equal(last(9));
      expect(d.tcb().highRxt).to.equal(d.tcb().snd.una);
    });

    it("the FIN is a number like others", () => {
      const d = permitted();
      d.send(4 * SMSS + 10);
      d.close();
      acks(d, 0, [1, 2]);
      acks(d, 0, [1, 3]);
      acks(d, 0, [1, 4]);
      expect(acks(d, 4)).to.deep.equal([`<SEQ=${1 + 4 * SMSS}><ACK=1><CTL=FIN,PSH,ACK><DATA=10>`]);
    });

    it("there is one in each recovery, if something was acknowledged beyond the one before", () => {
      const d = permitted();
      loseEnds(d);
      const end = d.tcb().snd.nxt;
      expect(d.tcb().rescueRxt, "RecoveryPoint").to.equal(add(end, -1));
      acks(d, 5);
      expect(d.tcb().rescueRxt, "HighACK is RescueRxt").to.equal(add(end, -1));
      d.send(SMSS);
      acks(d, 6);
      expect(d.tcb().rescueRxt).to.equal(undefined);
    });
  });

  it("after a timeout nothing is taken for held, until the peer says so again (5.1, RFC 2018 5.1)", () => {
    const d = sending();
    acks(d, 0, [1, 2]);
    d.pass(SECOND);
    expect(d.tcb().scoreboard).to.deep.equal([]);
    expect(acks(d, 1, [3, 4])).to.deep.equal(data(1, 2));
    expect(acks(d, 2, [3, 4]), "3 is there").to.deep.equal(data(4, 5));
    expect(d.tcb().congestion.phase).to.equal("loss");
  });

  it("a timeout in a recovery: no new one before all that was sent by then is acknowledged (5.1)", () => {
    const d = sending();
    for (const end of [2, 3, 4]) acks(d, 0, [1, end]);
    d.pass(SECOND);
    const { ssthresh } = d.tcb().congestion;
    for (const end of [2, 3, 4, 5, 6]) acks(d, 0, [1, end]);
    expect(d.tcb().congestion).to.include({ phase: "loss", ssthresh });
    acks(d, 12);
    expect(d.tcb().congestion.phase).to.equal("open");
    for (const acked of [13, 14, 15, 16]) acks(d, acked);
    acks(d, 16, [17, 20]);
    expect(d.tcb().congestion.phase).to.equal("recovery");
  });

  it("a peer that throws away what it had: at the timeout all of it goes again (RFC 2018 5, 5.1, 8)", () => {
    const d = sending();
    acks(d, 0, [1, 10]);
    acks(d, 1);
    expect(d.pass(SECOND)[0]).to.equal(`1.000 ${data(1)[0] ?? ""}`);
    const again = [2, 3, 4, 5, 6].flatMap((acked) => acks(d, acked));
    expect(again.filter((each) => data(...[2, 3, 4, 5, 6, 7, 8, 9]).includes(each))).to.deep.equal(
      data(2, 3, 4, 5, 6, 7, 8, 9),
    );
  });

  it("text is not taken from the queue before it is acknowledged (RFC 2018 8)", () => {
    const d = sending();
    acks(d, 0, [1, 10]);
    expect(d.tcb().queue.text.length).to.equal(40 * SMSS);
    expect(d.tcb().snd.una).to.equal(add(d.tcb().iss, 1));
    d.peerSends(PSH_ACK, { text: 1 });
  });
});
