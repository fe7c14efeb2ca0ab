/** The table of RFC 9293 3.10.7: that it has all that it should, and cells of it that were looked up by hand. */

import { expect } from "chai";
import { STATES, type TcpState } from "../../harness/port/state";
import { SEGMENT_ARRIVES } from "../../suites/segment-arrives";
import { ACK_PLACES, SEQ_PLACES, type AckPlace, type SeqPlace } from "../../suites/segment-arrives/places";
import { expectedOf, type Reaction } from "../../suites/segment-arrives/reactions";
import { KINDS, lengthOf, type Kind } from "../../suites/segment-arrives/segments";
import { WAYS_IN } from "../../suites/segment-arrives/ways";

const SCENARIOS = SEGMENT_ARRIVES.flatMap(({ scenarios }) => scenarios);
const SYNCHRONIZED = STATES.filter((state) => !["CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED"].includes(state));

function named<Named extends { readonly name: string }>(all: readonly Named[], name: string): Named {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return found;
}

const kind = (name: string): Kind => named(KINDS, name);
const seqPlace = (name: string): SeqPlace => named(SEQ_PLACES, name);
const ackPlace = (name: string): AckPlace => named(ACK_PLACES, name);

/** What the model says of a segment that comes by the usual way into a state, or by the one named. */
function reactions(state: TcpState, segment: string, seq: string, ack: string, by = ""): readonly Reaction[] {
  const way = WAYS_IN.find((each) => each.state === state && each.name === by);
  if (way === undefined) throw new Error(`there is no way into ${state} called ${by}`);
  const expected = expectedOf({ way, kind: kind(segment), seq: seqPlace(seq), ack: ackPlace(ack) });
  return expected?.reactions.map(([, reaction]) => reaction) ?? [];
}

describe("the table of SEGMENT ARRIVES", () => {
  it("has each state, and each way into it", () => {
    expect(new Set(WAYS_IN.map(({ state }) => state))).to.deep.equal(new Set(STATES));
    for (const { state, name } of WAYS_IN) {
      const ids = SCENARIOS.map(({ id }) => id).filter((id) =>
        id.startsWith(`segment-arrives/${state.toLowerCase()}/`),
      );
      expect(ids.filter((id) => id.endsWith(name)).length, `${state} ${name}`).to.be.at.least(10);
    }
  });

  for (const state of SYNCHRONIZED) {
    it(`has each kind of segment, each place for SEQ and each for ACK in ${state}`, () => {
      const suite = SEGMENT_ARRIVES.find(({ path }) => path === `segment-arrives/${state.toLowerCase()}`);
      const names = suite?.scenarios.map(({ id }) => id.slice(id.lastIndexOf("/") + 1)) ?? [];
      const way = WAYS_IN.find((each) => each.state === state);
      const isSilent = (name: string) => !names.some((each) => each.includes(name));
      const kinds = KINDS.map(({ name }) => `${name}-`).filter(isSilent);
      // A SYN with text is a SYN: only where there is no connection does its length matter.
      expect(kinds).to.deep.equal(["syn-with-text-"]);
      const hasText = ["ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2"].includes(state);
      const seqs = SEQ_PLACES.map(({ name }) => `-${name}-`).filter(isSilent);
      expect(seqs).to.deep.equal(hasText ? [] : ["-across-left-edge-"]);
      const acks = ACK_PLACES.map(({ name }) => `-${name}`).filter(isSilent);
      expect(acks).to.deep.equal(way?.isOutstanding === true ? [] : ["-ack-una", "-ack-new"]);
    });
  }

  it("counts SYN and FIN as one number each", () => {
    const lengths = Object.fromEntries(KINDS.map((each) => [each.name, lengthOf(each)]));
    expect(lengths).to.include({
      empty: 0,
      text: 10,
      fin: 1,
      "fin-with-text": 11,
      "syn-fin": 2,
      rst: 0,
      "all-flags": 2,
    });
  });

  describe("3.10.7.4, first: the sequence number", () => {
    for (const state of SYNCHRONIZED) {
      it(`${state} answers what lies outside, but for a reset`, () => {
        for (const seq of ["left", "right", "next-to-the-right"]) {
          expect(reactions(state, "text", seq, "ack-nxt")).to.deep.equal([{ kind: "answered" }]);
          expect(reactions(state, "syn", seq, "no-ack")).to.deep.equal([{ kind: "answered" }]);
          expect(reactions(state, "all-flags", seq, "ack-nxt")).to.deep.equal([{ kind: "silence", next: state }]);
        }
      });
    }
  });

  it("3.10.7.4, second: only a reset at RCV.NXT ends a connection in any case", () => {
    expect(reactions("ESTABLISHED", "rst", "left-edge", "ack-beyond")).to.deep.equal([{ kind: "ended" }]);
    expect(reactions("ESTABLISHED", "rst", "inside", "no-ack")).to.deep.equal([
      { kind: "answered" },
      { kind: "ended" },
    ]);
    expect(reactions("SYN-RECEIVED", "rst", "left-edge", "no-ack")).to.deep.equal([{ kind: "back to LISTEN" }]);
    expect(reactions("SYN-RECEIVED", "rst", "left-edge", "no-ack", "after-crossing-syns")).to.deep.equal([
      { kind: "ended" },
    ]);
  });

  it("3.10.7.4, fifth: what the ACK says decides over text and FIN", () => {
    expect(reactions("ESTABLISHED", "fin", "left-edge", "no-ack")).to.deep.equal([
      { kind: "silence", next: "ESTABLISHED" },
    ]);
    expect(reactions("ESTABLISHED", "fin", "left-edge", "ack-beyond")).to.deep.equal([{ kind: "answered" }]);
    expect(reactions("ESTABLISHED", "text", "left-edge", "ack-old")).to.deep.equal([
      { kind: "taken", next: "ESTABLISHED" },
    ]);
    expect(reactions("SYN-RECEIVED", "text", "left-edge", "ack-una")).to.deep.equal([{ kind: "reset" }]);
    expect(reactions("LAST-ACK", "fin", "left-edge", "ack-nxt")).to.deep.equal([{ kind: "ended" }]);
  });

  const FIN_LEADS: readonly (readonly [from: TcpState, ack: string, to: TcpState])[] = [
    ["SYN-RECEIVED", "ack-nxt", "CLOSE-WAIT"],
    ["ESTABLISHED", "ack-nxt", "CLOSE-WAIT"],
    ["FIN-WAIT-1", "ack-new", "CLOSING"],
    ["FIN-WAIT-1", "ack-nxt", "TIME-WAIT"],
    ["FIN-WAIT-2", "ack-nxt", "TIME-WAIT"],
  ];
  for (const [from, ack, to] of FIN_LEADS) {
    it(`3.10.7.4, eighth: FIN with ${ack} leads from ${from} to ${to}`, () => {
      expect(reactions(from, "fin", "left-edge", ack)).to.deep.equal([{ kind: "taken", next: to }]);
    });
  }

  it("says nothing where the RFC says nothing", () => {
    // What of a reset or SYN across an edge lies inside; the number of a second FIN; an ACK in TIME-WAIT.
    expect(reactions("ESTABLISHED", "rst-with-text", "across-left-edge", "ack-nxt")).to.deep.equal([]);
    expect(reactions("CLOSE-WAIT", "fin", "left-edge", "ack-nxt")).to.deep.equal([]);
    expect(reactions("TIME-WAIT", "empty", "left-edge", "ack-beyond")).to.deep.equal([]);
  });
});
