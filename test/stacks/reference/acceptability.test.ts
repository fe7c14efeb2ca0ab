import { expect } from "chai";
import fc from "fast-check";
import { ACK, add, diff, FIN, inWindow, seq, SYN } from "../../../harness/wire";
import type { Flags, Segment } from "../../../harness/wire";
import { isAcceptable, segmentLength, trim } from "../../../stacks/reference/acceptability";

const NXT = seq(0xffff_ffff);

function segmentAt(offset: number, flags: Flags, octets: number, urgentPointer = 0): Segment {
  return {
    sourcePort: 1,
    destinationPort: 2,
    seq: add(NXT, offset),
    ack: seq(0),
    dataOffset: 5,
    reserved: 0,
    flags,
    window: 0,
    checksum: 0,
    urgentPointer,
    options: [],
    text: Uint8Array.from({ length: octets }, (_, index) => index),
  };
}

describe("acceptability (RFC 9293 3.10.7.4 first, table 6)", () => {
  const cases: readonly [wnd: number, length: number, offset: number, acceptable: boolean][] = [
    // length 0, window 0
    [0, 0, -1, false],
    [0, 0, 0, true],
    [0, 0, 1, false],
    // length 0, window open
    [10, 0, -1, false],
    [10, 0, 0, true],
    [10, 0, 9, true],
    [10, 0, 10, false],
    // text, window 0
    [0, 1, -1, false],
    [0, 1, 0, false],
    [0, 1, 1, false],
    // text, window open
    [10, 3, -3, false],
    [10, 3, -2, true],
    [10, 3, 0, true],
    [10, 3, 9, true],
    [10, 3, 10, false],
    // neither end of it lies inside
    [10, 12, -1, false],
    [10, 11, -1, true],
    [10, 11, 0, true],
  ];
  for (const [wnd, length, offset, acceptable] of cases) {
    it(`window ${wnd}, length ${length}, at RCV.NXT${offset < 0 ? "" : "+"}${offset}: ${acceptable ? "in" : "out"}`, () => {
      expect(isAcceptable(add(NXT, offset), length, { nxt: NXT, wnd })).to.equal(acceptable);
    });
  }

  it("counts SYN and FIN", () => {
    expect(segmentLength(segmentAt(0, SYN | FIN, 3))).to.equal(5);
    expect(segmentLength(segmentAt(0, ACK, 0))).to.equal(0);
  });
});

/** What a segment says about each sequence number: an octet, or a control. */
function contents(segment: Segment): Map<number, string> {
  const result = new Map<number, string>();
  let at = diff(segment.seq, NXT);
  if ((segment.flags & SYN) !== 0) result.set(at++, "SYN");
  for (const octet of segment.text) result.set(at++, String(octet));
  if ((segment.flags & FIN) !== 0) result.set(at, "FIN");
  return result;
}

describe("trimming", () => {
  it("leaves just what lies in the window", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(0), fc.integer({ min: -20, max: 20 })),
        fc.constantFrom(ACK, SYN, ACK | FIN, SYN | FIN),
        fc.nat(20),
        fc.oneof(fc.constant(0), fc.nat(20)),
        (offset, flags, octets, wnd) => {
          const segment = segmentAt(offset, flags, octets);
          const isAtClosedWindow = wnd === 0 && offset === 0;
          fc.pre(isAtClosedWindow || isAcceptable(segment.seq, segmentLength(segment), { nxt: NXT, wnd }));
          const inside = [...contents(segment)].filter(([at]) => inWindow(add(NXT, at), NXT, wnd));
          expect([...contents(trim(segment, { nxt: NXT, wnd }))]).to.deep.equal(inside);
        },
      ),
    );
  });

  it("keeps the urgent pointer at the same octet", () => {
    expect(trim(segmentAt(-2, ACK, 5, 4), { nxt: NXT, wnd: 10 }).urgentPointer).to.equal(2);
    expect(trim(segmentAt(-3, ACK, 5, 1), { nxt: NXT, wnd: 10 }).urgentPointer).to.equal(0);
  });
});
