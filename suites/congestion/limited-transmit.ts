// RFC 3042: what the first two duplicate ACKs bring.

import {
  ACK,
  DATA,
  IRS,
  ISS,
  mss,
  peer,
  RCV,
  sackPermitted,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
  type TcpOption,
} from "../../harness/scenario";
import { acked, arrived, duplicate, echoing, goesOn, queued, SIZE } from "./flights";

/** As much is on the way as cwnd lets go, and more is queued. */
const full = (options: readonly TcpOption[] = []): readonly Step[] => [
  ...echoing(options),
  ...queued(40),
  stack.flight({ atMost: "IW", atLeast: 2 }),
  acked(1),
  stack.flight({ atMost: "IW+1", atLeast: 2 }),
];

const newSegment = stack.sends(DATA, { seq: SND.NXT, text: SIZE });

export const limitedTransmit = suite("congestion/limited-transmit", [
  scenario("two", "ESTABLISHED, cwnd full: two duplicate ACKs -> a new segment with each", {
    covers: ["3042-2-LT-SEND", "5681-3.2-LIMITED"],
    needs: ["slow-start"],
    from: full(),
    steps: [duplicate, newSegment, duplicate, newSegment],
  }),

  scenario(
    "two-with-blocks",
    "ESTABLISHED with SACK, cwnd full: two duplicate ACKs that tell news -> a new segment each",
    {
      covers: ["3042-2-LT-SEND"],
      needs: ["sack-recovery", "counted-losses"],
      from: full([sackPermitted]),
      steps: [arrived([1, 2]), newSegment, arrived([1, 3]), newSegment],
    },
  ),

  scenario("no-more-than-two", "ESTABLISHED, cwnd full: two duplicate ACKs -> no more than two segments beyond cwnd", {
    covers: ["3042-2-LT-LIMIT", "5681-3.2-LIMITED", "5681-3-NOTAGGRESSIVE"],
    needs: ["slow-start"],
    level: "IMPLIED",
    from: full(),
    steps: [duplicate, stack.flight({ atMost: "IW+2" }), duplicate, stack.flight({ atMost: "IW+3" }), goesOn],
  }),

  scenario("window-full", "ESTABLISHED, the peer's window full: two duplicate ACKs -> nothing new", {
    covers: ["3042-2-LT-SEND"],
    level: "IMPLIED",
    from: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE)], window: 2 * SIZE }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK, { window: 2 * SIZE }),
      ...queued(10),
      stack.transmits(2 * SIZE),
    ],
    steps: [duplicate, duplicate, stack.flight({ atMost: 2 }), goesOn],
  }),

  scenario(
    "cwnd-stays",
    "ESTABLISHED, cwnd full: two duplicate ACKs, then one of a segment -> cwnd is what it was, and one",
    {
      covers: ["3042-2-LT-CWND"],
      needs: ["slow-start"],
      from: full(),
      steps: [
        duplicate,
        duplicate,
        stack.flight({ atMost: "IW+3" }),
        acked(1),
        stack.flight({ atMost: "IW+2" }),
        goesOn,
      ],
    },
  ),

  scenario("nothing-new-in-sack", "ESTABLISHED with SACK: duplicate ACKs that tell nothing new -> nothing new goes", {
    covers: ["3042-2-LT-SACK"],
    needs: ["sack-recovery", "counted-losses"],
    from: full([sackPermitted]),
    steps: [
      duplicate,
      duplicate,
      stack.flight({ atMost: "IW+1" }),
      arrived([1, 2]),
      stack.flight({ atMost: "IW+2" }),
      arrived([1, 2]),
      stack.flight({ atMost: "IW+2" }),
      goesOn,
    ],
  }),
]);
