import { expect } from "chai";
import { ACK, PSH_ACK, SYN, SYN_ACK } from "../../../../harness/wire/flags";
import { malformedOption, mss, nop, timestamps, unknownOption, type TcpOption } from "../../../../harness/wire/option";
import { peer, stack } from "../conversation";
import { breaches } from "./breaches";

const NONE: readonly string[] = [];

describe("MUST-16: options and text take no more than the peer's MSS", () => {
  /** A call with these options, and what the rule says of the stack's text behind it. */
  const called = (...options: readonly TcpOption[]) => [
    peer(SYN, { seq: 0, options }),
    stack(SYN_ACK, { seq: 0 }),
    peer(ACK),
  ];
  const BROKEN = ["MUST-16@3"];

  it("is kept by a full segment, and broken by an octet more", () => {
    expect(breaches(...called(mss(100)), stack(PSH_ACK, { text: 100 }))).to.deep.equal(NONE);
    expect(breaches(...called(mss(100)), stack(PSH_ACK, { text: 101 }))).to.deep.equal(BROKEN);
  });

  it("counts the options of the segment (RFC 6691 2)", () => {
    const options = [nop, nop, timestamps(1, 2)];
    expect(breaches(...called(mss(100)), stack(PSH_ACK, { text: 88, options }))).to.deep.equal(NONE);
    expect(breaches(...called(mss(100)), stack(PSH_ACK, { text: 89, options }))).to.deep.equal(BROKEN);
  });

  it("lets an octet through where the options leave no room", () => {
    const options = [nop, nop, timestamps(1, 2)];
    expect(breaches(...called(mss(5)), stack(PSH_ACK, { text: 1, options }))).to.deep.equal(NONE);
    expect(breaches(...called(mss(5)), stack(PSH_ACK, { text: 2, options }))).to.deep.equal(BROKEN);
  });

  it("takes 536 octets where the SYN has no MSS (MUST-15)", () => {
    expect(breaches(...called(), stack(PSH_ACK, { text: 536 }))).to.deep.equal(NONE);
    expect(breaches(...called(), stack(PSH_ACK, { text: 537 }))).to.deep.equal(BROKEN);
  });

  it("and 1220 over IPv6", () => {
    const ip = (from: number, to: number) => ({ ip: { source: `2001:db8::${from}`, destination: `2001:db8::${to}` } });
    const overIpv6 = [peer(SYN, { seq: 0, ...ip(2, 1) }), stack(SYN_ACK, { seq: 0, ...ip(1, 2) }), peer(ACK, ip(2, 1))];
    expect(breaches(...overIpv6, stack(PSH_ACK, { text: 1220, ...ip(1, 2) }))).to.deep.equal(NONE);
    expect(breaches(...overIpv6, stack(PSH_ACK, { text: 1221, ...ip(1, 2) }))).to.deep.equal(BROKEN);
  });

  it("takes the largest of what several SYNs say, as it is open which of them counts", () => {
    const another = [...called(mss(100)), peer(SYN, { seq: 5000, options: [mss(200)] })];
    expect(breaches(...another, stack(PSH_ACK, { text: 200 }))).to.deep.equal(NONE);
    expect(breaches(...another, stack(PSH_ACK, { text: 201 }))).to.deep.equal(["MUST-16@4"]);
  });

  it("and of what other segments say, which have no business to", () => {
    const later = [...called(mss(100)), peer(ACK, { options: [mss(200)] })];
    expect(breaches(...later, stack(PSH_ACK, { text: 200 }))).to.deep.equal(NONE);
    expect(breaches(...later, stack(PSH_ACK, { text: 201 }))).to.deep.equal(["MUST-16@4"]);
    const withoutAny = [...called(mss(100)), peer(ACK)];
    expect(breaches(...withoutAny, stack(PSH_ACK, { text: 101 }))).to.deep.equal(["MUST-16@4"]);
  });

  it("is not asked for where it is open what the SYN says, nor of a SYN of the stack's", () => {
    for (const option of [mss(0), malformedOption(2, 0), unknownOption(2, 1)])
      expect(breaches(...called(option), stack(PSH_ACK, { text: 1400 }))).to.deep.equal(NONE);
    const answer = stack(SYN_ACK, { seq: 0, text: 200 });
    expect(breaches(peer(SYN, { seq: 0, options: [mss(100)] }), answer)).to.deep.equal(NONE);
  });

  it("does not count what the peer says on a segment with a wrong checksum", () => {
    const spoilt = peer(SYN, { seq: 0, options: [mss(500)], checksum: 1 });
    expect(breaches(spoilt, ...called(mss(100)), stack(PSH_ACK, { text: 101 }))).to.deep.equal(["MUST-16@4"]);
  });
});
