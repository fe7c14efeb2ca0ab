/** Mistakes in choosing initial sequence numbers. */

import type { Mutant } from "./mutant";

const FILE = "isn.ts";
const FIND = "return add(m, f);";

export const ISN_MUTANTS: readonly Mutant[] = [
  { name: "isn-constant", breaks: "MUST-8", file: FILE, find: FIND, replace: "return seq(64_000);" },
  { name: "isn-without-clock", breaks: "MUST-8", file: FILE, find: FIND, replace: "return add(seq(f), 0 * m);" },
  { name: "isn-without-secret", breaks: "6528-3-PERTUPLE", file: FILE, find: FIND, replace: "return add(m, 0 * f);" },
  {
    name: "isn-in-steps",
    breaks: "SHLD-1",
    file: FILE,
    find: FIND,
    replace: "return add(m, 0 * f + foreign.port * 64_000);",
  },
  {
    name: "isn-goes-backwards",
    breaks: "6528-3-MONOTONIC-REUSE",
    file: FILE,
    find: FIND,
    replace: "return add(seq(f), -m);",
  },
];
