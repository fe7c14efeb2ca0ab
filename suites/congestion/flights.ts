/** Words that the suites of congestion control share. */

import {
  ACK,
  DATA,
  IRS,
  ISS,
  MINIMUM_RTO,
  mss,
  peer,
  RCV,
  RTO,
  SND,
  stack,
  SYN,
  SYN_ACK,
  user,
  type Step,
  type TcpOption,
} from "../../harness/scenario";

/** SMSS: small, so that a little text makes many segments. */
export const SIZE = 100;

/** What the peer sends at a time: no more than fits into a segment of any stack, and whole segments of the stack's. */
const PIECE = 1000;

/** So many of these fit into a small receive window, which is open again when the server has read them. */
const PIECES_IN_A_ROW = 4;

/** The same steps so many times. */
export const times = (count: number, steps: readonly Step[]): readonly Step[] =>
  Array.from({ length: count }, () => steps).flat();

/** More than anybody sends in these scenarios; the largest without scaling. */
const WIDE = 65_535;

/** An echo server above the stack; the peer takes segments of `size` octets. */
export function echoing(options: readonly TcpOption[] = [], size = SIZE, window = WIDE): readonly Step[] {
  return [
    user.listen("echo"),
    peer.sends(SYN, { seq: IRS, window, options: [mss(size), ...options] }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    peer.sends(ACK),
  ];
}

/** The server gets so many octets to send back, and no ACK of anything with them. */
export function queuedOctets(octets: number): readonly Step[] {
  const pieces = Array.from({ length: Math.ceil(octets / PIECE) }, (_, i) => Math.min(PIECE, octets - i * PIECE));
  return pieces.flatMap((text, i) => {
    const isInARow = i === 0 || i % PIECES_IN_A_ROW > 0;
    return [...(isInARow ? [] : [stack.flight({})]), peer.sends(DATA, { ack: SND.UNA, text })];
  });
}

/** The text of so many full-sized segments. */
export const queued = (segments: number): readonly Step[] => queuedOctets(segments * SIZE);

/** An ACK of so many segments more. */
export const acked = (segments: number): Step => peer.sends(ACK, { ack: SND.UNA.plus(segments * SIZE) });

/** An ACK of everything that was sent. */
export const ackOfAll: Step = peer.sends(ACK);

/** RFC 5681 2: a duplicate ACK. */
export const duplicate: Step = peer.sends(ACK, { ack: SND.UNA });

/** A duplicate ACK that tells of the segments from one to another behind SND.UNA (RFC 2018 3); the first block comes first. */
export const arrived = (...blocks: readonly (readonly [from: number, to: number])[]): Step =>
  peer.sends(ACK, {
    ack: SND.UNA,
    sack: blocks.map(([from, to]) => [SND.UNA.plus(from * SIZE), SND.UNA.plus(to * SIZE)] as const),
  });

/** Segments sent for the first time, all of them on the way. */
export const sent = (segments: number): readonly Step[] => [...queued(segments), stack.transmits(segments * SIZE)];

/** Twelve segments have gone and were acknowledged one by one: RFC 5681 3.1 lets a window of four grow to sixteen. */
const grown: readonly Step[] = [...sent(4), ...times(4, [acked(1)]), ...sent(8), ...times(8, [acked(1)])];

/**
 * Eight segments are on the way, nothing else is queued, and the ACK of more was the last thing that the peer has sent: after
 * text of its own an ACK that changes nothing may count as a window update (RFC 9293 3.10.7.4, fifth: SND.WL1).
 */
export const justEightSent = (options: readonly TcpOption[] = [], window = WIDE): readonly Step[] => [
  ...echoing(options, SIZE, window),
  ...grown,
  ...sent(9),
  acked(1),
];

/** The same, and that ACK has brought nothing more, for as long as a stack needs to react. */
export const eightSent = (options: readonly TcpOption[] = [], window = WIDE): readonly Step[] => [
  ...justEightSent(options, window),
  stack.flight({ atMost: 8 }),
];

/** What is at SND.UNA goes again at once. */
export const goesAgain: Step = stack.sends(DATA, { seq: SND.UNA, as: "the first" });

/** What is at SND.UNA goes again, sooner or later. */
export const goesAgainInTime: Step = stack.sends(DATA, { seq: SND.UNA, within: RTO.times(8), as: "the first" });

/** Certainly less than any RTO, and longer than a stack takes for what it does at once. */
export const A_WHILE = MINIMUM_RTO.times(0.5);

/** Proof that the stack was listening: with everything acknowledged it goes on with what is queued. */
export const goesOn: readonly Step[] = [ackOfAll, ...queued(1), stack.flight({ atLeast: 1 })];
