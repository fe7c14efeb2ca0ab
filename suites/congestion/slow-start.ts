// RFC 5681 3, 3.1: how much may be on the way, and how it grows before there was a loss.

import {
  ACK,
  generating,
  goesOnGenerating,
  mss,
  oneOf,
  peer,
  scenario,
  SND,
  stack,
  suite,
} from "../../harness/scenario";
import { acked, echoing, eightSent, goesAgainInTime, goesOn, queued, SIZE, times } from "./flights";

export const slowStart = suite("congestion/slow-start", [
  scenario("one-by-one", "ESTABLISHED: ACKs of one segment each -> one segment more on the way with each", {
    covers: ["5681-3.1-SSCA", "5681-3-NOTAGGRESSIVE", "5681-3.1-SS-GROW"],
    from: echoing(),
    steps: [
      queued(40),
      stack.flight({ atMost: "IW" }),
      acked(1),
      stack.flight({ atMost: "IW+1", atLeast: 1 }),
      acked(1),
      stack.flight({ atMost: "IW+2", atLeast: 1 }),
      acked(1),
      stack.flight({ atMost: "IW+3", atLeast: 1 }),
      acked(1),
      stack.flight({ atMost: "IW+4", atLeast: 1 }),
    ],
  }),

  scenario("peer-window", "ESTABLISHED: the peer's window is smaller than cwnd -> no more on the way than it takes", {
    covers: ["5681-3.1-SSCA"],
    from: [...echoing([], SIZE, 3 * SIZE), ...queued(20)],
    steps: [stack.flight({ atMost: 3 }), peer.sends(ACK, { ack: SND.NXT }), stack.flight({ atMost: 3, atLeast: 1 })],
  }),

  scenario("stretch-ack", "ESTABLISHED: one ACK of two segments -> one segment more on the way, or two", {
    covers: ["5681-3.1-SS-GROW"],
    from: [...echoing(), ...queued(40), stack.flight({ atMost: "IW", atLeast: 2 })],
    steps: [
      acked(2),
      oneOf({
        "RFC 5681 3.1 (2), one for each ACK": [stack.flight({ atMost: "IW+1" })],
        "RFC 3465 2.2 or RFC 9406 4.2, as many as were acknowledged": [stack.flight({ atMost: "IW+2" })],
      }),
      goesOn,
    ],
  }),

  scenario("split-acks", "ESTABLISHED: ten ACKs of a tenth of a segment -> one segment more on the way", {
    covers: ["5681-3.1-SS-GROW"],
    // RFC 5681 3.1 (2) is recommended: the least of SMSS and what was acknowledged.
    level: "SHOULD",
    from: [...echoing(), ...queued(40), stack.flight({ atMost: "IW", atLeast: 1 })],
    steps: [times(10, [peer.sends(ACK, { ack: SND.UNA.plus(SIZE / 10) })]), stack.flight({ atMost: "IW+1" }), goesOn],
  }),

  scenario("no-end-by-itself", "ESTABLISHED: no loss -> slow start goes on for a dozen ACKs", {
    covers: ["5681-3.1-SSTHRESH-INIT"],
    from: [...echoing(), ...queued(40), stack.flight({ atMost: "IW", atLeast: 1 })],
    steps: [
      times(12, [acked(1), stack.flight({ atLeast: 1 })]),
      // From two segments slow start comes to this; without it a window of ten would grow by one.
      stack.flight({ atLeast: 14 }),
    ],
  }),

  scenario(
    "after-a-timeout",
    "ESTABLISHED: a timeout, then ACKs of one segment each -> 1, 2, 3, 4 segments on the way",
    {
      covers: ["5681-3.1-LW", "5681-3.1-SS-GROW", "5681-3-NOTAGGRESSIVE"],
      needs: ["slow-start"],
      from: [...eightSent(), goesAgainInTime],
      steps: [
        stack.flight({ since: "the first", atMost: 1 }),
        acked(1),
        stack.flight({ since: "the first", atMost: 2 }),
        acked(1),
        stack.flight({ since: "the first", atMost: 3 }),
        acked(1),
        stack.flight({ since: "the first", atMost: 4 }),
        goesOn,
      ],
    },
  ),

  scenario("without-end", "ESTABLISHED: text without end, ACKs of one segment each -> one more on the way with each", {
    covers: ["5681-3.1-SSCA", "5681-3-NOTAGGRESSIVE", "5681-3.1-SS-GROW"],
    from: [...generating([mss(SIZE)]), goesOnGenerating, stack.flight({ atMost: "IW", atLeast: 1 })],
    steps: ([1, 2, 3, 4] as const).map((more) => [acked(1), stack.flight({ atMost: `IW+${more}`, atLeast: 1 })]),
  }),
]);
