/** RFC 9293 3.10.7 (RFC 793 3.9, SEGMENT ARRIVES): every state against every kind of segment in every place. */

import { STATES, type Suite } from "../../harness/scenario";
import { suiteOf } from "./table";
import { sendWindow } from "./window";

/** One suite for each state, and one for what its window field does. */
export const SEGMENT_ARRIVES: readonly Suite[] = [...STATES.map(suiteOf), sendWindow];
