/** Linux 6.1 as Debian packages its source, as a program of its own (User-mode Linux), in virtual time. */

import { builtProvider, type Recipe } from "../building";
import { BASELINE, KNOWN } from "./baseline";
import { withTimers } from "./profile";

const SOURCE = "/usr/src/linux-source-6.1.tar.xz";

const BUILD_TOOLS = ["make", "cc", "flex", "bison", "bc"] as const;

const RECIPE: Recipe = {
  name: "uml",
  version: "6.1",
  sources: ["stacks/building/c", "stacks/uml/host"],
  tools: [
    {
      probe: ["sh", "-c", 'test "$(uname -m)" = x86_64'],
      remedy: "a machine of x86-64: User-mode Linux knows no other",
    },
    ...BUILD_TOOLS.map((tool): Recipe["tools"][number] => ({
      probe: [tool, "--version"],
      remedy: `${tool}: apt-get install ${tool === "cc" ? "gcc libc6-dev" : tool}`,
    })),
    { probe: ["test", "-r", SOURCE], remedy: "the kernel's source: apt-get install linux-source-6.1" },
  ],
  commands: [
    ["make", "--silent", `SOURCE=${SOURCE}`],
    ["rm", "-r", "kernel"],
  ],
  program: "run.sh",
};

export const uml = builtProvider({
  name: "uml",
  summary: "Linux 6.1, the kernel itself as a program (User-mode Linux), in virtual time",
  recipe: RECIPE,
  profile: withTimers,
  baseline: BASELINE,
  known: KNOWN,
});
