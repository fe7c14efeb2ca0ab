import { expect } from "chai";
import fc from "fast-check";
import {
  enhancedPacketBlock,
  interfaceDescriptionBlock,
  pcapng,
  pcapngChunks,
  type PcapngFile,
  type PcapngInterface,
  type PcapngPacket,
  type PcapngSection,
  RAW_IP,
  sectionHeaderBlock,
} from "../../../reports/pcap-writer";
import { readPcapng, textsOf } from "./read-pcapng";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** What a text becomes in a file: halves of surrogate pairs and U+0000 are replaced. */
const written = (text: string): string => Buffer.from(text).toString().replaceAll("\0", "\uFFFD");

/** ASCII mostly, and everything that strings can be: astral characters, halves of pairs, U+0000. */
const anyText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
);

const anySection: fc.Arbitrary<PcapngSection> = fc.record(
  { hardware: anyText, os: anyText, application: anyText, comments: fc.array(anyText, { maxLength: 3 }) },
  { requiredKeys: [] },
);

const anyInterface: fc.Arbitrary<PcapngInterface> = fc.record(
  {
    name: anyText,
    description: anyText,
    linkType: fc.integer({ min: 0, max: 0xffff }),
    snapLength: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 0xffff_ffff })),
    comments: fc.array(anyText, { maxLength: 3 }),
  },
  { requiredKeys: ["linkType"] },
);

const anyTime = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));

const packetOn = (interfaces: number): fc.Arbitrary<PcapngPacket> =>
  fc.record(
    {
      time: anyTime,
      data: fc.uint8Array({ maxLength: 100 }),
      interface: fc.nat({ max: interfaces - 1 }),
      originalLength: fc.integer({ min: 100, max: 0xffff_ffff }),
      direction: fc.constantFrom("inbound" as const, "outbound" as const),
      comments: fc.array(anyText, { maxLength: 4 }),
    },
    { requiredKeys: ["time", "data"] },
  );

const anyFile = fc.array(anyInterface, { minLength: 1, maxLength: 4 }).chain((interfaces) =>
  fc.record({
    section: anySection,
    interfaces: fc.constant(interfaces),
    packets: fc.array(packetOn(interfaces.length)),
  }),
);

describe("pcapng", () => {
  /**
   * Written out by hand from figures 9 to 11 of draft-ietf-opsawg-pcapng (4.1 to 4.3), not made with the writer; tshark
   * 4.0.17 reads the three in a row as one packet of 3 octets at 4294967297 ns with the comment "hi" on interface "i".
   */
  const GOLDEN = {
    section: [
      "0a0d0d0a", // type
      "28000000", // length 40
      "4d3c2b1a", // byte-order magic
      "01000000", // version 1.0
      "6000000000000000", // 96 octets follow
      "0100010041000000", // opt_comment, 1 octet: "A"
      "00000000", // opt_endofopt
      "28000000",
    ],
    interface: [
      "01000000", // type
      "28000000", // length 40
      "65000000", // LINKTYPE_RAW, reserved
      "00000000", // no limit
      "0200010069000000", // if_name, 1 octet: "i"
      "0900010009000000", // if_tsresol, 1 octet: 10^-9
      "00000000", // opt_endofopt
      "28000000",
    ],
    packet: [
      "06000000", // type
      "38000000", // length 56
      "00000000", // interface 0
      "0100000001000000", // 2^32 + 1: the upper word first
      "0300000004000000", // 3 octets of 4
      "45000000", // the octets 45 00 00, and one of padding
      "0100020068690000", // opt_comment, 2 octets: "hi"
      "0200040001000000", // epb_flags, 4 octets: inbound
      "00000000", // opt_endofopt
      "38000000",
    ],
  };

  const GOLDEN_INTERFACE: PcapngInterface = { name: "i", linkType: RAW_IP };
  const GOLDEN_PACKET: PcapngPacket = {
    time: 2 ** 32 + 1,
    data: Uint8Array.of(0x45, 0, 0),
    originalLength: 4,
    direction: "inbound",
    comments: ["hi"],
  };

  it("writes the blocks as the draft draws them", () => {
    expect(hex(sectionHeaderBlock({ comments: ["A"] }, 96))).to.equal(GOLDEN.section.join(""));
    expect(hex(interfaceDescriptionBlock(GOLDEN_INTERFACE))).to.equal(GOLDEN.interface.join(""));
    expect(hex(enhancedPacketBlock(GOLDEN_PACKET))).to.equal(GOLDEN.packet.join(""));
  });

  it("writes a file as its blocks in a row", () => {
    const file = pcapng({ section: { comments: ["A"] }, interfaces: [GOLDEN_INTERFACE], packets: [GOLDEN_PACKET] });
    expect(hex(file)).to.equal([...GOLDEN.section, ...GOLDEN.interface, ...GOLDEN.packet].join(""));
  });

  it("a block without options has no end of options", () => {
    expect(enhancedPacketBlock({ time: 0, data: new Uint8Array(0) })).to.have.length(32);
    expect(sectionHeaderBlock()).to.have.length(28);
  });

  it("says what an independent reader reads: any section, interfaces, packets, texts", () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const bytes = pcapng(file);
        const read = readPcapng(bytes);
        const { section, interfaces, packets } = file;

        expect(read.section.length).to.equal(bytes.length - sectionHeaderBlock(section).length);
        expect(textsOf(read.section.options, 1)).to.deep.equal((section.comments ?? []).map(written));
        expect(textsOf(read.section.options, 2)).to.deep.equal(optional(section.hardware));
        expect(textsOf(read.section.options, 3)).to.deep.equal(optional(section.os));
        expect(textsOf(read.section.options, 4)).to.deep.equal(optional(section.application));

        expect(read.interfaces.map(({ linkType }) => linkType)).to.deep.equal(interfaces.map((each) => each.linkType));
        for (const [index, each] of read.interfaces.entries()) {
          expect(each.snapLength).to.equal(interfaces[index]?.snapLength ?? 0);
          expect(textsOf(each.options, 1)).to.deep.equal((interfaces[index]?.comments ?? []).map(written));
          expect(textsOf(each.options, 2)).to.deep.equal(optional(interfaces[index]?.name));
          expect(textsOf(each.options, 3)).to.deep.equal(optional(interfaces[index]?.description));
        }

        expect(read.packets.map(summaryOf)).to.deep.equal(packets.map(summaryOfGiven));
      }),
    );
  });

  it("in pieces it is the same file, except that the section has no length", () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const whole = pcapng(file);
        whole.fill(0xff, 16, 24);
        expect(Buffer.concat([...pcapngChunks(file)]).equals(whole)).to.equal(true);
      }),
    );
  });

  it("hands out pieces while packets come, whole blocks in each", () => {
    const data = new Uint8Array(1000);
    let made = 0;
    function* packets(): Generator<PcapngPacket> {
      for (; made < 1000; made++) yield { time: made, data };
    }
    const chunks = pcapngChunks({ interfaces: [{ linkType: RAW_IP }], packets: packets() });
    const first = chunks.next();
    expect(made).to.be.lessThan(100);
    const pieces = [...(first.done === true ? [] : [first.value]), ...chunks];
    expect(readPcapng(Buffer.concat(pieces)).packets).to.have.length(1000);
    expect(readPcapng(pieces[0] ?? new Uint8Array(0)).packets.length).to.be.greaterThan(10);
  });

  it("an empty capture is a file too", () => {
    const read = readPcapng(pcapng({ interfaces: [], packets: [] }));
    expect(read).to.deep.equal({ section: { length: 0, options: [] }, interfaces: [], packets: [] });
  });

  describe("refuses, naming the field,", () => {
    const packet = (fields: Partial<PcapngPacket>): PcapngPacket => ({ time: 0, data: new Uint8Array(4), ...fields });
    const file = (fields: Partial<PcapngFile>): PcapngFile => ({
      interfaces: [{ linkType: RAW_IP }],
      packets: [],
      ...fields,
    });
    const refusals: readonly (readonly [title: string, write: () => unknown, message: RegExp])[] = [
      ["a negative time", () => enhancedPacketBlock(packet({ time: -1 })), /^time must be whole nanoseconds.*not -1$/],
      ["a broken time", () => enhancedPacketBlock(packet({ time: 0.5 })), /^time .*not 0.5$/],
      ["a time that a number cannot count", () => enhancedPacketBlock(packet({ time: 2 ** 53 })), /^time /],
      ["a negative bigint", () => enhancedPacketBlock(packet({ time: -1n })), /^time .*not -1$/],
      ["a time past 64 bits", () => enhancedPacketBlock(packet({ time: 1n << 64n })), /^time /],
      ["NaN", () => enhancedPacketBlock(packet({ time: Number.NaN })), /^time .*not NaN$/],
      [
        "a packet cut to more than it was",
        () => enhancedPacketBlock(packet({ originalLength: 3 })),
        /^originalLength 3/,
      ],
      ["a packet of 4 GiB", () => enhancedPacketBlock(packet({ originalLength: 2 ** 32 })), /^originalLength must/],
      ["an interface number", () => enhancedPacketBlock(packet({ interface: -1 })), /^interface must be .*not -1$/],
      [
        "an unknown interface",
        () => pcapng(file({ packets: [packet({ interface: 1 })] })),
        /no interface 1: .*describes 1/,
      ],
      ["a link type", () => interfaceDescriptionBlock({ linkType: 65536 }), /^linkType must/],
      ["a snap length", () => interfaceDescriptionBlock({ linkType: 1, snapLength: -1 }), /^snapLength must/],
      [
        "a packet longer than that",
        () => pcapng(file({ interfaces: [{ linkType: 1, snapLength: 3 }], packets: [packet({})] })),
        /4 octets of data, interface 0 keeps 3/,
      ],
      ["a comment that is too long", () => enhancedPacketBlock(packet({ comments: ["ä".repeat(32768)] })), /option 1/],
      ["a section length", () => sectionHeaderBlock({}, 3), /^section length must be a multiple of four/],
    ];
    for (const [title, write, message] of refusals) {
      it(title, () => {
        expect(write).to.throw(RangeError, message);
      });
    }
  });
});

const optional = (text: string | undefined): readonly string[] => (text === undefined ? [] : [written(text)]);

const FLAGS = { inbound: 1, outbound: 2 } as const;

function summaryOf(packet: ReturnType<typeof readPcapng>["packets"][number]) {
  return {
    interface: packet.interface,
    time: packet.time,
    data: hex(packet.data),
    originalLength: packet.originalLength,
    comments: textsOf(packet.options, 1),
    flags: packet.options.filter(({ code }) => code === 2).map(({ value }) => value.readUInt32LE(0)),
  };
}

function summaryOfGiven(packet: PcapngPacket): ReturnType<typeof summaryOf> {
  return {
    interface: packet.interface ?? 0,
    time: BigInt(packet.time),
    data: hex(packet.data),
    originalLength: packet.originalLength ?? packet.data.length,
    comments: (packet.comments ?? []).map(written),
    flags: packet.direction === undefined ? [] : [FLAGS[packet.direction]],
  };
}
