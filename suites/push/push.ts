// RFC 9293 3.9.1.2 and 3.9.1.3: PSH on what is sent, and text that has none when it comes.

import {
  ACK,
  DATA,
  established,
  IRS,
  ISS,
  listening,
  mss,
  oneOf,
  peer,
  RCV,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";

const SIZE = 400;

/** The peer takes segments of 400 octets. */
const withSmallSegments: readonly Step[] = [
  ...listening(),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
  user.isTold("established"),
];

/** Nothing is in flight, and the window is closed. */
const withClosedWindow: readonly Step[] = [
  ...withSmallSegments,
  user.send(10),
  stack.sends(DATA, { seq: SND.NXT, text: 10 }),
  peer.sends(ACK, { window: 0 }),
];

const segment = stack.sends(DATA, { seq: SND.NXT, text: SIZE });

export const push = suite("push/push", [
  scenario("small-echo", "ESTABLISHED: a small answer of an echo server -> it has PSH", {
    covers: ["MUST-61"],
    from: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
    ],
    steps: [peer.sends(DATA, { text: "a" }), stack.sends(DATA, { seq: SND.NXT, text: "a", push: true, within: RTO })],
  }),

  scenario("last-of-many", "ESTABLISHED: SEND of several segments -> PSH on the one with the last octet", {
    covers: ["MUST-61"],
    from: withSmallSegments,
    steps: [
      user.send(2 * SIZE + 100),
      segment,
      segment,
      oneOf({
        "SHLD-7, with the others": [stack.sends(DATA, { seq: SND.NXT, text: 100, push: true })],
        "RFC 9293 3.7.4, it waits for the ACK": [
          stack.staysSilent(RTO.times(0.1)),
          peer.sends(ACK),
          stack.sends(DATA, { seq: SND.NXT, text: 100, push: true }),
        ],
      }),
    ],
  }),

  scenario(
    "after-a-closed-window",
    "ESTABLISHED: SENDs while the window is closed, then it opens -> PSH on the last octet",
    {
      covers: ["MUST-61"],
      from: withClosedWindow,
      steps: [
        user.send(SIZE),
        user.send(SIZE),
        peer.sends(ACK, { window: 2 * SIZE }),
        segment,
        stack.sends(DATA, { seq: SND.NXT, text: SIZE, push: true }),
      ],
    },
  ),

  scenario("packed", "ESTABLISHED: many small SENDs while the window is closed, then it opens -> full segments", {
    covers: ["SHLD-27"],
    from: withClosedWindow,
    steps: [
      Array.from({ length: 8 }, () => user.send(SIZE / 4)),
      peer.sends(ACK, { window: 2 * SIZE }),
      segment,
      segment,
    ],
  }),

  scenario(
    "packed-or-not",
    "ESTABLISHED: three small SENDs while the window is closed, then it opens -> all octets, in order",
    {
      covers: ["MAY-16"],
      level: "IMPLIED",
      from: withClosedWindow,
      steps: [
        user.send(10),
        user.send(10),
        user.send(10),
        peer.sends(ACK, { window: SIZE }),
        oneOf({
          "MAY-16, together": [stack.sends(DATA, { seq: SND.NXT, text: 30 })],
          "RFC 9293 3.9.1.2, one by one": [
            stack.sends(DATA, { seq: SND.NXT, text: 10 }),
            peer.sends(ACK, { window: SIZE }),
            stack.transmits(20),
          ],
        }),
      ],
    },
  ),

  scenario("text-without-push", "ESTABLISHED: text without PSH -> the user gets it at once, or with what is pushed", {
    covers: ["1122-4.2.2.2-RCV-HOLD"],
    level: "IMPLIED",
    from: established(),
    steps: [
      peer.sends(ACK, { text: 10 }),
      stack.acknowledges(),
      oneOf({
        "RFC 9293 3.9.1.3, at once": [user.receives(10), peer.sends(DATA, { text: 10 }), user.receives(10)],
        "RFC 1122 4.2.2.2, with what is pushed": [
          stack.staysSilent(RTO.times(0.1)),
          peer.sends(DATA, { text: 10 }),
          stack.acknowledges(),
          user.receives(20),
        ],
      }),
    ],
  }),
]);
