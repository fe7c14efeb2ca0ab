/** The TCP that v86, a PC in the browser, plays to the programs in that PC; in this process, without timers. */

import { dirname } from "node:path";
import { memoryStack } from "../../adapters/memory";
import type { StackProvider } from "../../harness/port/stack";
import { preparationOf, requireBuilt, type Recipe } from "../building";
import { BASELINE, KNOWN } from "./baseline";
import { loadNetwork } from "./emulator";
import { v86Host } from "./host";
import { PROFILE } from "./profile";

const VERSION = "0.5.462";

const RECIPE: Recipe = {
  name: "v86",
  version: VERSION,
  sources: ["stacks/v86/host"],
  tools: [{ probe: ["npm", "--version"], remedy: "npm, which comes with Node.js" }],
  commands: [["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]],
  program: "node_modules/v86/build/libv86.mjs",
};

const NAME = "v86";

export const v86: StackProvider = {
  name: NAME,
  summary: "the TCP of v86, a PC in the browser: in this process, without timers, IPv4 only",
  baseline: BASELINE,
  known: KNOWN,
  preparation: preparationOf(RECIPE, NAME),
  async open() {
    const library = requireBuilt(RECIPE, NAME);
    // The addresses that adapters/memory gives to its hosts.
    const network = await loadNetwork(dirname(library), { stack: "192.0.2.1", peer: "192.0.2.2" });
    const stack = memoryStack({
      name: NAME,
      version: VERSION,
      profile: PROFILE,
      make: (environment) => v86Host(network, environment),
    });
    return [{ ...stack, close: () => network.close() }];
  },
};
