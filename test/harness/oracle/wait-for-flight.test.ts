import { expect } from "chai";
import type { PacketEvent } from "../../../harness/port/trace";
import { SECOND } from "../../../harness/port/time";
import { waitFor } from "../../../harness/oracle/wait-for";
import { afterSending, asNamed, type Hearing, type Named, type WaitContext } from "../../../harness/oracle/waiting";
import { REACTION, RTO } from "../../../harness/scenario/duration";
import type { FlightPattern } from "../../../harness/scenario/flight";
import { octetsOf } from "../../../harness/scenario/text";
import { stack as expects } from "../../../harness/scenario/vocabulary";
import { ACK, FIN_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { mss } from "../../../harness/wire/option";
import { initialsOf, packetOf, peer, PROFILE, segmentOf, stack, viewAfter } from "./conversation";

/** The peer takes segments of 10 octets. */
const CALLED = [peer(SYN, { seq: 0, options: [mss(10)] }), stack(SYN_ACK, { seq: 0 }), peer(ACK)];

/** The n-th segment of ten, from 0. */
const full = (n: number, at = 0) => stack(ACK, { seq: 1 + n * 10, text: 10, at });

function contextOf(events: readonly PacketEvent[], known: ReadonlyMap<string, Named> = new Map()): WaitContext {
  const view = viewAfter(...CALLED, ...events);
  return {
    view,
    initials: initialsOf([...CALLED, ...events]),
    userText: octetsOf(100, 0),
    named: known,
    acknowledged: 0,
    ip: 4,
    address: "192.0.2.1",
    mtu: 1500,
    profile: PROFILE,
  };
}

/** What each of the segments is to the expectation, and what the pause after them. */
function hearAll(
  flight: FlightPattern,
  context: WaitContext,
  events: readonly PacketEvent[],
  before: readonly PacketEvent[] = [],
): readonly string[] {
  const { kind, ...rest } = expects.flight(flight);
  if (kind !== "stack-flight" || !("flight" in rest)) throw new Error("it is a flight that was made");
  const atWork = waitFor({ kind, ...rest }, context, 0);
  const kinds: string[] = [];
  events.forEach((event, i) => {
    const current = { ...context, view: viewAfter(...CALLED, ...before, ...events.slice(0, i)) };
    const { sndUna } = current.view;
    const hearing: Hearing = atWork.hear({ event: 0, at: event.at, ...packetOf(event), sndUna }, current);
    kinds.push(hearing.kind === "broken" ? hearing.breach.kind : hearing.kind);
  });
  const end = { ...context, view: viewAfter(...CALLED, ...before, ...events) };
  return [...kinds, atWork.expire(end)?.kind ?? "right"];
}

describe("stack.flight", () => {
  it("is right with silence, and with as much as it may be", () => {
    expect(hearAll({ atMost: 2 }, contextOf([]), [])).to.deep.equal(["right"]);
    expect(hearAll({ atMost: 2 }, contextOf([]), [full(0), full(1)])).to.deep.equal(["skip", "skip", "right"]);
  });

  it("is broken by the octet that is one too many, what was outstanding before included", () => {
    expect(hearAll({ atMost: 2 }, contextOf([]), [full(0), full(1), full(2)])[2]).to.equal("unexpected-segment");
    expect(hearAll({ atMost: 1.9 }, contextOf([full(0)]), [full(1)], [full(0)])[0]).to.equal("unexpected-segment");
    const acked = [full(0), peer(ACK, { ack: 11 })];
    expect(hearAll({ atMost: 1 }, contextOf(acked), [full(1)], acked)).to.deep.equal(["skip", "right"]);
  });

  it("is broken without another octet by what was outstanding before", () => {
    const sent = [full(0), full(1)];
    expect(hearAll({ atMost: 2 }, contextOf(sent), [], sent)).to.deep.equal(["right"]);
    expect(hearAll({ atMost: 1 }, contextOf(sent), [], sent)).to.deep.equal(["unexpected-segment"]);
  });

  it("is broken when less came than it asks for", () => {
    expect(hearAll({ atLeast: 2 }, contextOf([]), [full(0)])).to.deep.equal(["skip", "no-segment"]);
    expect(hearAll({ atLeast: 2 }, contextOf([]), [full(0), full(1)])).to.deep.equal(["skip", "skip", "right"]);
  });

  it("takes the initial window from the profile", () => {
    const claims = { ...contextOf([]), profile: { ...PROFILE, initialWindow: "rfc5681" as const } };
    const four = [0, 1, 2, 3].map((n) => full(n));
    expect(hearAll({ atMost: "IW" }, claims, four).at(-1)).to.equal("right");
    expect(hearAll({ atMost: "IW" }, claims, [...four, full(4)])[4]).to.equal("unexpected-segment");
    expect(hearAll({ atMost: "IW+1" }, claims, [...four, full(4)]).at(-1)).to.equal("right");
  });

  it("what is sent again is not outstanding twice, and counts where it is asked about", () => {
    const sent = [full(0), full(1)];
    expect(hearAll({ atMost: 2 }, contextOf(sent), [full(0)], sent)).to.deep.equal(["skip", "right"]);
    expect(hearAll({ again: 1 }, contextOf(sent), [full(0), full(1)], sent)).to.deep.equal([
      "skip",
      "unexpected-segment",
      "right",
    ]);
    expect(hearAll({ again: 0 }, contextOf(sent), [full(2)], sent)).to.deep.equal(["skip", "right"]);
  });

  it("what the timer may send again does not count", () => {
    const sent = [full(0), full(1)];
    const before = hearAll({ again: 0, during: RTO.times(2) }, contextOf(sent), [full(0, 0.999)], sent);
    expect(before[0]).to.equal("unexpected-segment");
    const after = hearAll({ again: 0, during: RTO.times(2) }, contextOf(sent), [full(0, 1)], sent);
    expect(after).to.deep.equal(["skip", "right"]);
  });

  it("since a segment went last: all that went since, less what was acknowledged since", () => {
    const sent = [full(0), full(1), full(2), peer(ACK, { ack: 11 })];
    const first = segmentOf(full(0));
    const known = new Map([["the first", { ...asNamed({ segment: first, at: 0 }), octetsSince: 20 }]]);
    const flight = { since: "the first", atMost: 2 };
    // 20 octets since, 10 of which are acknowledged; then the second again, then the third.
    expect(hearAll(flight, contextOf(sent, known), [full(1)], sent)).to.deep.equal(["skip", "right"]);
    expect(hearAll(flight, contextOf(sent, known), [full(1), full(2)], sent)[1]).to.equal("unexpected-segment");
    expect(() => hearAll(flight, contextOf(sent), [])).to.throw('no step before this one names a segment "the first"');
  });

  it("is broken by anything but the text and FIN in order, retries and right ACKs", () => {
    const heard = (event: PacketEvent) => hearAll({}, contextOf([full(0)]), [event], [full(0)])[0];
    expect(heard(stack(ACK, { seq: 11 }))).to.equal("skip");
    expect(heard(stack(FIN_ACK, { seq: 11 }))).to.equal("skip");
    expect(heard(stack(ACK, { seq: 6, text: 10 })), "half of it again").to.equal("skip");
    for (const wrong of [full(2), stack(RST, { seq: 11 }), stack(SYN, { seq: 11 }), stack(ACK, { seq: 12 })])
      expect(heard(wrong)).to.equal("wrong-segment");
  });

  it("ends with a pause, and not before the time that it is given", () => {
    const deadline = (flight: FlightPattern, at?: number) => {
      const profile = { ...PROFILE, timers: { ...PROFILE.timers, reaction: { value: 3, early: 0, late: 2 } } };
      const context = { ...contextOf([]), profile };
      const step = expects.flight(flight);
      if (step.kind !== "stack-flight") throw new Error("it is a flight that was made");
      const atWork = waitFor(step, context, 100);
      const { sndUna } = context.view;
      if (at !== undefined) atWork.hear({ event: 0, at, ...packetOf(full(0)), sndUna }, context);
      return atWork.deadline;
    };
    expect(deadline({})).to.equal(105);
    expect(deadline({}, 104)).to.equal(109);
    expect(deadline({}, 106), "too late to belong to it").to.equal(105);
    expect(deadline({ atLeast: 1 }), "a program may take its time").to.equal(SECOND + 100);
    expect(deadline({ atLeast: 1 }, 104)).to.equal(109);
    expect(deadline({ during: REACTION })).to.equal(105);
    expect(deadline({ during: RTO })).to.equal(SECOND + 100);
    expect(deadline({ during: RTO }, 104)).to.equal(SECOND + 100);
  });
});

describe("what is known of a named segment", () => {
  const known = asNamed({ segment: segmentOf(full(1)), at: 5 });

  it("is when it was sent last, and how much since", () => {
    expect(known).to.include({ lastSent: 5, octetsSince: 10 });
    expect(afterSending(known, { segment: segmentOf(full(2)), at: 6 })).to.include({ lastSent: 5, octetsSince: 20 });
  });

  it("begins anew when it goes again", () => {
    const more = afterSending(known, { segment: segmentOf(full(2)), at: 6 });
    expect(afterSending(more, { segment: segmentOf(full(1)), at: 7 })).to.include({ lastSent: 7, octetsSince: 10 });
  });
});
