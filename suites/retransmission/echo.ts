// What the scenarios about the RTO have in common: a program that sends back what it gets, so that the peer says when there is text.

import {
  ACK,
  DATA,
  IRS,
  ISS,
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
} from "../../harness/scenario";

/** The peer takes segments of so many octets, so that a segment as large as may be is not held back for Nagle's sake. */
export const SIZE = 400;

const called: readonly Step[] = [
  user.listen("echo"),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, as: "the SYN+ACK" }),
];

/** A connection without timestamps. */
export const connected: readonly Step[] = [...called, peer.sends(ACK)];

/** One whose handshake is no sample: its SYN,ACK was sent twice (RFC 6298 3, Karn). */
export const unmeasured: readonly Step[] = [...called, stack.resends("the SYN+ACK", { after: RTO }), peer.sends(ACK)];

/** Text that the program sends, in its own time. What it has sent before is acknowledged, if `ack` says nothing else. */
export const echoed = (name: string, ack = SND.NXT): readonly Step[] => [
  peer.sends(DATA, { ack, text: SIZE }),
  stack.sends(DATA, { seq: SND.NXT, as: name, within: RTO }),
];

/** As many round trips that take no time as make the RTO as short as it gets. */
export const quickTrips: readonly Step[] = [
  ...Array.from({ length: 8 }, (_, i) => echoed(`quick trip ${i + 1}`)).flat(),
  peer.sends(ACK),
];
