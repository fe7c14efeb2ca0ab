/** The IP header around a segment: from what a script says to what is sent, and what the stack sends against a pattern. */

import type { FieldDifference } from "../port/results";
import type { IpPattern, IpSpec } from "../scenario/segment-spec";
import { encodeIpv4Options, encodeIpv6Extensions } from "../wire/ip-option";
import type { Address, IpToSend, IpVersion, TcpPacket } from "../wire/packet";
import { encodedLength } from "../wire/packet-codec";
import { joinTrafficClass, splitTrafficClass } from "../wire/traffic-class";

/** The fields that a spec stands for; what it does not name is left to the encoder. */
export function resolveIp(
  { ecn = "Not-ECT", diffserv = 0, hopLimit, options = [], destinationOptions = [] }: IpSpec,
  version: IpVersion,
): Omit<IpToSend, "source" | "destination"> {
  return {
    trafficClass: joinTrafficClass({ ecn, diffserv }),
    ...(hopLimit === undefined ? {} : { hopLimit }),
    ...(version === 4 ? { options: encodeIpv4Options(options) } : encodeIpv6Extensions(options, destinationOptions)),
  };
}

/** What a pattern for the header before a segment is held against. */
export interface IpContext {
  /** That of the stack. */
  readonly address: Address;
  /** The largest IP datagram of the link. */
  readonly mtu: number;
}

type Sent = Pick<TcpPacket, "ip" | "segment">;

/** A field that a pattern may name: what it should be, several values with `|` between them, and what it is. */
interface Field {
  readonly name: string;
  readonly expected: (pattern: IpPattern, context: IpContext) => string | undefined;
  /** Undefined: this version of IP has no such field. */
  readonly actual: (sent: Sent) => string | undefined;
  /** Whether it is one of the expected values, when left out. */
  readonly fits?: (actual: string, context: IpContext) => boolean;
}

const FIELDS: readonly Field[] = [
  {
    name: "From",
    expected: ({ source }, { address }) => (source === "stack" ? address : undefined),
    actual: ({ ip }) => ip.source,
  },
  {
    name: "ECN",
    expected: ({ ecn }) => (typeof ecn === "string" ? ecn : ecn?.join("|")),
    actual: ({ ip }) => splitTrafficClass(ip.trafficClass).ecn,
  },
  {
    name: "DSCP",
    expected: ({ diffserv }) => diffserv?.toString(),
    actual: ({ ip }) => splitTrafficClass(ip.trafficClass).diffserv.toString(),
  },
  { name: "TTL", expected: ({ hopLimit }) => hopLimit?.toString(), actual: ({ ip }) => ip.hopLimit.toString() },
  {
    name: "DF",
    expected: ({ dontFragment }) => (dontFragment === undefined ? undefined : bit(dontFragment)),
    actual: ({ ip }) => (ip.version === 4 ? bit(ip.dontFragment) : undefined),
  },
  {
    name: "Datagram",
    expected: ({ fitsLink }, { mtu }) => (fitsLink === true ? `<=${mtu}` : undefined),
    actual: (sent) => encodedLength(sent).toString(),
    fits: (actual, { mtu }) => Number(actual) <= mtu,
  },
];

function bit(set: boolean): string {
  return set ? "1" : "0";
}

/** Where the header departs from the pattern; none: it matches. */
export function ipDifferences(pattern: IpPattern, sent: Sent, context: IpContext): readonly FieldDifference[] {
  return FIELDS.flatMap((field) => {
    const expected = field.expected(pattern, context);
    const actual = field.actual(sent);
    if (expected === undefined || actual === undefined) return [];
    const fits = field.fits?.(actual, context) ?? expected.split("|").includes(actual);
    return fits ? [] : [{ field: field.name, expected, actual }];
  });
}

/** `ECN=ECT(0)|CE TTL=64`, a part for each field that the pattern names. */
export function printIpPattern(pattern: IpPattern, context: IpContext): readonly string[] {
  return FIELDS.flatMap((field) => {
    const expected = field.expected(pattern, context);
    return expected === undefined ? [] : [`${field.name}=${expected}`];
  });
}

/** The same fields as they are. */
export function printIpFields(pattern: IpPattern, sent: Sent, context: IpContext): readonly string[] {
  return FIELDS.flatMap((field) => {
    const actual = field.actual(sent);
    return field.expected(pattern, context) === undefined || actual === undefined ? [] : [`${field.name}=${actual}`];
  });
}
