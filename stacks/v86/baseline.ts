import type { BaselineEntry } from "../../harness/port/baseline";

/** Where v86's TCP is known to depart from the standard; the README has each one's story. */
export const BASELINE: readonly BaselineEntry[] = [];
