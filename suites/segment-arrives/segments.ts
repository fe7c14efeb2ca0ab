/** The kinds of segments that arrive: their control bits apart from ACK, and their text. */

import { ACK, FIN, type Flags, PSH, RST, SYN, URG } from "../../harness/scenario";

/** A segment without its place: ACK is set where the acknowledgment field has something to say. */
export interface Kind {
  /** A part of ids: it must not change. */
  readonly name: string;
  readonly title: string;
  readonly flags: Flags;
  /** Octets of text. */
  readonly text: number;
}

const TEXT = 10;

export const EMPTY: Kind = { name: "empty", title: "no text", flags: 0, text: 0 };
export const TEXT_ALONE: Kind = { name: "text", title: "text", flags: PSH, text: TEXT };
export const FIN_ALONE: Kind = { name: "fin", title: "FIN", flags: FIN, text: 0 };
export const FIN_WITH_TEXT: Kind = { name: "fin-with-text", title: "FIN with text", flags: FIN, text: TEXT };
export const URGENT: Kind = { name: "urgent", title: "URG with text", flags: URG | PSH, text: TEXT };
export const SYN_ALONE: Kind = { name: "syn", title: "SYN", flags: SYN, text: 0 };
export const SYN_WITH_TEXT: Kind = { name: "syn-with-text", title: "SYN with text", flags: SYN, text: TEXT };
export const SYN_FIN: Kind = { name: "syn-fin", title: "SYN,FIN", flags: SYN | FIN, text: 0 };
export const RESET: Kind = { name: "rst", title: "RST", flags: RST, text: 0 };
export const RESET_WITH_TEXT: Kind = { name: "rst-with-text", title: "RST with text", flags: RST, text: TEXT };
export const RESET_SYN: Kind = { name: "rst-syn", title: "RST,SYN", flags: RST | SYN, text: 0 };
export const ALL_FLAGS: Kind = { name: "all-flags", title: "all flags", flags: SYN | FIN | RST | PSH | URG, text: 0 };

/** In the order in which `tcpspec list` has them. */
export const KINDS: readonly Kind[] = [
  EMPTY,
  TEXT_ALONE,
  FIN_ALONE,
  FIN_WITH_TEXT,
  URGENT,
  SYN_ALONE,
  SYN_WITH_TEXT,
  SYN_FIN,
  RESET,
  RESET_WITH_TEXT,
  RESET_SYN,
  ALL_FLAGS,
];

export const has = ({ flags }: Pick<Kind, "flags">, bit: Flags): boolean => (flags & bit) !== 0;

/** SEG.LEN: the octets of text, and one each for SYN and FIN (RFC 9293 3.4). */
export function lengthOf(kind: Kind): number {
  return kind.text + (has(kind, SYN) ? 1 : 0) + (has(kind, FIN) ? 1 : 0);
}

/** The control bits with ACK, or without it. */
export function flagsOf({ flags }: Kind, hasAck: boolean): Flags {
  return hasAck ? flags | ACK : flags;
}
