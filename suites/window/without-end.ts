// RFC 9293 3.8.6: the peer's window, and a program that always has more to send than it takes.

import {
  ACK,
  DATA,
  generated,
  generating,
  goesOnGenerating,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  scenario,
  SND,
  stack,
  suite,
  type Step,
} from "../../harness/scenario";
import { SIZE } from "./full-segments";
import { askedInFlight, probed, STILL_CLOSED } from "./probing";

/** Of the peer's window. */
const WIDTH = 3 * SIZE;

const OFFER = [mss(SIZE)];

/** As much is on the way as the window takes, or nearly: what would be a small segment may wait (MUST-38). */
const filled: readonly Step[] = [...generated(OFFER, WIDTH), goesOnGenerating, stack.flight({})];

/** All of it has arrived, and there is no room for more. */
const shut: readonly Step[] = [...filled, peer.sends(ACK, { window: 0 })];

export const windowWithoutEnd = suite("window/without-end", [
  scenario(
    "obeyed",
    "ESTABLISHED: text without end, ACKs with windows of 3, 1, 2 segments -> no octet beyond the edge",
    {
      covers: ["793-3.7-WND-OBEY"],
      from: generating(OFFER, WIDTH),
      steps: [
        goesOnGenerating,
        stack.flight({ atMost: 3 }),
        peer.sends(ACK, { window: SIZE }),
        stack.flight({ atMost: 1 }),
        peer.sends(ACK, { window: 2 * SIZE }),
        stack.flight({ atMost: 2 }),
        peer.sends(ACK, { window: WIDTH }),
        goesOnGenerating,
      ],
    },
  ),

  scenario(
    "shut",
    "ESTABLISHED: the window is shut on text without end -> none before an RTO is over; opened, at once",
    {
      covers: ["SHLD-29", "1122-4.2.2.20g"],
      level: "SHOULD",
      from: shut,
      steps: [
        stack.staysSilent(MINIMUM_RTO.times(0.5)),
        peer.sends(ACK, { window: WIDTH }),
        stack.sends(DATA, { seq: SND.NXT }),
      ],
    },
  ),

  scenario("probes", "ESTABLISHED: the window stays shut, probes are answered -> more probes; the text when it opens", {
    covers: ["MUST-36", "MUST-37"],
    from: shut,
    steps: [
      ...[3, 6, 12].map((patience) => probed(patience, STILL_CLOSED, STILL_CLOSED)),
      peer.sends(ACK, { ack: SND.UNA, window: WIDTH }),
      oneOf({
        "RFC 9293 3.8.6.1, all of the text": [stack.sends(DATA, { seq: SND.UNA })],
        "RFC 6298 5.4, what was not sent yet, and later the octet again": [stack.sends(DATA, { seq: SND.NXT })],
      }),
    ],
  }),

  scenario("probe-intervals", "ESTABLISHED: the window stays shut, probes are answered -> they become rarer", {
    covers: ["SHLD-30"],
    from: shut,
    steps: [
      Array.from({ length: 5 }, () => probed(64, STILL_CLOSED, STILL_CLOSED)),
      stack.sendsNothing(MINIMUM_RTO.times(4)),
      probed(64, STILL_CLOSED, STILL_CLOSED),
    ],
  }),

  scenario(
    "shut-on-the-flight",
    "ESTABLISHED: the window shuts on what is on its way -> it is asked for, and goes on",
    {
      covers: ["MUST-35", "MUST-34"],
      from: filled,
      steps: [
        peer.sends(ACK, { ack: SND.UNA, window: 0 }),
        askedInFlight,
        peer.sends(ACK, { window: WIDTH }),
        goesOnGenerating,
      ],
    },
  ),
]);
