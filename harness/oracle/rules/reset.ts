/** Resets: their form, and when there must be none (RFC 9293 3.5.2, 3.10.7). */

import { timingOf, REACTION } from "../../scenario/duration";
import { ACK, RST } from "../../wire/flags";
import { precedesOrEquals } from "../../wire/seq";
import type { Rule, Sighting } from "./rule";

/** SEQ lies where the stack's own numbers are: the form of an abort, <SEQ=SND.NXT>. */
function isFromConnection({ segment, flow }: Sighting): boolean {
  return (
    flow.iss !== undefined && precedesOrEquals(flow.iss, segment.seq) && precedesOrEquals(segment.seq, flow.sndNxt)
  );
}

export const believableReset: Rule = {
  id: "793-3.4-RSTGEN-CLOSED-SEQ",
  section: "RFC 9293 3.5.2",
  level: "IMPLIED",
  summary: "a reset takes its SEQ from the ACK of the segment that it answers, or is 0 and acknowledges that segment",
  breach(sighting) {
    const { segment, flow } = sighting;
    if ((segment.flags & RST) === 0 || isFromConnection(sighting)) return undefined;
    if (flow.peerAcks.has(segment.seq)) return undefined;
    if ((segment.flags & ACK) === 0) return "SEQ is no number that the peer has acknowledged";
    if (segment.seq !== 0) return "SEQ is neither 0 nor a number that the peer has acknowledged";
    if (!flow.peerEnds.has(segment.ack)) return "ACK is not SEG.SEQ+SEG.LEN of the segment that is answered";
    return undefined;
  },
};

export const noResetForReset: Rule = {
  id: "793-3.4-RST-NEVER-FOR-RST",
  section: "RFC 9293 3.5.2",
  level: "IMPLIED",
  summary: "a reset is never answered with a reset",
  breach({ segment, flow, event, profile }) {
    if ((segment.flags & RST) === 0) return undefined;
    const before = flow.lastPacket;
    if (before?.direction !== "peer->stack" || !before.decoded.ok || before.decoded.value.kind !== "tcp")
      return undefined;
    if ((before.decoded.value.segment.flags & RST) === 0) return undefined;
    // It had left before the peer's reset did, and is the answer to something else.
    if (event.at < before.at) return undefined;
    // A user's ABORT in between has a reset of its own, and so may a timer have later on.
    if (flow.lastCall !== undefined && flow.lastCall.at >= before.at) return undefined;
    if (event.at - before.at > timingOf(REACTION, profile).value) return undefined;
    return "a reset came as the answer to a reset";
  },
};
