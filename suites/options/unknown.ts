// RFC 9293 3.1, 3.2: options that are not known, not expected here, or not well formed (MUST-5 to MUST-7).

import {
  ACK,
  AFTERWARDS,
  connection,
  DATA,
  established,
  FIN_ACK,
  IRS,
  ISS,
  isGone,
  listening,
  malformedOption,
  MINIMUM_RTO,
  mss,
  nop,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  unknownOption,
  user,
  type Step,
} from "../../harness/scenario";

/** Twelve octets, one NOP more than an even place would need. */
const STRANGE = [nop, unknownOption(200, 0, 1, 255), unknownOption(222), nop, unknownOption(201, 7), nop];

/** What no reader of options can make sense of, from its octets on. */
const MALFORMED = {
  "length-0": { what: "of length 0", options: [malformedOption(200, 0)] },
  "length-1": { what: "of length 1", options: [malformedOption(200, 1)] },
  "mss-of-length-0": { what: "that is an MSS of length 0", options: [malformedOption(2, 0)] },
  "past-the-header": { what: "that runs past the header", options: [malformedOption(200, 40, 0, 0)] },
  "no-length": { what: "that ends before its length", options: [nop, nop, nop, malformedOption(200)] },
  "mss-too-short": { what: "that is an MSS of length 3", options: [unknownOption(2, 2)] },
  "mss-too-long": { what: "that is an MSS of length 5", options: [unknownOption(2, 2, 188, 0)] },
} as const;

/** Whatever came before: another connection can be made, and does what it should. */
function goesOnElsewhere(): readonly Step[] {
  const { user: someone, peer: caller, stack: host } = connection(AFTERWARDS);
  return [
    someone.listen(),
    caller.sends(SYN, { seq: IRS, options: [mss(1460)] }),
    host.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    caller.sends(ACK),
    someone.isTold("established"),
    caller.sends(DATA, { text: 10 }),
    host.acknowledges(),
    someone.receives(10),
  ];
}

const RESET = "MUST-7, the suggested reaction: RST";

export const unknownOptions = suite("options/unknown", [
  scenario("on-text", "ESTABLISHED: text with options of unknown kind -> taken and acknowledged", {
    covers: ["MUST-5", "MUST-6"],
    from: established(),
    steps: [peer.sends(DATA, { text: 10, options: STRANGE }), stack.acknowledges(), user.receives(10)],
  }),

  scenario("on-an-ack", "ESTABLISHED: ACK with options of unknown kind -> what it is for does not go again", {
    covers: ["MUST-5", "MUST-6"],
    from: [
      ...established(),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
      stack.resends("the text", { after: MINIMUM_RTO }),
    ],
    steps: [
      peer.sends(ACK, { options: STRANGE }),
      user.send(5),
      // Behind an octet that is still to be acknowledged Nagle would keep it back, and the first would have to come again.
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),

  scenario("on-a-fin", "ESTABLISHED: FIN with options of unknown kind -> CLOSE-WAIT", {
    covers: ["MUST-5", "MUST-6"],
    from: established(),
    steps: [
      peer.sends(FIN_ACK, { options: STRANGE }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.isTold("end of stream"),
      stack.isIn("CLOSE-WAIT"),
    ],
  }),

  scenario("on-a-reset", "ESTABLISHED: RST with options of unknown kind -> CLOSED", {
    covers: ["MUST-5", "MUST-6"],
    from: established(),
    steps: [peer.sends(RST, { options: STRANGE }), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  ...Object.entries(MALFORMED).map(([name, { what, options }]) =>
    scenario(`${name}-on-a-syn`, `LISTEN: SYN with an option ${what} -> no harm`, {
      covers: ["MUST-7"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS, options }),
        oneOf({
          "MUST-6, passed over: SYN,ACK": [
            stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
            peer.sends(ACK),
            user.isTold("established"),
          ],
          [RESET]: [stack.sends(RST, { optionalFlags: ACK })],
          "RFC 9293 3.2, the segment is dropped": [stack.staysSilent(RTO.times(2))],
        }),
        goesOnElsewhere(),
      ],
    }),
  ),

  ...Object.entries(MALFORMED).map(([name, { what, options }]) => {
    // Taken or not: the same octets once more are acknowledged, and delivered once.
    const goesOn = [
      peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 20 }),
      stack.acknowledges(),
      user.receives(20),
    ] as const;
    return scenario(`${name}-on-text`, `ESTABLISHED: text with an option ${what} -> no harm`, {
      covers: ["MUST-7"],
      from: established(),
      steps: [
        peer.sends(DATA, { text: 10, options }),
        oneOf({
          "MUST-6, passed over: the text is acknowledged": [stack.sends(ACK, { ack: RCV.NXT }), ...goesOn],
          "RFC 9293 3.10.7.4, answered as not acceptable": [stack.sends(ACK, { ack: RCV.NXT.minus(10) }), ...goesOn],
          [RESET]: [stack.sends(RST, { optionalFlags: ACK })],
          "RFC 9293 3.2, the segment is dropped": [stack.staysSilent(RTO), ...goesOn],
        }),
        goesOnElsewhere(),
      ],
    });
  }),
]);
