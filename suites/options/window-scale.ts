// RFC 7323 2: windows beyond 65535 octets. The scale is agreed on by the SYNs and is for everything but them.

import {
  ACK,
  DATA,
  IRS,
  ISS,
  listening,
  MINIMUM_RTO,
  mss,
  peer,
  RCV,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  windowScale,
  type Step,
} from "../../harness/scenario";

const SIZE = 400;

/** With plenty in the queue: two segments fill the window, no octet goes beyond it, and a wider one lets more go. */
function fillsTwoSegments(wider: number): readonly Step[] {
  const segment = stack.sends(DATA, { seq: SND.NXT, text: SIZE });
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
    covers: ["7323-2.2-WS-OFFER"],
    needs: ["window-scale"],
    steps: [user.connect(), stack.sends(SYN, { options: ["window-scale"] })],
  }),

  scenario("answered", "LISTEN: SYN with a window scale -> SYN,ACK with one", {
    covers: ["7323-2.3-WS-REPLY"],
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
]);
