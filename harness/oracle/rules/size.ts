/** How much a segment may carry (RFC 9293 3.7.1). */

import { isInConnection, type Flow } from "./flow";
import type { Rule, Sighting } from "./rule";

const FIXED_HEADER = 20;
const WORD = 4;

/** SendMSS where the peer's SYN says nothing (RFC 9293 3.7.1, MUST-15). */
const DEFAULT_SIZE = { 4: 536, 6: 1220 } as const;

/** The largest that any segment of the peer allows: which one counts may be open. Undefined: there was none, or it does not say. */
function sendMss({ peerSizes }: Flow, version: 4 | 6): number | undefined {
  if (peerSizes.size === 0 || peerSizes.has("unclear")) return undefined;
  return Math.max(...[...peerSizes].map((size) => (typeof size === "number" ? size : DEFAULT_SIZE[version])));
}

export const noLargerThanPeerAllows: Rule = {
  id: "MUST-16",
  section: "RFC 9293 3.7.1",
  level: "MUST",
  summary: "options and text together take no more than the MSS that the peer has said, or its default",
  breach({ segment, flow, event }: Sighting) {
    const { dataOffset, text } = segment;
    if (text.length === 0 || !isInConnection(flow, segment) || !event.decoded.ok) return undefined;
    const size = sendMss(flow, event.decoded.value.ip.version);
    if (size === undefined) return undefined;
    const options = dataOffset * WORD - FIXED_HEADER;
    // Where options fill it up nothing would ever get through but for an octet.
    if (text.length <= Math.max(size - options, 1)) return undefined;
    const taken = options === 0 ? "" : ` and ${options} of options`;
    return `${text.length} octets of text${taken} are more than the MSS of ${size}`;
  },
};
