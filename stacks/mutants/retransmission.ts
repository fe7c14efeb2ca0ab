/** Mistakes in what goes again, and when. */

import type { Mutant } from "./mutant";

export const RETRANSMISSION_MUTANTS: readonly Mutant[] = [
  {
    name: "the-latest-goes-again",
    breaks: "6298-5.4-EARLIEST",
    file: "retransmission.ts",
    find: "    retransmit(turn, tcb.snd.una);",
    replace: "    retransmit(turn, add(tcb.snd.una, diff(tcb.snd.nxt, tcb.snd.una) >> 1));",
  },
  {
    // RFC 2525 2.7
    name: "rto-without-a-floor",
    breaks: "6298-2.4-MIN1S",
    file: "rto.ts",
    find: "Math.max(rto, minimumRto)",
    replace: "Math.max(rto, 0 * minimumRto)",
  },
  {
    name: "first-round-trip-without-doubt",
    breaks: "6298-2.2-FIRST",
    file: "rto.ts",
    find: "rttvar: r / 2",
    replace: "rttvar: r / 4",
  },
  {
    name: "srtt-before-rttvar",
    breaks: "6298-2.3-UPDATE",
    file: "rto.ts",
    find: "Math.abs(known.srtt - r)",
    replace: "Math.abs((1 - alpha) * known.srtt + alpha * r - r)",
  },
  {
    name: "srtt-follows-too-fast",
    breaks: "6298-2.3-GAINS",
    file: "rto.ts",
    find: "const ALPHA = 1 / 8;",
    replace: "const ALPHA = 1 / 2;",
  },
  {
    name: "rttvar-forgets-too-fast",
    breaks: "6298-2.3-GAINS",
    file: "rto.ts",
    find: "const BETA = 1 / 4;",
    replace: "const BETA = 1 / 2;",
  },
  {
    name: "no-deviation-at-last",
    breaks: "6298-4-GRANULARITY",
    file: "rto.ts",
    find: "Math.max(clockGranularity, K * known.rttvar)",
    replace: "clockGranularity * Math.floor((K * known.rttvar) / clockGranularity)",
  },
  {
    name: "measures-what-went-twice",
    breaks: "6298-3-KARN",
    file: "retransmission.ts",
    find: "// RFC 6298 3, Karn\n  tcb.timed = undefined;",
    replace: "",
  },
  {
    name: "back-off-ends-with-any-ack",
    breaks: "6298-3-KARN",
    file: "acknowledgment.ts",
    find: "tcb.probing = false;\n  tcb.retransmissions = 0;",
    replace: "tcb.probing = false;\n  tcb.rto = turn.options.minimumRto;\n  tcb.retransmissions = 0;",
  },
  {
    name: "back-off-never-ends",
    breaks: "6298-5-COLLAPSE",
    file: "acknowledgment.ts",
    find: "tcb.rto = rtoOf(tcb.roundTrip, options);",
    replace: "tcb.rto = Math.max(tcb.rto, rtoOf(tcb.roundTrip, options));",
  },
  {
    name: "gives-up-after-two",
    breaks: "MUST-20",
    file: "retransmission.ts",
    find: "if (tcb.retransmissions >= retriesOf(turn)) {",
    replace: "if (tcb.retransmissions >= Math.min(2, retriesOf(turn))) {",
  },
  {
    name: "what-is-acknowledged-in-part-begins-wrong",
    breaks: "793-3.7-RETX-CONSISTENT",
    file: "acknowledgment.ts",
    find: "tcb.queue = forget(tcb.queue, ack);",
    replace:
      "tcb.queue = { ...forget(tcb.queue, ack), text: forget(tcb.queue, ack).text };\n  if (acked % 50 === 0 && acked < 400) tcb.queue = { ...tcb.queue, first: add(tcb.queue.first, -1) };",
  },
];
