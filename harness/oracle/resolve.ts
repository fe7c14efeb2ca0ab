/** From what a script says to what it means on one connection at one moment. */

import type { SegmentSpec } from "../scenario/segment-spec";
import { isExpression, type SeqValue, type Variable } from "../scenario/expression";
import { octetsOf } from "../scenario/text";
import { ACK } from "../wire/flags";
import { nop, sack, timestamps, type TcpOption } from "../wire/option";
import type { SegmentToSend } from "../wire/segment";
import { add, diff, seq, type Seq } from "../wire/seq";
import { receiveWindow, type SequenceView } from "./sequence-view";

/** What the peer itself knows of a connection, beside the view. */
export interface PeerSide {
  readonly stackPort: number;
  readonly peerPort: number;
  /** The ISN that the peer uses here. */
  readonly isn: Seq;
  /** The window in the peer's last segment. */
  readonly window: number;
  /** RMSS of a stack that does not tell (RFC 9293 3.7.1, MUST-15). */
  readonly defaultMss: number;
}

/** A script speaks of a variable that has no value yet, such as SND.NXT before the stack's SYN. */
export class UnknownVariable extends Error {
  constructor(variable: Variable) {
    super(`${variable} is not known yet at this step: no SYN has given it a value`);
    this.name = "UnknownVariable";
  }
}

/**
 * The number that stands for `variable` now.
 * @param unknown what to take for a variable without a value; when left out that is a mistake.
 * @throws {UnknownVariable}
 */
function valueOf(
  variable: Variable,
  view: SequenceView,
  { isn, defaultMss }: Partial<PeerSide>,
  unknown: Seq | undefined,
): number {
  const known = (value: number, defined: boolean): number => {
    if (defined) return value;
    if (unknown === undefined) throw new UnknownVariable(variable);
    return unknown;
  };
  switch (variable) {
    case "ISS":
      return known(view.iss ?? 0, view.iss !== undefined);
    case "IRS":
      return known(view.gone ? (isn ?? 0) : (view.irs ?? isn ?? 0), view.irs !== undefined || isn !== undefined);
    case "SND.UNA":
      return known(view.sndUna, view.iss !== undefined);
    case "SND.NXT":
      return known(view.sndNxt, view.iss !== undefined);
    case "SND.WND":
      return view.sndWnd;
    case "RCV.NXT":
      return known(view.rcvNxt, view.irs !== undefined);
    case "RCV.WND":
      return receiveWindow(view);
    case "RMSS":
      return known(view.stackMss ?? defaultMss ?? 0, view.stackMss !== undefined || defaultMss !== undefined);
  }
}

/** @throws {UnknownVariable} when no `unknown` is given and one is needed. */
export function resolveSeq(value: SeqValue, view: SequenceView, side: Partial<PeerSide> = {}, unknown?: Seq): Seq {
  if (!isExpression(value)) return seq(value);
  let total = value.offset;
  for (const variable of value.variables) total += valueOf(variable, view, side, unknown);
  return seq(total);
}

/** What a datagram has room for beside the longest headers of IPv6 and TCP. */
const MOST_TEXT = 65_535 - 40 - 60;

/**
 * The segment that the peer sends for a spec. A checksum of `"wrong"` or `"none"` is left to the encoder's caller.
 * @throws {UnknownVariable}
 */
export function resolveSpec(spec: SegmentSpec, view: SequenceView, side: PeerSide, unknown?: Seq): SegmentToSend {
  const resolve = (value: SeqValue) => resolveSeq(value, view, side, unknown);
  // Before the stack's SYN there is nothing to be left of: the peer's own ISN is the one number that fits.
  const position = spec.seq === undefined ? (view.irs === undefined ? side.isn : view.rcvNxt) : resolve(spec.seq);
  const hasAck = (spec.flags & ACK) !== 0;
  const ack = spec.ack !== undefined ? resolve(spec.ack) : hasAck ? defaultAck(view, unknown) : seq(0);
  const options = [...(spec.options ?? []), ...optionsOfConnection(spec, view, resolve)];
  const first = add(view.irs ?? side.isn, 1);
  const origin = spec.textFrom === undefined ? position : resolve(spec.textFrom);
  const asked = isExpression(spec.text) ? Math.min(resolve(spec.text), MOST_TEXT) : spec.text;
  const text = asked === undefined ? undefined : octetsOf(asked, Math.max(0, diff(origin, first)));
  return {
    sourcePort: side.peerPort,
    destinationPort: side.stackPort,
    seq: position,
    ack,
    flags: spec.flags,
    window: spec.window ?? side.window,
    ...(text === undefined ? {} : { text }),
    ...(options.length === 0 ? {} : { options }),
    ...(spec.urgentPointer === undefined ? {} : { urgentPointer: spec.urgentPointer }),
    ...(spec.reserved === undefined ? {} : { reserved: spec.reserved }),
    ...(spec.dataOffset === undefined ? {} : { dataOffset: spec.dataOffset }),
    ...(typeof spec.checksum === "number" ? { checksum: spec.checksum } : {}),
  };
}

/** The options that speak of the connection: whole words each (RFC 7323 appendix A). */
function optionsOfConnection(
  { flags, tsValue, sack: edges }: SegmentSpec,
  view: SequenceView,
  resolve: (value: SeqValue) => Seq,
): readonly TcpOption[] {
  const options: TcpOption[] = [];
  if (tsValue !== undefined) {
    const echo = (flags & ACK) === 0 ? 0 : (view.tsValue ?? 0);
    options.push(nop, nop, timestamps(tsValue, echo));
  }
  if (edges !== undefined) {
    const blocks = edges.map(([left, right]) => ({ left: resolve(left), right: resolve(right) }));
    options.push(nop, nop, sack(...blocks));
  }
  return options;
}

function defaultAck(view: SequenceView, unknown: Seq | undefined): Seq {
  if (view.iss === undefined) {
    if (unknown === undefined) throw new UnknownVariable("SND.NXT");
    return unknown;
  }
  return view.sndNxt;
}
