// RFC 5681 3.2 (2) to (6), 4.3 and RFC 6582 3.2: from the third duplicate ACK to the end of the recovery, without SACK.

import { DATA, MINIMUM_RTO, oneOf, RTO, scenario, SND, stack, suite, wait, type Step } from "../../harness/scenario";
import {
  A_WHILE,
  acked,
  ackOfAll,
  duplicate,
  echoing,
  eightSent,
  goesAgain,
  goesAgainInTime,
  goesOn,
  queued,
  SIZE,
  times,
} from "./flights";

/** Eight segments were on the way; the first of them has gone again. ssthresh is four segments, cwnd seven. */
const recovering: readonly Step[] = [...eightSent(), ...times(3, [duplicate]), goesAgain];

export const fastRecovery = suite("congestion/fast-recovery", [
  scenario("halved", "ESTABLISHED: one loss, then an ACK of all -> half of what was on the way may go", {
    covers: ["5681-3.2-SSTHRESH-FR", "5681-3.2-DEFLATE", "6582-3.2-FULL"],
    needs: ["reno"],
    from: recovering,
    steps: [
      ackOfAll,
      queued(40),
      // ssthresh, and one more where the ACK that ends the recovery counts for congestion avoidance as well.
      stack.flight({ atMost: 5 }),
      goesOn,
    ],
  }),

  scenario("linear", "ESTABLISHED: one loss, then ACKs of one segment each -> one segment more in a round trip", {
    covers: ["5681-3.2-SSTHRESH-FR", "5681-4.3-LOSS-WINDOW", "5681-3.1-CA-GROW"],
    needs: ["reno"],
    from: [...recovering, ackOfAll, ...queued(60), stack.flight({ atLeast: 1 })],
    steps: [
      times(8, [acked(1), stack.flight({ atMost: 6, atLeast: 1 })]),
      times(6, [acked(1), stack.flight({ atMost: 7, atLeast: 1 })]),
      times(7, [acked(1), stack.flight({ atMost: 8, atLeast: 1 })]),
      goesOn,
    ],
  }),

  scenario("inflated", "ESTABLISHED in recovery: more duplicate ACKs -> a new segment with each, once there is room", {
    covers: ["5681-3.2-INFLATE", "5681-4.3-LOSS-WINDOW", "5681-3-NOTAGGRESSIVE"],
    needs: ["reno"],
    from: recovering,
    steps: [
      queued(40),
      stack.flight({ atMost: 8, since: "the first" }),
      // cwnd is 8: no more than what is on the way.
      duplicate,
      stack.flight({ atMost: 8 }),
      duplicate,
      stack.flight({ atMost: 9 }),
      duplicate,
      stack.flight({ atMost: 10 }),
      duplicate,
      stack.flight({ atMost: 11 }),
      goesOn,
    ],
  }),

  scenario("goes-on", "ESTABLISHED in recovery: duplicate ACKs of all that is on the way -> new text goes", {
    covers: ["5681-3.2-INFLATE"],
    // RFC 5681 3.2 (5)
    level: "SHOULD",
    needs: ["reno"],
    from: [
      ...echoing(),
      ...queued(40),
      stack.flight({ atMost: "IW", atLeast: 4 }),
      acked(1),
      stack.flight({ atMost: "IW+1", atLeast: 4 }),
      duplicate,
      duplicate,
      stack.flight({ atMost: "IW+3" }),
      duplicate,
      goesAgain,
    ],
    steps: [times(8, [duplicate]), stack.sends(DATA, { seq: SND.NXT, text: SIZE }), stack.flight({}), goesOn],
  }),

  scenario("half-in-a-round-trip", "ESTABLISHED in recovery: a round trip -> half of what was on the way goes in it", {
    covers: ["5681-4.3-LOSS-WINDOW"],
    needs: ["reno"],
    from: recovering,
    steps: [queued(40), times(4, [duplicate]), stack.flight({ since: "the first", atMost: 4 }), goesOn],
  }),

  scenario("lost-again", "ESTABLISHED in recovery: what went again is lost, too -> a timeout: one segment", {
    covers: ["5681-4.3-LOSS-WINDOW", "5681-3.1-LW"],
    needs: ["slow-start"],
    from: [...recovering, goesAgainInTime],
    steps: [
      stack.flight({ since: "the first", atMost: 1 }),
      acked(1),
      stack.flight({ since: "the first", atMost: 2 }),
      goesOn,
    ],
  }),

  scenario(
    "partial-ack",
    "ESTABLISHED in recovery: an ACK of a part -> the next that is missing goes at once, and once",
    {
      covers: ["6582-3.2-PARTIAL", "6582-3.2-STAY"],
      // Guidance to all, and binding on who claims to follow it.
      level: "IMPLIED",
      needs: ["newreno"],
      from: recovering,
      steps: [
        acked(3),
        goesAgain,
        stack.flight({ again: 0 }),
        times(3, [duplicate]),
        stack.flight({ again: 0, during: A_WHILE }),
        goesOn,
      ],
    },
  ),

  scenario("partial-ack-window", "ESTABLISHED in recovery: an ACK of a part -> as much room less, and one segment", {
    covers: ["6582-3.2-PARTIAL"],
    level: "IMPLIED",
    needs: ["newreno"],
    from: recovering,
    steps: [
      queued(40),
      // cwnd is 7, then 11 with all that are there; of 8 to 11 on the way three are acknowledged: 11 - 3 + 1.
      times(4, [duplicate]),
      stack.flight({ atMost: 11 }),
      acked(3),
      stack.flight({ atMost: 9 }),
      goesOn,
    ],
  }),

  scenario("full-ack", "ESTABLISHED in recovery: an ACK of all -> ssthresh, or little more than what is on the way", {
    covers: ["6582-3.2-FULL", "6582-3.2-STAY"],
    needs: ["newreno"],
    from: [...recovering, acked(3), goesAgain],
    steps: [
      ackOfAll,
      queued(40),
      oneOf({
        "RFC 6582 3.2 (3) option 1, two segments with nothing on the way": [stack.flight({ atMost: 2 })],
        "RFC 6582 3.2 (3) option 2, ssthresh": [stack.flight({ atMost: 5 })],
      }),
      goesOn,
    ],
  }),

  scenario(
    "partial-ack-timer",
    "ESTABLISHED in recovery: ACKs of a part in a slow row -> the timer ends it, or waits",
    {
      covers: ["6582-3.2-PARTIAL-TIMER"],
      needs: ["newreno"],
      from: recovering,
      steps: [
        acked(1),
        goesAgain,
        wait.shortOf(MINIMUM_RTO.times(0.5)),
        acked(1),
        goesAgain,
        oneOf({
          "RFC 6582 3.2 (3), the first of them alone restarts the timer": [
            stack.sends(DATA, { seq: SND.UNA, within: MINIMUM_RTO.times(0.75) }),
          ],
          "RFC 6582 4, each restarts it": [stack.sends(DATA, { seq: SND.UNA, within: RTO.times(8) })],
        }),
        goesOn,
      ],
    },
  ),
]);
