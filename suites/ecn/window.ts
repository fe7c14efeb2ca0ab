// RFC 3168 6.1.2: what a congestion echo does to the congestion window. What is on the way shows it (RFC 5681 2).

import {
  ACK,
  DATA,
  ECE,
  peer,
  RTO,
  scenario,
  settles,
  SND,
  stack,
  suite,
  type Flags,
  type Step,
} from "../../harness/scenario";
import { agreed } from "./agreed";

/** Small, so that a little text makes many segments. */
const SIZE = 100;

/** The same steps so many times. */
const times = (count: number, steps: readonly Step[]): readonly Step[] =>
  Array.from({ length: count }, () => steps).flat();

/** The program gets so much to echo, ten segments at the most, and no ACK of anything with it. */
const queued = (segments: number): Step => peer.sends(DATA, { ack: SND.UNA, text: segments * SIZE });

const sent = (segments: number): readonly Step[] => [queued(segments), stack.transmits(segments * SIZE)];

/** An ACK of one segment more, with an echo or without. */
const acked = (flags: Flags = ACK): Step => peer.sends(flags, { ack: SND.UNA.plus(SIZE) });

const ackOfAll: Step = peer.sends(ACK);

/** Proof that the stack was listening: with everything acknowledged it goes on with what is queued. */
const goesOn: readonly Step[] = [ackOfAll, queued(1), stack.flight({ atLeast: 1 })];

/** Eight segments are on the way, for which RFC 5681 3.1 has room after four ACKs, and the first of them goes again. */
const timedOut: readonly Step[] = [
  ...agreed("echo", SIZE),
  ...sent(4),
  ...times(4, [acked()]),
  ...sent(8),
  stack.sends(DATA, { seq: SND.UNA, within: RTO.times(8), as: "the first" }),
];

/** Everything has arrived, and more is queued. From the one segment after a timeout (RFC 5681 3.1) the window has come to four. */
const fourOnTheWay: readonly Step[] = [
  ...timedOut,
  ackOfAll,
  ...times(3, [queued(10)]),
  ...times(2, [stack.flight({ atLeast: 1 }), acked()]),
  stack.flight({ atLeast: 4, atMost: 4 }),
];

/** How many ACKs of one segment each the initial window grows by in slow start, by one with each (RFC 5681 3.1). */
const GROWTH = 16;

export const ecnWindow = suite("ecn/window", [
  scenario("reduces", "ESTABLISHED in slow start: ECE, then ACKs of all that was on the way -> less is on the way", {
    covers: ["3168-6.1.2-HALVE"],
    // With proportional rate reduction (RFC 6937) what is on the way says less of the window.
    needs: ["ecn", "reno"],
    from: [
      ...agreed("echo", SIZE),
      ...times(3, times(3, [queued(10)]).concat(stack.flight({ atMost: "IW" }))),
      ...times(GROWTH, [acked(), stack.flight({ atLeast: 1 })]),
    ],
    steps: [
      acked(ACK | ECE),
      stack.flight({}),
      // A window of ten and sixteen more; who began with four has got a second round trip, and one segment for it.
      times(24, [acked(), stack.flight({})]),
      // Half of it by RFC 3168, at the most 0.85 by RFC 8511 3.1, and one or two for the time since.
      acked(),
      stack.flight({ atMost: `IW+${GROWTH - 1}` }),
      goesOn,
    ],
  }),

  scenario("halves", "ESTABLISHED, four segments on the way: ECE -> two", {
    covers: ["3168-6.1.2-HALVE"],
    needs: ["ecn", "reno"],
    from: fourOnTheWay,
    steps: [acked(ACK | ECE), stack.flight({ atMost: 3 }), acked(), stack.flight({ atMost: 2 }), goesOn],
  }),

  scenario("every-ack", "ESTABLISHED, four segments on the way: ECE on every ACK -> never more than two", {
    covers: ["3168-6.1.2-HALVE", "3168-6.1.2-NOGROW"],
    needs: ["ecn", "reno"],
    from: fourOnTheWay,
    steps: [
      acked(ACK | ECE),
      stack.flight({ atMost: 3 }),
      settles("3168-6.1.2-NOGROW"),
      times(3, [acked(ACK | ECE)]),
      stack.flight({ atMost: 2 }),
      goesOn,
    ],
  }),

  // The peer goes on with ECE until it has heard CWR (RFC 3168 6.1.3), which comes behind all that was on the way.
  scenario(
    "once-in-a-window",
    "ESTABLISHED, eight segments on the way: ECE on every ACK -> the window is halved once",
    {
      covers: ["3168-6.1.2-HALVE"],
      // RFC 3168 6.1.2: once in a window of data, or in a round trip.
      level: "SHOULD",
      needs: ["ecn", "slow-start"],
      from: [...agreed("echo", SIZE), ...sent(4), ...times(4, [acked()]), ...sent(8)],
      // Half of eight, or of the seven behind the first ACK; twice halved it would be the least that there is, two.
      steps: [times(8, [acked(ACK | ECE)]), queued(10), stack.flight({ atLeast: 3 })],
    },
  ),

  scenario("does-not-grow", "ESTABLISHED, after a timeout: ECE on ACKs -> no more on the way than before", {
    covers: ["3168-6.1.2-NOGROW"],
    needs: ["ecn", "reno"],
    from: [...timedOut, acked(), stack.flight({ since: "the first", atMost: 2 })],
    steps: [
      acked(ACK | ECE),
      stack.flight({ since: "the first", atMost: 2 }),
      acked(ACK | ECE),
      stack.flight({ since: "the first", atMost: 2 }),
      goesOn,
    ],
  }),
]);
