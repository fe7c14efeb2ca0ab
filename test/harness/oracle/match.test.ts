import { expect } from "chai";
import { differences, expectedText, printPatternLine, type MatchContext } from "../../../harness/oracle/match";
import { UnknownVariable } from "../../../harness/oracle/resolve";
import { NO_CONNECTION } from "../../../harness/oracle/sequence-view";
import { IRS as IRS_, ISS as ISS_, RCV, RMSS, SND } from "../../../harness/scenario/expression";
import type { SegmentPattern } from "../../../harness/scenario/segment-spec";
import { octetsOf } from "../../../harness/scenario/text";
import { DATA } from "../../../harness/scenario/vocabulary";
import {
  ACK,
  CWR,
  ECE,
  FIN,
  FIN_ACK,
  PSH,
  RST,
  RST_ACK,
  SYN,
  SYN_ACK,
  URG,
  type Flags,
} from "../../../harness/wire/flags";
import { mss, nop, sack, timestamps, windowScale } from "../../../harness/wire/option";
import { add } from "../../../harness/wire/seq";
import { IRS, ISS, peer, segmentOf, stack, viewAfter, type Fields } from "./conversation";

/** ESTABLISHED, and the user has given 20 octets. */
const CONTEXT: MatchContext = {
  view: viewAfter(peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(ACK)),
  initials: { stack: ISS, peer: IRS },
  userText: octetsOf(20, 0),
  address: "192.0.2.1",
  mtu: 1500,
  ip: 4,
};

/** The fields that differ. */
function found(pattern: SegmentPattern, flags: Flags, fields: Fields = {}, context = CONTEXT) {
  return differences(pattern, segmentOf(stack(flags, fields)), context);
}

const matches = (pattern: SegmentPattern, flags: Flags, fields: Fields = {}, context = CONTEXT) =>
  found(pattern, flags, fields, context).length === 0;

describe("match", () => {
  describe("flags", () => {
    for (const bit of [SYN, FIN, RST, URG, ACK]) {
      it(`0x${bit.toString(16)} must be there when the pattern names it, and not otherwise`, () => {
        const others = bit === RST ? FIN : RST;
        expect(matches({ flags: others | bit }, others | bit)).to.equal(true);
        expect(matches({ flags: others | bit }, others)).to.equal(false);
        expect(matches({ flags: others }, others | bit)).to.equal(false);
      });
    }

    for (const bit of [PSH, ECE, CWR]) {
      it(`0x${bit.toString(16)} counts only when the pattern names it`, () => {
        expect(matches({ flags: FIN_ACK | bit }, FIN_ACK | bit)).to.equal(true);
        expect(matches({ flags: FIN_ACK | bit }, FIN_ACK)).to.equal(false);
        expect(matches({ flags: FIN_ACK }, FIN_ACK | bit)).to.equal(true);
      });
    }

    it("an ECN offer on a SYN is no difference (RFC 3168 6.1.1)", () => {
      expect(matches({ flags: SYN }, SYN | ECE | CWR, { seq: 0 })).to.equal(true);
      expect(matches({ flags: SYN_ACK }, SYN_ACK | ECE, { seq: 0 })).to.equal(true);
    });

    it("DATA is text with or without PSH", () => {
      expect(matches({ flags: DATA }, ACK, { text: 5 })).to.equal(true);
      expect(matches({ flags: DATA }, ACK | PSH, { text: 5 })).to.equal(true);
      expect(matches({ flags: DATA }, FIN_ACK, { text: 5 })).to.equal(false);
      expect(matches({ flags: DATA }, ACK)).to.equal(false);
    });

    it("reserved bits can be asked for", () => {
      expect(matches({ flags: ACK, reserved: 1 }, ACK, { reserved: 1 })).to.equal(true);
      expect(found({ flags: ACK, reserved: 1 }, ACK)).to.deep.equal([{ field: "Res", expected: "1", actual: "0" }]);
      expect(printPatternLine({ flags: ACK, reserved: 1 }, CONTEXT)).to.equal("[ACK] Res=1");
    });

    it("PSH can be asked for with text", () => {
      expect(matches({ flags: DATA, push: true }, ACK | PSH, { text: 5 })).to.equal(true);
      expect(found({ flags: DATA, push: true }, ACK, { text: 5 })).to.deep.equal([
        { field: "PSH", expected: "set", actual: "not set" },
      ]);
      expect(printPatternLine({ flags: DATA, push: true }, CONTEXT)).to.equal("[data] with PSH");
    });

    it("DATA may have ECE and CWR added, which count then", () => {
      expect(matches({ flags: DATA | CWR }, ACK | CWR, { text: 5 })).to.equal(true);
      expect(matches({ flags: DATA | CWR }, ACK | PSH | CWR | ECE, { text: 5 })).to.equal(true);
      expect(found({ flags: DATA | CWR }, ACK | PSH, { text: 5 })).to.deep.equal([
        { field: "flags", expected: "ACK, CWR", actual: "PSH, ACK" },
      ]);
      expect(printPatternLine({ flags: DATA | CWR }, CONTEXT)).to.equal("[data, CWR]");
    });

    it("those that may be set or not are no difference, and the others are", () => {
      const either = { flags: RST, optionalFlags: ACK };
      expect(matches(either, RST)).to.equal(true);
      expect(matches(either, RST_ACK)).to.equal(true);
      expect(matches(either, FIN_ACK)).to.equal(false);
    });

    it("those that must not be set are a difference, and the others none", () => {
      const withoutEce = { flags: ACK, withoutFlags: ECE };
      expect(matches(withoutEce, ACK | CWR)).to.equal(true);
      expect(found(withoutEce, ACK | ECE)).to.deep.equal([
        { field: "flags", expected: "ACK without ECE", actual: "ACK, ECE" },
      ]);
      expect(printPatternLine({ flags: DATA, withoutFlags: ECE | CWR }, CONTEXT)).to.equal("[data without ECE, CWR]");
    });

    it("are told by their names", () => {
      expect(found({ flags: SYN_ACK }, RST_ACK)).to.deep.equal([
        { field: "flags", expected: "SYN, ACK", actual: "RST, ACK" },
      ]);
      expect(found({ flags: DATA }, FIN_ACK, { text: 5 })).to.deep.equal([
        { field: "flags", expected: "ACK", actual: "FIN, ACK" },
      ]);
    });
  });

  it("a number is so many octets of whatever a chargen says, and a string is itself", () => {
    const context: MatchContext = { ...CONTEXT, userText: new Uint8Array(0), program: "chargen" };
    expect(matches({ flags: DATA, text: 5 }, PSH | ACK, { text: "abcde" }, context)).to.equal(true);
    expect(found({ flags: DATA, text: 5 }, PSH | ACK, { text: "abcdef" }, context)).to.deep.equal([
      { field: "Len", expected: "5", actual: "6" },
    ]);
    expect(matches({ flags: DATA, text: "abcde" }, PSH | ACK, { text: "fghij" }, context)).to.equal(false);
    expect(matches({ flags: DATA, text: 5 }, PSH | ACK, { text: "abcde" }, { ...context, program: "echo" })).to.equal(
      false,
    );
  });

  describe("numbers", () => {
    it("SEQ and ACK are those of the view, and a difference tells them from the initial ones on", () => {
      const pattern = { flags: ACK, seq: SND.NXT, ack: RCV.NXT };
      expect(matches(pattern, ACK)).to.equal(true);
      expect(found(pattern, ACK, { seq: 3, ack: 2 })).to.deep.equal([
        { field: "Seq", expected: "1 (SND.NXT)", actual: "3" },
        { field: "Ack", expected: "1 (RCV.NXT)", actual: "2" },
      ]);
    });

    it("what a pattern does not name may be anything", () => {
      expect(matches({ flags: ACK }, ACK, { seq: 1000, ack: -1000, window: 0 })).to.equal(true);
    });

    it("a number without a name is meant as it is", () => {
      // ISS is 2^32-1, so that the first number after it is 0.
      expect(matches({ flags: ACK, seq: 0 }, ACK)).to.equal(true);
      expect(found({ flags: ACK, seq: 5 }, ACK)).to.deep.equal([{ field: "Seq", expected: "6", actual: "1" }]);
    });

    it("ISS is whatever the first SYN brings", () => {
      const listening = {
        view: viewAfter(peer(SYN, { seq: 0 })),
        initials: { peer: IRS },
        userText: new Uint8Array(0),
        ip: 4 as const,
        address: "192.0.2.1",
        mtu: 1500,
      };
      for (const seq of [0, 12_345])
        expect(matches({ flags: SYN_ACK, seq: ISS_, ack: IRS_.plus(1) }, SYN_ACK, { seq }, listening)).to.equal(true);
      expect(found({ flags: SYN_ACK, ack: IRS_.plus(1) }, SYN_ACK, { seq: 0, ack: 0 }, listening)).to.deep.equal([
        { field: "Ack", expected: "1 (IRS+1)", actual: "0" },
      ]);
    });

    it("a segment without SYN lacks what the SYN was to bring", () => {
      const listening = {
        view: viewAfter(peer(SYN, { seq: 0 })),
        initials: { peer: IRS },
        userText: new Uint8Array(0),
        ip: 4 as const,
        address: "192.0.2.1",
        mtu: 1500,
      };
      expect(found({ flags: SYN_ACK, seq: ISS_ }, RST_ACK, { seq: 1 }, listening)).to.deep.equal([
        { field: "flags", expected: "SYN, ACK", actual: "RST, ACK" },
        { field: "Seq", expected: "ISS", actual: "0" },
      ]);
    });

    it("and so it is of the SYN that begins another connection after a reset", () => {
      const gone = { ...CONTEXT, view: viewAfter(stack(SYN, { seq: 0 }), peer(RST | ACK, { seq: 0 })) };
      expect(gone.view.gone).to.equal(true);
      expect(matches({ flags: SYN, seq: ISS_ }, SYN, { seq: 777 }, gone)).to.equal(true);
    });

    it("a SYN that is repeated must have the ISS that it had", () => {
      expect(matches({ flags: SYN_ACK, seq: ISS_ }, SYN_ACK, { seq: 0 })).to.equal(true);
      expect(matches({ flags: SYN_ACK, seq: ISS_ }, SYN_ACK, { seq: 1 })).to.equal(false);
    });
  });

  it("the window, where it is named", () => {
    expect(matches({ flags: ACK, window: 1000 }, ACK)).to.equal(true);
    expect(found({ flags: ACK, window: 0 }, ACK)).to.deep.equal([{ field: "Win", expected: "0", actual: "1000" }]);
  });

  it("how far the right edge of the window has moved, where that is asked for", () => {
    // SYN,ACK and ACK both acknowledge the SYN.
    expect(matches({ flags: ACK, opensBy: 0 }, ACK)).to.equal(true);
    expect(matches({ flags: ACK, opensBy: 5 }, ACK, { window: 1005 })).to.equal(true);
    expect(matches({ flags: ACK, opensBy: 5 }, ACK, { ack: 6 })).to.equal(true);
    expect(found({ flags: ACK, opensBy: 5 }, ACK, { ack: 6, window: 996 })).to.deep.equal([
      { field: "right edge", expected: "5 or more ahead", actual: "1 ahead" },
    ]);
    expect(printPatternLine({ flags: ACK, opensBy: 1 }, CONTEXT)).to.equal("[ACK] the right edge 1 or more ahead");
  });

  it("the urgent pointer", () => {
    const pattern = { flags: ACK | URG, urgentPointer: 5 } as const;
    expect(matches(pattern, ACK | URG, { urgentPointer: 5 })).to.equal(true);
    expect(found(pattern, ACK | URG, { urgentPointer: 4 })).to.deep.equal([
      { field: "Urg", expected: "5", actual: "4" },
    ]);
    expect(printPatternLine(pattern, CONTEXT)).to.equal("[ACK, URG] Urg=5");
  });

  it("options by their kinds, in any order and among others", () => {
    const options = [nop, windowScale(3), mss(1460)];
    expect(matches({ flags: SYN_ACK, options: ["mss", "window-scale"] }, SYN_ACK, { seq: 0, options })).to.equal(true);
    expect(found({ flags: SYN_ACK, options: ["mss", "timestamps"] }, SYN_ACK, { seq: 0, options })).to.deep.equal([
      { field: "options", expected: "timestamps", actual: "absent" },
    ]);
  });

  it("options that must not be there", () => {
    const options = [mss(1460), nop];
    expect(matches({ flags: SYN_ACK, without: ["sack-permitted"] }, SYN_ACK, { seq: 0, options })).to.equal(true);
    expect(found({ flags: SYN_ACK, without: ["nop", "sack", "mss"] }, SYN_ACK, { seq: 0, options })).to.deep.equal([
      { field: "options", expected: "no nop", actual: "nop" },
      { field: "options", expected: "no mss", actual: "mss" },
    ]);
  });

  it("the MSS: of the link, by the version of IP, or as the stack had it before", () => {
    const offers = (value: number) => ({ seq: 0, options: [mss(value)] });
    expect(matches({ flags: SYN_ACK, mss: "of the link" }, SYN_ACK, offers(1460))).to.equal(true);
    expect(found({ flags: SYN_ACK, mss: "of the link" }, SYN_ACK, offers(1448))).to.deep.equal([
      { field: "MSS", expected: "1460", actual: "1448" },
    ]);
    expect(found({ flags: SYN_ACK, mss: "of the link" }, SYN_ACK, { seq: 0 })).to.deep.equal([
      { field: "MSS", expected: "1460", actual: "absent" },
    ]);
    const pattern = { flags: SYN_ACK, mss: "of the link" } as const;
    expect(matches(pattern, SYN_ACK, offers(1440), { ...CONTEXT, ip: 6 })).to.equal(true);
    expect(matches(pattern, SYN_ACK, offers(8960), { ...CONTEXT, mtu: 9000 })).to.equal(true);
    const before = { ...CONTEXT, view: { ...CONTEXT.view, stackMss: 700 } };
    expect(found({ flags: SYN_ACK, mss: RMSS }, SYN_ACK, offers(536), before)).to.deep.equal([
      { field: "MSS", expected: "700", actual: "536" },
    ]);
  });

  it("TSecr, of an option that must be there", () => {
    expect(matches({ flags: ACK, tsEcho: 7 }, ACK, { options: [timestamps(1, 7)] })).to.equal(true);
    expect(found({ flags: ACK, tsEcho: 7 }, ACK, { options: [timestamps(7, 8)] })).to.deep.equal([
      { field: "TSecr", expected: "7", actual: "8" },
    ]);
    expect(found({ flags: ACK, tsEcho: 0 }, ACK)).to.deep.equal([{ field: "TSecr", expected: "0", actual: "absent" }]);
  });

  it("SACK blocks from the first on, by their edges", () => {
    const { rcvNxt } = CONTEXT.view;
    const block = (left: number, right: number) => ({ left: add(rcvNxt, left), right: add(rcvNxt, right) });
    const pattern: SegmentPattern = { flags: ACK, sack: [[RCV.NXT.plus(5), RCV.NXT.plus(10)]] };
    expect(matches(pattern, ACK, { options: [sack(block(5, 10))] })).to.equal(true);
    expect(matches(pattern, ACK, { options: [nop, sack(block(5, 10), block(20, 30))] })).to.equal(true);
    expect(found(pattern, ACK, { options: [sack(block(20, 30), block(5, 10))] })).to.deep.equal([
      { field: "SACK", expected: "6..11", actual: "21..31" },
    ]);
    expect(found(pattern, ACK)).to.deep.equal([{ field: "SACK", expected: "6..11", actual: "absent" }]);
  });

  describe("text", () => {
    it("there must be none unless the pattern speaks of it", () => {
      expect(found({ flags: ACK }, ACK, { text: 3 })).to.deep.equal([{ field: "Len", expected: "0", actual: "3" }]);
      expect(matches({ flags: FIN_ACK }, FIN_ACK, { text: 1 })).to.equal(false);
    });

    it("DATA without a length is some text, whatever it is", () => {
      expect(matches({ flags: DATA }, ACK, { text: "anything" })).to.equal(true);
      expect(found({ flags: DATA }, ACK)).to.deep.equal([{ field: "Len", expected: "some text", actual: "0" }]);
    });

    it("may be of another length over IPv6", () => {
      const pattern = { flags: DATA, text: { v4: 5, v6: 8 } };
      expect(matches(pattern, ACK, { text: 5 })).to.equal(true);
      expect(matches(pattern, ACK, { text: 8 }, { ...CONTEXT, ip: 6 })).to.equal(true);
      expect(found(pattern, ACK, { text: 8 })).to.deep.equal([{ field: "Len", expected: "5", actual: "8" }]);
      expect(printPatternLine(pattern, { ...CONTEXT, ip: 6 })).to.equal("[data] Len=8");
    });

    it("so many octets are those that the user gave, of the place where the segment stands", () => {
      expect(matches({ flags: DATA, text: 5 }, ACK, { text: 5 })).to.equal(true);
      expect(matches({ flags: DATA, text: 5 }, ACK, { seq: 11, text: 5 })).to.equal(true);
      expect(found({ flags: DATA, text: 5 }, ACK, { text: 4 })).to.deep.equal([
        { field: "Len", expected: "5", actual: "4" },
      ]);
    });

    it("a wrong octet is told by its place", () => {
      const [right = 0] = octetsOf(1, 2);
      const spoilt = Buffer.from(octetsOf(5, 0)).toString("latin1").split("");
      spoilt[2] = "\x01";
      expect(found({ flags: DATA, text: 5 }, ACK, { text: spoilt.join("") })).to.deep.equal([
        { field: "text", expected: `octet 2 is 0x${right.toString(16)}`, actual: "0x1" },
      ]);
    });

    it("octets that the user never gave are none of the text", () => {
      expect(matches({ flags: DATA, text: 5 }, ACK, { seq: 16, text: 5 })).to.equal(true);
      expect(found({ flags: DATA, text: 5 }, ACK, { seq: 18, text: 5 })).to.have.length(1);
    });

    it("a string is itself", () => {
      expect(matches({ flags: DATA, text: "page" }, ACK, { text: "page" })).to.equal(true);
      expect(matches({ flags: DATA, text: "page" }, ACK, { text: "pagE" })).to.equal(false);
      expect(expectedText({ flags: DATA, text: "page" }, segmentOf(stack(ACK)), CONTEXT)).to.deep.equal(
        octetsOf("page", 0),
      );
    });
  });

  it("all differences are told, in the order of the header", () => {
    const pattern = { flags: SYN_ACK, seq: ISS_, ack: IRS_, window: 5, options: ["mss"] } as const;
    expect(found(pattern, ACK, { text: 2 }).map(({ field }) => field)).to.deep.equal([
      "flags",
      "Seq",
      "Ack",
      "Win",
      "Len",
      "options",
    ]);
  });
});

describe("printPatternLine", () => {
  it("reads like a segment, with what the script called its numbers", () => {
    const pattern = { flags: FIN_ACK, seq: SND.NXT, ack: RCV.NXT.plus(2), window: 9, options: ["mss"] } as const;
    expect(printPatternLine(pattern, CONTEXT)).to.equal("[FIN, ACK] Seq=1 (SND.NXT) Ack=3 (RCV.NXT+2) Win=9 mss");
    expect(printPatternLine({ flags: DATA, text: 12 }, CONTEXT)).to.equal("[data] Len=12");
    expect(printPatternLine({ flags: DATA, text: "page" }, CONTEXT)).to.equal("[data] Len=4");
  });

  it("has the names alone before the stack's SYN", () => {
    const listening = {
      view: viewAfter(peer(SYN, { seq: 0 })),
      initials: { peer: IRS },
      userText: new Uint8Array(0),
      ip: 4 as const,
      address: "192.0.2.1",
      mtu: 1500,
    };
    expect(printPatternLine({ flags: SYN_ACK, seq: ISS_, ack: RCV.NXT }, listening)).to.equal(
      "[SYN, ACK] Seq=ISS Ack=1 (RCV.NXT)",
    );
  });

  it("has kinds that must not be there, TSecr, and SACK blocks", () => {
    const pattern: SegmentPattern = {
      flags: ACK,
      without: ["mss"],
      tsEcho: 7,
      sack: [[RCV.NXT.plus(5), RCV.NXT.plus(10)]],
    };
    expect(printPatternLine(pattern, CONTEXT)).to.equal("[ACK] no mss TSecr=7 SACK RCV.NXT+5..RCV.NXT+10");
  });

  it("of the peer's numbers there is none before the peer's SYN: that is a mistake of the script", () => {
    const nothing = {
      view: NO_CONNECTION,
      initials: {},
      userText: new Uint8Array(0),
      ip: 4 as const,
      address: "192.0.2.1",
      mtu: 1500,
    };
    expect(() => printPatternLine({ flags: SYN_ACK, ack: RCV.NXT }, nothing)).to.throw(UnknownVariable, "RCV.NXT");
    expect(() => differences({ flags: ACK, ack: RCV.NXT }, segmentOf(stack(ACK)), nothing)).to.throw(UnknownVariable);
  });
});
