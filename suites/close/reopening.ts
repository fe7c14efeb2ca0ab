// RFC 9293 3.6.1 (MAY-2, SHLD-4) and RFC 6191 2: a SYN for a connection in TIME-WAIT. Somebody listens to its port.

import {
  ACK,
  ANSWER_SPACING,
  connection,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  isns,
  mss,
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
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** The peer's clock in the connection before. */
const T = 1_000_000;

const at = (tsValue: number | undefined) => (tsValue === undefined ? {} : { tsValue });

/** TIME-WAIT, after a connection with timestamps where there is a clock, and a listener that takes anybody. */
const timeWait = (clock?: number): readonly Step[] => [
  user.listen(),
  peer.sends(SYN, { seq: IRS, options: [mss(1460)], ...at(clock) }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK, at(clock)),
  user.isTold("established"),
  user.close(),
  stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
  peer.sends(FIN_ACK, at(clock)),
  stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
  stack.isIn("TIME-WAIT"),
  connection("a listener").user.listenToAnybody(),
  wait.past(ANSWER_SPACING),
];

/** How far the caller's number lies beyond the last one of the connection before, or short of it. */
const BEYOND = 100_000;
const SHORT = -100_000;

const calls = (from: number, clock?: number): Step =>
  peer.sends(SYN, { seq: RCV.NXT.plus(from), options: [mss(1460)], ...at(clock) });

const opens = (from: number): readonly Step[] => [
  stack.sends(SYN_ACK, { ack: RCV.NXT.plus(from + 1) }),
  // RFC 9293 3.6.1 (1): no number of the connection before comes again.
  isns("exceed"),
];

/** TIME-WAIT answers the FIN when it comes again. */
const staysAsItIs = (clock?: number): readonly Step[] => [
  oneOf({
    "RFC 6191 2: no answer": [stack.staysSilent(RTO)],
    "RFC 9293 3.10.7.4: an ACK": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
  }),
  wait.past(ANSWER_SPACING),
  peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1), ...at(clock) }),
  stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
];

/** MAY-2 is a MAY: what else may become of a SYN beyond all numbers so far. */
const OPENS_NOTHING = {
  "RFC 5961 4.2: an ACK": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
  "RFC 793 3.9: a reset": [stack.sends(RST, { optionalFlags: ACK })],
  "RFC 6191 2: no answer": [stack.staysSilent(RTO), peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }), stack.sends(ACK)],
};

const needs = ["timestamps"] as const;

export const reopening = suite("close/reopening", [
  scenario("beyond", "TIME-WAIT: SYN beyond all numbers so far -> another connection, or none", {
    covers: ["MAY-2"],
    // It is a MAY, but its first condition is none.
    level: "IMPLIED",
    from: timeWait(),
    steps: [calls(BEYOND), oneOf({ "MAY-2: it opens": opens(BEYOND), ...OPENS_NOTHING })],
  }),

  scenario("old-duplicate", "TIME-WAIT: SYN that its sender knows nothing of, if it opens -> TIME-WAIT once more", {
    covers: ["MAY-2"],
    // The second condition of a MAY, which RFC 6191 does not repeat; several well-known stacks have no more than LISTEN then.
    level: "SHOULD",
    from: timeWait(),
    steps: [
      calls(BEYOND),
      oneOf({
        "MAY-2: it opens": [
          ...opens(BEYOND),
          peer.sends(RST),
          stack.staysSilent(RTO),
          peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
          stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        ],
        ...OPENS_NOTHING,
      }),
    ],
  }),

  scenario("carries-text", "TIME-WAIT: SYN beyond all numbers, if it opens -> the other connection carries text", {
    covers: ["MAY-2"],
    level: "IMPLIED",
    from: timeWait(),
    steps: [
      calls(BEYOND),
      oneOf({
        "MAY-2: it opens": [...opens(BEYOND), peer.sends(ACK), peer.sends(DATA, { text: 10 }), stack.acknowledges()],
        ...OPENS_NOTHING,
      }),
    ],
  }),

  scenario("reset-later", "TIME-WAIT: SYN beyond all numbers, if it opens -> RST ends that, and TIME-WAIT is over", {
    covers: ["MAY-2"],
    level: "IMPLIED",
    from: timeWait(),
    steps: [
      calls(BEYOND),
      oneOf({
        "MAY-2: it opens": [
          ...opens(BEYOND),
          peer.sends(ACK),
          peer.sends(RST),
          peer.sends(ACK),
          stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
        ],
        ...OPENS_NOTHING,
      }),
    ],
  }),

  scenario("short", "TIME-WAIT: SYN with an old number -> it opens nothing", {
    covers: ["MAY-2", "6191-2-TIMEWAIT-TS"],
    level: "IMPLIED",
    from: timeWait(),
    steps: [calls(SHORT), staysAsItIs()],
  }),

  scenario("ack", "TIME-WAIT: ACK, while somebody listens -> it opens nothing, and the listener does not get it", {
    covers: ["793-3.9-SEGARR-TIMEW-ACK"],
    from: timeWait(),
    steps: [peer.sends(ACK), staysAsItIs()],
  }),

  scenario("later-timestamp", "TIME-WAIT: SYN with a later timestamp -> another connection, whatever its number", {
    covers: ["SHLD-4", "6191-2-TIMEWAIT-TS"],
    needs,
    from: timeWait(T),
    steps: [calls(SHORT, T + 1000), opens(SHORT)],
  }),

  scenario("same-timestamp-beyond", "TIME-WAIT: SYN with the same timestamp beyond all numbers -> another connection", {
    covers: ["6191-2-TIMEWAIT-TS"],
    needs,
    from: timeWait(T),
    steps: [calls(BEYOND, T), opens(BEYOND)],
  }),

  scenario("same-timestamp-short", "TIME-WAIT: SYN with the same timestamp and an old number -> it opens nothing", {
    covers: ["6191-2-TIMEWAIT-TS"],
    needs,
    from: timeWait(T),
    steps: [calls(SHORT, T), staysAsItIs(T)],
  }),

  scenario("earlier-timestamp", "TIME-WAIT: SYN with an earlier timestamp -> it opens nothing, whatever its number", {
    covers: ["6191-2-TIMEWAIT-TS"],
    needs,
    from: timeWait(T),
    steps: [calls(BEYOND, T - 100_000), staysAsItIs(T)],
  }),

  scenario("first-timestamp", "TIME-WAIT without timestamps: SYN with one -> another connection, whatever its number", {
    covers: ["6191-2-TIMEWAIT-TS"],
    needs,
    from: timeWait(),
    // There is nothing to compare it with, such as 0.
    steps: [calls(SHORT, 3_000_000_000), opens(SHORT)],
  }),

  scenario("no-timestamp", "TIME-WAIT with timestamps: SYN without, beyond all numbers -> another connection", {
    covers: ["6191-2-TIMEWAIT-TS"],
    needs,
    from: timeWait(T),
    steps: [calls(BEYOND), opens(BEYOND)],
  }),
]);
