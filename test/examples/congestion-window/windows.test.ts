import { expect } from "chai";
import { OUTAGE, LOST, SEGMENTS, SMSS, transfer } from "../../../examples/congestion-window/transfer";
import type { Sample, Transfer } from "../../../examples/congestion-window/transfer";
import { SECOND } from "../../../harness/port/time";

const TEXT = Uint8Array.from({ length: SEGMENTS * SMSS }, (_, index) => (index * 7) % 251);

/** A recording, in which everything is found from what was sent and acknowledged: never from what the sender calls it. */
function recording({ samples, texts, received }: Transfer) {
  const at = (index: number): Sample => {
    const sample = samples[index];
    if (sample === undefined) throw new Error(`there is no sample ${index}`);
    return sample;
  };

  /** The sample of the event in which the text from `start` on went for the second time. */
  function secondSending(start: number): number {
    const [, second] = texts.filter((text) => text.start === start);
    return samples.findIndex((sample) => sample.at === second?.at);
  }

  /** The end of the round trip that begins at `index`: all that had been sent by then, from `since` on, is acknowledged. */
  function roundFrom(index: number, since: number): number {
    const sent = texts.filter((text) => text.at >= at(since).at && text.at <= at(index).at);
    const end = Math.max(...sent.map((text) => text.end));
    return samples.findIndex((sample, later) => later > index && sample.acknowledged >= end);
  }

  /** Whole round trips, one after the other, from `first` to `last` at the latest, as the samples at their two ends. */
  function rounds(first: number, last: number, since: number): readonly (readonly [Sample, Sample])[] {
    const found: [Sample, Sample][] = [];
    for (let from = first; ;) {
      const to = roundFrom(from, since);
      if (to < 0 || to > last) return found;
      found.push([at(from), at(to)]);
      from = to;
    }
  }

  const fastRetransmit = secondSending((LOST[0] ?? 0) * SMSS);
  const lostInOutage = texts.find((text) => text.at >= OUTAGE.from);
  return {
    samples,
    received,
    at,
    roundFrom,
    rounds,
    begin: samples.findIndex(({ sent }) => sent > 0),
    end: samples.length - 1,
    fastRetransmit,
    /** RFC 6582 3.2 step 3, RFC 6675 5 (A): all that was sent before is acknowledged. */
    fullAck: samples.findIndex(({ acknowledged }) => acknowledged >= at(fastRetransmit).sent),
    timeout: secondSending(lostInOutage?.start ?? -1),
    /** When the window has come to ssthresh, or beyond it. */
    atThreshold: (from: number) => samples.findIndex(({ cwnd, ssthresh }, index) => index >= from && cwnd >= ssthresh),
  };
}

const flight = ({ sent, acknowledged }: Sample) => sent - acknowledged;

/** RFC 5681 3.1 (4) */
const half = (flightSize: number) => Math.max(Math.floor(flightSize / 2), 2 * SMSS);

for (const sack of [true, false]) {
  describe(`the congestion window of a transfer ${sack ? "with" : "without"} selective acknowledgments`, () => {
    const r = recording(transfer(sack, TEXT));
    const { samples, at, begin, fastRetransmit, fullAck, timeout, end } = r;

    /** RFC 5681 3.1: one segment for each round trip, from whatever event it is counted, and not much less. */
    function expectAvoidance(first: number, last: number, since: number): void {
      for (let index = first; index < last; index++) {
        const round = r.roundFrom(index, since);
        if (round < 0 || round > last) break;
        expect(at(round).cwnd - at(index).cwnd, `from ${at(index).at}`).to.be.within(0, SMSS);
      }
      const rounds = r.rounds(first, last, since);
      expect(rounds).to.have.length.above(10);
      const growth = rounds.reduce((sum, [before, after]) => sum + after.cwnd - before.cwnd, 0);
      expect(growth / rounds.length / SMSS).to.be.within(0.9, 1);
    }

    it("all text arrives", () => {
      expect(Buffer.compare(r.received, TEXT)).to.equal(0);
    });

    it("slow start: from three segments it doubles with each round trip (RFC 5681 3.1)", () => {
      expect(at(begin).cwnd).to.equal(3 * SMSS);
      const rounds = r.rounds(begin, fastRetransmit, begin);
      expect(rounds).to.have.length.above(3);
      for (const [before, after] of rounds) expect(after.cwnd).to.equal(2 * before.cwnd);
    });

    it("three duplicate ACKs, then ssthresh is half the flight that was there before them (RFC 5681 3.2)", () => {
      const before = samples.findIndex(({ acknowledged }) => acknowledged === at(fastRetransmit).acknowledged);
      expect(fastRetransmit - before).to.equal(3);
      const ssthresh = half(flight(at(before)));
      expect(at(fastRetransmit).ssthresh).to.equal(ssthresh);
      // RFC 6675 5 (4.2); RFC 5681 3.2 step 3
      expect(at(fastRetransmit).cwnd).to.equal(sack ? ssthresh : ssthresh + 3 * SMSS);
    });

    it("fast recovery, and the deflation after it", () => {
      const { ssthresh } = at(fastRetransmit);
      for (let index = fastRetransmit + 1; index <= fullAck; index++) {
        const before = at(index - 1);
        const { acknowledged, cwnd } = at(index);
        const acked = acknowledged - before.acknowledged;
        expect(at(index).ssthresh).to.equal(ssthresh);
        // RFC 6675 5: what is on its way is counted, and cwnd stays
        if (sack) expect(cwnd).to.equal(ssthresh);
        // RFC 5681 3.2 step 4
        else if (acked === 0) expect(cwnd).to.equal(before.cwnd + SMSS);
        // RFC 6582 3.2 step 3, a partial ACK
        else if (index < fullAck) expect(cwnd).to.equal(before.cwnd - acked + SMSS);
        // and a full one: (1) or (2)
        else {
          const left = before.sent - acknowledged;
          expect(cwnd).to.be.oneOf([Math.min(ssthresh, Math.max(left, SMSS) + SMSS), ssthresh]);
        }
      }
    });

    it("congestion avoidance: about a segment for each round trip (RFC 5681 3.1)", () => {
      expectAvoidance(r.atThreshold(fullAck), timeout - 1, begin);
    });

    it("a timeout: not before a second is over, one segment, and half the flight (RFC 6298 2.4, RFC 5681 3.1)", () => {
      expect(at(timeout).at - at(timeout - 1).at).to.be.at.least(SECOND);
      expect(at(timeout).cwnd).to.equal(SMSS);
      expect(at(timeout).ssthresh).to.equal(half(flight(at(timeout - 1))));
    });

    it("slow start again, up to the new ssthresh, and congestion avoidance from there", () => {
      const { ssthresh } = at(timeout);
      const reached = r.atThreshold(timeout);
      const rounds = r.rounds(timeout, reached, timeout);
      expect(rounds).to.have.length.above(3);
      for (const [before, after] of rounds) {
        if (after.cwnd < ssthresh) expect(after.cwnd).to.equal(2 * before.cwnd);
      }
      expect(at(reached).cwnd).to.be.within(ssthresh, ssthresh + SMSS);
      for (let index = timeout; index <= end; index++) expect(at(index).ssthresh).to.equal(ssthresh);
      expectAvoidance(reached, end, timeout);
    });

    it("no event makes it larger than the rules allow, and nothing new is sent beyond it", () => {
      for (let index = begin + 1; index <= end; index++) {
        const before = at(index - 1);
        const { acknowledged, sent, cwnd } = at(index);
        const acked = acknowledged - before.acknowledged;
        const isRecovery = index >= fastRetransmit && index < fullAck;
        expect(cwnd).to.be.at.least(SMSS);
        if (isRecovery) continue;
        // RFC 5681 3.1 (2), which is the limit of congestion avoidance as well
        expect(cwnd - before.cwnd, `${index}`).to.be.at.most(Math.min(acked, SMSS));
        // RFC 3042: two segments more, on duplicate ACKs
        if (sent > before.sent) expect(flight(at(index))).to.be.at.most(cwnd + (acked > 0 ? 0 : 2 * SMSS));
      }
    });
  });
}
