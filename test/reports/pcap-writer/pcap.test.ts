import { expect } from "chai";
import fc from "fast-check";
import { type CapturedPacket, ETHERNET, pcap, pcapChunks, type PcapFile, RAW_IP } from "../../../reports/pcap-writer";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Reads records by draft-ietf-opsawg-pcap 5. */
function readRecords(bytes: Uint8Array) {
  let rest = Buffer.from(bytes).subarray(24);
  const records = [];
  while (rest.length > 0) {
    const length = rest.readUInt32LE(8);
    const time = BigInt(rest.readUInt32LE(0)) * 1_000_000_000n + BigInt(rest.readUInt32LE(4));
    records.push({ time, originalLength: rest.readUInt32LE(12), data: hex(rest.subarray(16, 16 + length)) });
    rest = rest.subarray(16 + length);
  }
  return records;
}

const anyPacket: fc.Arbitrary<CapturedPacket> = fc.record(
  {
    time: fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 32n * 1_000_000_000n - 1n })),
    data: fc.uint8Array({ maxLength: 80 }),
    originalLength: fc.integer({ min: 80, max: 0xffff_ffff }),
  },
  { requiredKeys: ["time", "data"] },
);

describe("pcap", () => {
  /** Written out by hand from the figures of draft-ietf-opsawg-pcap 4 and 5; tshark 4.0.17 reads it. */
  const GOLDEN = [
    "4d3cb2a1", // magic number: nanoseconds
    "02000400", // version 2.4
    "0000000000000000",
    "00000400", // 262144 octets at the most
    "65000000", // LINKTYPE_RAW
    "01000000ffc99a3b", // 1.999999999 s
    "0200000003000000", // 2 octets of 3
    "4500",
  ];

  it("writes header and record as the draft draws them", () => {
    const packet = { time: 1_999_999_999, data: Uint8Array.of(0x45, 0), originalLength: 3 };
    expect(hex(pcap({ linkType: RAW_IP, packets: [packet] }))).to.equal(GOLDEN.join(""));
  });

  it("says what an independent reader reads", () => {
    fc.assert(
      fc.property(fc.array(anyPacket), (packets) => {
        const file = { linkType: ETHERNET, packets };
        const bytes = pcap(file);
        expect(readRecords(bytes)).to.deep.equal(
          packets.map(({ time, data, originalLength }) => ({
            time: BigInt(time),
            originalLength: originalLength ?? data.length,
            data: hex(data),
          })),
        );
        expect(Buffer.concat([...pcapChunks(file)]).equals(bytes)).to.equal(true);
      }),
    );
  });

  it("does not round a time up to the next second", () => {
    const last = 9_007_199 * 1_000_000_000 - 1; // as a quotient of doubles it would be 9007199 s
    expect(readRecords(pcap({ linkType: 1, packets: [{ time: last, data: new Uint8Array(0) }] }))[0]?.time).to.equal(
      BigInt(last),
    );
  });

  describe("refuses, naming the field,", () => {
    const file = (fields: Partial<PcapFile>): PcapFile => ({ linkType: 1, packets: [], ...fields });
    const refusals: readonly (readonly [title: string, file: PcapFile, message: RegExp])[] = [
      ["a negative time", file({ packets: [{ time: -1, data: new Uint8Array(0) }] }), /^time must .*not -1$/],
      ["2106", file({ packets: [{ time: 2n ** 32n * 10n ** 9n, data: new Uint8Array(0) }] }), /^seconds of a time/],
      [
        "a packet cut to more than it was",
        file({ packets: [{ time: 0, data: new Uint8Array(1), originalLength: 0 }] }),
        /^originalLength 0/,
      ],
      [
        "a packet that is too long",
        file({ snapLength: 1, packets: [{ time: 0, data: new Uint8Array(2) }] }),
        /2 octets of data, the file keeps 1/,
      ],
      ["a snap length of 0", file({ snapLength: 0 }), /^snapLength must not be 0/],
      ["a link type", file({ linkType: 1.5 }), /^linkType must/],
    ];
    for (const [title, refused, message] of refusals) {
      it(title, () => {
        expect(() => pcap(refused)).to.throw(RangeError, message);
      });
    }
  });
});
