import type { BaselineEntry } from "../../harness/port/baseline";
import { setting } from "./setting";

/** Where the kernel is known to depart from the standard; the README has each one's story. */
export function readBaseline(): readonly BaselineEntry[] {
  return [
    {
      scenario: "handshake/recovery/reset-right-of-the-window",
      verdict: "fail",
      reason: "the first number beyond the receive window counts as inside (README, deviation 1)",
    },
    ...(setting("tcp_syn_linear_timeouts", 0) === 0 ? [] : [LINEAR_SYNS]),
  ];
}

const LINEAR_SYNS: BaselineEntry = {
  scenario: "handshake/active/syn-back-off",
  verdict: "nonstrict",
  reason: "the first SYNs come a second apart, without back-off (README, deviation 2)",
};
