// RFC 2018 5, RFC 2883 5, RFC 6675: what a sender makes of SACK.

import {
  ACK,
  DATA,
  oneOf,
  peer,
  REACTION,
  RTO,
  sackPermitted,
  scenario,
  settles,
  SND,
  stack,
  suite,
} from "../../harness/scenario";
import {
  A_WHILE,
  acked,
  ackOfAll,
  arrived,
  eightSent,
  goesAgain,
  goesAgainInTime,
  goesOn,
  queued,
  SIZE,
  times,
} from "./flights";

const flight = eightSent([sackPermitted]);

/** Segments 1 to 3 of eight, counted from 0, have arrived: the first counts as lost and has gone again. */
const recovering = [...flight, arrived([1, 2]), arrived([1, 3]), arrived([1, 4]), goesAgain];

/** An ACK of one segment more, which tells that it came twice (RFC 2883 4). */
const ackedTwice = peer.sends(ACK, { ack: SND.UNA.plus(SIZE), sack: [[SND.UNA, SND.UNA.plus(SIZE)]] });

/** A duplicate ACK whose first block tells of the segment before SND.UNA, the second of one behind the hole. */
const cameTwiceAndArrived = (to: number) => arrived([-1, 0], [1, to]);

export const sackRecovery = suite("congestion/sack-recovery", [
  scenario("one-block", "ESTABLISHED: one ACK with one block of one segment -> nothing goes again before the RTO", {
    covers: ["2018-5.1-NOT-ONE"],
    needs: ["sack-recovery", "counted-losses"],
    from: flight,
    steps: [arrived([1, 2]), stack.flight({ again: 0, during: A_WHILE }), goesOn],
  }),

  scenario("two-segments", "ESTABLISHED: an ACK with a block of two segments, then one of three -> with the latter", {
    covers: ["6675-4-ISLOST", "2018-5.1-NOT-ONE"],
    needs: ["sack-recovery", "counted-losses"],
    from: flight,
    steps: [arrived([1, 3]), stack.flight({ again: 0, during: A_WHILE }), arrived([1, 4]), goesAgain, ackOfAll],
  }),

  scenario(
    "with-other-windows",
    "ESTABLISHED: three ACKs with new blocks and other windows -> what is missing goes again",
    {
      covers: ["6675-2-DUPACK"],
      needs: ["sack-recovery"],
      from: flight,
      steps: [
        [2, 3, 4].map((to) =>
          peer.sends(ACK, {
            ack: SND.UNA,
            window: 65_535 - to * SIZE,
            sack: [[SND.UNA.plus(SIZE), SND.UNA.plus(to * SIZE)]],
          }),
        ),
        goesAgain,
        ackOfAll,
      ],
    },
  ),

  scenario("holes-in-order", "ESTABLISHED: three holes -> each goes again once, the lowest first", {
    covers: ["6675-4-NEXTSEG"],
    needs: ["sack-recovery", "reno"],
    from: flight,
    steps: [
      arrived([1, 2]),
      arrived([3, 4], [1, 2]),
      arrived([5, 8], [3, 4], [1, 2]),
      goesAgain,
      stack.sends(DATA, { seq: SND.UNA.plus(2 * SIZE), text: SIZE }),
      stack.sends(DATA, { seq: SND.UNA.plus(4 * SIZE), text: SIZE }),
      // These, and nothing that has arrived.
      stack.flight({ since: "the first", atMost: 3, during: A_WHILE }),
      goesOn,
    ],
  }),

  scenario("new-text-behind-holes", "ESTABLISHED: a hole, and room in cwnd -> the hole, then new text", {
    covers: ["6675-4-NEXTSEG"],
    needs: ["sack-recovery", "reno"],
    from: recovering,
    steps: [
      queued(40),
      stack.flight({ again: 0 }),
      arrived([1, 6]),
      stack.flight({ again: 0 }),
      arrived([1, 8]),
      stack.flight({ again: 0, atLeast: 9 }),
    ],
  }),

  scenario("halved", "ESTABLISHED: one loss, then an ACK of all -> half of what was on the way may go", {
    covers: ["6675-5-CWND", "5681-4.3-LOSS-WINDOW"],
    needs: ["sack-recovery", "reno"],
    from: recovering,
    steps: [ackOfAll, queued(40), stack.flight({ atMost: 5 }), goesOn],
  }),

  scenario("pipe", "ESTABLISHED in recovery: more and more has arrived -> new segments once half is on the way", {
    covers: ["6675-5-PIPE", "5681-4.3-LOSS-WINDOW"],
    needs: ["sack-recovery", "reno"],
    from: recovering,
    steps: [
      // cwnd is 4. On the way are four of the first eight, and what goes again.
      settles("6675-5-PIPE"),
      queued(40),
      stack.flight({ since: "the first", atMost: 1 }),
      arrived([1, 5]),
      stack.flight({ since: "the first", atMost: 1 }),
      arrived([1, 6]),
      stack.flight({ since: "the first", atMost: 2 }),
      arrived([1, 7]),
      stack.flight({ since: "the first", atMost: 3 }),
      // Half of what was outstanding.
      settles("5681-4.3-LOSS-WINDOW"),
      arrived([1, 8]),
      stack.flight({ since: "the first", atMost: 4 }),
      goesOn,
    ],
  }),

  scenario("one-reduction", "ESTABLISHED in recovery: an ACK of a part, three blocks more -> cwnd is halved once", {
    covers: ["6675-5-EXIT"],
    needs: ["sack-recovery", "reno"],
    from: recovering,
    steps: [
      acked(4),
      arrived([1, 2]),
      arrived([1, 3]),
      arrived([1, 4]),
      stack.flight({}),
      ackOfAll,
      queued(40),
      stack.flight({ atMost: 5, atLeast: 3 }),
    ],
  }),

  scenario(
    "after-the-recovery",
    "ESTABLISHED: a loss beyond RecoveryPoint -> it is another one, and cwnd is halved again",
    {
      covers: ["6675-5-EXIT"],
      needs: ["sack-recovery", "reno"],
      from: [...recovering, ackOfAll, ...queued(4), stack.transmits(4 * SIZE)],
      steps: [arrived([1, 4]), goesAgain, ackOfAll, queued(40), stack.flight({ atMost: 3 }), goesOn],
    },
  ),

  scenario(
    "timeout-in-recovery",
    "ESTABLISHED: a timeout in recovery, then blocks of what went before -> no other one",
    {
      covers: ["6675-5.1-RTO-GUARD"],
      needs: ["sack-recovery", "counted-losses"],
      from: [...recovering, goesAgainInTime, acked(1), stack.flight({ since: "the first", atMost: 2 })],
      steps: [
        arrived([2, 3]),
        arrived([2, 4]),
        arrived([2, 5]),
        stack.flight({ since: "the first", again: 0, atMost: 2, during: A_WHILE }),
        goesOn,
      ],
    },
  ),

  scenario("forgotten", "ESTABLISHED: a timeout, and an ACK up to what was SACKed -> that goes again as well", {
    covers: ["2018-5.1-RTO-IGNORE", "2018-5-RTO-CLEAR"],
    needs: ["sack-recovery"],
    from: [...flight, arrived([2, 4]), goesAgainInTime],
    steps: [
      acked(2),
      oneOf({
        "RFC 2018 5.1, what was SACKed is forgotten": [stack.sends(DATA, { seq: SND.UNA, within: REACTION })],
        "RFC 6675 5.1, it is kept; the peer has dropped it, which shows": [
          stack.sends(DATA, { seq: SND.UNA, within: RTO.times(8) }),
        ],
      }),
      goesOn,
    ],
  }),

  scenario("came-twice", "ESTABLISHED: ACKs that tell of text that came twice -> nothing goes again", {
    covers: ["2883-5-SENDER-COMPAT"],
    needs: ["sack-recovery", "counted-losses"],
    from: flight,
    steps: [
      times(4, [ackedTwice]),
      [1, 2, 3].map((segments) => arrived([-segments, 1 - segments])),
      stack.flight({ again: 0, during: A_WHILE }),
      goesOn,
    ],
  }),

  scenario("came-twice-and-a-hole", "ESTABLISHED: blocks of text that came twice before others -> the others count", {
    covers: ["2883-5-SENDER-COMPAT"],
    needs: ["sack-recovery"],
    from: flight,
    steps: [
      times(2, [ackedTwice]),
      cameTwiceAndArrived(2),
      cameTwiceAndArrived(3),
      cameTwiceAndArrived(4),
      goesAgain,
      ackOfAll,
    ],
  }),
]);
