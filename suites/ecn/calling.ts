// RFC 3168 6.1.1 and 6.1.1.1: whether a stack's own SYN asks for ECN, and what it makes of the answer.

import {
  ACK,
  CWR,
  DATA,
  ECE,
  oneOf,
  peer,
  RCV,
  RST_ACK,
  RTO,
  scenario,
  settles,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Flags,
  type IpPattern,
  type Step,
} from "../../harness/scenario";
import { ANY_BUT_CE, CALL, NOT_ECT } from "./agreed";

/** The answer with these bits, and ten octets on the connection that it makes. */
function answered(bits: Flags, ip: IpPattern): readonly Step[] {
  return [
    peer.sends(SYN_ACK | bits, CALL),
    settles("3168-6.1.1-ALLFORMS"),
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    user.isTold("established"),
    ...(ip === NOT_ECT ? [settles("3168-6.1.1-ECT-DATA")] : []),
    user.send(10),
    stack.sends(DATA, { seq: SND.NXT, text: 10, ip }),
  ];
}

/** Answers after which there is no ECN, asked for or not. */
const NO_SETUP = [
  { name: "neither", bits: 0, said: "neither ECE nor CWR", covers: ["3168-6.1.1-SYN"] },
  { name: "cwr", bits: CWR, said: "CWR alone", covers: [] },
  { name: "both", bits: ECE | CWR, said: "ECE and CWR, as if reflected", covers: ["3168-6.1.1-REFLECT"] },
];

/** The bit with which RFC 9768 3.1.1 asks for more. */
const AE = 0b0001;

export const ecnCalling = suite("ecn/calling", [
  scenario("syn", "SYN-SENT: the SYN has both ECE and CWR, or neither", {
    covers: ["3168-6.1.1-UNWILLING", "3168-6.1.1-SYN"],
    // RFC 3168 6.1.1: one who does not ask should clear both.
    level: "SHOULD",
    steps: [
      user.connect(),
      oneOf({
        "RFC 3168 6.1.1, both: it asks": [stack.sends(SYN | ECE | CWR)],
        "RFC 3168 6.1.1, neither: it does not ask": [stack.sends(SYN, { withoutFlags: ECE | CWR })],
      }),
    ],
  }),

  ...NO_SETUP.map(({ name, bits, said, covers }) =>
    scenario(`answer-with-${name}`, `SYN-SENT: SYN,ACK with ${said} -> ESTABLISHED; text is not ECT`, {
      covers: ["3168-6.1.1-ECT-SYN", "3168-6.1.1-ECT-DATA", "3168-6.1.1-ALLFORMS", ...covers],
      steps: [
        user.connect(),
        oneOf({
          "RFC 9768 3.1.1, accurate ECN is asked for": [
            stack.sends(SYN | ECE | CWR, { reserved: AE, ip: NOT_ECT }),
            ...answered(bits, bits === 0 ? NOT_ECT : ANY_BUT_CE),
          ],
          "RFC 3168 6.1.1, it is not": [stack.sends(SYN, { ip: NOT_ECT }), ...answered(bits, NOT_ECT)],
        }),
      ],
    }),
  ),

  scenario("answer-with-ece", "SYN-SENT: SYN,ACK with ECE alone -> ESTABLISHED; text is ECT only if the SYN asked", {
    covers: ["3168-6.1.1-ECT-DATA", "3168-6.1.1-ALLFORMS"],
    steps: [
      user.connect(),
      oneOf({
        "RFC 3168 6.1.1, the SYN asks": [stack.sends(SYN | ECE | CWR), ...answered(ECE, ANY_BUT_CE)],
        "RFC 3168 6.1.1, the SYN does not ask": [stack.sends(SYN), ...answered(ECE, NOT_ECT)],
      }),
    ],
  }),

  scenario("refused", "SYN-SENT: RST -> the user is told, or the SYN goes again without ECE and CWR if it had them", {
    covers: ["3168-6.1.1.1-RST-RETRY"],
    // Either will do, and nothing else (RFC 9293 3.10.7.3, second).
    level: "MUST",
    steps: [
      user.connect(),
      oneOf({
        "RFC 3168 6.1.1, the SYN asks": [
          stack.sends(SYN | ECE | CWR),
          peer.sends(RST_ACK, { seq: 0 }),
          oneOf({
            "RFC 3168 6.1.1.1, a SYN that does not ask": [stack.sends(SYN, { withoutFlags: ECE | CWR, within: RTO })],
            "RFC 9293 3.10.7.3, second, the user is told": [user.isTold("reset", "refused")],
          }),
        ],
        "RFC 3168 6.1.1, the SYN does not ask": [
          stack.sends(SYN),
          peer.sends(RST_ACK, { seq: 0 }),
          user.isTold("reset", "refused"),
          stack.isIn("CLOSED"),
        ],
      }),
    ],
  }),
]);
