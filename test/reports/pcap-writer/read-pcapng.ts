/**
 * A small reader of pcapng, written from draft-ietf-opsawg-pcapng alone and on other means than the writer (Buffer), to
 * hold the writer against. It is strict: it throws at the first thing that is not as the draft has it.
 */

export interface ReadOption {
  readonly code: number;
  readonly value: Buffer;
}

export interface ReadBlock {
  readonly type: number;
  readonly body: Buffer;
}

export interface ReadSection {
  /** undefined: not known */
  readonly length: number | undefined;
  readonly options: readonly ReadOption[];
}

export interface ReadInterface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly options: readonly ReadOption[];
}

export interface ReadPacket {
  readonly interface: number;
  readonly time: bigint;
  readonly data: Buffer;
  readonly originalLength: number;
  readonly options: readonly ReadOption[];
}

export interface ReadFile {
  readonly section: ReadSection;
  readonly interfaces: readonly ReadInterface[];
  readonly packets: readonly ReadPacket[];
}

function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

/** Section 3.1. */
export function readBlocks(bytes: Uint8Array): readonly ReadBlock[] {
  let rest = Buffer.from(bytes);
  const blocks: ReadBlock[] = [];
  while (rest.length > 0) {
    const length = rest.readUInt32LE(4);
    check(length % 4 === 0 && length >= 12 && length <= rest.length, `block length ${length}`);
    check(rest.readUInt32LE(length - 4) === length, "the two block lengths differ");
    blocks.push({ type: rest.readUInt32LE(0), body: rest.subarray(8, length - 4) });
    rest = rest.subarray(length);
  }
  return blocks;
}

/** Section 3.5. */
function readOptions(bytes: Buffer): readonly ReadOption[] {
  let rest = bytes;
  const options: ReadOption[] = [];
  while (rest.length > 0) {
    const [code, length] = [rest.readUInt16LE(0), rest.readUInt16LE(2)];
    const end = 4 + Math.ceil(length / 4) * 4;
    check(end <= rest.length, "an option runs past its block");
    check(
      rest.subarray(4 + length, end).every((octet) => octet === 0),
      "padding is not zero",
    );
    if (code === 0) {
      check(length === 0 && rest.length === 4, "opt_endofopt is not the empty end");
      return options;
    }
    options.push({ code, value: rest.subarray(4, 4 + length) });
    rest = rest.subarray(end);
  }
  check(options.length === 0, "opt_endofopt is missing");
  return options;
}

/** Sections 4.1 to 4.3. */
export function readPcapng(bytes: Uint8Array): ReadFile {
  const [first, ...others] = readBlocks(bytes);
  check(first?.type === 0x0a0d0d0a, "no Section Header Block");
  const header = first?.body ?? Buffer.alloc(0);
  check(header.readUInt32LE(0) === 0x1a2b3c4d, "byte-order magic");
  check(header.readUInt16LE(4) === 1 && header.readUInt16LE(6) === 0, "version");
  const length = header.readBigInt64LE(8);
  const section = { length: length === -1n ? undefined : Number(length), options: readOptions(header.subarray(16)) };

  const interfaces: ReadInterface[] = [];
  const packets: ReadPacket[] = [];
  for (const { type, body } of others) {
    if (type === 1) {
      check(body.readUInt16LE(2) === 0, "reserved is not zero");
      const options = readOptions(body.subarray(8));
      check(options.find(({ code }) => code === 9)?.value.equals(Buffer.of(9)) === true, "if_tsresol is not 9");
      interfaces.push({ linkType: body.readUInt16LE(0), snapLength: body.readUInt32LE(4), options });
    } else {
      check(type === 6, `block type ${type}`);
      const captured = body.readUInt32LE(12);
      const end = 20 + Math.ceil(captured / 4) * 4;
      check(
        body.subarray(20 + captured, end).every((octet) => octet === 0),
        "padding is not zero",
      );
      packets.push({
        interface: body.readUInt32LE(0),
        time: (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8)),
        data: body.subarray(20, 20 + captured),
        originalLength: body.readUInt32LE(16),
        options: readOptions(body.subarray(end)),
      });
    }
  }
  return { section, interfaces, packets };
}

/** The texts of the options with a code. */
export function textsOf(options: readonly ReadOption[], code: number): readonly string[] {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return options.filter((each) => each.code === code).map(({ value }) => utf8.decode(value));
}
