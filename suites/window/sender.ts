// RFC 9293 3.8.6: what the sender makes of the peer's window. 3.7.4 and 3.8.6.2.1: small segments.

import {
  ACK,
  DATA,
  established,
  IRS,
  ISS,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  RCV,
  REACTION,
  RTO,
  scenario,
  settles,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";
import { establishedWith, segment, SIZE } from "./full-segments";
import { askedInFlight, PATIENCE, probed, STILL_CLOSED } from "./probing";

/** Nothing is in flight, the window is closed, and 100 octets wait. */
function closedWindow(): readonly Step[] {
  return [
    ...established(),
    user.send(10),
    stack.sends(DATA, { seq: SND.NXT, text: 10 }),
    peer.sends(ACK, { window: 0 }),
    user.send(100),
  ];
}

/** More often than anything is sent again to a peer that does not answer (RFC 9293 3.8.3: R2 is 100 s at the least). */
const PAST_R2 = 10;

const repeated = (times: number, ...steps: readonly Step[]): readonly Step[] =>
  Array.from({ length: times }, () => steps).flat();

export const sendWindow = suite("window/sender", [
  ...[0x8000, 0xc000, 0xffff].map((window) =>
    scenario(`unsigned-${window}`, `ESTABLISHED: a window of ${window} -> it is open`, {
      covers: ["MUST-1"],
      from: established(),
      steps: [
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
        peer.sends(ACK, { window }),
        user.send(1000),
        // More than a probe.
        stack.sends(DATA, { seq: SND.NXT, text: 1000 }),
      ],
    }),
  ),

  scenario("right-edge", "ESTABLISHED: ACKs that move the right edge, or do not -> text up to the edge, none beyond", {
    covers: ["793-3.7-WND-OBEY"],
    from: establishedWith(3 * SIZE),
    steps: [
      user.send(6 * SIZE),
      [segment, segment, segment],
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      // One is here, and there is no more room than before.
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: 2 * SIZE }),
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      peer.sends(ACK, { window: 2 * SIZE }),
      [segment, segment],
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      peer.sends(ACK, { window: SIZE }),
      segment,
    ],
  }),

  scenario("shrunk", "ESTABLISHED: the right edge recedes behind what is in flight -> nothing new until it is back", {
    covers: ["SHLD-15", "MUST-34"],
    from: establishedWith(3 * SIZE),
    steps: [
      user.send(4 * SIZE),
      [segment, segment, segment],
      settles("SHLD-15"),
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: SIZE }),
      stack.staysSilent(MINIMUM_RTO.times(3)),
      settles("MUST-34"),
      peer.sends(ACK, { window: 3 * SIZE }),
      segment,
      peer.sends(ACK),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
    ],
  }),

  scenario("shrunk-in-part", "ESTABLISHED: the window recedes, nothing is acknowledged -> what fits goes again", {
    covers: ["SHLD-16", "MUST-34"],
    from: establishedWith(3 * SIZE),
    steps: [
      user.send(3 * SIZE),
      [segment, segment, segment],
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: SIZE }),
      settles("SHLD-16"),
      stack.sends(DATA, { seq: SND.UNA, text: SIZE, within: RTO.times(2) }),
      settles("MUST-34"),
      peer.sends(ACK, { window: 3 * SIZE }),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
    ],
  }),

  scenario(
    "shrunk-to-nothing",
    "ESTABLISHED: the window closes on what is in flight -> it is probed, and all arrives",
    {
      covers: ["MUST-35"],
      from: establishedWith(2 * SIZE),
      steps: [
        user.send(2 * SIZE),
        [segment, segment],
        peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: 0 }),
        oneOf({
          "MUST-35, what is in flight goes again, or an octet of it": [
            stack.sends(DATA, { seq: SND.UNA, within: RTO.times(3) }),
          ],
          "an octet left of the window, which draws an ACK": [
            stack.sends(DATA, { seq: SND.UNA.minus(1), within: RTO.times(3) }),
          ],
          "an empty segment left of the window, which draws an ACK": [
            stack.sends(ACK, { seq: SND.UNA.minus(1), within: RTO.times(3) }),
          ],
          "an empty segment right of the window, which draws an ACK": [
            stack.sends(ACK, { seq: SND.NXT, within: RTO.times(3) }),
          ],
        }),
        peer.sends(ACK, { window: 2 * SIZE }),
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      ],
    },
  ),

  scenario(
    "probes",
    "ESTABLISHED: the window stays closed -> probes, as long as they are answered; the text when it opens",
    {
      covers: ["MUST-36", "MUST-37", "1122-4.2.2.17-ZWND-NOTIMEOUT"],
      from: closedWindow(),
      steps: [
        probed(3, STILL_CLOSED, STILL_CLOSED),
        probed(6, STILL_CLOSED, STILL_CLOSED),
        probed(12, STILL_CLOSED, STILL_CLOSED),
        probed(
          24,
          [peer.sends(ACK, { window: 1000 }), stack.transmits(100)],
          [
            // There was no room for the octet.
            peer.sends(ACK, { ack: SND.UNA, window: 1000 }),
            oneOf({
              "RFC 9293 3.8.6.1, all of the text": [stack.sends(DATA, { seq: SND.UNA, text: 100 })],
              "RFC 6298 5.4, what was not sent yet, and the octet again": [
                stack.sends(DATA, { seq: SND.UNA.plus(1), text: 99 }),
                stack.sends(DATA, { seq: SND.UNA, within: RTO.times(48) }),
              ],
            }),
          ],
        ),
      ],
    },
  ),

  scenario(
    "not-timed-out",
    "ESTABLISHED: the window is closed for longer than R2 and probes are answered -> the text when it opens",
    {
      covers: ["1122-4.2.2.17-ZWND-NOTIMEOUT", "MUST-37"],
      needs: ["virtual-time"],
      from: closedWindow(),
      steps: [
        repeated(PAST_R2, probed(256, STILL_CLOSED, STILL_CLOSED)),
        peer.sends(ACK, { ack: SND.UNA, window: 1000 }),
        stack.sends(DATA, { seq: SND.UNA, within: RTO.times(2) }),
      ],
    },
  ),

  scenario(
    "beyond-the-edge-not-timed-out",
    "ESTABLISHED: the window closes on what is in flight, for longer than R2 -> it goes again when it opens",
    {
      covers: ["SHLD-17"],
      needs: ["virtual-time"],
      from: establishedWith(3 * SIZE),
      steps: [
        user.send(3 * SIZE),
        [segment, segment, segment],
        // Up to the new edge, and no further.
        peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: 0 }),
        repeated(PAST_R2, ...askedInFlight),
        peer.sends(ACK, { ack: SND.UNA, window: 3 * SIZE }),
        stack.sends(DATA, { seq: SND.UNA, within: PATIENCE }),
      ],
    },
  ),

  scenario("probe-intervals", "ESTABLISHED: the window stays closed, probes are answered -> they become rarer", {
    covers: ["SHLD-30"],
    from: closedWindow(),
    steps: [
      repeated(5, probed(64, STILL_CLOSED, STILL_CLOSED)),
      stack.sendsNothing(MINIMUM_RTO.times(4)),
      probed(64, STILL_CLOSED, STILL_CLOSED),
    ],
  }),

  scenario("beyond-the-edge", "ESTABLISHED: the edge recedes into the oldest segment -> what goes again", {
    covers: ["SHLD-16", "MAY-7"],
    from: establishedWith(3 * SIZE),
    steps: [
      user.send(3 * SIZE),
      [segment, segment, segment],
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: SIZE / 2 }),
      oneOf({
        "MAY-7, what lies beyond the edge as well": [
          stack.sends(DATA, { seq: SND.UNA, text: SIZE, within: RTO.times(4) }),
        ],
        "SHLD-16, what lies inside": [stack.sends(DATA, { seq: SND.UNA, text: SIZE / 2, within: RTO.times(4) })],
        "SHLD-16, some of it": [stack.sends(DATA, { seq: SND.UNA, within: RTO.times(4) })],
      }),
    ],
  }),

  scenario("first-probe", "ESTABLISHED: the window closes -> no octet before an RTO is over", {
    covers: ["SHLD-29"],
    from: closedWindow(),
    steps: [
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      peer.sends(ACK, { window: 1000 }),
      stack.sends(DATA, { seq: SND.NXT, text: 100 }),
    ],
  }),

  scenario("opens", "ESTABLISHED: an ACK of nothing new opens the window -> the text at once", {
    covers: ["1122-4.2.2.20g"],
    from: closedWindow(),
    steps: [
      stack.staysSilent(REACTION),
      peer.sends(ACK, { window: 100 }),
      stack.sends(DATA, { seq: SND.NXT, text: 100 }),
    ],
  }),

  scenario("old-ack", "ESTABLISHED: an ACK older than the last one, with window 0 -> it does not close the window", {
    covers: ["793-3.9-SEGARR-ESTAB-ACK", "793-3.7-WND-HIGHEST-ACK"],
    from: establishedWith(4 * SIZE),
    steps: [
      user.send(2 * SIZE),
      [segment, segment],
      peer.sends(ACK, { window: 4 * SIZE }),
      peer.sends(ACK, { ack: SND.UNA.minus(SIZE), window: 0 }),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
    ],
  }),

  scenario("new-ack-closes", "ESTABLISHED: the latest ACK has window 0 -> nothing is sent until another opens it", {
    covers: ["793-3.7-WND-OBEY"],
    from: establishedWith(4 * SIZE),
    steps: [
      user.send(2 * SIZE),
      [segment, segment],
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: 4 * SIZE }),
      peer.sends(ACK, { window: 0 }),
      user.send(10),
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      peer.sends(ACK, { window: SIZE }),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
    ],
  }),

  scenario("silly-window", "ESTABLISHED: the right edge moves by a few octets -> no segment of a few octets", {
    covers: ["MUST-38"],
    from: establishedWith(2 * SIZE),
    steps: [
      user.send(4 * SIZE),
      [segment, segment],
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE), window: SIZE + 50 }),
      // RFC 9293 3.8.6.2.1 (4): after a while it may be sent all the same.
      stack.staysSilent(REACTION),
      peer.sends(ACK, { window: 2 * SIZE }),
      [segment, segment],
    ],
  }),

  scenario(
    "nagle",
    "ESTABLISHED: several small SENDs -> one segment, and one with the others when it is acknowledged",
    {
      covers: ["MUST-60"],
      from: established(),
      steps: [
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
        user.send(5),
        oneOf({
          "SHLD-7, small segments wait": [
            stack.staysSilent(MINIMUM_RTO.times(0.5)),
            user.send(6),
            user.send(7),
            peer.sends(ACK),
            stack.sends(DATA, { seq: SND.NXT, text: 18 }),
          ],
          "RFC 9293 3.7.4, no Nagle algorithm": [stack.sends(DATA, { seq: SND.NXT, text: 5 })],
        }),
      ],
    },
  ),

  scenario(
    "nagle-waits",
    "ESTABLISHED: two small answers of an echo server -> the second waits for the ACK of the first",
    {
      covers: ["SHLD-7"],
      from: [
        user.listen("echo"),
        peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
        peer.sends(ACK),
      ],
      steps: [
        peer.sends(DATA, { text: "a" }),
        stack.sends(DATA, { seq: SND.NXT, text: "a", within: RTO }),
        peer.sends(DATA, { ack: SND.UNA, text: "b" }),
        stack.staysSilent(MINIMUM_RTO.times(0.5)),
        peer.sends(ACK),
        stack.sends(DATA, { seq: SND.NXT, text: "b", within: RTO }),
      ],
    },
  ),

  scenario("nagle-stays", "ESTABLISHED: small SENDs, one after the other -> none leaves before the ACK of the first", {
    covers: ["SHLD-7"],
    from: established(),
    steps: [
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      ...[5, 6, 7].flatMap((octets) => [user.send(octets), stack.staysSilent(MINIMUM_RTO.times(0.1))]),
      peer.sends(ACK),
      stack.sends(DATA, { seq: SND.NXT, text: 18, isNext: true }),
    ],
  }),

  scenario("nagle-off", "ESTABLISHED: a user who does not want to wait -> small SENDs leave at once, one by one", {
    covers: ["MUST-17"],
    from: [...established(), user.chooses({ nagle: false })],
    steps: [10, 5, 6].flatMap((octets) => [
      user.send(octets),
      stack.sends(DATA, { seq: SND.NXT, text: octets, isNext: true }),
    ]),
  }),
]);
