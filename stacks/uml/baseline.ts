import type { BaselineEntry, KnownBreach } from "../../harness/port/baseline";
import { baselineOf } from "../linux/baseline";

const NOT_ANSWERED = "in ESTABLISHED an ACK of what was never sent is not answered (README, deviation 1)";

/** Of `stacks/linux`, in scenarios that it does not play. */
const seenHereOnly = (deviation: number, scenario: string): BaselineEntry => ({
  scenario,
  verdict: "nonstrict",
  reason: `the kernel of any Linux does so (README, what every Linux does), deviation ${deviation} of stacks/linux`,
});

const fails = (reason: string, ...globs: readonly string[]): readonly BaselineEntry[] =>
  globs.map((scenario) => ({ scenario, verdict: "fail", reason }));

/** What the README of `stacks/linux` tells of every Linux is as true of this one. */
const OF_LINUX: readonly BaselineEntry[] = baselineOf({ release: "6.1", linearSyns: 0 }).map((entry) => ({
  ...entry,
  reason: entry.reason.replace(/\(README, (.*)\)/, "(README, what every Linux does), $1 of stacks/linux"),
}));

/** Where Linux 6.1 is known to depart from the standard. */
export const BASELINE: readonly BaselineEntry[] = [
  ...fails(
    NOT_ANSWERED,
    "segment-arrives/established/{empty,fin,fin-with-text,urgent}-left-edge-ack-beyond*",
    "segment-arrives/established/text-{left,left-edge}-ack-beyond*",
    "sequence/far/text-with-wild-ack",
    "reset/challenge/fin-with-wild-ack",
    "window/held-back/ack-of-what-waits",
    "attack/blind/injected",
  ),
  ...fails(
    "a SYN is given up after two minutes (README, deviation 2)",
    "retransmission/giving-up/syn-after-three-minutes",
  ),
  seenHereOnly(16, "retransmission/giving-up/report-in-90-seconds"),
  seenHereOnly(18, "segment-arrives/fin-wait-2/{empty,text}-left-no-ack-with-http"),
  ...OF_LINUX,
];

/** Rules that are known to be broken by what no scenario does; `tcpspec fuzz` looks for others. */
export const KNOWN: readonly KnownBreach[] = [
  {
    breaks: "SHLD-14",
    reason:
      "after crossing SYNs it scales its windows by itself (README, what every Linux does), deviation 17 of stacks/linux",
  },
];
