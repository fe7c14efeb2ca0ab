// RFC 1337 1 and 3: an old duplicate may end TIME-WAIT, if a reset can.

import {
  ACK,
  ANSWER_SPACING,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  mss,
  oneOf,
  peer,
  RCV,
  RST,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  timeWait,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** Any value will do for the clock of the peer. */
const T = 1000;

/** TIME-WAIT after a connection with timestamps. */
const stamped: readonly Step[] = [
  user.listen(),
  peer.sends(SYN, { seq: IRS, options: [mss(1460)], tsValue: T }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["timestamps"] }),
  peer.sends(ACK, { tsValue: T }),
  user.isTold("established"),
  user.close(),
  stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
  peer.sends(FIN_ACK, { tsValue: T }),
  stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
  stack.isIn("TIME-WAIT"),
];

/** A reset at RCV.NXT; the peer's FIN tells what became of it. */
const isResetOrNot = (ignored: string, tsValue?: number): readonly Step[] => {
  const at = tsValue === undefined ? {} : { tsValue };
  return [
    peer.sends(RST, at),
    peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1), ...at }),
    oneOf({
      "RFC 9293 3.10.7.4, second: CLOSED": [
        stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
        stack.isIn("CLOSED"),
      ],
      [ignored]: [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }), stack.isIn("TIME-WAIT")],
    }),
  ];
};

const F1 = "RFC 1337 3, fix F1: ignored";
const F1_OR_F2 = "RFC 1337 3, fix F1 or F2: ignored";

/** Before and after the two seconds of fix F2. */
const MOMENTS = [
  { name: "early", when: "half a second", after: SECONDS.times(0.5), stampedIgnored: F1_OR_F2 },
  { name: "late", when: "three seconds", after: SECONDS.times(3), stampedIgnored: F1 },
];

export const timeWaitAttacks = suite("attack/time-wait", [
  scenario("assassination", "TIME-WAIT: an old duplicate -> ACK; the reset that this draws -> CLOSED, or ignored", {
    covers: ["1337-2-TWA", "793-3.9-SEGARR-TIMEW-RST"],
    level: "IMPLIED",
    from: timeWait(),
    steps: [
      wait.past(ANSWER_SPACING),
      peer.sends(DATA, { seq: RCV.NXT.minus(1000), text: "an old duplicate" }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      wait.past(ANSWER_SPACING),
      isResetOrNot(F1),
    ],
  }),

  ...MOMENTS.flatMap(({ name, when, after, stampedIgnored }) => [
    scenario(`reset-${name}`, `TIME-WAIT for ${when}: RST -> CLOSED, or ignored`, {
      covers: ["1337-3-F2", "793-3.9-SEGARR-TIMEW-RST"],
      level: "IMPLIED",
      from: timeWait(),
      steps: [wait.past(after), isResetOrNot(F1)],
    }),
    scenario(`reset-${name}-with-timestamps`, `TIME-WAIT with timestamps for ${when}: RST -> CLOSED, or ignored`, {
      covers: ["1337-3-F2", "793-3.9-SEGARR-TIMEW-RST"],
      level: "IMPLIED",
      needs: ["timestamps"],
      from: stamped,
      steps: [wait.past(after), isResetOrNot(stampedIgnored, T)],
    }),
  ]),
]);
