// RFC 6298 5: the one timer that all segments share.

import {
  ACK,
  MINIMUM_RTO,
  oneOf,
  peer,
  rtoAfter,
  scenario,
  SND,
  stack,
  suite,
  wait,
  type Step,
} from "../../harness/scenario";
import { connected, echoed, quickTrips, SIZE, unmeasured } from "./echo";

/** Two segments on their way, if the stack sends a second one before the ACK of the first: its congestion window may be one. */
const twoOnTheWay = (...between: readonly Step[]): readonly Step[] => [
  ...connected,
  ...quickTrips,
  ...echoed("the first"),
  ...between,
  ...echoed("the second", SND.UNA),
];

/** The first of two segments that are on their way is acknowledged. */
const firstIsAcknowledged = peer.sends(ACK, { ack: SND.NXT.minus(SIZE) });

const timesOut = (name: string): Step => stack.resends(name, { after: MINIMUM_RTO, orLater: true });

export const retransmissionTimer = suite("retransmission/timer", [
  scenario(
    "not-early",
    "ESTABLISHED: ACK of an earlier segment -> a later one goes again no less than an RTO after it went",
    {
      covers: ["6298-5-NOTEARLY"],
      from: twoOnTheWay(wait.shortOf(MINIMUM_RTO.times(0.6))),
      steps: [wait.shortOf(MINIMUM_RTO.times(0.3)), firstIsAcknowledged, timesOut("the second")],
    },
  ),

  scenario("starts-again", "ESTABLISHED: ACK of something new -> what is left goes again a whole RTO later", {
    covers: ["6298-5.3-RESTART"],
    from: twoOnTheWay(),
    steps: [
      wait.shortOf(MINIMUM_RTO.times(0.8)),
      firstIsAcknowledged,
      stack.resends("the second", { after: MINIMUM_RTO, orLater: true, since: "acknowledgment" }),
    ],
  }),

  scenario("forgets", "ESTABLISHED: a sample after three time-outs -> it is the first one, or one more", {
    covers: ["6298-5-CLEAR", "6298-1-NOTAGGRESSIVE"],
    from: unmeasured,
    steps: [
      echoed("a trip"),
      wait.shortOf(MINIMUM_RTO.times(0.7)),
      echoed("the text"),
      timesOut("the text"),
      timesOut("the text"),
      timesOut("the text"),
      echoed("a later trip"),
      wait.shortOf(MINIMUM_RTO.times(0.7)),
      echoed("more text"),
      oneOf({
        "RFC 6298 5: SRTT and RTTVAR were forgotten": [stack.resends("more text", { after: rtoAfter("a later trip") })],
        "RFC 6298 5: they were kept": [stack.resends("more text", { after: rtoAfter("a trip", "a later trip") })],
        "RFC 6298 1: it is slower than both": [
          stack.resends("more text", { after: rtoAfter("a trip", "a later trip"), orLater: true }),
        ],
      }),
    ],
  }),
]);
