// RFC 2018 7 and RFC 2883 4.1, 4.2: the worked cases, with the numbers that they have there; segments are a fifth shorter, so
// that the longest one fits into Ethernet's MTU and any stack's MSS.

import {
  ACK,
  DATA,
  IRS,
  ISS,
  mss,
  oneOf,
  peer,
  RCV,
  sackPermitted,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";

/** From one number to another, the left edge and the number after the last octet. */
type Range = readonly [from: number, to: number];

/** Of so many octets of the examples. */
const octets = (inTheExamples: number): number => (inTheExamples * 4) / 5;

/** A number of the examples, whose first octet has the number `first`. */
const numbered = (first: number) => (number: number) => IRS.plus(1 + octets(number - first));

/** The words for examples that begin at `first`. */
function example(first: number) {
  const at = numbered(first);
  return {
    /** The peer is in the middle of a connection whose sides may use SACK. */
    from: [
      user.listen(),
      peer.sends(SYN, { seq: IRS, options: [mss(1460), sackPermitted] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
    ] as readonly Step[],
    /** A segment with these octets is received. */
    received: ([from, to]: Range): Step => peer.sends(DATA, { seq: at(from), text: octets(to - from) }),
    /** The ACK of it; its SACK option begins with these blocks, and has none where there are none. */
    acknowledges: (ack: number, ...blocks: readonly Range[]) =>
      stack.sends(ACK, {
        ack: at(ack),
        ...(blocks.length === 0
          ? { without: ["sack"] as const }
          : { sack: blocks.map(([left, right]) => [at(left), at(right)] as const) }),
      }),
  };
}

const burst = example(5000);

const eighth = (n: number): Range => [5000 + 500 * (n - 1), 5000 + 500 * n];

/** D-SACK (RFC 2883) is an extension: a stack need not have it. */
const DUPLICATES = { level: "SHOULD", needs: ["sack", "d-sack"] } as const;

const whole = example(3000);
const partial = example(500);

export const sackExamples = suite("options/sack-examples", [
  scenario("first-half", "RFC 2018 7, case 1: the first four of eight segments -> ACKs without SACK", {
    covers: ["2018-7-EXAMPLES"],
    needs: ["sack"],
    from: burst.from,
    steps: [[1, 2, 3, 4].map((n) => burst.received(eighth(n))), burst.acknowledges(7000), user.receives(octets(2000))],
  }),

  scenario("all-but-the-first", "RFC 2018 7, case 2: all but the first of eight -> one block that grows", {
    covers: ["2018-7-EXAMPLES", "2018-4-ACK-EVERY"],
    needs: ["sack"],
    from: burst.from,
    steps: [2, 3, 4, 5, 6, 7, 8].flatMap((n) => [
      burst.received(eighth(n)),
      burst.acknowledges(5000, [5500, 5000 + 500 * n]),
    ]),
  }),

  // RFC 2018 4 asks for the block of the last segment in front; the others SHOULD be there, in whatever order.
  scenario("every-other", "RFC 2018 7, case 3: every other one of eight -> three blocks; two when a gap is filled", {
    covers: ["2018-7-EXAMPLES", "2018-4-REPEAT"],
    level: "SHOULD",
    needs: ["sack"],
    from: burst.from,
    steps: [
      burst.received(eighth(1)),
      burst.acknowledges(5500),
      burst.received(eighth(3)),
      burst.acknowledges(5500, [6000, 6500]),
      burst.received(eighth(5)),
      burst.acknowledges(5500, [7000, 7500], [6000, 6500]),
      burst.received(eighth(7)),
      oneOf({
        "the latest of the others first": [burst.acknowledges(5500, [8000, 8500], [7000, 7500], [6000, 6500])],
        "the others in another order": [burst.acknowledges(5500, [8000, 8500], [6000, 6500], [7000, 7500])],
      }),
      burst.received(eighth(4)),
      burst.acknowledges(5500, [6000, 7500], [8000, 8500]),
      burst.received(eighth(2)),
      burst.acknowledges(7500, [8000, 8500]),
    ],
  }),

  scenario("duplicate", "RFC 2883 4.1.1: a segment that is acknowledged comes again -> its block", {
    covers: ["2883-4.1-EXAMPLES", "2883-4-DSACK-FIRST", "2883-4-DSACK-EDGES"],
    ...DUPLICATES,
    from: whole.from,
    steps: [
      whole.received([3000, 3500]),
      whole.received([3500, 4000]),
      whole.acknowledges(4000),
      whole.received([3000, 3500]),
      whole.acknowledges(4000, [3000, 3500]),
    ],
  }),

  scenario("duplicate-and-out-of-order", "RFC 2883 4.1.2: the same while there is a gap -> its block, then the other", {
    covers: ["2883-4.1-EXAMPLES", "2883-4-DSACK-FIRST"],
    ...DUPLICATES,
    from: whole.from,
    steps: [
      whole.received([3000, 3500]),
      whole.received([3500, 4000]),
      whole.acknowledges(4000),
      whole.received([4500, 5000]),
      whole.acknowledges(4000, [4500, 5000]),
      whole.received([3000, 3500]),
      whole.acknowledges(4000, [3000, 3500], [4500, 5000]),
    ],
  }),

  scenario(
    "duplicate-out-of-order",
    "RFC 2883 4.1.3: a segment beyond a gap comes again -> its block, then all of it",
    {
      covers: ["2883-4.1-EXAMPLES", "2883-4-DSACK-SECOND", "2883-4-DSACK-EDGES"],
      ...DUPLICATES,
      from: whole.from,
      steps: [
        whole.received([3000, 4000]),
        whole.acknowledges(4000),
        whole.received([4500, 5000]),
        whole.acknowledges(4000, [4500, 5000]),
        whole.received([5000, 5500]),
        whole.acknowledges(4000, [4500, 5500]),
        whole.received([5000, 5500]),
        whole.acknowledges(4000, [5000, 5500], [4500, 5500]),
      ],
    },
  ),

  scenario("part", "RFC 2883 4.2.1: a larger segment with a part that is acknowledged -> the block of that part", {
    covers: ["2883-4.1-EXAMPLES", "2883-4-DSACK-EDGES"],
    ...DUPLICATES,
    from: partial.from,
    steps: [
      partial.received([500, 1000]),
      partial.acknowledges(1000),
      partial.received([2000, 2500]),
      partial.acknowledges(1000, [2000, 2500]),
      partial.received([1000, 1500]),
      partial.acknowledges(1500, [2000, 2500]),
      partial.received([1000, 2000]),
      partial.acknowledges(2500, [1000, 1500]),
      user.receives(octets(2000)),
    ],
  }),

  scenario("two-parts", "RFC 2883 4.2.2: a larger segment with two such parts -> the block of the first", {
    covers: ["2883-4.1-EXAMPLES", "2883-4.2-PARTIAL"],
    ...DUPLICATES,
    from: partial.from,
    steps: [
      partial.received([500, 1000]),
      partial.acknowledges(1000),
      partial.received([3000, 3500]),
      partial.acknowledges(1000, [3000, 3500]),
      partial.received([1000, 1500]),
      partial.acknowledges(1500, [3000, 3500]),
      partial.received([2000, 2500]),
      partial.acknowledges(1500, [2000, 2500], [3000, 3500]),
      partial.received([1000, 2500]),
      partial.acknowledges(2500, [1000, 1500], [3000, 3500]),
      user.receives(octets(2000)),
    ],
  }),

  // The second part is the one that is not next to the first: what the RFC's table has instead would make one of the two.
  scenario(
    "two-parts-out-of-order",
    "RFC 2883 4.2.3: the same beyond a gap -> the first part, then all that holds it",
    {
      covers: ["2883-4.1-EXAMPLES", "2883-4.2-PARTIAL", "2883-4-DSACK-SECOND"],
      ...DUPLICATES,
      from: partial.from,
      steps: [
        partial.received([500, 1000]),
        partial.acknowledges(1000),
        partial.received([3500, 4000]),
        partial.acknowledges(1000, [3500, 4000]),
        partial.received([1500, 2000]),
        partial.acknowledges(1000, [1500, 2000], [3500, 4000]),
        partial.received([2500, 3000]),
        partial.acknowledges(1000, [2500, 3000]),
        partial.received([1500, 3000]),
        partial.acknowledges(1000, [1500, 2000], [1500, 3000]),
      ],
    },
  ),
]);
