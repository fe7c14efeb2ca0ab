// RFC 5681 3.1: how the window grows once it has reached ssthresh.

import { scenario, stack, suite } from "../../harness/scenario";
import { acked, ackOfAll, eightSent, goesAgainInTime, goesOn, queued, sent, times } from "./flights";

/**
 * After a timeout for all that cwnd lets go, which is two segments: ssthresh is 2, and so is cwnd with the ACK of both. Much is
 * queued.
 */
const aboveSsthresh = [
  ...eightSent(),
  goesAgainInTime,
  ackOfAll,
  ...sent(2),
  goesAgainInTime,
  ackOfAll,
  ...queued(60),
  stack.flight({ atLeast: 1 }),
];

export const congestionAvoidance = suite("congestion/congestion-avoidance", [
  scenario("one-by-one", "ESTABLISHED above ssthresh: ACKs of one segment each -> one segment more in a round trip", {
    covers: ["5681-3.1-CA-GROW"],
    needs: ["reno"],
    from: aboveSsthresh,
    steps: [
      // Slow start may go one beyond ssthresh, to 3. From there each round of ACKs brings one.
      times(1 + 3, [acked(1), stack.flight({ atMost: 4, atLeast: 1 })]),
      times(4, [acked(1), stack.flight({ atMost: 5, atLeast: 1 })]),
      times(5, [acked(1), stack.flight({ atMost: 6, atLeast: 1 })]),
      times(6, [acked(1), stack.flight({ atMost: 7, atLeast: 1 })]),
      goesOn,
    ],
  }),

  scenario("stretch-acks", "ESTABLISHED above ssthresh: one ACK in a round trip -> one segment more", {
    covers: ["5681-3.1-CA-GROW"],
    needs: ["reno"],
    from: aboveSsthresh,
    steps: [[3, 4, 5, 6, 7].map((atMost) => [ackOfAll, stack.flight({ atMost, atLeast: 1 })]).flat(), goesOn],
  }),
]);
