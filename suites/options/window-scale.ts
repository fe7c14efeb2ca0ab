// RFC 7323 2: windows beyond 65535 octets. The scale is agreed on by the SYNs and is for everything but them.

import {
  ACK,
  ANSWER_SPACING,
  DATA,
  IRS,
  ISS,
  isGone,
  listening,
  MINIMUM_RTO,
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
  windowScale,
  type Step,
} from "../../harness/scenario";

const SIZE = 400;

/** A segment of which 16 make a window of 2^14 octets. */
const LARGE = 1024;

/** Of the peer's windows, in the scenarios that do not say another. */
const SHIFT = 3;
const UNIT = 2 ** SHIFT;

/** Both sides scale their windows; the peer's has room for so many octets. */
const scaling = (octets: number): readonly Step[] => [
  ...listening(),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE), windowScale(SHIFT)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["window-scale"] }),
  peer.sends(ACK, { window: octets / UNIT }),
  user.isTold("established"),
];

const segment = stack.sends(DATA, { seq: SND.NXT, text: SIZE });

/** With plenty in the queue: two segments fill the window, no octet goes beyond it, and a wider one lets more go. */
function fillsTwoSegments(wider: number): readonly Step[] {
  return [
    user.send(4 * SIZE),
    segment,
    segment,
    stack.staysSilent(MINIMUM_RTO.times(0.5)),
    peer.sends(ACK, { window: wider }),
    segment,
    segment,
  ];
}

export const windowScaling = suite("options/window-scale", [
  scenario("offered", "CLOSED: active OPEN -> SYN with a window scale", {
    covers: ["7323-2.2-WS-OFFER", "7323-2.3-WS-OWN14"],
    // How large the shift may be is watched over in every scenario.
    level: "SHOULD",
    needs: ["window-scale"],
    steps: [user.connect(), stack.sends(SYN, { options: ["window-scale"] })],
  }),

  scenario("answered", "LISTEN: SYN with a window scale -> SYN,ACK with one", {
    covers: ["7323-2.3-WS-REPLY", "7323-2.3-WS-OWN14"],
    level: "SHOULD",
    needs: ["window-scale"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(1460), windowScale(3)] }),
      stack.sends(SYN_ACK, { options: ["window-scale"] }),
    ],
  }),

  scenario("not-unless-offered", "LISTEN: SYN without a window scale -> SYN,ACK without one", {
    covers: ["7323-2.2-WS-SYNACK-ONLYIF"],
    from: listening(),
    steps: [peer.sends(SYN, { seq: IRS, options: [mss(1460)] }), stack.sends(SYN_ACK, { without: ["window-scale"] })],
  }),

  scenario("window-is-shifted", "ESTABLISHED: a window of 100 with shift 3 -> 800 octets and no more", {
    covers: ["7323-2.3-WS-IN-SHIFT", "793-3.7-WND-OBEY"],
    needs: ["window-scale"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE), windowScale(3)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["window-scale"] }),
      peer.sends(ACK, { window: 100 }),
      user.isTold("established"),
      fillsTwoSegments(200),
    ],
  }),

  scenario("shift-of-0", "ESTABLISHED: a window of 800 with shift 0 -> 800 octets and no more", {
    covers: ["7323-2.3-WS-IN-SHIFT"],
    needs: ["window-scale"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE), windowScale(0)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["window-scale"] }),
      peer.sends(ACK, { window: 800 }),
      user.isTold("established"),
      fillsTwoSegments(1600),
    ],
  }),

  scenario("not-agreed-on", "ESTABLISHED: the peer has not offered to scale -> its windows are what they say", {
    covers: ["7323-2.2-WS-BOTH", "7323-2.3-WS-ZERO"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, without: ["window-scale"] }),
      peer.sends(ACK, { window: 800 }),
      user.isTold("established"),
      fillsTwoSegments(1600),
    ],
  }),

  scenario("not-agreed-on-by-crossing-syns", "SYN-SENT: SYN without a window scale crosses -> no window is scaled", {
    covers: ["7323-2.2-WS-BOTH", "7323-2.3-WS-ZERO"],
    needs: ["window-scale", "simultaneous-open"],
    from: [user.connect(), stack.sends(SYN, { options: ["window-scale"] })],
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
      // Its window is not scaled in any case (2.2), and it may repeat the options of the SYN.
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK, { window: 800 }),
      user.isTold("established"),
      peer.sends(DATA, { text: 10 }),
      stack.sends(ACK, { ack: RCV.NXT, opensBy: 0 }),
      peer.sends(ACK, { window: 800 }),
      fillsTwoSegments(1600),
    ],
  }),

  scenario(
    "window-of-a-syn-ack",
    "SYN-SENT: SYN,ACK with a window of 800 and shift 4 -> 800 octets; the next is shifted",
    {
      covers: ["7323-2.2-WS-SYN-UNSCALED", "1122-4.2.2.20c"],
      needs: ["window-scale"],
      steps: [
        user.connect(),
        stack.sends(SYN, { options: ["window-scale"] }),
        peer.sends(SYN_ACK, { seq: IRS, window: 800, options: [mss(SIZE), windowScale(4)] }),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        fillsTwoSegments(100), // 1600 octets
      ],
    },
  ),

  scenario("not-without-a-syn", "ESTABLISHED: ACK with another window scale -> the shift stays what it was", {
    covers: ["7323-2.2-WS-NONSYN-IGNORED"],
    needs: ["window-scale"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE), windowScale(3)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["window-scale"] }),
      peer.sends(ACK, { window: 100, options: [windowScale(5)] }),
      user.isTold("established"),
      fillsTwoSegments(200),
    ],
  }),

  ...[14, 15, 255].map((shift) =>
    scenario(`shift-of-${shift}`, `ESTABLISHED: a window of 1 with shift ${shift} -> 16384 octets and no more`, {
      covers: ["7323-2.3-WS-MAX14"],
      needs: ["window-scale"],
      from: [
        ...listening(),
        peer.sends(SYN, { seq: IRS, options: [mss(LARGE), windowScale(shift)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["window-scale"] }),
        peer.sends(ACK, { window: 1 }),
        user.isTold("established"),
        user.send(50 * LARGE),
        // Each ACK widens the congestion window by one segment (RFC 5681 3.1).
        ...Array.from({ length: 15 }, () => [stack.transmits(LARGE), peer.sends(ACK)]).flat(),
      ],
      // More than shift 13 has room for, and no more than 14 has.
      steps: [stack.flight({ atLeast: 9, atMost: 16 })],
    }),
  ),

  scenario(
    "own-windows",
    "ESTABLISHED: text until the scaled window is full -> every octet that was announced is taken",
    {
      covers: ["7323-2.3-WS-OUT-SHIFT"],
      needs: ["window-scale"],
      from: scaling(SIZE),
      steps: [peer.fillsWindow(), peer.sends(DATA, { text: 1 }), stack.sends(ACK, { ack: RCV.NXT, window: 0 })],
    },
  ),

  scenario(
    "ack-of-a-repeated-syn",
    "SYN-RECEIVED: the same SYN again -> SYN,ACK, or ACK with a scaled window; that window is there",
    {
      covers: ["7323-2.3-WS-OUT-SHIFT"],
      needs: ["window-scale"],
      from: [
        ...listening(),
        peer.sends(SYN, { seq: IRS, options: [mss(SIZE), windowScale(SHIFT)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["window-scale"] }),
      ],
      steps: [
        peer.resends(),
        oneOf({
          "RFC 9293 3.10.7.4, first: an ACK": [stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) })],
          "the SYN,ACK again, taken for lost": [stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) })],
          "none, which is another matter": [stack.staysSilent(RTO.times(0.5))],
        }),
        wait.past(ANSWER_SPACING),
        peer.sends(ACK),
        user.isTold("established"),
        // The last number of the window that was offered: beyond it nobody answers a reset.
        peer.sends(RST, { seq: RCV.NXT.plus(RCV.WND).minus(1) }),
        oneOf({
          "RFC 5961 3.2: an ACK": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
          "RFC 9293 3.5.3: any reset in the window is believed": [stack.isIn("CLOSED"), ...isGone()],
        }),
      ],
    },
  ),

  scenario(
    "rounded-off",
    "ESTABLISHED: odd-sized segments, whose ACKs round the edge off -> text up to the old edge is taken",
    {
      covers: ["7323-2.4-WS-HONOR-OLD"],
      needs: ["window-scale"],
      from: scaling(SIZE),
      steps: [
        ...[1, 3, 5, 7, 11].flatMap((text) => [peer.sends(DATA, { text }), stack.acknowledges()]),
        peer.fillsWindow(),
      ],
    },
  ),

  scenario(
    "receding-edge",
    "ESTABLISHED: a scaled window recedes behind what is in flight -> nothing new until it is back",
    {
      covers: ["7323-2.4-WS-SENDER-FIRST"],
      needs: ["window-scale"],
      from: scaling(3 * SIZE),
      steps: [
        user.send(4 * SIZE),
        [segment, segment, segment],
        peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: SIZE / UNIT }),
        stack.staysSilent(MINIMUM_RTO.times(3)),
        peer.sends(ACK, { window: (3 * SIZE) / UNIT }),
        segment,
      ],
    },
  ),

  scenario("receded-edge", "ESTABLISHED: a scaled window recedes into the oldest segment -> what goes again", {
    covers: ["SHLD-16", "7323-2.4-WS-SENDER-RETX"],
    needs: ["window-scale"],
    from: scaling(3 * SIZE),
    steps: [
      user.send(3 * SIZE),
      [segment, segment, segment],
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: SIZE / 2 / UNIT }),
      oneOf({
        "RFC 7323 2.4, what lies beyond the edge as well": [
          stack.sends(DATA, { seq: SND.UNA, text: SIZE, within: RTO.times(4) }),
        ],
        "RFC 9293 3.8.6, SHLD-16, what lies inside": [
          stack.sends(DATA, { seq: SND.UNA, text: SIZE / 2, within: RTO.times(4) }),
        ],
        "RFC 9293 3.8.6, SHLD-16, some of it": [stack.sends(DATA, { seq: SND.UNA, within: RTO.times(4) })],
      }),
    ],
  }),
]);
