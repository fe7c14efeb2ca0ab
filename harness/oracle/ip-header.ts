/** The IP header around a segment: from what a script says to what is sent, and what the stack sends against a pattern. */

import type { FieldDifference } from "../port/results";
import type { IpPattern, IpSpec } from "../scenario/segment-spec";
import { encodeIpv4Options, encodeIpv6Extensions } from "../wire/ip-option";
import type { IpHeader, IpToSend, IpVersion } from "../wire/packet";
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

/** A field that a pattern may name: what it should be, several values with `|` between them, and what it is. */
interface Field {
  readonly name: string;
  readonly expected: (pattern: IpPattern) => string | undefined;
  /** Undefined: this version of IP has no such field. */
  readonly actual: (header: IpHeader) => string | undefined;
}

const FIELDS: readonly Field[] = [
  {
    name: "ECN",
    expected: ({ ecn }) => (typeof ecn === "string" ? ecn : ecn?.join("|")),
    actual: ({ trafficClass }) => splitTrafficClass(trafficClass).ecn,
  },
  {
    name: "DSCP",
    expected: ({ diffserv }) => diffserv?.toString(),
    actual: ({ trafficClass }) => splitTrafficClass(trafficClass).diffserv.toString(),
  },
  { name: "TTL", expected: ({ hopLimit }) => hopLimit?.toString(), actual: ({ hopLimit }) => hopLimit.toString() },
  {
    name: "DF",
    expected: ({ dontFragment }) => (dontFragment === undefined ? undefined : bit(dontFragment)),
    actual: (header) => (header.version === 4 ? bit(header.dontFragment) : undefined),
  },
];

function bit(set: boolean): string {
  return set ? "1" : "0";
}

/** Where the header departs from the pattern; none: it matches. */
export function ipDifferences(pattern: IpPattern, header: IpHeader): readonly FieldDifference[] {
  return FIELDS.flatMap((field) => {
    const expected = field.expected(pattern);
    const actual = field.actual(header);
    if (expected === undefined || actual === undefined || expected.split("|").includes(actual)) return [];
    return [{ field: field.name, expected, actual }];
  });
}

/** `ECN=ECT(0)|CE TTL=64`, a part for each field that the pattern names. */
export function printIpPattern(pattern: IpPattern): readonly string[] {
  return FIELDS.flatMap((field) => {
    const expected = field.expected(pattern);
    return expected === undefined ? [] : [`${field.name}=${expected}`];
  });
}

/** The same fields as they are. */
export function printIpFields(pattern: IpPattern, header: IpHeader): readonly string[] {
  return FIELDS.flatMap((field) => {
    const actual = field.actual(header);
    return field.expected(pattern) === undefined || actual === undefined ? [] : [`${field.name}=${actual}`];
  });
}
