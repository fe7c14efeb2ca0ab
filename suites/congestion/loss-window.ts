// RFC 5681 3.1: what a timeout makes of cwnd and of ssthresh.

import { generated, goesOnGenerating, mss, oneOf, scenario, stack, suite, type Step } from "../../harness/scenario";
import { acked, ackOfAll, echoing, eightSent, goesAgainInTime, goesOn, queued, sent, SIZE, times } from "./flights";

/** Much less is on the way than cwnd, which is sixteen or more, would let go. */
const fourSent = [...echoing(), ...sent(4), ...times(4, [acked(1)]), ...sent(8), ...times(8, [acked(1)]), ...sent(4)];

/** Everything had arrived but the first, and 40 segments more are queued. */
const goesOnWithMuch: readonly Step[] = [ackOfAll, ...queued(40), stack.flight({ atLeast: 1 })];

/** So many ACKs of one segment each. */
const ackedOneByOne = (count: number) => times(count, [acked(1), stack.flight({ atLeast: 1 })]);

export const lossWindow = suite("congestion/loss-window", [
  scenario("one-segment", "ESTABLISHED: a timeout with eight segments on the way -> one of them, and no other", {
    covers: ["5681-3.1-LW"],
    from: [...eightSent(), goesAgainInTime],
    steps: [stack.flight({ since: "the first", atMost: 1 }), goesOn],
  }),

  scenario("half-the-flight", "ESTABLISHED: a timeout with less on the way than cwnd -> ssthresh is half of that", {
    covers: ["5681-3.1-SSTHRESH-RTO"],
    needs: ["reno"],
    from: [...fourSent, goesAgainInTime],
    steps: [
      goesOnWithMuch,
      // ssthresh is 2, and cwnd was no more than that. Slow start may go one beyond; then 3.33, 3.63, 3.91, 4.16 (RFC 5681 3.1 (3)).
      ackedOneByOne(5),
      stack.flight({ atMost: 4.2 }),
      goesOn,
    ],
  }),

  scenario("again", "ESTABLISHED: two timeouts for the same segment -> ssthresh is half of what was on the way", {
    covers: ["5681-3.1-SSTHRESH-HOLD", "5681-3.1-SSTHRESH-RTO", "5681-3.1-LW"],
    needs: ["reno"],
    from: [...eightSent(), goesAgainInTime],
    steps: [
      stack.flight({ since: "the first", atMost: 1 }),
      goesAgainInTime,
      stack.flight({ since: "the first", atMost: 1 }),
      goesOnWithMuch,
      // ssthresh is 4, and cwnd at the most 2.
      ackedOneByOne(8),
      oneOf({
        // 3, 4, 5 by slow start, then 5.2 to 6.
        "RFC 5681 3.1, ssthresh is held": [stack.flight({ atMost: 6, atLeast: 5 })],
        "RFC 5681 3, more conservative": [stack.flight({ atMost: 4.9 })],
      }),
      goesOn,
    ],
  }),

  scenario("without-end", "ESTABLISHED: a timeout of text without end -> one segment, and no other before its ACK", {
    covers: ["5681-3.1-LW"],
    from: [...generated([mss(SIZE)]), goesOnGenerating, stack.flight({ atLeast: 2 }), goesAgainInTime],
    steps: [stack.flight({ since: "the first", atMost: 1 }), ackOfAll, goesOnGenerating],
  }),
]);
