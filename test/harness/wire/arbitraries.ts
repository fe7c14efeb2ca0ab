/** Values of the wire, all of which encode to bytes and decode to themselves again. */

import fc from "fast-check";

import { canonicalAddress, formatAddress } from "../../../harness/wire/address";
import type { IcmpError } from "../../../harness/wire/icmp";
import type { SackBlock, TcpOption } from "../../../harness/wire/option";
import { encodedOptionsLength } from "../../../harness/wire/option-codec";
import type { Address, Ipv4Header, Ipv6Header, IpHeader, TcpPacket } from "../../../harness/wire/packet";
import type { Segment } from "../../../harness/wire/segment";
import { seq } from "../../../harness/wire/seq";
import type { Seq } from "../../../harness/wire/seq";

/** Any number of so many bits, the greatest and the least more often than others. */
export function bits(count: number): fc.Arbitrary<number> {
  return fc
    .maxSafeNat()
    .map((value) => value % 2 ** count)
    .chain((value) => fc.constantFrom(value, value, 0, 2 ** count - 1));
}

export function octets(minLength: number, maxLength = minLength): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength });
}

/** Any sequence number, with a preference for the ends and the middle of the circle. */
export const anySeq: fc.Arbitrary<Seq> = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xffffffff }) },
    { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x7ffffffd, max: 0x80000003 }) },
  )
  .map(seq);

const sackBlock: fc.Arbitrary<SackBlock> = fc.record({ left: anySeq, right: anySeq }, { noNullPrototype: true });

/** An option of each kind that has a fixed meaning, with a right length. */
const knownOption: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant<TcpOption>({ kind: "nop" }),
  bits(16).map((value): TcpOption => ({ kind: "mss", value })),
  bits(8).map((shift): TcpOption => ({ kind: "window-scale", shift })),
  fc.constant<TcpOption>({ kind: "sack-permitted" }),
  fc.array(sackBlock, { minLength: 1, maxLength: 4 }).map((blocks): TcpOption => ({ kind: "sack", blocks })),
  fc.tuple(bits(32), bits(32)).map(([value, echo]): TcpOption => ({ kind: "timestamps", value, echo })),
  octets(16).map((digest): TcpOption => ({ kind: "md5", digest })),
  fc
    .tuple(fc.constantFrom("seconds" as const, "minutes" as const), bits(15))
    .map(([unit, value]): TcpOption => ({ kind: "user-timeout", unit, value })),
  fc
    .tuple(bits(8), bits(8), octets(0, 16))
    .map(([keyId, nextKeyId, mac]): TcpOption => ({ kind: "authentication", keyId, nextKeyId, mac })),
  fc
    .constantFrom(0, 4, 6, 8, 10, 12, 14, 16)
    .chain((length) => octets(length))
    .map((cookie): TcpOption => ({ kind: "fast-open", cookie })),
);

/** Kinds that nobody has given a meaning. */
const unassignedOption: fc.Arbitrary<TcpOption> = fc
  .tuple(fc.constantFrom(33, 35, 70, 100, 200, 255), octets(0, 12))
  .map(([code, data]): TcpOption => ({ kind: "unknown", code, data }));

/** Kinds with a meaning that is not ours to know, and known ones with a length that is not theirs. */
const misshapenOption: fc.Arbitrary<TcpOption> = fc
  .oneof(
    fc.tuple(fc.constantFrom(6, 7, 9, 18, 20, 27, 30, 69, 172, 253, 254), octets(0, 12)),
    fc.tuple(fc.constantFrom(2, 28), fc.oneof(octets(0, 1), octets(3, 12))),
    fc.tuple(fc.constant(3), fc.oneof(octets(0), octets(2, 12))),
    fc.tuple(fc.constant(4), octets(1, 12)),
    fc.tuple(fc.constant(5), fc.oneof(octets(0, 7), octets(9, 12))),
    fc.tuple(fc.constantFrom(8, 19), octets(0, 7)),
    fc.tuple(fc.constant(29), octets(0, 1)),
    fc.tuple(fc.constant(34), fc.oneof(octets(1, 3), octets(5), octets(11), octets(17, 18))),
  )
  .map(([code, data]): TcpOption => ({ kind: "unknown", code, data }));

/** Options that every dissector makes the same of. */
export const wellFormedOption: fc.Arbitrary<TcpOption> = fc.oneof(
  { weight: 8, arbitrary: knownOption },
  { weight: 1, arbitrary: unassignedOption },
);

export const anyOption: fc.Arbitrary<TcpOption> = fc.oneof(
  { weight: 8, arbitrary: wellFormedOption },
  { weight: 1, arbitrary: misshapenOption },
);

/** Such as nothing can stand behind: the end of the list, or octets that are no option. */
function lastOption(room: number): fc.Arbitrary<TcpOption> {
  const end = fc
    .oneof(fc.constant(new Uint8Array(room - 1)), octets(room - 1))
    .map((padding): TcpOption => ({ kind: "end", padding }));
  const malformed = fc
    .tuple(fc.integer({ min: 2, max: 255 }), fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: room + 1, max: 255 })))
    .chain(([kind, length]) => octets(Math.max(0, room - 2)).map((rest) => Uint8Array.of(kind, length, ...rest)))
    .map((bytes): TcpOption => ({ kind: "malformed", bytes: bytes.subarray(0, room) }));
  return fc.oneof({ weight: 2, arbitrary: end }, { weight: 1, arbitrary: malformed });
}

/** Options that fill an area of whole words, up to the forty octets that a header has room for. */
export function optionArea(option: fc.Arbitrary<TcpOption> = anyOption): fc.Arbitrary<readonly TcpOption[]> {
  return fc.tuple(fc.array(option, { maxLength: 6 }), fc.nat({ max: 10 })).chain(([wanted, spareWords]) => {
    const options: TcpOption[] = [];
    for (const next of wanted) if (encodedOptionsLength([...options, next]) <= 40) options.push(next);
    const length = encodedOptionsLength(options);
    const area = Math.min(40, Math.ceil(length / 4) * 4 + (spareWords > 7 ? 4 * (spareWords - 7) : 0));
    return length === area ? fc.constant(options) : lastOption(area - length).map((last) => [...options, last]);
  });
}

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

export const anySegment: fc.Arbitrary<Segment> = optionArea().chain((options) =>
  record<Segment>({
    sourcePort: bits(16),
    destinationPort: bits(16),
    seq: anySeq,
    ack: anySeq,
    dataOffset: fc.constant(5 + encodedOptionsLength(options) / 4),
    reserved: bits(4),
    flags: bits(8),
    window: bits(16),
    checksum: bits(16),
    urgentPointer: bits(16),
    options: fc.constant(options),
    text: octets(0, 33),
  }),
);

export const ipv4Address: fc.Arbitrary<Address> = octets(4).map(formatAddress);

/** With runs of zeros more often than chance would have them. */
export const ipv6Address: fc.Arbitrary<Address> = fc
  .array(fc.oneof(fc.constant(0), bits(16)), { minLength: 8, maxLength: 8 })
  .map((groups) => canonicalAddress(groups.map((group) => group.toString(16)).join(":")));

export const ipv4Header: fc.Arbitrary<Ipv4Header> = record<Ipv4Header>({
  version: fc.constant(4),
  source: ipv4Address,
  destination: ipv4Address,
  trafficClass: bits(8),
  identification: bits(16),
  reservedFlag: fc.boolean(),
  dontFragment: fc.boolean(),
  hopLimit: bits(8),
  headerChecksum: bits(16),
  options: fc.oneof(fc.constant(0), fc.nat({ max: 10 })).chain((words) => octets(4 * words)),
});

/** An extension header that is to be followed by `next`, and its own number. */
interface Extension {
  readonly number: number;
  readonly bytes: (next: number) => Uint8Array;
}

const extension: fc.Arbitrary<Extension> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 43, 60), fc.nat({ max: 3 }), octets(30)).map(([number, units, rest]) => ({
    number,
    bytes: (next: number) => Uint8Array.of(next, units, ...rest.subarray(0, 6 + 8 * units)),
  })),
  // RFC 6946: a fragment header around all of a datagram.
  bits(32).map((identification) => ({
    number: 44,
    bytes: (next: number) => Uint8Array.of(next, 0, 0, 0, identification >>> 24, identification >>> 16, 0, 1),
  })),
  fc.tuple(fc.integer({ min: 1, max: 4 }), octets(22)).map(([words, rest]) => ({
    number: 51,
    bytes: (next: number) => Uint8Array.of(next, words, ...rest.subarray(0, 6 + 4 * words)),
  })),
);

/** Extension headers one after the other in front of `protocol`. */
function chainOf(list: readonly Extension[], protocol: number): Pick<Ipv6Header, "nextHeader" | "extensions"> {
  const chunks = list.map(({ bytes }, index) => bytes(list[index + 1]?.number ?? protocol));
  return {
    nextHeader: list[0]?.number ?? protocol,
    extensions: Uint8Array.from(chunks.flatMap((chunk) => [...chunk])),
  };
}

export function ipv6Header(protocol: number): fc.Arbitrary<Ipv6Header> {
  return fc.oneof(fc.constant([]), fc.array(extension, { maxLength: 3 })).chain((list) => {
    const { nextHeader, extensions } = chainOf(list, protocol);
    return record<Ipv6Header>({
      version: fc.constant(6),
      source: ipv6Address,
      destination: ipv6Address,
      trafficClass: bits(8),
      flowLabel: bits(20),
      hopLimit: bits(8),
      extensions: fc.constant(extensions),
      nextHeader: fc.constant(nextHeader),
    });
  });
}

export const anyIpHeader: fc.Arbitrary<IpHeader> = fc.oneof(ipv4Header, ipv6Header(6));

export const anyTcpPacket: fc.Arbitrary<TcpPacket> = record<TcpPacket>({
  kind: fc.constant("tcp"),
  ip: anyIpHeader,
  segment: anySegment,
});

/** One whose quote is of nothing that could be read. */
export function icmpError(types: readonly number[]): fc.Arbitrary<IcmpError> {
  return record<IcmpError>({
    type: fc.constantFrom(...types),
    code: bits(8),
    checksum: bits(16),
    parameter: bits(32),
    quote: octets(0, 7),
  });
}
