/** Segments as fuzzing makes them: each field from classes that mean something to a TCP, edges above all. */

import fc from "fast-check";
import { ISS, IRS, RCV, SND, type SeqValue } from "../scenario/expression";
import type { SegmentSpec } from "../scenario/segment-spec";
import { DATA } from "../scenario/vocabulary";
import { ACK, FIN, FIN_ACK, RST, RST_ACK, SYN, SYN_ACK, URG_ACK, type Flags } from "../wire/flags";
import { mss, nop, timestamps, windowScale, type TcpOption } from "../wire/option";

/** What is named first is the simplest, and what shrinking tries. */
export const SHRINK_TO_FIRST = { withCrossShrink: true } as const;

/** Simple ones first: that is where shrinking goes. */
const flags: fc.Arbitrary<Flags> = fc.oneof(
  SHRINK_TO_FIRST,
  { weight: 5, arbitrary: fc.constantFrom(ACK, DATA) },
  { weight: 3, arbitrary: fc.constantFrom(FIN_ACK, SYN, SYN_ACK, RST, RST_ACK, URG_ACK, FIN, 0) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
);

const anyNumber = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** About the window (RFC 9293 3.4, table 6): its edges and their neighbours, old numbers, and anything. */
const sequence: fc.Arbitrary<SeqValue> = fc.oneof(
  SHRINK_TO_FIRST,
  { weight: 4, arbitrary: fc.constantFrom(RCV.NXT.plus(1), RCV.NXT.minus(1), RCV.NXT.plus(10), RCV.NXT.minus(10)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      RCV.NXT.plus(RCV.WND),
      RCV.NXT.plus(RCV.WND).minus(1),
      RCV.NXT.plus(RCV.WND).plus(1),
      IRS,
      IRS.plus(1),
    ),
  },
  { weight: 1, arbitrary: anyNumber },
);

/** About what the stack has sent: old, new, and never sent. */
const acknowledgment: fc.Arbitrary<SeqValue> = fc.oneof(
  SHRINK_TO_FIRST,
  { weight: 4, arbitrary: fc.constantFrom(SND.UNA, SND.UNA.minus(1), SND.NXT.plus(1), SND.NXT.minus(1), ISS) },
  { weight: 1, arbitrary: fc.constantFrom(SND.NXT.plus(100_000), SND.UNA.minus(100_000)) },
  { weight: 1, arbitrary: anyNumber },
);

const option: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constantFrom(mss(1460), mss(0), mss(65_535), nop, windowScale(7), windowScale(255), timestamps(1, 0)),
  fc.uint8Array({ minLength: 0, maxLength: 4 }).map((data): TcpOption => ({ kind: "unknown", code: 253, data })),
  fc.constantFrom<TcpOption>(
    { kind: "malformed", bytes: Uint8Array.of(2, 0) },
    { kind: "malformed", bytes: Uint8Array.of(8, 40, 0, 0) },
  ),
);

/** Most fields are left out most of the time, so that most segments are nearly right: those go deepest. */
const given = <T>(arbitrary: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    SHRINK_TO_FIRST,
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
    { weight: percent, arbitrary },
  );

/** @returns specs without the keys that were left out */
export const segmentSpec: fc.Arbitrary<SegmentSpec> = fc
  .record({
    flags,
    seq: given(sequence, 40),
    ack: given(acknowledgment, 25),
    text: given(fc.constantFrom(1, 5, 100, 536, 1460, 3000), 35),
    window: given(fc.constantFrom(0, 1, 100, 1000, 65_535), 15),
    options: given(fc.array(option, { minLength: 1, maxLength: 3 }), 8),
    urgentPointer: given(fc.constantFrom(0, 1, 5, 65_535), 8),
    reserved: given(fc.integer({ min: 1, max: 15 }), 3),
    checksum: given(fc.constant("wrong" as const), 3),
    dataOffset: given(fc.constantFrom(0, 4, 15), 2),
  })
  .map((fields) => {
    const present = Object.entries(fields).filter(([, value]) => value !== undefined);
    return Object.fromEntries(present) as unknown as SegmentSpec;
  });
