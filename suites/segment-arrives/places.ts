/** Where a segment stands: its SEQ against the receive window, its ACK against what was sent (RFC 9293 3.4). */

import { IRS, RCV, SND, SYN, type SeqValue } from "../../harness/scenario";
import { has, lengthOf, type Kind } from "./segments";

/** A place for SEQ. */
export interface SeqPlace {
  /** A part of ids: it must not change. */
  readonly name: string;
  readonly title: string;
  /** How the acceptability test of table 6 sees it: outside the window, in it, or partly. */
  readonly lies: "outside" | "at RCV.NXT" | "beyond a gap" | "across the left edge" | "across the right edge";
  /** Whether it counts from the right edge of the window, which the last ACK tells. */
  readonly fromTheRight: boolean;
  readonly seq: (kind: Kind) => SeqValue;
  /** Whether such a segment can stand there at all. */
  readonly fits: (kind: Kind) => boolean;
}

const always = () => true;

/** Its last number is the last one before RCV.NXT. A SYN goes further back, where it is no repetition of the first one. */
export const LEFT: SeqPlace = {
  name: "left",
  title: "left of the window",
  lies: "outside",
  fromTheRight: false,
  seq: (kind) => RCV.NXT.minus(has(kind, SYN) ? 5000 : Math.max(lengthOf(kind), 1)),
  fits: always,
};

export const LEFT_EDGE: SeqPlace = {
  name: "left-edge",
  title: "at the left edge",
  lies: "at RCV.NXT",
  fromTheRight: false,
  seq: () => RCV.NXT,
  fits: always,
};

/** How many octets are missing before a segment inside the window. */
export const GAP = 20;

export const INSIDE: SeqPlace = {
  name: "inside",
  title: "in the midst of the window",
  lies: "beyond a gap",
  fromTheRight: false,
  seq: () => RCV.NXT.plus(GAP),
  fits: always,
};

/** Its last number is the last one of the window. */
export const RIGHT_EDGE: SeqPlace = {
  name: "right-edge",
  title: "at the right edge",
  lies: "beyond a gap",
  fromTheRight: true,
  seq: (kind) => RCV.NXT.plus(RCV.WND).minus(Math.max(lengthOf(kind), 1)),
  fits: always,
};

/** Its first number is the first one that is not in the window. */
export const NEXT_TO_THE_RIGHT: SeqPlace = {
  name: "next-to-the-right",
  title: "next to the window on the right",
  lies: "outside",
  fromTheRight: true,
  seq: () => RCV.NXT.plus(RCV.WND),
  fits: always,
};

export const RIGHT: SeqPlace = {
  name: "right",
  title: "well right of the window",
  lies: "outside",
  fromTheRight: true,
  seq: () => RCV.NXT.plus(RCV.WND).plus(1000),
  fits: always,
};

/** How many of its octets lie outside where a segment lies across an edge. */
export const OUTSIDE = 4;

/** Only what is longer than that can lie on both sides. */
const isLong = (kind: Kind) => lengthOf(kind) > OUTSIDE;

export const ACROSS_THE_LEFT_EDGE: SeqPlace = {
  name: "across-left-edge",
  title: "across the left edge",
  lies: "across the left edge",
  fromTheRight: false,
  seq: () => RCV.NXT.minus(OUTSIDE),
  fits: isLong,
};

export const ACROSS_THE_RIGHT_EDGE: SeqPlace = {
  name: "across-right-edge",
  title: "across the right edge",
  lies: "across the right edge",
  fromTheRight: true,
  seq: (kind) => RCV.NXT.plus(RCV.WND).minus(lengthOf(kind) - OUTSIDE),
  fits: isLong,
};

/** In the order in which `tcpspec list` has them. */
export const SEQ_PLACES: readonly SeqPlace[] = [
  LEFT,
  ACROSS_THE_LEFT_EDGE,
  LEFT_EDGE,
  INSIDE,
  RIGHT_EDGE,
  ACROSS_THE_RIGHT_EDGE,
  NEXT_TO_THE_RIGHT,
  RIGHT,
];

/** A place for ACK. */
export interface AckPlace {
  /** A part of ids: it must not change. */
  readonly name: string;
  readonly title: string;
  /** Whether the ACK bit is on. */
  readonly isOn: boolean;
  readonly ack?: SeqValue;
}

export const NO_ACK: AckPlace = { name: "no-ack", title: "no ACK", isOn: false };
export const ACK_OLD: AckPlace = { name: "ack-old", title: "ACK below SND.UNA", isOn: true, ack: SND.UNA.minus(1) };
export const ACK_UNA: AckPlace = { name: "ack-una", title: "ACK at SND.UNA", isOn: true, ack: SND.UNA };
/** Of all that is outstanding but the last number: after CLOSE that is the FIN. */
export const ACK_NEW: AckPlace = {
  name: "ack-new",
  title: "new ACK short of SND.NXT",
  isOn: true,
  ack: SND.NXT.minus(1),
};
export const ACK_NXT: AckPlace = { name: "ack-nxt", title: "ACK at SND.NXT", isOn: true, ack: SND.NXT };
export const ACK_BEYOND: AckPlace = {
  name: "ack-beyond",
  title: "ACK beyond SND.NXT",
  isOn: true,
  ack: SND.NXT.plus(1),
};

/** In the order in which `tcpspec list` has them. */
export const ACK_PLACES: readonly AckPlace[] = [NO_ACK, ACK_OLD, ACK_UNA, ACK_NEW, ACK_NXT, ACK_BEYOND];

/** Where there is no connection any number is as good as another: the edges of the space, and one within. */
const anyNumber = (name: string, title: string, seq: SeqValue): SeqPlace => ({
  name,
  title,
  lies: "outside",
  fromTheRight: false,
  seq: () => seq,
  fits: always,
});

export const ANY_SEQ: readonly SeqPlace[] = [
  anyNumber("seq-0", "SEQ 0", 0),
  anyNumber("seq-5000", "SEQ 5000", 5000),
  anyNumber("seq-last", "SEQ 2^32-1", 4_294_967_295),
];

/** The peer's ISN, which is the one number of its that a caller can expect. */
export const ITS_ISN = anyNumber("isn", "SEQ of its own", IRS);

/** What a host without a connection sets in a reset that answers an ACK-less segment (RFC 9293 3.5.2, group 1). */
export const SEQ_0 = anyNumber("seq-0", "SEQ 0", 0);

/** A number in the field of which the ACK bit says that there is none (RFC 9293 3.1). */
export const STRAY_ACK: AckPlace = {
  name: "stray-ack",
  title: "no ACK but a number in its field",
  isOn: false,
  ack: 654_321,
};

export const ANY_ACK: readonly AckPlace[] = [
  { name: "ack-0", title: "ACK 0", isOn: true, ack: 0 },
  { name: "ack-90210", title: "ACK 90210", isOn: true, ack: 90_210 },
  { name: "ack-last", title: "ACK 2^32-1", isOn: true, ack: 4_294_967_295 },
];
