import { expect } from "chai";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import type { Profile } from "../../../harness/port/profile";
import { asNamed, type Named, type WaitContext } from "../../../harness/oracle/waiting";
import { RTO } from "../../../harness/scenario/duration";
import { rtoAfter } from "../../../harness/scenario/sampled-rto";
import { octetsOf } from "../../../harness/scenario/text";
import { stack as expects } from "../../../harness/scenario/vocabulary";
import { ACK, FIN_ACK, PSH_ACK, RST, SYN } from "../../../harness/wire/flags";
import { PROFILE, segmentOf, stack } from "./conversation";
import { CALLED, contextOf, expired, hear, heard, waiting } from "./expecting";

describe("stack.resends", () => {
  const text = stack(PSH_ACK, { text: 5, at: 10 });
  const sent = new Map([["the text", asNamed({ segment: segmentOf(text), at: 10 * SECOND })]]);
  const TOLERANT: Profile = {
    ...PROFILE,
    timers: { ...PROFILE.timers, initialRto: { value: SECOND, early: 200 * MILLISECOND, late: 300 * MILLISECOND } },
  };
  const context: WaitContext = { ...contextOf([...CALLED, text], sent), profile: TOLERANT };
  const again = expects.resends("the text", { after: RTO.times(2) });

  it("is met within the tolerance, which grows with the time", () => {
    // 10 s + 2 s, 0.4 s early or 0.6 s late.
    const at = (time: number) => heard(again, stack(PSH_ACK, { text: 5, at: time }), context);
    expect([11.599, 11.6, 12, 12.6, 12.601].map(at)).to.deep.equal(["wrong-time", "met", "met", "met", "wrong-time"]);
    expect(waiting(again, context, 0).deadline).to.equal(12.6 * SECOND);
  });

  it("says whether it was too early or too late", () => {
    const message = (time: number) => {
      const hearing = hear(again, stack(PSH_ACK, { text: 5, at: time }), context);
      return hearing.kind === "broken" ? hearing.breach.message : hearing.kind;
    };
    expect(message(11)).to.equal('"the text" was sent again too early');
    expect(message(13)).to.equal('"the text" was sent again too late');
  });

  it("is broken by a change of the first octet as well", () => {
    expect(heard(again, stack(PSH_ACK, { text: "\0", at: 12 }), context)).to.equal("wrong-text");
  });

  it("is met by more or less of the same text, or with another PSH", () => {
    expect(heard(again, stack(PSH_ACK, { text: 2, at: 12 }), context)).to.equal("met");
    expect(heard(again, stack(ACK, { text: 9, at: 12 }), context)).to.equal("met");
  });

  it("is not met by other octets", () => {
    expect(
      hear(again, stack(PSH_ACK, { text: `${Buffer.from(octetsOf(3, 0)).toString()}xy`, at: 12 }), context),
    ).to.deep.include({
      kind: "broken",
      breach: {
        kind: "wrong-text",
        message: 'octet 3 of "the text" changed when it was sent again',
        expected: `0x${octetsOf(1, 3)[0]?.toString(16) ?? ""}`,
        actual: "0x78",
        differences: [],
        event: 7,
      },
    });
  });

  it("passes over ACKs and other retries, and no other segments", () => {
    const both = { ...contextOf([...CALLED, text, stack(FIN_ACK, { seq: 6 })], sent), profile: TOLERANT };
    expect(heard(again, stack(FIN_ACK, { seq: 6, at: 11 }), both)).to.equal("skip");
    expect(heard(again, stack(ACK, { seq: 6, at: 11 }), context)).to.equal("skip");
    expect(heard(again, stack(PSH_ACK, { seq: 6, text: 3, at: 12 }), context)).to.equal("wrong-segment");
    expect(heard(again, stack(RST, { seq: 6, at: 12 }), context)).to.equal("wrong-segment");
  });

  it("a FIN alone is not the text again, and a SYN is no ACK", () => {
    expect(heard(again, stack(FIN_ACK, { at: 12 }), context)).not.to.equal("met");
    const syn = stack(SYN, { seq: 0 });
    const calling = contextOf([syn], new Map([["the SYN", asNamed({ segment: segmentOf(syn), at: 0 })]]));
    const synAgain = expects.resends("the SYN", { after: RTO });
    expect(heard(synAgain, stack(SYN, { seq: 0, at: 1 }), calling)).to.equal("met");
    expect(heard(synAgain, stack(ACK, { seq: 0, at: 1 }), calling)).to.equal("wrong-segment");
    expect(heard(synAgain, stack(SYN, { seq: 9, at: 1 }), calling)).to.equal("wrong-segment");
  });

  it("has waited in vain when nothing came", () => {
    expect(expired(again, context)).to.include({
      kind: "no-segment",
      message: 'the stack did not send "the text" again',
      expected: "[PSH, ACK] Seq=1 Ack=1 Win=1000 Len=5 at 11.600 to 12.600 s (2*RTO after the last time)",
      actual: "silence",
    });
  });

  it("of a segment that nobody has named is a mistake of the script", () => {
    expect(() => waiting(expects.resends("the FIN", { after: RTO }), context, 0)).to.throw('"the FIN"');
    const unknown = expects.resends("the text", { after: rtoAfter("the FIN") });
    expect(() => waiting(unknown, context, 0)).to.throw('"the FIN"');
  });

  it("may come any time later where that is right, and never earlier", () => {
    const late = expects.resends("the text", { after: RTO.times(2), orLater: true });
    const at = (time: number) => heard(late, stack(PSH_ACK, { text: 5, at: time }), context);
    expect([11.599, 11.6, 12.7, 70].map(at)).to.deep.equal(["wrong-time", "met", "met", "met"]);
    expect(expired(late, context)?.expected).to.match(/ at 11\.600 s or later \(2\*RTO after the last time\)$/);
  });

  it("may be counted from the peer's last new acknowledgment", () => {
    const again = expects.resends("the text", { after: RTO, since: "acknowledgment" });
    const at = (time: number) =>
      heard(again, stack(PSH_ACK, { text: 5, at: time }), { ...context, acknowledged: 10.5 * SECOND });
    expect([11.2, 11.3, 11.8, 11.9].map(at)).to.deep.equal(["wrong-time", "met", "met", "wrong-time"]);
  });

  describe("by round trips of the scenario", () => {
    const trip = (from: number, to: number): Named => ({
      ...asNamed({ segment: segmentOf(text), at: from * SECOND }),
      acknowledged: to * SECOND,
    });
    const minimumRto = { value: SECOND, early: 100 * MILLISECOND, late: 0 };
    const profile = { ...TOLERANT, timers: { ...TOLERANT.timers, minimumRto } };
    const due = (trips: Readonly<Record<string, Named>>) => {
      const step = expects.resends("the text", { after: rtoAfter(...Object.keys(trips)) });
      const all = new Map([...sent, ...Object.entries(trips)]);
      const at = (time: number) =>
        heard(step, stack(PSH_ACK, { text: 5, at: time }), { ...context, named: all, profile });
      return (...times: readonly number[]) => times.map(at);
    };

    it("comes after the RTO that follows from them, with the tolerance of the least RTO in proportion", () => {
      // 2 s and twice that: 10 s + 6 s, 0.6 s early
      const at = due({ one: trip(1, 3) });
      expect(at(15.3, 15.4, 16, 16.1)).to.deep.equal(["wrong-time", "met", "met", "wrong-time"]);
    });

    it("passes over a segment that was sent twice, and one that is not acknowledged", () => {
      const { acknowledged, ...open } = trip(5, 6);
      expect(acknowledged).to.equal(6 * SECOND);
      const at = due({ one: trip(1, 3), twice: { ...trip(3, 5), again: true }, open });
      expect(at(15.3, 15.5)).to.deep.equal(["wrong-time", "met"]);
    });

    it("comes after the first RTO when there is none", () => {
      const at = due({ twice: { ...trip(3, 5), again: true } });
      expect(at(10.7, 10.8, 11.3, 11.4)).to.deep.equal(["wrong-time", "met", "met", "wrong-time"]);
    });
  });
});
