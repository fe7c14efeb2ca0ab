/** gVisor's netstack, in a host of ours, in virtual time. */

import { builtProvider, type Recipe } from "../building";
import { BASELINE, KNOWN } from "./baseline";
import { withTimers } from "./profile";

/** The pseudo-version that host/go.mod asks for; Go has no other for gVisor. */
const VERSION = "v0.0.0-20260905035102-160fafc42237";

const RECIPE: Recipe = {
  name: "gvisor",
  version: VERSION,
  sources: ["stacks/gvisor/host"],
  tools: [{ probe: ["go", "version"], remedy: "Go 1.26.3 or later" }],
  commands: [["go", "build", "-trimpath", "-o", "gvisor-host", "."]],
  program: "gvisor-host",
};

export const gvisor = builtProvider({
  name: "gvisor",
  summary: "gVisor's netstack of 2026-09-05, the TCP of sandboxes and of VPNs in Go, in virtual time",
  recipe: RECIPE,
  profile: withTimers,
  baseline: BASELINE,
  known: KNOWN,
});
