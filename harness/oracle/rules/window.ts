/** The window that the stack offers (RFC 9293 3.8.6, RFC 7323 2). */

import { ACK, RST, SYN } from "../../wire/flags";
import { segmentEnd } from "../../wire/segment-length";
import { diff, precedes, precedesOrEquals } from "../../wire/seq";
import { rightEdgeOf } from "./flow";
import type { Rule } from "./rule";

export const rightEdgeNeverRecedes: Rule = {
  id: "SHLD-14",
  section: "RFC 9293 3.8.6",
  level: "SHOULD NOT",
  summary: "the right edge of the window that is offered does not move to the left",
  breach({ segment, flow }) {
    const { flags, ack } = segment;
    if ((flags & ACK) === 0 || (flags & (SYN | RST)) !== 0 || flow.iss === undefined) return undefined;
    // That has a rule of its own.
    if (flow.acknowledged !== undefined && precedes(ack, flow.acknowledged)) return undefined;
    // Behind its FIN the peer has nothing to send.
    if (flow.peerFins.has(ack)) return undefined;
    // What is sent again may be the same to the last bit, its old window with it (RFC 9293 3.8.1, MAY-4).
    const end = segmentEnd(segment);
    if (end !== segment.seq && precedesOrEquals(end, flow.sndNxt)) return undefined;
    const edge = rightEdgeOf(flow, segment);
    if (edge === undefined || flow.edge === undefined) return undefined;
    // RFC 7323 2.4: a window is a whole number of units, and what is left over is not told.
    const rounding = 2 ** (flow.shift ?? 0) - 1;
    const receded = diff(flow.edge, edge);
    return receded > rounding ? `the right edge of the window lies ${receded} to the left of where it was` : undefined;
  },
};

export const smallShift: Rule = {
  id: "7323-2.3-WS-OWN14",
  section: "RFC 7323 2.3",
  level: "MUST",
  summary: "no shift that is offered is larger than 14",
  breach({ segment }) {
    for (const option of segment.options)
      if (option.kind === "window-scale" && option.shift > 14) return `the shift is ${option.shift}`;
    return undefined;
  },
};
