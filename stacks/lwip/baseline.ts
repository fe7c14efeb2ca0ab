import type { BaselineEntry } from "../../harness/port/baseline";

/** Where lwIP is known to depart from the standard; the README has each one's story. */
export const BASELINE: readonly BaselineEntry[] = [];
