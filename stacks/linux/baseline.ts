import { release } from "node:os";
import type { BaselineEntry } from "../../harness/port/baseline";
import type { KernelSettings } from "./kernel-settings";
import { setting } from "./setting";

const THE_EDGE = "the first number beyond the receive window counts as inside (README, deviation 1)";

const SCALED_BY_ITSELF = "after crossing SYNs it scales its windows by itself (README, deviation 17)";
const OUTSIDE_WITHOUT_ACK = "{empty,text}-{left,right}-no-ack";

/** Globs of scenarios that come to the same, for one reason. */
const all = (verdict: "fail" | "nonstrict", reason: string, ...globs: readonly string[]): readonly BaselineEntry[] =>
  globs.map((scenario) => ({ scenario, verdict, reason }));

/** Those in segment-arrives that fail. */
const arriving = (reason: string, ...globs: readonly string[]): readonly BaselineEntry[] =>
  all("fail", reason, ...globs.map((glob) => `segment-arrives/${glob}`));

/** What is known of a kernel. */
export interface Kernel {
  /** `6.18.4-generic`, as uname(2) has it. */
  readonly release: string;
  /** How many SYNs come without back-off: tcp_syn_linear_timeouts, which kernels before 6.5 do not have. */
  readonly linearSyns: number;
}

/** The running kernel with these settings, and node's servers as applications. */
export function readBaseline(settings: KernelSettings): readonly BaselineEntry[] {
  // A new namespace has the default that this one shows.
  const linearSyns = settings["net.ipv4.tcp_syn_linear_timeouts"] ?? setting("tcp_syn_linear_timeouts", 0);
  return [...baselineOf({ release: release(), linearSyns: Number(linearSyns) }), ...OF_PROGRAMS];
}

/** What comes of programs that close their sockets, or read urgent octets apart. */
const OF_PROGRAMS: readonly BaselineEntry[] = [
  ...arriving(
    "FIN-WAIT-2 without a user does not look at ACK (README, deviation 9)",
    "fin-wait-2/{empty,text,fin}-left-edge-ack-beyond-with-http",
  ),
  ...arriving(
    "FIN-WAIT-2 without a user answers a reset outside the window (README, deviation 10)",
    "fin-wait-2/rst-left-{no-ack,ack-nxt}-with-http",
    "fin-wait-2/all-flags-left-ack-nxt-with-http",
  ),
  {
    scenario: "user-calls/urgent/echo-*",
    verdict: "fail",
    reason: "the last urgent octet is taken out of the stream (README, deviation 14)",
  },
];

/** Where a kernel is known to depart from the standard; the README has each one's story. */
export function baselineOf({ release: name, linearSyns }: Kernel): readonly BaselineEntry[] {
  return [
    {
      scenario: "handshake/recovery/reset-right-of-the-window",
      verdict: "fail",
      reason: THE_EDGE,
    },
    ...arriving(
      THE_EDGE,
      "{syn-received,established,fin-wait-1,fin-wait-2,close-wait,closing,last-ack}/{empty,rst}-next-to-the-right-*",
      "{close-wait,closing,last-ack}/fin-next-to-the-right-*",
    ),
    {
      scenario: "header/addresses/syn-from-unspecified",
      ip: 6,
      verdict: "fail",
      reason: "a SYN from :: is answered (README, deviation 3)",
    },
    ...arriving("a SYN with FIN is dropped without a word (README, deviation 4)", "listen/syn-fin-isn-{no,stray}-ack"),
    ...arriving(
      "TIME-WAIT answers text and FIN without ACK (README, deviation 5)",
      "time-wait/{text,fin,fin-with-text,urgent}-left-edge-no-ack*",
    ),
    ...arriving(
      "behind the peer's FIN a reset that is one short is believed (README, deviation 6)",
      "{close-wait,closing,last-ack}/rst-left-{no-ack,ack-una}*",
    ),
    ...arriving(
      "text that ends at RCV.NXT counts as inside the window (README, deviation 7)",
      "{established,fin-wait-1,fin-wait-2,close-wait,closing,last-ack}/rst-with-text-left-{no-ack,ack-una}",
      "fin-wait-2/rst-with-text-left-ack-nxt",
      "syn-received/{text,fin}-left-ack-nxt-after-crossing-syns",
    ),
    ...arriving(
      "after crossing SYNs an ACK of nothing new makes the connection (README, deviation 8)",
      "syn-received/{empty,text,fin}-left-edge-ack-una-after-crossing-syns",
    ),
    {
      scenario: "ecn/sender/smallest-window",
      verdict: "fail",
      reason: "a congestion echo does not stop a sender whose window is one segment (README, deviation 11)",
    },
    {
      scenario: "congestion/idle/restart-after-loss",
      verdict: "nonstrict",
      reason: "loss in a large burst makes the next one no smaller (README, deviation 12)",
    },
    {
      scenario: "icmp/soft/user-is-told-reassembly-time-exceeded",
      ip: 4,
      verdict: "nonstrict",
      reason: "nobody is told that fragments were missing (README, deviation 15)",
    },
    {
      scenario: "retransmission/giving-up/report",
      verdict: "nonstrict",
      reason: "nobody is told of R1 (README, deviation 16)",
    },
    {
      scenario: "options/window-scale/not-agreed-on-by-crossing-syns",
      verdict: "fail",
      reason: SCALED_BY_ITSELF,
    },
    ...all(
      "nonstrict",
      SCALED_BY_ITSELF,
      "handshake/simultaneous/{ack,syn-ack}",
      "close/before-established/close-after-crossing-syns",
      "user-calls/sockets/listener-beside-crossing-calls",
      "segment-arrives/syn-sent/{syn,syn-with-text}-isn-no-ack",
      "segment-arrives/syn-received/{empty,text}-left-{no-ack,ack-nxt,ack-beyond}-after-crossing-syns",
      "segment-arrives/syn-received/{empty,text}-left-edge-{no-ack,ack-nxt,ack-beyond}-after-crossing-syns",
      "segment-arrives/syn-received/fin-left-edge-no-ack-after-crossing-syns",
      "segment-arrives/syn-received/{syn,rst,all-flags}-{left,inside}-{no-ack,ack-nxt}-after-crossing-syns",
      "segment-arrives/syn-received/syn-left-edge-{no-ack,ack-nxt}-after-crossing-syns",
      "segment-arrives/established/*-after-crossing-syns",
    ),
    ...all(
      "nonstrict",
      "a segment without ACK is not answered (README, deviation 18)",
      `segment-arrives/{established,fin-wait-1,fin-wait-2,close-wait,closing,last-ack}/${OUTSIDE_WITHOUT_ACK}`,
      `segment-arrives/{established,fin-wait-1}/${OUTSIDE_WITHOUT_ACK}-after-active-open`,
      `segment-arrives/close-wait/${OUTSIDE_WITHOUT_ACK}-after-syn-received`,
      `segment-arrives/{established,last-ack}/${OUTSIDE_WITHOUT_ACK}-with-discard`,
      `segment-arrives/{fin-wait-1,closing}/${OUTSIDE_WITHOUT_ACK}-with-http`,
    ),
    ...all("nonstrict", "TIME-WAIT does not come back (README, deviation 19)", "close/reopening/old-duplicate"),
    ...all(
      "nonstrict",
      "a first timestamp does not open TIME-WAIT (README, deviation 20)",
      "close/reopening/first-timestamp",
    ),
    ...all("nonstrict", "text without timestamps is taken (README, deviation 21)", "options/timestamps/text-without"),
    ...all("nonstrict", "a reset has no timestamps (README, deviation 22)", "options/timestamps/on-a-reset"),
    ...all("nonstrict", "the least RTO is 0.2 s (README, deviation 23)", "retransmission/bounds/least"),
    ...all("nonstrict", "ECN stays agreed (README, deviation 24)", "ecn/called/asks-no-more"),
    ...all("nonstrict", "a mark on a probe is not told of (README, deviation 25)", "ecn/receiver/probe"),
    ...(linearSyns === 0 ? [] : [LINEAR_SYNS]),
    // From 6.17 on tcp_sequence() looks at where a segment ends, too.
    ...(isFrom(name, 6, 17)
      ? [URGENT_BEYOND_THE_WINDOW]
      : arriving(THE_EDGE, "{close-wait,closing,last-ack}/text-next-to-the-right-ack-una")),
  ];
}

/** Whether the release of this name is that one or a later one. */
function isFrom(name: string, major: number, minor: number): boolean {
  const [ofMajor = 0, ofMinor = 0] = name.split(".").map(Number);
  return ofMajor > major || (ofMajor === major && ofMinor >= minor);
}

const URGENT_BEYOND_THE_WINDOW: BaselineEntry = {
  scenario: "window/receiver/urgent-text-when-full",
  verdict: "fail",
  reason: "the urgent pointer of text that has no room is not read (README, deviation 13)",
};

const LINEAR_SYNS: BaselineEntry = {
  scenario: "handshake/active/syn-back-off",
  verdict: "nonstrict",
  reason: "the first SYNs come a second apart, without back-off (README, deviation 2)",
};
