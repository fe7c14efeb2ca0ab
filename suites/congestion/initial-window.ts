// RFC 5681 3.1, RFC 6928 2: how much is sent before anything is acknowledged.

import {
  ACK,
  generating,
  goesOnGenerating,
  IRS,
  ISS,
  mss,
  peer,
  RCV,
  RTO,
  oneOf,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";
import { ackOfAll, echoing, goesOn, queued, queuedOctets, SIZE, times } from "./flights";

/** The handshake, of whose SYN,ACKs so many got lost. */
const afterLosses = (losses: number): readonly Step[] => [
  user.listen("echo"),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  ...times(losses, [stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, within: RTO.times(4) })]),
  peer.sends(ACK),
  ...queued(15),
];

export const initialWindow = suite("congestion/initial-window", [
  // Both sides of 1095, and what fits into a link of 1500 octets.
  ...[536, 1095, 1096, 1440].map((size) =>
    scenario(`mss-${size}`, `ESTABLISHED: much to send in segments of ${size} -> no more than the initial window`, {
      covers: ["5681-3.1-IW", "6928-2-IW10", "5681-3.1-SSCA"],
      from: echoing([], size),
      steps: [queuedOctets(12 * size), stack.flight({ atMost: "IW" }), goesOn],
    }),
  ),

  scenario("ack-of-the-syn", "ESTABLISHED: the ACK of the SYN,ACK comes again and again -> the window does not grow", {
    covers: ["5681-3.1-SYNACK-NOGROW"],
    from: echoing(),
    steps: [times(3, [peer.sends(ACK)]), queued(15), stack.flight({ atMost: "IW" }), goesOn],
  }),

  scenario(
    "lost-syn-ack",
    "ESTABLISHED: the SYN,ACK went twice -> one segment, or a window that one loss leaves alone",
    {
      covers: ["5681-3.1-IW-LOSTSYN", "6928-2-SYNLOSS"],
      from: afterLosses(1),
      steps: [
        oneOf({
          "RFC 5681 3.1, one segment": [stack.flight({ atMost: 1 })],
          "RFC 6928 2, the initial window": [stack.flight({ atMost: "IW1" })],
        }),
        goesOn,
      ],
    },
  ),

  scenario("lost-syn-acks", "ESTABLISHED: the SYN,ACK went three times -> one segment", {
    covers: ["5681-3.1-IW-LOSTSYN", "6928-2-SYNLOSS"],
    from: afterLosses(2),
    steps: [stack.flight({ atMost: 1 }), goesOn],
  }),

  scenario("without-end", "ESTABLISHED: text without end -> no more than the initial window before the first ACK", {
    covers: ["5681-3.1-IW", "6928-2-IW10", "5681-3.1-SSCA"],
    from: generating([mss(1440)]),
    steps: [goesOnGenerating, stack.flight({ atMost: "IW" }), ackOfAll, goesOnGenerating],
  }),
]);
