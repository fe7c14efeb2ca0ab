import { expect } from "chai";
import type { PacketEvent } from "../../../harness/port/trace";
import { SECOND } from "../../../harness/port/time";
import type { Profile } from "../../../harness/port/profile";
import { printHeard, type WaitContext } from "../../../harness/oracle/waiting";
import { RTO } from "../../../harness/scenario/duration";
import { RCV, SND } from "../../../harness/scenario/expression";
import type { Expectation } from "../../../harness/scenario/step";
import { octetsOf } from "../../../harness/scenario/text";
import { DATA, stack as expects } from "../../../harness/scenario/vocabulary";
import { ACK, FIN_ACK, PSH_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { add } from "../../../harness/wire/seq";
import { IRS, ISS, packetOf, peer, PROFILE, segmentOf, stack, viewAfter } from "./conversation";
import { after, CALLED, contextOf, expired, hear, heard, octetsText, waiting } from "./expecting";

describe("stack.sends", () => {
  const next = expects.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT });

  it("is met by what fits the pattern", () => {
    expect(heard(next, stack(FIN_ACK), after())).to.equal("met");
  });

  it("passes over a retry, and over one that was sent before the peer's ACK came", () => {
    const sent = after(stack(PSH_ACK, { text: 5 }));
    expect(heard(next, stack(PSH_ACK, { text: 5 }), sent)).to.equal("skip");
    const acknowledged = after(stack(PSH_ACK, { text: 5 }), peer(ACK, { ack: 6 }));
    expect(heard(next, stack(PSH_ACK, { text: 5 }), acknowledged)).to.equal("wrong-segment");
    expect(heard(next, stack(PSH_ACK, { text: 5 }), acknowledged, add(ISS, 1))).to.equal("skip");
  });

  it("passes over an ACK with right numbers, whatever its window", () => {
    const received = after(peer(PSH_ACK, { text: 5 }));
    expect(heard(next, stack(ACK, { ack: 6 }), received)).to.equal("skip");
    expect(heard(next, stack(ACK, { ack: 1, window: 0 }), received)).to.equal("skip");
  });

  it("is met by what fits the pattern in its IP header as well", () => {
    const marked = expects.sends(DATA, { text: 5, ip: { ecn: ["ECT(0)", "ECT(1)"] } });
    expect(heard(marked, stack(PSH_ACK, { text: 5, ip: { trafficClass: 2 } }), after())).to.equal("met");
    const hearing = hear(marked, stack(PSH_ACK, { text: 5 }), after());
    expect(hearing.kind === "broken" && hearing.breach).to.include({
      message: "the stack sent another segment than the rule asks for: ECN",
      expected: "[data] Len=5 ECN=ECT(0)|ECT(1)",
      actual: "[PSH, ACK] Seq=1 Ack=1 Win=1000 Len=5 ECN=Not-ECT",
    });
  });

  it("passes over nothing where it is the next segment that is asked for", () => {
    const received = after(stack(PSH_ACK, { text: 5 }), peer(PSH_ACK, { text: 5 }));
    const isNext = expects.sends(FIN_ACK, { seq: SND.NXT, isNext: true });
    expect(heard(isNext, stack(ACK, { ack: 6, seq: 6 }), received)).to.equal("wrong-segment");
    expect(heard(isNext, stack(PSH_ACK, { text: 5 }), received)).to.equal("wrong-segment");
    expect(heard(isNext, stack(FIN_ACK, { seq: 6 }), received)).to.equal("met");
  });

  it("passes over no ACK whose numbers are wrong", () => {
    const received = after(peer(PSH_ACK, { text: 5 }), stack(ACK, { ack: 4 }));
    expect(heard(next, stack(ACK, { ack: 7 }), received), "of what was never sent").to.equal("wrong-segment");
    expect(heard(next, stack(ACK, { ack: 3 }), received), "less than before").to.equal("wrong-segment");
    expect(heard(next, stack(ACK, { ack: 5, seq: 2 }), received), "right of SND.NXT").to.equal("wrong-segment");
    expect(heard(next, stack(ACK, { ack: 5, seq: 0 }), received), "left of SND.UNA").to.equal("wrong-segment");
  });

  it("takes an ACK of what is held beyond a gap for wrong, and one of text on the SYN for right", () => {
    expect(heard(next, stack(ACK, { ack: 7 }), after(peer(ACK, { seq: 3, text: 4 })))).to.equal("wrong-segment");
    const early = contextOf([peer(SYN, { seq: 0, text: 5 }), stack(SYN_ACK, { seq: 0 })]);
    expect(heard(next, stack(ACK, { ack: 6 }), early)).to.equal("skip");
  });

  it("is broken by anything else, and tells which fields differ", () => {
    expect(hear(next, stack(RST, { seq: 3 }), after())).to.deep.equal({
      kind: "broken",
      breach: {
        kind: "wrong-segment",
        message: "the stack sent another segment than the rule asks for: flags, Seq, Ack",
        expected: "[FIN, ACK] Seq=1 (SND.NXT) Ack=1 (RCV.NXT)",
        actual: "[RST] Seq=3 Win=1000 Len=0",
        differences: [
          { field: "flags", expected: "FIN, ACK", actual: "RST" },
          { field: "Seq", expected: "1 (SND.NXT)", actual: "3" },
          // A segment without ACK has 0 there, which is 3 after an IRS of 2^32-3.
          { field: "Ack", expected: "1 (RCV.NXT)", actual: "3" },
        ],
        event: 7,
      },
    });
  });

  describe("is due", () => {
    const PATIENT: Profile = {
      ...PROFILE,
      timers: {
        ...PROFILE.timers,
        reaction: { value: 3, early: 1, late: 2 },
        delayedAck: { value: 40, early: 5, late: 10 },
      },
    };
    const due = (step: Expectation) => waiting(step, { ...after(), profile: PATIENT }, 1000).deadline - 1000;

    for (const [what, step] of Object.entries({
      SYN: expects.sends(SYN),
      "SYN,ACK": expects.sends(SYN_ACK),
      RST: expects.sends(RST),
      "FIN,ACK": expects.sends(FIN_ACK),
      data: expects.sends(DATA),
      "ACK with text": expects.sends(ACK, { text: 5 }),
    })) {
      it(`at once, with the tolerance of that: ${what}`, () => {
        expect(due(step)).to.equal(5);
      });
    }

    it("as late as an ACK may be held back (3.8.6.3): a bare ACK", () => {
      expect(due(expects.sends(ACK))).to.equal(55);
    });

    it("within the time that the pattern names, with its tolerance", () => {
      expect(due(expects.sends(SYN, { within: RTO.times(2) }))).to.equal(2 * SECOND);
      expect(due(expects.sends(ACK, { within: RTO.times(2) }))).to.equal(2 * SECOND);
    });
  });

  it("is not met by the right segment after that", () => {
    const deadline = waiting(next, after(), 0).deadline / SECOND;
    expect(heard(next, stack(FIN_ACK, { at: deadline }), after())).to.equal("met");
    expect(heard(next, stack(FIN_ACK, { at: deadline + 0.001 }), after())).to.equal("wrong-time");
  });

  it("has waited in vain when nothing came", () => {
    const late = waiting(expects.sends(ACK), after(), 5 * SECOND);
    expect(late.expire(after())).to.include({ message: "the stack sent nothing within 0.200 s" });
    expect(expired(next, after())).to.include({
      kind: "no-segment",
      message: "the stack sent nothing at once",
      expected: "[FIN, ACK] Seq=1 (SND.NXT) Ack=1 (RCV.NXT)",
      actual: "silence",
    });
  });

  it("tells what came instead when only something beside the matter did", () => {
    const context = after();
    const atWork = waiting(next, context, 0);
    const sent = packetOf(stack(ACK));
    expect(atWork.hear({ event: 4, at: 0, ...sent, sndUna: context.view.sndUna }, context).kind).to.equal("skip");
    expect(atWork.expire(context)).to.deep.include({
      kind: "no-segment",
      actual: "[ACK] Seq=1 Ack=1 Win=1000 Len=0",
      differences: [{ field: "flags", expected: "FIN, ACK", actual: "ACK" }],
      event: 4,
    });
  });
});

describe("stack.acknowledges", () => {
  const received = after(peer(PSH_ACK, { text: 5 }));
  const step = expects.acknowledges();

  it("is met by a bare ACK of everything, late by no more than an ACK may be held back", () => {
    expect(heard(step, stack(ACK, { ack: 6 }), received)).to.equal("met");
    expect(waiting(step, received, SECOND).deadline).to.equal(1.2 * SECOND);
  });

  it("passes over an ACK of a part, and waits for the rest", () => {
    expect(heard(step, stack(ACK, { ack: 3 }), received)).to.equal("skip");
  });

  it("is met by a segment with text that acknowledges everything, which is still to be dealt with", () => {
    expect(hear(step, stack(PSH_ACK, { ack: 6, text: 3 }), received)).to.deep.equal({ kind: "met-in-part", text: 0 });
    expect(hear(step, stack(FIN_ACK, { ack: 6 }), received)).to.deep.equal({ kind: "met-in-part", text: 0 });
  });

  it("leaves to others what has something else to say", () => {
    expect(heard(step, stack(PSH_ACK, { ack: 3, text: 3 }), received)).to.equal("leave");
    expect(heard(step, stack(ACK, { ack: 9 }), received)).to.equal("leave");
  });

  it("is not met by a segment without ACK, whatever stands in the field", () => {
    // The field is 0 without the flag, and RCV.NXT is 0 after these two octets: IRS is 2^32-3.
    const two = after(peer(PSH_ACK, { text: 2 }));
    expect(two.view.rcvNxt).to.equal(0);
    expect(heard(step, stack(PSH_ACK & ~ACK, { text: 3 }), two)).to.equal("leave");
  });

  it("is broken by a reset", () => {
    expect(heard(step, stack(RST), received)).to.equal("wrong-segment");
  });

  it("tells what was to come and what came last", () => {
    const acknowledged = after(peer(PSH_ACK, { text: 5 }), stack(ACK, { ack: 3 }));
    expect(expired(step, acknowledged)).to.include({ expected: "Ack=6 (RCV.NXT)", actual: "the last one was Ack=3" });
    const reset = hear(step, stack(RST), received);
    expect(reset).to.have.nested.property("breach.expected", "Ack=6 (RCV.NXT)");
  });

  it("asks for nothing when everything was acknowledged, by text of the stack for instance", () => {
    expect(expired(step, received)).to.include({ kind: "no-segment", expected: "Ack=6 (RCV.NXT)" });
    expect(expired(step, after(peer(PSH_ACK, { text: 5 }), stack(PSH_ACK, { ack: 6, text: 1 })))).to.equal(undefined);
    expect(expired(step, after())).to.equal(undefined);
  });
});

describe("stack.transmits", () => {
  const step = expects.transmits(10);
  /** What a waiting makes of several segments in a row. */
  function hearAll(what: Expectation, ...events: readonly PacketEvent[]): readonly string[] {
    let context = after();
    const atWork = waiting(what, context, 0);
    const kinds = events.map((event) => {
      const hearing = atWork.hear({ event: 0, at: 0, ...packetOf(event), sndUna: context.view.sndUna }, context);
      context = { ...context, view: viewAfter(...CALLED, ...events.slice(0, events.indexOf(event) + 1)) };
      return hearing.kind === "broken" ? hearing.breach.kind : hearing.kind;
    });
    return [...kinds, atWork.expire(context) === undefined ? "all" : "not all"];
  }

  it("goes on where the stack's text stands, and gives a program the RTO to write it", () => {
    const half = after(stack(PSH_ACK, { text: 6 }));
    expect(heard(step, stack(PSH_ACK, { seq: 7, text: 10 }), half)).to.equal("met");
    expect(heard(step, stack(PSH_ACK, { seq: 7, text: "0123456789" }), half)).to.equal("wrong-text");
    expect(waiting(step, half, 5 * SECOND).deadline).to.equal(6 * SECOND);
    const own = { ...half, userText: octetsOf("the user's own text", 0) };
    expect(heard(step, stack(PSH_ACK, { seq: 7, text: "er's own t" }), own)).to.equal("met");
    expect(heard(step, stack(PSH_ACK, { seq: 7, text: octetsText(6, 10) }), own)).to.equal("wrong-text");
  });

  it("tells which octet is wrong, and what was still to come", () => {
    let context = after();
    const atWork = waiting(step, context, 0);
    const first = stack(ACK, { text: 3 });
    atWork.hear({ event: 0, at: 0, ...packetOf(first), sndUna: context.view.sndUna }, context);
    context = after(first);
    const wrong = (text: string, seq: number) =>
      atWork.hear({ event: 1, at: 0, ...packetOf(stack(ACK, { seq, text })), sndUna: context.view.sndUna }, context);
    expect(wrong(`${octetsText(3, 1)}\0`, 4)).to.deep.include({ kind: "broken" });
    expect(wrong(`${octetsText(3, 1)}\0`, 4)).to.have.nested.include({
      "breach.kind": "wrong-text",
      "breach.message": "octet 4 of the text is not what the user sent",
      "breach.expected": "7 octets more, from Seq=4",
    });
    expect(wrong(`\0${octetsText(4, 3)}`, 4)).to.have.nested.include({
      "breach.message": "octet 3 of the text is not what the user sent",
    });
    expect(wrong(octetsText(3, 4), 5)).to.have.nested.include({
      "breach.kind": "wrong-segment",
      "breach.message": "the stack sent something else than the text in order",
    });
  });

  it("passes over no ACK with wrong numbers", () => {
    expect(heard(step, stack(ACK), after())).to.equal("skip");
    expect(heard(step, stack(ACK, { ack: 9 }), after())).to.equal("wrong-segment");
  });

  it("is met by the user's text, in one segment or in many", () => {
    expect(hearAll(step, stack(PSH_ACK, { text: 10 }))).to.deep.equal(["met", "all"]);
    const parts = [stack(ACK, { text: 3 }), stack(ACK, { seq: 4, text: 3 }), stack(PSH_ACK, { seq: 7, text: 4 })];
    expect(hearAll(step, ...parts)).to.deep.equal(["skip", "skip", "met", "all"]);
  });

  it("passes over retries and ACKs in between", () => {
    const events = [
      stack(ACK, { text: 3 }),
      stack(ACK, { text: 3 }),
      stack(ACK, { seq: 4 }),
      stack(ACK, { seq: 4, text: 7 }),
    ];
    expect(hearAll(step, ...events)).to.deep.equal(["skip", "skip", "skip", "met", "all"]);
  });

  it("leaves to others what follows the text in the same segment", () => {
    expect(hear(step, stack(PSH_ACK, { text: 14 }), after())).to.deep.equal({ kind: "met-in-part", text: 10 });
    expect(hear(step, stack(FIN_ACK, { text: 10 }), after())).to.deep.equal({ kind: "met-in-part", text: 10 });
  });

  it("is not met by text out of place, by other octets, or by none", () => {
    const right = Buffer.from(octetsOf(10, 0)).toString();
    expect(heard(step, stack(ACK, { text: right }), after())).to.equal("met");
    expect(heard(step, stack(ACK, { seq: 2, text: right }), after())).to.equal("wrong-segment");
    expect(heard(step, stack(ACK, { text: "other text" }), after())).to.equal("wrong-text");
    expect(heard(step, stack(FIN_ACK), after())).to.equal("wrong-segment");
    expect(heard(step, stack(RST), after())).to.equal("wrong-segment");
  });

  it("a string is itself", () => {
    expect(heard(expects.transmits("page"), stack(ACK, { text: "page" }), after())).to.equal("met");
    expect(heard(expects.transmits("page"), stack(ACK, { text: "pag?" }), after())).to.equal("wrong-text");
  });

  it("has waited in vain when not all of it came", () => {
    expect(hearAll(step)).to.deep.equal(["not all"]);
    expect(hearAll(step, stack(ACK, { text: 9 }))).to.deep.equal(["skip", "not all"]);
    expect(expired(step, after())).to.include({ kind: "no-segment", expected: "10 octets", actual: "0 octets" });
  });

  it("asks for so many octets even where the user is a program, of whose text nobody has told us", () => {
    const context = { ...after(), userText: octetsOf(4, 0) };
    expect(heard(step, stack(ACK, { text: 4 }), context)).to.equal("skip");
    expect(heard(step, stack(ACK, { text: 10 }), context)).to.equal("met");
    expect(heard(step, stack(ACK, { text: "0123456789" }), { ...after(), userText: octetsOf("", 0) })).to.equal(
      "wrong-text",
    );
    expect(expired(step, { ...after(), userText: octetsOf("", 0) })).to.include({ expected: "10 octets" });
  });

  it("asks of a chargen for so many octets, whichever they are, in order", () => {
    const context: WaitContext = { ...after(), userText: octetsOf("", 0), program: "chargen" };
    expect(heard(step, stack(ACK, { text: "0123456789" }), context)).to.equal("met");
    expect(heard(step, stack(ACK, { text: "01234" }), context)).to.equal("skip");
    expect(heard(step, stack(ACK, { seq: 5, text: "0123456789" }), context)).to.equal("wrong-segment");
    expect(heard(expects.transmits("page"), stack(ACK, { text: "pag?" }), context)).to.equal("wrong-text");
  });
});

describe("stack.sendsNothing", () => {
  const step = expects.sendsNothing(RTO);

  it("is broken by any segment, be it a retry or an ACK that is owed", () => {
    expect(heard(step, stack(PSH_ACK, { text: 5, at: 1 }), after(stack(PSH_ACK, { text: 5 })))).to.equal(
      "unexpected-segment",
    );
    expect(heard(step, stack(ACK, { ack: 6 }), after(peer(PSH_ACK, { text: 5 })))).to.equal("unexpected-segment");
  });

  it("lasts as long as the time is certainly not over, and silence is right", () => {
    const timers = { ...PROFILE.timers, initialRto: { value: 10, early: 3, late: 5 } };
    const context = { ...after(), profile: { ...PROFILE, timers } };
    expect(waiting(step, context, 100).deadline).to.equal(107);
    expect(expired(step, context)).to.equal(undefined);
  });
});

describe("stack.staysSilent", () => {
  const step = expects.staysSilent(RTO);

  it("tells how long it was to last", () => {
    const late = waiting(step, after(), 5 * SECOND);
    const hearing = late.hear(
      { event: 7, at: 5 * SECOND, ...packetOf(stack(RST)), sndUna: after().view.sndUna },
      after(),
    );
    expect(hearing).to.have.nested.include({ "breach.expected": "silence for 1.000 s" });
  });

  it("lasts as long as it says, and silence is right", () => {
    expect(waiting(step, after(), SECOND).deadline).to.equal(2 * SECOND);
    expect(expired(step, after())).to.equal(undefined);
  });

  it("is broken by a segment, even by an ACK that says nothing new", () => {
    for (const event of [stack(ACK), stack(PSH_ACK, { text: 3 }), stack(RST), stack(FIN_ACK)])
      expect(heard(step, event, after())).to.equal("unexpected-segment");
  });

  it("is not broken by retries, nor by an ACK that was owed", () => {
    expect(heard(step, stack(PSH_ACK, { text: 5, at: 1 }), after(stack(PSH_ACK, { text: 5 })))).to.equal("skip");
    const owing = after(peer(PSH_ACK, { text: 5 }));
    expect(heard(step, stack(ACK, { ack: 6, at: 0.2 }), owing)).to.equal("skip");
    expect(heard(step, stack(ACK, { ack: 4 }), owing), "an ACK of a part").to.equal("unexpected-segment");
    const settled = after(peer(PSH_ACK, { text: 5 }), stack(ACK, { ack: 6 }));
    expect(heard(step, stack(ACK, { ack: 6 }), settled), "the same ACK again").to.equal("unexpected-segment");
  });

  it("leaves to others what comes after it", () => {
    expect(heard(step, stack(FIN_ACK, { at: 1 }), after())).to.equal("unexpected-segment");
    expect(heard(step, stack(FIN_ACK, { at: 1.001 }), after())).to.equal("leave");
  });
});

describe("printHeard", () => {
  it("has relative numbers where both sides' are known, and absolute ones before", () => {
    expect(printHeard(segmentOf(stack(ACK)), { stack: ISS, peer: IRS })).to.equal("[ACK] Seq=1 Ack=1 Win=1000 Len=0");
    expect(printHeard(segmentOf(stack(RST, { seq: 5 })), {})).to.equal("[RST] Seq=4 Win=1000 Len=0");
    expect(add(IRS, 3)).to.equal(0);
  });
});
