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
    name: "timer-goes-on-over-acks",
    breaks: "6298-5-NOTEARLY",
    file: "acknowledgment.ts",
    find: 'if (!isLatePartial || tcb.congestion.phase !== "recovery") tcb.timers.retransmission = NEVER;',
    replace: "",
  },
  {
    name: "half-a-minute-at-most",
    breaks: "6298-2.5-MAX60",
    file: "rto.ts",
    find: "Math.min(2 * rto, maximumRto)",
    replace: "Math.min(2 * rto, maximumRto / 2)",
  },
  {
    name: "a-lost-syn-is-forgotten",
    breaks: "6298-5.7-SYN3S",
    file: "handshake.ts",
    find: "const RTO_AFTER_LOST_SYN = 3 * SECOND;",
    replace: "const RTO_AFTER_LOST_SYN = SECOND / 2;",
  },
  {
    name: "gives-up-without-a-word",
    breaks: "MUST-22",
    file: "retransmission.ts",
    find: '  tell(turn, "timeout");\n  deleteTcb(turn);',
    replace: "  deleteTcb(turn);",
  },
  {
    name: "no-report-of-retransmissions",
    breaks: "SHLD-9",
    file: "retransmission.ts",
    find: "tcb.retransmissions === options.reportAfter",
    replace: "tcb.retransmissions === 99 * options.reportAfter",
  },
  {
    name: "choices-are-everybodys",
    breaks: "MUST-21",
    file: "timers.ts",
    find: "timers.user = now + tcb.userTimeout;",
    replace: "timers.user = now + Math.min(tcb.userTimeout, 8 * tcb.rto);",
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
