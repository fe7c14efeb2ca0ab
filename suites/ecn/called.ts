// RFC 3168 6.1.1: what a stack answers to a SYN that asks for ECN, or does not, and what follows for its text.

import {
  ACK,
  CWR,
  DATA,
  ECE,
  ISS,
  oneOf,
  peer,
  RCV,
  scenario,
  settles,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type IpPattern,
  type Step,
} from "../../harness/scenario";
import { ANY_BUT_CE, CALL, NOT_ECT, sendsText } from "./agreed";

/** The peer acknowledges, and has ten octets echoed. */
function echoed(ip: IpPattern): readonly Step[] {
  return [
    peer.sends(ACK),
    settles("3168-6.1.1-ALLFORMS"),
    peer.sends(DATA, { text: 10 }),
    stack.acknowledges(),
    ...(ip === NOT_ECT ? [settles("3168-6.1.1-ECT-DATA")] : []),
    sendsText({ text: 10, ip }),
  ];
}

/** The SYNs that ask for nothing (RFC 3168 6.1.1), and whether more than RFC 3168 may be read into one (RFC 9768 3.1.3). */
const NO_SETUP = [
  { name: "neither", flags: 0, bits: "neither ECE nor CWR", accurate: false },
  { name: "ece", flags: ECE, bits: "ECE alone", accurate: true },
  { name: "cwr", flags: CWR, bits: "CWR alone", accurate: true },
];

export const ecnCalled = suite("ecn/called", [
  ...NO_SETUP.map(({ name, flags, bits, accurate }) =>
    scenario(`syn-with-${name}`, `LISTEN: SYN with ${bits} -> SYN,ACK without ECE alone; text is not ECT`, {
      covers: ["3168-6.1.1-SYNACK", "3168-6.1.1-ALLFORMS", "3168-6.1.1-ECT-DATA", "3168-6.1.1-ECT-SYN"],
      steps: [
        user.listen("echo"),
        peer.sends(SYN | flags, CALL),
        oneOf({
          "RFC 3168 6.1.1, neither bit: no ECN": [
            stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, withoutFlags: ECE | CWR, ip: NOT_ECT }),
            ...echoed(NOT_ECT),
          ],
          "RFC 3168 6.1.1.2, both bits: no ECN": [
            stack.sends(SYN_ACK | ECE | CWR, { seq: ISS, ack: RCV.NXT, ip: NOT_ECT }),
            ...echoed(NOT_ECT),
          ],
          [accurate ? "RFC 9768 3.1.3, CWR alone: accurate ECN" : "RFC 3168 6.1.1, CWR alone: no ECN"]: [
            stack.sends(SYN_ACK | CWR, { seq: ISS, ack: RCV.NXT, withoutFlags: ECE, ip: NOT_ECT }),
            ...echoed(accurate ? ANY_BUT_CE : NOT_ECT),
          ],
        }),
      ],
    }),
  ),

  scenario("syn-that-asks", "LISTEN: SYN with ECE and CWR -> SYN,ACK with ECE alone, or with neither", {
    covers: ["3168-6.1.1-UNWILLING"],
    steps: [
      user.listen("echo"),
      peer.sends(SYN | ECE | CWR, CALL),
      oneOf({
        "RFC 3168 6.1.1, ECE alone: willing": [stack.sends(SYN_ACK | ECE, { withoutFlags: CWR })],
        "RFC 3168 6.1.1, neither bit: not willing": [stack.sends(SYN_ACK, { withoutFlags: ECE | CWR })],
      }),
    ],
  }),

  scenario("agrees", "LISTEN: SYN with ECE and CWR -> SYN,ACK with ECE alone", {
    covers: ["SHLD-8", "3168-6.1.1-SYNACK-MAY"],
    needs: ["ecn"],
    steps: [
      user.listen("echo"),
      peer.sends(SYN | ECE | CWR, CALL),
      stack.sends(SYN_ACK | ECE, { seq: ISS, ack: RCV.NXT, withoutFlags: CWR }),
    ],
  }),

  scenario("answer-is-not-ect", "LISTEN: SYN with ECE and CWR -> SYN,ACK that is not ECT; text is taken and sent", {
    covers: ["3168-6.1.1-ECT-SYN", "3168-6.1.1-ALLFORMS"],
    steps: [
      user.listen("echo"),
      peer.sends(SYN | ECE | CWR, CALL),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, ip: NOT_ECT }),
      echoed(ANY_BUT_CE),
    ],
  }),

  scenario("asks-no-more", "SYN-RECEIVED: the SYN again, without ECE and CWR -> text is not ECT", {
    covers: ["3168-6.1.1-ECT-DATA"],
    // RFC 3168 6.1.1: who has received such a SYN should not set ECT.
    level: "SHOULD NOT",
    steps: [
      user.listen("echo"),
      peer.sends(SYN | ECE | CWR, CALL),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      // Nobody knows whether it is answered by a SYN,ACK again, by an ACK, or not at all.
      peer.sends(SYN, CALL),
      peer.sends(ACK),
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      sendsText({ text: 10, ip: NOT_ECT }),
    ],
  }),
]);
