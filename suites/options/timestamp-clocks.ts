// RFC 7323 3.2, 4.1, 5.4 and 7.1: the timestamps of the stack's own clock, and what it makes of their echoes.

import {
  ACK,
  connection,
  DATA,
  IRS,
  ISS,
  listening,
  MINIMUM_RTO,
  mss,
  peer,
  RCV,
  RTO,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  timestampClocks,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** The peer's clock, which stands still where nothing depends on it. */
const T = 1_000_000;

const needs = ["timestamps"] as const;

const called = (id: string): readonly Step[] => {
  const { peer, stack } = connection(id);
  return [
    peer.sends(SYN, { seq: IRS, options: [mss(1460)], tsValue: T }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, tsEcho: T }),
  ];
};

const established: readonly Step[] = [
  ...listening(),
  ...called("1"),
  peer.sends(ACK, { tsValue: T }),
  user.isTold("established"),
];

/** An acknowledgment that tells the time. */
const tellsTheTime: readonly Step[] = [peer.sends(DATA, { text: 10, tsValue: T }), stack.acknowledges()];

const EIGHT = Array.from({ length: 8 }, (_, i) => String(i + 1));

export const timestampClock = suite("options/timestamp-clocks", [
  scenario("in-a-call", "CLOSED: OPEN -> SYN with timestamps, TSecr 0 as there is no ACK", {
    covers: ["7323-3.2-TS-ECR-ZERO", "7323-3.2-TS-SYN"],
    needs,
    steps: [user.connect(), stack.sends(SYN, { tsEcho: 0 })],
  }),

  scenario("goes-with-time", "ESTABLISHED: acknowledgments over eight seconds -> TSval goes with time", {
    covers: ["7323-4.1-RTTM-CLOCK", "7323-5.4-TS-CLOCK-RANGE"],
    needs,
    from: established,
    steps: [
      [0.5, 1, 2, 4, 0.5].map((seconds) => [wait.past(SECONDS.times(seconds)), ...tellsTheTime]).flat(),
      timestampClocks("go with time"),
    ],
  }),

  scenario("text-again", "ESTABLISHED: text goes again and again -> each time with the TSval of that time", {
    covers: ["7323-5.4-TS-MONOTONE"],
    needs,
    from: [
      ...established,
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
      stack.resends("the text", { after: MINIMUM_RTO, orLater: true }),
    ],
    steps: [
      Array.from({ length: 4 }, () => stack.resends("the text", { after: MINIMUM_RTO, orLater: true })),
      peer.sends(ACK, { tsValue: T }),
      tellsTheTime,
      timestampClocks("advance"),
    ],
  }),

  scenario("offsets", "LISTEN: eight calls at once -> the TSvals are not those of one clock", {
    covers: ["7323-7-TS-OFFSET"],
    needs,
    from: EIGHT.flatMap((id) => listening(id)),
    steps: [EIGHT.flatMap((id) => called(id)), timestampClocks("differ")],
  }),

  scenario("echo-of-nothing-new", "ESTABLISHED: an old echo on an ACK of nothing new -> it is no round trip", {
    covers: ["7323-4.1-RTTM-ADVANCE"],
    needs,
    // Only where text goes again at all does the time say something of the echo.
    from: [
      ...established,
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the first" }),
      stack.resends("the first", { after: MINIMUM_RTO }),
      peer.sends(ACK, { tsValue: T }),
    ],
    steps: [
      Array.from({ length: 8 }, () => [
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
        peer.sends(ACK, { tsValue: T }),
      ]).flat(),
      // The clock goes on, and the echo is still that of the last text.
      wait.past(RTO.times(3)),
      peer.sends(ACK, { tsValue: T }),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
      stack.resends("the text", { after: MINIMUM_RTO }),
    ],
  }),
]);
