import { expect } from "chai";
import { encodeFilter } from "../../../adapters/native/packet-filter";

/** What a packet is to the filter: its octets, and what the kernel knows of it beside them. */
interface Packet {
  readonly octets: readonly number[];
  readonly etherType: number;
}

/** linux/filter.h: where the protocol is loaded from. */
const PROTOCOL = 0xffff_f000;

/** Runs a program of the four instructions that a filter is made of, as the kernel does: how much of the packet passes. */
function passes(program: Uint8Array, { octets, etherType }: Packet): number {
  const fields = new DataView(program.buffer);
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 8) {
    const value = fields.getUint32(at + 4, true);
    switch (fields.getUint16(at, true)) {
      // BPF_LD | BPF_W | BPF_ABS
      case 0x20:
        if (value === PROTOCOL) accumulator = etherType;
        // A load from beyond the end rejects the packet.
        else if (value + 4 > octets.length) return 0;
        else accumulator = octets.slice(value, value + 4).reduce((word, octet) => word * 256 + octet, 0);
        break;
      // BPF_LD | BPF_B | BPF_ABS
      case 0x30:
        if (value >= octets.length) return 0;
        accumulator = octets[value] ?? 0;
        break;
      // BPF_JMP | BPF_JEQ | BPF_K
      case 0x15:
        at += 8 * fields.getUint8(at + (accumulator === value ? 2 : 3));
        break;
      // BPF_RET | BPF_K
      case 0x06:
        return value;
      default:
        throw new Error("an instruction that is none of the four");
    }
  }
  throw new Error("the program has no end");
}

describe("adapters/native/packet-filter", () => {
  const program = encodeFilter([
    [{ etherType: 0x0806 }],
    [{ etherType: 0x0800 }, { octet: 1, is: 6 }, { word: 2, is: 0xc0000242 }],
  ]);
  const ours = { etherType: 0x0800, octets: [0, 6, 0xc0, 0, 2, 0x42] };

  it("lets through what meets all conditions of one list, whole", () => {
    expect(passes(program, { etherType: 0x0806, octets: [] })).to.equal(0xffff_ffff);
    expect(passes(program, ours)).to.equal(0xffff_ffff);
  });

  const others: Readonly<Record<string, Packet>> = {
    "another EtherType": { ...ours, etherType: 0x86dd },
    "another octet": { ...ours, octets: [0, 17, 0xc0, 0, 2, 0x42] },
    "another word": { ...ours, octets: [0, 6, 0xc0, 0, 2, 0x43] },
    "a packet that is too short": { ...ours, octets: [0, 6] },
  };
  for (const [what, packet] of Object.entries(others))
    it(`keeps out ${what}`, () => {
      expect(passes(program, packet)).to.equal(0);
    });

  it("without conditions keeps everything out", () => {
    expect(passes(encodeFilter([]), ours)).to.equal(0);
  });
});
