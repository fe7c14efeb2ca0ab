import type { BaselineEntry } from "../../harness/port/baseline";

type Verdict = BaselineEntry["verdict"];

/** What the scenarios of one state in segment-arrives come to. */
interface Arrivals {
  readonly state: string;
  /** Those that a glob fits; the first one counts. */
  readonly but: readonly (readonly [verdict: Verdict, glob: string])[];
  /** All the others. */
  readonly all: Verdict;
}

const ARRIVALS: readonly Arrivals[] = [
  {
    state: "listen",
    but: [
      ["pass", "{empty,text,urgent}-isn-ack-*"],
      ["pass", "{syn,syn-with-text,syn-fin}-isn-{no-ack,stray-ack,no-ack-after-reset}"],
    ],
    all: "fail",
  },
  {
    state: "syn-sent",
    but: [["pass", "{syn,rst,all-flags}-*-ack-nxt"]],
    all: "fail",
  },
  {
    state: "syn-received",
    but: [
      ["fail", "*-after-crossing-syns"],
      ["pass", "{empty,text,fin,rst,rst-with-text,rst-syn,all-flags}-{left-edge,inside,right-edge}-ack-nxt"],
      ["pass", "{empty,text,urgent}-{left,next-to-the-right,right}-ack-nxt"],
      ["pass", "{rst,rst-with-text,all-flags}-left-edge-*"],
      ["pass", "{rst,rst-with-text}-{inside,right-edge}-no-ack"],
      ["pass", "rst-syn-left-edge-ack-beyond"],
      ["unsupported", "urgent-left-edge-ack-nxt"],
    ],
    all: "fail",
  },
  {
    state: "established",
    but: [
      ["inconclusive", "text-left-ack-nxt-with-discard"],
      ["nonstrict", "{empty,text}-left-no-ack-with-discard"],
      ["pass", "empty-{left,left-edge,inside}-ack-nxt-with-discard"],
      ["pass", "text-{left-edge,inside}-ack-nxt-with-discard"],
      ["pass", "rst-{left-edge,inside}-*-with-discard"],
      ["pass", "all-flags-{left-edge,inside}-*-with-discard"],
      ["fail", "*-with-discard"],
      ["fail", "*-after-crossing-syns"],
      ["nonstrict", "{empty,text}-{left,right}-no-ack"],
      ["nonstrict", "{empty,text}-left-no-ack-after-active-open"],
      ["pass", "{rst,rst-with-text,all-flags}-left-edge-*"],
      ["pass", "{rst,rst-with-text,rst-syn,all-flags}-{left-edge,inside,right-edge}-ack-una"],
      ["pass", "{empty,text,fin}-left-edge-ack-nxt*"],
      ["pass", "{rst,rst-with-text,all-flags}-inside-{no-ack,ack-una}*"],
      ["pass", "{rst,rst-with-text}-right-edge-no-ack"],
      ["pass", "rst-syn-left-edge-ack-beyond"],
      ["unsupported", "urgent-*-ack-nxt"],
    ],
    all: "fail",
  },
  {
    state: "fin-wait-1",
    but: [
      ["nonstrict", "{empty,text}-left-no-ack-after-syn-received"],
      ["pass", "{rst,all-flags}-{left-edge,inside}-*-after-syn-received"],
      ["fail", "*-after-syn-received"],
      ["unsupported", "*-with-http"],
      ["unsupported", "urgent-*-ack-nxt"],
    ],
    all: "inconclusive",
  },
  {
    state: "fin-wait-2",
    but: [
      ["unsupported", "*-with-http"],
      ["nonstrict", "{empty,text}-{left,right}-no-ack"],
      ["pass", "{empty,text}-{left-edge,inside,right-edge,across-right-edge}-ack-nxt"],
      ["pass", "{rst,rst-with-text,rst-syn,all-flags}-{left-edge,inside,right-edge}-ack-nxt"],
      ["pass", "{empty,text,urgent}-{left,inside,right-edge,next-to-the-right,right,across-right-edge}-ack-nxt"],
      ["pass", "rst-{left-edge,inside,right-edge}-*"],
      ["pass", "{rst-with-text,rst-syn,all-flags}-left-edge-ack-beyond"],
      ["pass", "rst-with-text-{inside,right-edge}-no-ack"],
      ["unsupported", "urgent-*-ack-nxt"],
    ],
    all: "fail",
  },
  {
    state: "close-wait",
    but: [
      ["pass", "{rst,all-flags}-{left-edge,inside}-*-after-syn-received"],
      ["pass", "empty-left-edge-ack-nxt-after-syn-received"],
      ["nonstrict", "{empty,text}-left-no-ack-after-syn-received"],
      ["fail", "*-after-syn-received"],
    ],
    all: "inconclusive",
  },
  { state: "closing", but: [["unsupported", "*-with-http"]], all: "inconclusive" },
  {
    state: "last-ack",
    but: [
      ["nonstrict", "{empty,text}-left-no-ack-with-discard"],
      ["pass", "{empty,text,fin}-left-edge-ack-nxt-with-discard"],
      ["pass", "{rst,all-flags}-{left-edge,inside}-*-with-discard"],
      ["fail", "*-with-discard"],
    ],
    all: "inconclusive",
  },
  {
    state: "time-wait",
    but: [
      ["unsupported", "*-with-http"],
      ["inconclusive", "*-after-{closing,fin-wait-1}"],
    ],
    all: "fail",
  },
  {
    state: "closed",
    but: [["pass", "{empty,text,urgent}-seq-5000-ack-*"]],
    all: "fail",
  },
  {
    state: "window",
    but: [
      ["pass", "{empty,text}-left-ack-nxt-in-*"],
      ["inconclusive", "empty-left-edge-ack-nxt-in-close-wait"],
    ],
    all: "fail",
  },
];

const REASON = "hardly anything is looked at, and so it departs in most places (README, segments in every place)";

/** Every kind of segment in every place in every state, with seed 1. */
export const SEGMENT_ARRIVES: readonly BaselineEntry[] = ARRIVALS.flatMap(({ state, but, all }) =>
  [...but, [all, "*"] as const].map(([verdict, glob]) => ({
    scenario: `segment-arrives/${state}/${glob}`,
    ip: 4 as const,
    verdict,
    reason: REASON,
  })),
);
