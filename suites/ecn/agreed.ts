// RFC 3168 6.1.1: connections whose ends have agreed on ECN, and words for what the scenarios about them have in common.

import {
  ACK,
  CWR,
  DATA,
  ECE,
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
  type Application,
  type SegmentPattern,
  type Step,
  type TcpOption,
} from "../../harness/scenario";

/** Of the peer's SYN: four segments of it are a first flight that RFC 5681 3.1 allows. */
export const SIZE = 1000;
export const CALL = { seq: IRS, options: [mss(SIZE)] } as const;

export const NOT_ECT = { ecn: "Not-ECT" } as const;
/** RFC 3168 6.1.1: to agree is no promise to set ECT. */
export const ANY_BUT_CE = { ecn: ["Not-ECT", "ECT(0)", "ECT(1)"] } as const;

/** Text of a peer that can take part, and what a router has made of it. */
export const UNMARKED = { ip: { ecn: "ECT(0)" } } as const;
export const MARKED = { ip: { ecn: "CE" } } as const;

/** A program is called by a peer that asks for ECN and takes segments of `size` octets, and the stack agrees. */
export function agreed(application?: Application, size = SIZE, options: readonly TcpOption[] = []): readonly Step[] {
  return [
    user.listen(application),
    peer.sends(SYN | ECE | CWR, { seq: IRS, options: [mss(size), ...options] }),
    stack.sends(SYN_ACK | ECE, { seq: ISS, ack: RCV.NXT, withoutFlags: CWR }),
    peer.sends(ACK),
  ];
}

/** New text of a program above the stack, which may take its time. */
export const sendsText = (pattern: Omit<SegmentPattern, "flags"> = {}, flags = DATA) =>
  stack.sends(flags, { seq: SND.NXT, within: RTO, ...pattern });
