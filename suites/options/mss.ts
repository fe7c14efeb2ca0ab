// RFC 9293 3.7.1, RFC 6691: the largest text of a segment, as the peer's MSS option has it.

import {
  ACK,
  DATA,
  endOfOptions,
  FIN_ACK,
  generating,
  IRS,
  isGone,
  ISS,
  listening,
  mss,
  nop,
  oneOf,
  peer,
  RCV,
  RMSS,
  RST,
  RTO,
  sackPermitted,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synSent,
  unknownOption,
  user,
  windowScale,
  type Step,
  type TcpOption,
} from "../../harness/scenario";

/** The peer calls with these options. */
function calledWith(options: readonly TcpOption[]): readonly Step[] {
  return [
    peer.sends(SYN, { seq: IRS, options }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    peer.sends(ACK),
    user.isTold("established"),
  ];
}

/** No segment has more text than the peer can take, and with so much in the queue none has less (SHLD-28). */
const inSegmentsOf = (size: number): readonly Step[] => [
  user.send(3 * size),
  ...Array.from({ length: 3 }, () => stack.sends(DATA, { seq: SND.NXT, text: size })),
];

/** MUST-15; the second segment tells which version it is, and the rest of the text comes as it may. */
const inSegmentsOfTheDefault: readonly Step[] = [
  user.send(2440),
  stack.sends(DATA, { seq: SND.NXT, text: { v4: 536, v6: 1220 } }),
  oneOf({
    "RFC 9293 3.7.1, 536 octets over IPv4": [
      ...Array.from({ length: 3 }, () => stack.sends(DATA, { seq: SND.NXT, text: 536 })),
      peer.sends(ACK),
      stack.sends(DATA, { seq: SND.NXT, text: 296 }),
    ],
    "RFC 9293 3.7.1, 1220 octets over IPv6": [stack.sends(DATA, { seq: SND.NXT, text: 1220 })],
  }),
];

/** A program sends back what it gets, which takes a connection that works both ways. */
const ECHO: readonly Step[] = [peer.sends(DATA, { text: "hello" }), stack.transmits("hello")];

/** What the peer says, to a program that could fill segments of any size. */
const LIMITS = {
  "300": {
    says: "an MSS of 300",
    options: [mss(300)],
    textAtMost: { v4: 300, v6: 300 },
    covers: ["MUST-16", "MUST-14"],
  },
  default: { says: "no MSS", options: [], textAtMost: { v4: 536, v6: 1220 }, covers: ["MUST-15", "MUST-16"] },
} as const;

/** Each has an MSS of 700 in it. */
const LAYOUTS = {
  "behind-a-nop": { options: [nop, mss(700), nop, nop, nop], what: "at an odd place", covers: ["MUST-64", "MUST-4"] },
  "behind-three-nops": { options: [nop, nop, nop, mss(700)], what: "across two words", covers: ["MUST-64", "MUST-4"] },
  "before-the-end": { options: [mss(700), endOfOptions], what: "with the end behind it", covers: ["MUST-4"] },
  "behind-an-unknown-option": {
    options: [unknownOption(200, 1, 2, 3, 4), mss(700)],
    what: "behind an option of unknown kind",
    covers: ["MUST-6", "MUST-68"],
  },
  "behind-an-empty-unknown-option": {
    options: [unknownOption(200), mss(700)],
    what: "behind an option of unknown kind that has no data",
    covers: ["MUST-6", "MUST-68"],
  },
  "before-an-unknown-option": {
    options: [mss(700), unknownOption(222, 1, 2)],
    what: "before an option of unknown kind",
    covers: ["MUST-6", "MUST-68"],
  },
  "not-what-looks-like-one": {
    options: [mss(700), unknownOption(200, 2, 4, 1, 0)],
    what: "and an option of unknown kind whose data looks like another",
    covers: ["MUST-68", "MUST-6"],
  },
} as const;

export const maximumSegmentSize = suite("options/mss", [
  ...[300, 536, 1000, 1220].map((size) =>
    scenario(`obeyed-${size}`, `LISTEN: SYN with an MSS of ${size} -> segments of ${size} octets`, {
      covers: ["MUST-14", "MUST-16", "SHLD-28"],
      from: listening(),
      steps: [...calledWith([mss(size)]), ...inSegmentsOf(size)],
    }),
  ),

  scenario("obeyed-by-the-caller", "SYN-SENT: SYN,ACK with an MSS of 700 -> segments of 700 octets", {
    covers: ["MUST-14", "MUST-16"],
    from: synSent(),
    steps: [
      peer.sends(SYN_ACK, { seq: IRS, options: [mss(700)] }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      inSegmentsOf(700),
    ],
  }),

  scenario("default", "LISTEN: SYN without an MSS -> segments of 536 octets, over IPv6 of 1220", {
    covers: ["MUST-15", "8504-MINMTU-MSS"],
    from: listening(),
    steps: [...calledWith([]), ...inSegmentsOfTheDefault],
  }),

  scenario("default-for-the-caller", "SYN-SENT: SYN,ACK without an MSS -> segments of 536 octets, over IPv6 of 1220", {
    covers: ["MUST-15", "8504-MINMTU-MSS"],
    from: synSent(),
    steps: [
      peer.sends(SYN_ACK, { seq: IRS }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      inSegmentsOfTheDefault,
    ],
  }),

  scenario("offered-in-an-answer", "LISTEN: SYN -> SYN,ACK with an MSS", {
    covers: ["SHLD-5"],
    from: listening(),
    steps: [peer.sends(SYN, { seq: IRS, options: [mss(1460)] }), stack.sends(SYN_ACK, { options: ["mss"] })],
  }),

  scenario("offered-in-a-call", "CLOSED: active OPEN -> SYN with an MSS", {
    covers: ["SHLD-5"],
    steps: [user.connect(), stack.sends(SYN, { options: ["mss"] })],
  }),

  // With the default as its MSS a peer need not say so, but it may; and the stack may answer in kind, whatever its own is.
  ...[
    { size: 536, version: "IPv4" },
    { size: 1220, version: "IPv6" },
  ].map(({ size, version }) =>
    scenario(`needless-${size}`, `LISTEN: SYN with ${size}, the default of ${version} -> it is no mistake to say so`, {
      covers: ["MAY-3", "MUST-14"],
      steps: [
        user.listen("echo"),
        peer.sends(SYN, { seq: IRS, options: [mss(size)] }),
        oneOf({
          "MAY-3: an MSS in return": [stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["mss"] })],
          "SHLD-5 alone is without one": [stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, without: ["mss"] })],
        }),
        peer.sends(ACK),
        ...ECHO,
      ],
    }),
  ),

  scenario("of-the-link", "LISTEN: SYN -> SYN,ACK with the MTU less the fixed headers", {
    covers: ["6691-2-MSS-FIXED"],
    steps: [
      user.listen("discard"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { mss: "of the link" }),
    ],
  }),

  scenario("of-the-link-in-a-call", "CLOSED: active OPEN -> SYN with the MTU less the fixed headers", {
    covers: ["6691-2-MSS-FIXED"],
    steps: [user.connect(), stack.sends(SYN, { mss: "of the link" })],
  }),

  scenario("options-take-nothing-off", "LISTEN: SYN without options, then with all of them -> the same MSS in return", {
    covers: ["6691-2-MSS-NOOPT"],
    steps: [
      user.listen("discard"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["mss"] }),
      peer.sends(RST, { seq: IRS.plus(1) }),
      peer.sends(SYN, { seq: IRS, options: [mss(1460), sackPermitted, nop, windowScale(2)], tsValue: 1000 }),
      stack.sends(SYN_ACK, { mss: RMSS }),
    ],
  }),

  scenario("can-be-had", "ESTABLISHED: a segment as large as the stack's MSS -> taken, every octet", {
    covers: ["MUST-67"],
    steps: [
      user.listen("discard"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      peer.sends(DATA, { text: RMSS }),
      stack.acknowledges(),
    ],
  }),

  scenario("on-syns-alone", "a connection from its SYN to its FIN -> no MSS behind the SYN,ACK", {
    covers: ["MUST-65"],
    steps: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      peer.sends(DATA, { text: "hello" }),
      stack.sends(DATA, { ack: RCV.NXT, text: "hello", without: ["mss"], within: RTO }),
      peer.sends(FIN_ACK),
      stack.sends(FIN_ACK, { ack: RCV.NXT, without: ["mss"], within: RTO }),
      peer.sends(ACK),
      isGone(),
    ],
  }),

  ...Object.entries(LAYOUTS).map(([name, { options, what, covers }]) =>
    scenario(`found-${name}`, `LISTEN: SYN with an MSS ${what} -> it counts`, {
      covers,
      from: listening(),
      steps: [...calledWith(options), ...inSegmentsOf(700)],
    }),
  ),

  ...Object.entries(LIMITS).map(([name, { says, options, textAtMost, covers }]) =>
    scenario(
      `without-end-${name}`,
      `LISTEN: SYN with ${says}, then text without end -> no segment has more than that`,
      {
        covers,
        from: generating(options),
        steps: Array.from({ length: 12 }, () => [
          stack.sends(DATA, { seq: SND.NXT, textAtMost, within: RTO }),
          peer.sends(ACK),
        ]),
      },
    ),
  ),
]);
