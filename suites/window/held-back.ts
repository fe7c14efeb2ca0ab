// RFC 9293 3.8.6: text and FINs that the peer's window keeps waiting, and how they get through in the end.

import {
  ACK,
  DATA,
  established,
  FIN_ACK,
  IRS,
  ISS,
  mss,
  oneOf,
  peer,
  RCV,
  REACTION,
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
import { establishedWith, SIZE } from "./full-segments";

/** Nothing is in flight, and the window is closed. */
const closedWindow: readonly Step[] = [
  ...established(),
  user.send(10),
  stack.sends(DATA, { seq: SND.NXT, text: 10 }),
  peer.sends(ACK, { window: 0 }),
];

/** What draws an ACK as well as the first octet beyond the window does. */
const askedOtherwise = (within: typeof RTO, ...then: readonly Step[]) => ({
  "an octet that is acknowledged already, which draws an ACK": [
    stack.sends(DATA, { seq: SND.UNA.minus(1), within }),
    ...then,
  ],
  "an empty segment left of the window, which draws an ACK": [
    stack.sends(ACK, { seq: SND.UNA.minus(1), within }),
    ...then,
  ],
});

const finGetsThrough: readonly Step[] = [
  peer.sends(ACK, { ack: SND.UNA, window: 1000 }),
  stack.sends(FIN_ACK, { seq: SND.UNA, within: RTO.times(8) }),
  peer.sends(ACK),
  stack.isIn("FIN-WAIT-2"),
];

/** A window of a few octets, so many times; once at the least the octets have to wait. */
function opensBit(times: number): readonly Step[] {
  const waits = stack.staysSilent(REACTION);
  const opens = peer.sends(ACK, { window: 50 });
  if (times === 1) return [opens, waits, peer.sends(ACK, { window: 2000 }), stack.sends(DATA, { seq: SND.NXT })];
  return [
    opens,
    oneOf({
      "RFC 9293 3.8.6.2.1: they wait": [
        waits,
        peer.sends(ACK, { window: 2000 }),
        stack.transmits(1000 - 50 * (3 - times)),
      ],
      "a segment of a few octets": [stack.sends(DATA, { seq: SND.NXT, text: 50 }), ...opensBit(times - 1)],
    }),
  ];
}

export const heldBack = suite("window/held-back", [
  // The FIN has a number, and waits for the window like an octet.
  scenario("fin", "ESTABLISHED: CLOSE behind a closed window -> it is probed after an RTO, and the FIN gets through", {
    covers: ["SHLD-29", "MUST-36", "793-3.9-CLOSE-ESTAB"],
    level: "SHOULD",
    from: closedWindow,
    steps: [
      user.close(),
      oneOf({
        "the FIN itself": [stack.sends(FIN_ACK, { seq: SND.UNA, within: RTO.times(2) }), ...finGetsThrough],
        ...askedOtherwise(RTO.times(2), ...finGetsThrough),
      }),
    ],
  }),

  scenario("fin-behind-several", "ESTABLISHED: CLOSE with several segments waiting -> all of them, then the FIN", {
    covers: ["793-3.5-CLOSE-DELIVERS-QUEUE", "793-3.9-CLOSE-ESTAB"],
    from: establishedWith(SIZE),
    steps: [
      user.send(3 * SIZE + 10),
      user.close(),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
      peer.sends(ACK, { window: 10 * SIZE }),
      stack.transmits(2 * SIZE + 10),
      stack.sends(FIN_ACK, { seq: SND.NXT }),
    ],
  }),

  scenario("text-in-closing", "CLOSING: the window opens for text that waits -> the text, then the FIN", {
    covers: ["793-3.5-CLOSE-DELIVERS-QUEUE", "793-3.9-CLOSE-ESTAB"],
    from: establishedWith(SIZE),
    steps: [
      user.send(2 * SIZE),
      user.close(),
      stack.sends(DATA, { seq: SND.NXT, text: SIZE }),
      peer.sends(FIN_ACK, { ack: SND.UNA }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      peer.sends(ACK, { window: 10 * SIZE }),
      stack.transmits(SIZE),
      stack.sends(FIN_ACK, { seq: SND.NXT }),
      peer.sends(ACK),
      stack.isIn("TIME-WAIT"),
    ],
  }),

  scenario(
    "silly-when-idle",
    "ESTABLISHED: a closed window opens by a few octets -> not each time a segment of those",
    {
      covers: ["MUST-38"],
      from: closedWindow,
      steps: [user.send(1000), ...opensBit(3)],
    },
  ),

  scenario("silly-at-last", "ESTABLISHED: a closed window opens by a few octets, and no more -> it is filled at last", {
    covers: ["MUST-38"],
    level: "SHOULD",
    from: closedWindow,
    steps: [
      user.send(1000),
      peer.sends(ACK, { window: 50 }),
      // RFC 9293 3.8.6.2.1 (4): of what fits, all
      stack.sends(DATA, { seq: SND.NXT, text: 50, within: RTO.times(4) }),
    ],
  }),

  scenario(
    "ack-of-what-waits",
    "ESTABLISHED: an ACK of text that the window keeps waiting -> it is answered by an ACK, and all of the text goes",
    {
      covers: ["793-3.9-SEGARR-ACK-FUTURE"],
      from: [...establishedWith(SIZE), user.send(2 * SIZE), stack.sends(DATA, { seq: SND.NXT, text: SIZE })],
      steps: [
        peer.sends(ACK, { ack: SND.NXT.plus(1), window: 0 }),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        // Behind an octet of text the window is newer than the first one, for whoever has taken that.
        peer.sends(DATA, { text: 1, window: 0 }),
        peer.sends(ACK, { window: 10 * SIZE }),
        stack.transmits(SIZE),
      ],
    },
  ),

  // RFC 9293 3.10.7.4, fifth: SND.WL1 is there for that.
  scenario("older-window", "ESTABLISHED: text in the wrong order -> the window is that of the later text", {
    covers: ["793-3.9-SEGARR-ACK-WNDUPD"],
    from: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
    ],
    steps: [
      peer.sends(DATA, { seq: RCV.NXT.plus(100), text: 100, window: 1000 }),
      peer.sends(DATA, { text: 100, window: 0 }),
      // Who keeps nothing that comes early has to get it again.
      peer.sends(DATA, { seq: IRS.plus(101), text: 100, window: 1000 }),
      stack.transmits(200),
    ],
  }),
]);
