/** RFC 9293 3.10.7.1: a segment for a connection that does not exist. */

import { RST } from "../../../harness/wire/flags";
import type { Segment, SegmentToSend } from "../../../harness/wire/segment";
import type { ReferenceOptions } from "../options";
import { resetFor } from "../resets";

/** The reset that goes back, if any. */
export function segmentArrivesInClosed(
  segment: Segment,
  options: Pick<ReferenceOptions, "timestamps">,
): SegmentToSend | undefined {
  // A RST is never answered.
  if ((segment.flags & RST) !== 0) return undefined;
  return resetFor(segment, options);
}
