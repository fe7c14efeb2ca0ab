// RFC 5681 4.1, RFC 6928 2: what is left of the window after a while in which nothing was sent.

import { RTO, scenario, stack, suite, wait, type Step } from "../../harness/scenario";
import { peer, ACK, SND } from "../../harness/scenario";
import { acked, ackOfAll, echoing, goesAgainInTime, goesOn, queued, queuedOctets, times } from "./flights";

/** All that is queued goes, however small the window is. */
const drained: readonly Step[] = times(4, [ackOfAll, stack.flight({})]);

/** RFC 6928 2: ten of these are more than 4 KB. */
const LARGE = 500;

const ackedLarge: Step = peer.sends(ACK, { ack: SND.UNA.plus(LARGE) });

export const idle = suite("congestion/idle", [
  scenario("restart", "ESTABLISHED: nothing sent for some RTOs, then much -> no more than the initial window", {
    covers: ["5681-4.1-IDLE"],
    needs: ["slow-start"],
    from: [
      ...echoing(),
      ...queued(40),
      stack.flight({ atMost: "IW", atLeast: 1 }),
      ...times(12, [acked(1), stack.flight({ atLeast: 1 })]),
      ...drained,
    ],
    steps: [wait.past(RTO.times(8)), queued(40), stack.flight({ atMost: "IW" }), goesOn],
  }),

  scenario(
    "restart-after-loss",
    "ESTABLISHED: loss in a large first flight, later nothing sent for a while -> four segments",
    {
      covers: ["6928-2-FALLBACK"],
      from: [
        ...echoing([], LARGE),
        ...queuedOctets(10 * LARGE),
        stack.flight({ atMost: "IW", atLeast: 2 }),
        goesAgainInTime,
        ...drained,
        ...queuedOctets(22 * LARGE),
        stack.flight({ atLeast: 1 }),
        ...times(9, [ackedLarge, stack.flight({ atLeast: 1 })]),
        ...times(8, [ackOfAll, stack.flight({})]),
      ],
      steps: [wait.past(RTO.times(8)), queuedOctets(12 * LARGE), stack.flight({ atMost: 4 }), goesOn],
    },
  ),
]);
