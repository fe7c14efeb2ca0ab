import type { BaselineEntry } from "../../harness/port/baseline";
import type { KernelSettings } from "./kernel-settings";
import { setting } from "./setting";

/** Where the kernel is known to depart from the standard with these settings; the README has each one's story. */
export function readBaseline(settings: KernelSettings): readonly BaselineEntry[] {
  // A new namespace has the default that this one shows.
  const linearSyns = settings["net.ipv4.tcp_syn_linear_timeouts"] ?? setting("tcp_syn_linear_timeouts", 0);
  return [
    {
      scenario: "handshake/recovery/reset-right-of-the-window",
      verdict: "fail",
      reason: "the first number beyond the receive window counts as inside (README, deviation 1)",
    },
    {
      scenario: "header/addresses/syn-from-unspecified",
      ip: 6,
      verdict: "fail",
      reason: "a SYN from :: is answered (README, deviation 3)",
    },
    ...(Number(linearSyns) === 0 ? [] : [LINEAR_SYNS]),
  ];
}

const LINEAR_SYNS: BaselineEntry = {
  scenario: "handshake/active/syn-back-off",
  verdict: "nonstrict",
  reason: "the first SYNs come a second apart, without back-off (README, deviation 2)",
};
