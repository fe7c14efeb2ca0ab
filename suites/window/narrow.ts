// RFC 9293 3.8.6: a window in which a part of what waits has room, down to a single octet. What has none follows later, once each.

import {
  ACK,
  answersProbe,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  oneOf,
  peer,
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
import { establishedWith, segment, SIZE } from "./full-segments";

/** Longer than the override timeout of RFC 9293 3.8.6.2.1, and than the time to the first probe. */
const PATIENCE = RTO.times(8);

/** All is out but the FIN, or but the text before it. */
const ends: readonly Step[] = [
  peer.sends(ACK, { window: 65_535 }),
  stack.sends(FIN_ACK, { seq: ISS.plus(1001), within: PATIENCE }),
  peer.sends(ACK),
  stack.isIn("FIN-WAIT-2"),
];

const octet = stack.sends(DATA, { seq: SND.NXT, text: 1, within: PATIENCE });

/** Some stacks show an octet of before, or none, and ask for no room with it. */
const asked = oneOf({
  "RFC 9293 3.8.6.1: the next octet": [octet],
  "an octet that is acknowledged already, which draws an ACK as well": [
    stack.sends(DATA, { seq: SND.UNA.minus(1), within: PATIENCE }),
    peer.sends(ACK, { window: 1 }),
    octet,
  ],
  "an empty segment left of the window, which draws an ACK as well": [
    stack.sends(ACK, { seq: SND.UNA.minus(1), within: PATIENCE }),
    peer.sends(ACK, { window: 1 }),
    octet,
  ],
});

export const narrowWindow = suite("window/narrow", [
  scenario("fin-waits", "ESTABLISHED: CLOSE, and room for a part of the last text -> the FIN is behind all of it", {
    covers: ["793-3.7-WND-OBEY", "793-3.3-SYN-FIN-OCCUPY"],
    from: establishedWith(2 * SIZE),
    steps: [
      user.send(1000),
      user.close(),
      [segment, segment],
      peer.sends(ACK, { window: 100 }),
      oneOf({
        "RFC 9293 3.8.6.2.1 (4): what fits": [
          stack.sends(DATA, { seq: SND.NXT, text: 100, within: PATIENCE }),
          peer.sends(ACK, { window: 65_535 }),
          stack.transmits(100),
        ],
        "RFC 9293 3.8.6.1: an octet, as a probe": [octet, peer.sends(ACK, { window: 65_535 }), stack.transmits(199)],
      }),
      ...ends,
    ],
  }),

  scenario("probe-is-taken", "ESTABLISHED: the probe is all that waits, and is taken -> what comes later waits again", {
    covers: ["MUST-36"],
    from: establishedWith(0),
    steps: [
      user.send(1),
      asked,
      // Its place was the last, and nothing is left to ask for.
      peer.sends(ACK, { window: 0 }),
      wait.past(RTO.times(2)),
      user.send(10),
      asked,
      peer.sends(ACK, { window: 65_535 }),
      stack.transmits(9),
      peer.sends(ACK),
      ...answersProbe(),
    ],
  }),

  scenario("sent-while-calling", "SYN-SENT: SEND, and a SYN,ACK with a small window -> what fits, the rest in order", {
    covers: ["793-3.9-SEND-SYNSENT"],
    from: [user.connect(), stack.sends(SYN, { as: "the SYN" })],
    steps: [
      user.send(3000),
      // RFC 9293 3.7.1, MUST-15: without the option segments are of 536 octets, or 1220, at the most.
      peer.sends(SYN_ACK, { seq: IRS, window: 500 }),
      user.isTold("established"),
      user.send(1),
      stack.flight({}),
      peer.sends(ACK, { window: 65_535 }),
      [1, 2, 3, 4].flatMap(() => [stack.flight({}), peer.sends(ACK)]),
      user.send(10),
      stack.sends(DATA, { seq: ISS.plus(3002), text: 10 }),
    ],
  }),
]);
