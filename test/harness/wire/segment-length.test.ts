import { expect } from "chai";
import { ACK, FIN, FIN_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { segmentEnd, segmentLength } from "../../../harness/wire/segment-length";
import { seq } from "../../../harness/wire/seq";

describe("SEG.LEN", () => {
  const ROWS: readonly (readonly [flags: number, octets: number, length: number])[] = [
    [ACK, 0, 0],
    [ACK, 7, 7],
    [SYN, 0, 1],
    [SYN_ACK, 3, 4],
    [FIN_ACK, 0, 1],
    [FIN | ACK, 5, 6],
    [SYN | FIN, 5, 7],
    [RST, 0, 0],
  ];

  for (const [flags, octets, length] of ROWS) {
    it(`flags 0x${flags.toString(16)} and ${octets} octets are ${length} numbers`, () => {
      const segment = { flags, text: new Uint8Array(octets), seq: seq(-2) };
      expect(segmentLength(segment)).to.equal(length);
      expect(segmentEnd(segment)).to.equal(seq(length - 2));
    });
  }
});
