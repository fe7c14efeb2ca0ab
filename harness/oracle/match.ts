/** A segment against the pattern that a script has for it. */

import type { FieldDifference } from "../port/results";
import type { Application } from "../port/user";
import type { SackEdges, SegmentPattern } from "../scenario/segment-spec";
import { isExpression, type SeqValue } from "../scenario/expression";
import { isByVersion, lengthOf, octetsOf } from "../scenario/text";
import { DATA } from "../scenario/vocabulary";
import { ACK, CWR, ECE, FIN, printFlags, PSH, RST, SYN, URG, type Flags } from "../wire/flags";
import type { TcpOption } from "../wire/option";
import type { IpVersion } from "../wire/packet";
import { relative } from "../wire/print";
import type { Segment } from "../wire/segment";
import { add, diff, type Seq } from "../wire/seq";
import { printIpPattern, type IpContext } from "./ip-header";
import type { Initials } from "./origins";
import { resolveSeq } from "./resolve";
import { rightEdge, type SequenceView } from "./sequence-view";

/** What a pattern is held against: the view as it was before the segment. */
export interface MatchContext extends IpContext {
  readonly view: SequenceView;
  /** What texts count from. */
  readonly initials: Initials;
  /** What the user of the stack has given it to send so far, and so what its segments must carry. */
  readonly userText: Uint8Array;
  /** The program above the stack, where one makes the calls by itself. */
  readonly program?: Application;
  /** The version of IP that the segments go over. */
  readonly ip: IpVersion;
}

/** The bits that always count; the others only when a pattern names them. */
const DECISIVE = SYN | FIN | RST | ACK | URG;

/** {@link DATA}, with what ECN may add. */
const isData = (flags: Flags) => (flags & ~(ECE | CWR)) === DATA;

/** The flags as they are meant: PSH of {@link DATA} is the sender's to set. */
const meant = (flags: Flags): Flags => (isData(flags) ? flags & ~PSH : flags);

function flagsMatch({ flags, optionalFlags = 0, withoutFlags = 0 }: SegmentPattern, actual: Flags): boolean {
  const named = meant(flags) & (PSH | ECE | CWR);
  const mask = ((DECISIVE | named) & ~optionalFlags) | withoutFlags;
  return (flags & mask) === (actual & mask);
}

/** `data`, `data, CWR` or `SYN, ACK` */
function printMeant(flags: Flags): string {
  if (!isData(flags)) return printFlags(flags);
  return flags === DATA ? "data" : `data, ${printFlags(flags & ~DATA)}`;
}

/** `ACK without ECE` */
function printFlagsOf({ withoutFlags = 0 }: SegmentPattern, flags: string): string {
  return withoutFlags === 0 ? flags : `${flags} without ${printFlags(withoutFlags)}`;
}

/** `1 (ISS+1)`: relative to the initial number, and what the script called it. */
function printSeqValue(said: SeqValue, value: Seq, initial: Seq | undefined): string {
  const number = relative(value, initial).toString();
  return isExpression(said) ? `${number} (${said.toString()})` : number;
}

/** How many octets a pattern asks for, or as many as the text has that it asks for; undefined: as many as there are. */
function lengthAsked({ text }: SegmentPattern, ip: IpVersion): number | undefined {
  if (isByVersion(text)) return ip === 4 ? text.v4 : text.v6;
  return text === undefined ? undefined : lengthOf(text);
}

/** Of what this program says nobody knows more than that there is no end of it: a number asks for so many octets of whatever. */
export const isFreeOfText = (program: Application | undefined): boolean => program === "chargen";

/** The text that a numeric pattern asks for is what the user sent, at the place where the segment stands. */
export function expectedText(pattern: SegmentPattern, segment: Segment, context: MatchContext): Uint8Array | undefined {
  if (pattern.text === undefined) return isData(pattern.flags) ? undefined : new Uint8Array(0);
  if (typeof pattern.text === "string") return octetsOf(pattern.text, 0);
  const start = context.view.iss === undefined ? 0 : diff(segment.seq, add(context.view.iss, 1));
  const length = lengthAsked(pattern, context.ip) ?? 0;
  if (isFreeOfText(context.program)) return segment.text.subarray(0, length);
  const given = context.userText.subarray(Math.max(0, start), Math.max(0, start) + length);
  // Of a program above the stack we have not heard what it gave: it is the running text as well.
  return context.program !== undefined && context.userText.length === 0 ? octetsOf(length, Math.max(0, start)) : given;
}

/** RFC 6691 2: of the MTU the fixed headers are taken off, and nothing else. */
function mssAsked(mss: NonNullable<SegmentPattern["mss"]>, { ip, mtu, view }: MatchContext): number {
  return mss === "of the link" ? mtu - (ip === 4 ? 40 : 60) : resolveSeq(mss, view);
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

/** Of text that may be of any length, or of any up to one. */
function lengthDifference(
  { textAtMost }: SegmentPattern,
  { text }: Segment,
  ip: IpVersion,
): FieldDifference | undefined {
  const most = textAtMost === undefined ? Infinity : ip === 4 ? textAtMost.v4 : textAtMost.v6;
  if (text.length > 0 && text.length <= most) return undefined;
  const expected = most === Infinity ? "some text" : `1 to ${most}`;
  return { field: "Len", expected, actual: String(text.length) };
}

function textDifference(pattern: SegmentPattern, segment: Segment, context: MatchContext): FieldDifference | undefined {
  const expected = expectedText(pattern, segment, context);
  if (expected === undefined) return lengthDifference(pattern, segment, context.ip);
  const length = lengthAsked(pattern, context.ip) ?? expected.length;
  if (segment.text.length !== length)
    return { field: "Len", expected: String(length), actual: String(segment.text.length) };
  if (sameOctets(segment.text, expected)) return undefined;
  const at = segment.text.findIndex((octet, i) => octet !== expected[i]);
  return {
    field: "text",
    expected: `octet ${at} is 0x${expected[at]?.toString(16) ?? "??"}`,
    actual: `0x${segment.text[at]?.toString(16) ?? "??"}`,
  };
}

/** Where the segment departs from the pattern; none: it matches. */
export function differences(
  pattern: SegmentPattern,
  segment: Segment,
  context: MatchContext,
): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  if (!flagsMatch(pattern, segment.flags)) {
    const expected = printFlagsOf(pattern, printFlags(meant(pattern.flags)));
    found.push({ field: "flags", expected, actual: printFlags(segment.flags) });
  }
  if (pattern.reserved !== undefined && pattern.reserved !== segment.reserved)
    found.push({ field: "Res", expected: String(pattern.reserved), actual: String(segment.reserved) });
  const number = (field: "Seq" | "Ack", said: SeqValue, actual: Seq, initial: Seq | undefined) => {
    if ((pattern.flags & ~segment.flags & SYN) !== 0 && isStillToCome(said, context.view)) {
      found.push({ field, expected: said.toString(), actual: relative(actual, initial).toString() });
      return;
    }
    const expected = resolveNumber(said, segment, context.view);
    if (expected !== actual)
      found.push({
        field,
        expected: printSeqValue(said, expected, initial),
        actual: relative(actual, initial).toString(),
      });
  };
  const { stack, peer } = context.initials;
  if (pattern.seq !== undefined) number("Seq", pattern.seq, segment.seq, stack);
  if (pattern.ack !== undefined) number("Ack", pattern.ack, segment.ack, peer);
  if (pattern.push === true && (segment.flags & PSH) === 0)
    found.push({ field: "PSH", expected: "set", actual: "not set" });
  if (pattern.window !== undefined && pattern.window !== segment.window)
    found.push({ field: "Win", expected: String(pattern.window), actual: String(segment.window) });
  const opened = diff(rightEdge(context.view, segment), context.view.rcvEdge);
  if (pattern.opensBy !== undefined && opened < pattern.opensBy)
    found.push({ field: "right edge", expected: `${pattern.opensBy} or more ahead`, actual: `${opened} ahead` });
  if (pattern.urgentPointer !== undefined && pattern.urgentPointer !== segment.urgentPointer)
    found.push({ field: "Urg", expected: String(pattern.urgentPointer), actual: String(segment.urgentPointer) });
  const text = textDifference(pattern, segment, context);
  if (text !== undefined) found.push(text);
  for (const kind of pattern.options ?? []) {
    if (!segment.options.some((option) => option.kind === kind))
      found.push({ field: "options", expected: kind, actual: "absent" });
  }
  for (const kind of pattern.without ?? []) {
    if (segment.options.some((option) => option.kind === kind))
      found.push({ field: "options", expected: `no ${kind}`, actual: kind });
  }
  if (pattern.mss !== undefined) {
    const expected = mssAsked(pattern.mss, context);
    const actual = optionOf(segment, "mss")?.value;
    if (expected !== actual)
      found.push({ field: "MSS", expected: String(expected), actual: String(actual ?? "absent") });
  }
  const echo = optionOf(segment, "timestamps")?.echo;
  if (pattern.tsEcho !== undefined && pattern.tsEcho !== echo)
    found.push({ field: "TSecr", expected: String(pattern.tsEcho), actual: String(echo ?? "absent") });
  return pattern.sack === undefined ? found : [...found, ...blockDifferences(pattern.sack, segment, context)];
}

type OptionOf<Kind extends TcpOption["kind"]> = Extract<TcpOption, { readonly kind: Kind }>;

function optionOf<Kind extends TcpOption["kind"]>({ options }: Segment, kind: Kind): OptionOf<Kind> | undefined {
  return options.find((each): each is OptionOf<Kind> => each.kind === kind);
}

/** Each block that a pattern asks for, at the place where it asks for it. */
function blockDifferences(
  said: readonly SackEdges[],
  segment: Segment,
  { view, initials }: MatchContext,
): readonly FieldDifference[] {
  const blocks = optionOf(segment, "sack")?.blocks ?? [];
  const print = (left: Seq, right: Seq) => `${relative(left, initials.peer)}..${relative(right, initials.peer)}`;
  return said.flatMap(([left, right], i) => {
    const expected = print(resolveSeq(left, view), resolveSeq(right, view));
    const block = blocks[i];
    const actual = block === undefined ? "absent" : print(block.left, block.right);
    return actual === expected ? [] : [{ field: "SACK", expected, actual }];
  });
}

/** It speaks of the stack's own numbers, which the SYN that is waited for is to bring. */
function isStillToCome(said: SeqValue, view: SequenceView): boolean {
  const isOwn = isExpression(said) && said.variables.some((each) => each !== "IRS" && each !== "RCV.NXT");
  return isOwn && view.iss === undefined;
}

/** ISS in a pattern for the stack's SYN is the number that the SYN itself brings. */
function resolveNumber(said: SeqValue, segment: Segment, view: SequenceView): Seq {
  const opens = (segment.flags & SYN) !== 0 && (view.iss === undefined || view.gone);
  return resolveSeq(said, opens ? { ...view, iss: segment.seq, sndUna: segment.seq, sndNxt: segment.seq } : view);
}

/** The pattern as one line, in the manner of a segment's. */
export function printPatternLine(pattern: SegmentPattern, context: MatchContext): string {
  const { view, initials } = context;
  const flags = printFlagsOf(pattern, printMeant(pattern.flags));
  const number = (name: string, said: SeqValue | undefined, initial: Seq | undefined) =>
    said === undefined
      ? []
      : isStillToCome(said, view)
        ? [`${name}=${said.toString()}`]
        : [`${name}=${printSeqValue(said, resolveSeq(said, view), initial)}`];
  const asked = lengthAsked(pattern, context.ip);
  const length = asked === undefined ? [] : [`Len=${asked}`];
  const window = pattern.window === undefined ? [] : [`Win=${pattern.window}`];
  const ahead = pattern.opensBy === undefined ? [] : [`the right edge ${pattern.opensBy} or more ahead`];
  const push = pattern.push === true ? ["with PSH"] : [];
  const urgent = pattern.urgentPointer === undefined ? [] : [`Urg=${pattern.urgentPointer}`];
  return [
    `[${flags}]`,
    ...(pattern.reserved === undefined ? [] : [`Res=${pattern.reserved}`]),
    ...number("Seq", pattern.seq, initials.stack),
    ...number("Ack", pattern.ack, initials.peer),
    ...window,
    ...ahead,
    ...urgent,
    ...length,
    ...push,
    ...(pattern.options ?? []),
    ...(pattern.without ?? []).map((kind) => `no ${kind}`),
    ...(pattern.mss === undefined ? [] : [`MSS=${mssAsked(pattern.mss, context)}`]),
    ...(pattern.tsEcho === undefined ? [] : [`TSecr=${pattern.tsEcho}`]),
    ...(pattern.sack ?? []).map(([left, right]) => `SACK ${left.toString()}..${right.toString()}`),
    ...printIpPattern(pattern.ip ?? {}, context),
  ].join(" ");
}
