import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import {
  ACK,
  diff,
  encodedOptionsLength,
  mss,
  PSH_ACK,
  RST,
  sackPermitted,
  SYN,
  SYN_ACK,
  timestamps,
} from "../../../harness/wire";
import { driver, inState, IRS, sackDriver } from "./driver";
import type { Driver } from "./driver";

const OFFER = [mss(1000), sackPermitted];

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
    const d = sackDriver();
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
    const d = sackDriver();
    expect([1, 501, 1001, 1501].map((first) => answer(d, first)).at(-1)).to.equal("2001");
  });

  it("case 2: the first of eight is lost", () => {
    const d = sackDriver();
    const ends = [1001, 1501, 2001, 2501, 3001, 3501, 4001];
    expect([501, 1001, 1501, 2001, 2501, 3001, 3501].map((first) => answer(d, first))).to.deep.equal(
      ends.map((end) => `1 501-${end}`),
    );
  });

  it("case 3: every other one is lost; the fourth comes late, and then the second", () => {
    const d = sackDriver();
    expect(answer(d, 1)).to.equal("501");
    expect(answer(d, 1001)).to.equal("501 1001-1501");
    expect(answer(d, 2001)).to.equal("501 2001-2501 1001-1501");
    expect(answer(d, 3001)).to.equal("501 3001-3501 2001-2501 1001-1501");
    expect(answer(d, 1501)).to.equal("501 1001-2501 3001-3501");
    expect(answer(d, 501)).to.equal("2501 3001-3501");
  });

  it("four blocks have room, beside timestamps three", () => {
    const d = sackDriver();
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
    const d = sackDriver();
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
    const d = sackDriver();
    answer(d, 501);
    expect(d.send(2000)[0]).to.equal("<SEQ=1><ACK=1><CTL=ACK><DATA=988>");
    expect(blocks(d)).to.deep.equal(["501-1001"]);
  });
});

// The numbers are those of RFC 2883 4.1 and 4.2 with 1 added; what came before ends at 4000, or at 1000.
describe("D-SACK: text that came twice (RFC 2883 4)", () => {
  function until(end: number): Driver {
    const d = sackDriver();
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
