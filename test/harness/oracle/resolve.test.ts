import { expect } from "chai";
import { resolveSeq, resolveSpec, UnknownVariable, type PeerSide } from "../../../harness/oracle/resolve";
import { NO_CONNECTION } from "../../../harness/oracle/sequence-view";
import { IRS as IRS_, ISS as ISS_, RCV, RMSS, SND, type SeqExpression } from "../../../harness/scenario/expression";
import { octetsOf } from "../../../harness/scenario/text";
import { ACK, PSH_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { mss, nop, sack, timestamps } from "../../../harness/wire/option";
import { add, diff, seq } from "../../../harness/wire/seq";
import { IRS, ISS, peer, stack, viewAfter } from "./conversation";

const SIDE: PeerSide = { stackPort: 80, peerPort: 4000, isn: seq(777), window: 500, defaultMss: 536 };

/** ESTABLISHED; 5 octets of the stack are out and 2 acknowledged, 3 of the peer have arrived. */
const VIEW = viewAfter(
  peer(SYN, { seq: 0 }),
  stack(SYN_ACK, { seq: 0, window: 100 }),
  peer(PSH_ACK, { text: 3 }),
  stack(PSH_ACK, { ack: 4, text: 5, window: 100 }),
  peer(ACK, { seq: 4, ack: 3, window: 20 }),
);

describe("resolveSeq", () => {
  const VALUES: readonly (readonly [SeqExpression, number])[] = [
    [ISS_, ISS],
    [IRS_, IRS],
    [SND.UNA, add(ISS, 3)],
    [SND.NXT, add(ISS, 6)],
    [SND.WND, 20],
    [RCV.NXT, add(IRS, 4)],
    [RCV.WND, 100],
    [RCV.NXT.plus(RCV.WND).minus(1), add(IRS, 103)],
    [ISS_.plus(2 ** 32), ISS],
    [ISS_.minus(10), add(ISS, -10)],
  ];

  for (const [expression, value] of VALUES) {
    it(`${String(expression)} is what the view has`, () => {
      expect(resolveSeq(expression, VIEW)).to.equal(value);
    });
  }

  it("a number is itself", () => {
    expect(resolveSeq(5, NO_CONNECTION)).to.equal(5);
  });

  it("RMSS is what the stack's SYN says, or what holds when it says nothing", () => {
    const told = viewAfter(peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, options: [mss(700)] }));
    expect(resolveSeq(RMSS, told, SIDE)).to.equal(700);
    expect(resolveSeq(RMSS, VIEW, SIDE)).to.equal(536);
    expect(() => resolveSeq(RMSS, VIEW)).to.throw(UnknownVariable, "RMSS");
  });

  it("IRS before the peer's SYN is the number that the peer is going to use", () => {
    expect(resolveSeq(IRS_.plus(1), NO_CONNECTION, SIDE)).to.equal(778);
  });

  it("IRS after a reset is the number that the peer is going to use next", () => {
    const gone = viewAfter(peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(RST));
    expect(resolveSeq(IRS_, gone, SIDE)).to.equal(777);
  });

  for (const variable of [ISS_, SND.UNA, SND.NXT, RCV.NXT, IRS_]) {
    it(`${String(variable)} without a value is a mistake of the script, unless there is a stand-in`, () => {
      expect(() => resolveSeq(variable, NO_CONNECTION)).to.throw(UnknownVariable, String(variable));
      expect(resolveSeq(variable.plus(1), NO_CONNECTION, undefined, seq(40))).to.equal(41);
    });
  }
});

describe("resolveSpec", () => {
  it("what is left out is right: RCV.NXT, SND.NXT, the ports, the window that the peer had", () => {
    expect(resolveSpec({ flags: ACK }, VIEW, SIDE)).to.deep.equal({
      sourcePort: 4000,
      destinationPort: 80,
      seq: add(IRS, 4),
      ack: add(ISS, 6),
      flags: ACK,
      window: 500,
    });
  });

  it("without ACK the acknowledgment is 0", () => {
    expect(resolveSpec({ flags: RST }, VIEW, SIDE).ack).to.equal(0);
  });

  it("the first segment begins at the peer's own number", () => {
    expect(resolveSpec({ flags: SYN }, NO_CONNECTION, SIDE).seq).to.equal(777);
  });

  it("an ACK before the stack's SYN is a mistake of the script, unless it says which or there is a stand-in", () => {
    expect(() => resolveSpec({ flags: ACK }, NO_CONNECTION, SIDE)).to.throw(UnknownVariable, "SND.NXT");
    expect(resolveSpec({ flags: ACK, ack: 9 }, NO_CONNECTION, SIDE).ack).to.equal(9);
    expect(resolveSpec({ flags: ACK }, NO_CONNECTION, SIDE, seq(40)).ack).to.equal(40);
  });

  it("what is given goes out as it is", () => {
    const given = { flags: 0xff, seq: 1, ack: 2, window: 3, urgentPointer: 4, reserved: 5, dataOffset: 6, checksum: 7 };
    const options = [mss(8)];
    const { sourcePort, destinationPort, ...rest } = resolveSpec({ ...given, options }, VIEW, SIDE);
    expect([sourcePort, destinationPort]).to.deep.equal([4000, 80]);
    expect(rest).to.deep.equal({ ...given, options });
  });

  it("text is the running text of the place where it stands", () => {
    const textOf = (spec: Parameters<typeof resolveSpec>[0]) => resolveSpec(spec, VIEW, SIDE).text;
    expect(textOf({ flags: PSH_ACK, text: 8 })).to.deep.equal(octetsOf(8, 3));
    expect(textOf({ flags: PSH_ACK, text: 8, seq: RCV.NXT.plus(10) })).to.deep.equal(octetsOf(8, 13));
    expect(textOf({ flags: PSH_ACK, text: 8, seq: IRS_.plus(1) })).to.deep.equal(octetsOf(8, 0));
    expect(textOf({ flags: PSH_ACK, text: "hello" })).to.deep.equal(octetsOf("hello", 0));
  });

  it("textFrom gives a place other octets than belong there", () => {
    const { seq: at, text } = resolveSpec({ flags: PSH_ACK, text: 8, textFrom: RCV.NXT.plus(100) }, VIEW, SIDE);
    expect(diff(at, IRS)).to.equal(4);
    expect(text).to.deep.equal(octetsOf(8, 103));
  });

  it("a wrong checksum is left to whoever encodes", () => {
    expect(resolveSpec({ flags: ACK, checksum: "wrong" }, VIEW, SIDE)).not.to.have.property("checksum");
  });

  it("has a TSval that echoes the stack's latest one, which without ACK is nothing", () => {
    const view = viewAfter(peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, options: [timestamps(77, 5)] }));
    const { tsValue } = view;
    expect(tsValue).to.equal(77);
    expect(resolveSpec({ flags: ACK, tsValue: 9 }, view, SIDE).options).to.deep.equal([nop, nop, timestamps(9, 77)]);
    expect(resolveSpec({ flags: RST, tsValue: 9 }, view, SIDE).options).to.deep.equal([nop, nop, timestamps(9, 0)]);
    expect(resolveSpec({ flags: ACK, tsValue: 9 }, VIEW, SIDE).options).to.deep.equal([nop, nop, timestamps(9, 0)]);
  });

  it("has SACK blocks in the connection's numbers, behind the options that are given", () => {
    const spec = { flags: ACK, options: [mss(1)], sack: [[SND.UNA.plus(1), SND.NXT]] } as const;
    const block = { left: add(ISS, 4), right: add(ISS, 6) };
    expect(resolveSpec(spec, VIEW, SIDE).options).to.deep.equal([mss(1), nop, nop, sack(block)]);
  });
});
