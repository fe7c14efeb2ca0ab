import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, add, PSH_ACK, sack } from "../../../harness/wire";
import { flightSize, pipe } from "../../../stacks/reference/flight";
import { sackDriver } from "./driver";
import type { Driver, PeerSegment } from "./driver";

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
    const d = sackDriver({ sendBuffer: 1e6 });
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
    const d = sackDriver();
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
      const d = sackDriver();
      expect(loseEnds(d)).to.deep.equal(last(4));
      expect(acks(d, 4), "once").to.deep.equal([]);
    });

    it("not before more is acknowledged than what went again first (RFC 6675 5 (4.3))", () => {
      const d = sackDriver();
      d.send(5 * SMSS);
      const seen = [2, 3, 4, 5].flatMap((end) => acks(d, 0, [1, end]));
      expect(seen).to.deep.equal(data(0));
      expect(d.tcb().rescueRxt).to.equal(add(d.tcb().iss, SMSS));
      const exact = sackDriver();
      exact.send(5 * SMSS);
      acks(exact, 0, [2, 5]);
      expect(acks(exact, 1, [2, 5]), "HighACK is RescueRxt; what is lost goes by rule (1)").to.deep.equal([]);
      expect(exact.tcb().congestion.phase).to.equal("recovery");
    });

    it("the highest of what is missing goes, and HighRxt stays where it is", () => {
      const d = sackDriver();
      d.send(10 * SMSS);
      for (const end of [2, 3, 4, 5, 6]) acks(d, 0, [1, end]);
      expect(acks(d, 7), "of 7, 8 and 9").to.deep.equal(last(9));
      expect(d.tcb().highRxt).to.equal(d.tcb().snd.una);
    });

    it("the FIN is a number like others", () => {
      const d = sackDriver();
      d.send(4 * SMSS + 10);
      d.close();
      acks(d, 0, [1, 2]);
      acks(d, 0, [1, 3]);
      acks(d, 0, [1, 4]);
      expect(acks(d, 4)).to.deep.equal([`<SEQ=${1 + 4 * SMSS}><ACK=1><CTL=FIN,PSH,ACK><DATA=10>`]);
    });

    it("there is one in each recovery, if something was acknowledged beyond the one before", () => {
      const d = sackDriver();
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
