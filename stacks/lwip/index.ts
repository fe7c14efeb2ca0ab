/** lwIP 2.1.3 as Debian packages it, in a host of ours, in virtual time. */

import { builtProvider, type Recipe } from "../building";
import { BASELINE, KNOWN } from "./baseline";
import { withTimers } from "./profile";

const HEADERS = "-I/usr/include/lwip";
const FLAGS = ["-O2", "-Wall", "-Wextra", "-Werror", HEADERS];
const SOURCES = ["lines.c", "words.c", "main.c", "network.c", "user.c"];

const RECIPE: Recipe = {
  name: "lwip",
  version: "2.1.3",
  sources: ["stacks/building/c", "stacks/lwip/host"],
  tools: [
    { probe: ["cc", "--version"], remedy: "a C compiler: apt-get install gcc" },
    {
      probe: ["cc", "-E", HEADERS, "-include", "lwip/init.h", "-x", "c", "/dev/null"],
      remedy: "lwIP: apt-get install liblwip-dev",
    },
  ],
  commands: [["cc", ...FLAGS, "-o", "lwip-host", ...SOURCES, "-llwip"]],
  program: "lwip-host",
};

export const lwip = builtProvider({
  name: "lwip",
  summary: "lwIP 2.1.3, the TCP of many small devices, in virtual time",
  recipe: RECIPE,
  profile: withTimers,
  baseline: BASELINE,
  known: KNOWN,
});
