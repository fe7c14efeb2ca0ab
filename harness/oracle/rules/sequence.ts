/** Sequence and acknowledgment numbers within what was sent (RFC 9293 3.4). */

import { ACK, FIN, RST } from "../../wire/flags";
import { segmentEnd } from "../../wire/segment-length";
import { add, diff, precedes, precedesOrEquals } from "../../wire/seq";
import { isInConnection, octetSentAt, pastReceived } from "./flow";
import type { Rule, Sighting } from "./rule";

/**
 * A keep-alive may bring an octet of garbage, at a number that the peer has acknowledged (RFC 9293 3.8.4); some stacks probe a
 * closed window in the same manner. Nobody can take that octet for another.
 */
function isKeepAlive({ segment, flow }: Sighting): boolean {
  const end = segmentEnd(segment);
  return segment.text.length === 1 && precedesOrEquals(end, flow.sndNxt) && flow.peerAcks.has(end);
}

export const sequenceWithoutGap: Rule = {
  id: "793-3.3-SYN-FIN-OCCUPY",
  section: "RFC 9293 3.4",
  level: "IMPLIED",
  summary: "numbers are used in order: each segment starts at or before SND.NXT, and SYN and FIN take one each",
  breach(sighting) {
    const { segment, flow } = sighting;
    if (!isInConnection(flow, segment) || flow.iss === undefined) return undefined;
    if (precedes(flow.sndNxt, segment.seq))
      return `SEQ is ${diff(segment.seq, flow.sndNxt)} past SND.NXT, the next number to be used`;
    // A keep-alive repeats the number before SND.NXT, which in a young connection is the SYN's own (RFC 9293 3.8.4).
    if (precedes(segment.seq, flow.iss)) return `SEQ is ${diff(flow.iss, segment.seq)} before the stack's own ISS`;
    if (flow.fin === undefined || isKeepAlive(sighting)) return undefined;
    if (precedes(add(flow.fin, 1), segmentEnd(segment))) return "numbers after the stack's own FIN are used";
    const isTextPast = segment.text.length > 0 && precedes(flow.fin, add(segment.seq, segment.text.length));
    return isTextPast ? "text takes the number of the FIN" : undefined;
  },
};

export const acknowledgesOnlyReceived: Rule = {
  id: "793-3.3-ACK-CUMULATIVE",
  section: "RFC 9293 3.4, 3.10.7.4",
  level: "IMPLIED",
  summary: "only octets that have arrived, with none missing before them, are acknowledged",
  breach({ segment, flow }) {
    if ((segment.flags & ACK) === 0 || (segment.flags & RST) !== 0) return undefined;
    const past = pastReceived(flow, segment.ack);
    if (past === undefined) return "ACK acknowledges, but no intact SYN of the peer has arrived";
    if (past === 0) return undefined;
    return past > 0 ? `ACK is ${past} past the last number that arrived in order` : "ACK does not count the peer's SYN";
  },
};

export const acknowledgmentNeverGoesBack: Rule = {
  id: "793-3.3-ACK-MONOTONIC",
  section: "RFC 9293 3.4",
  level: "IMPLIED",
  summary: "an acknowledgment is cumulative: what was acknowledged stays so",
  breach(sighting) {
    const { segment, flow } = sighting;
    if (!isInConnection(flow, segment) || (segment.flags & ACK) === 0 || flow.acknowledged === undefined)
      return undefined;
    if (precedesOrEquals(flow.acknowledged, segment.ack)) return undefined;
    // What is sent again may be the same to the last bit, its old acknowledgment with it (RFC 9293 3.8.1, MAY-4).
    const end = segmentEnd(segment);
    if (end !== segment.seq && precedesOrEquals(end, flow.sndNxt)) return undefined;
    return `ACK is ${diff(flow.acknowledged, segment.ack)} less than the stack has acknowledged before`;
  },
};

export const sameOctetsAgain: Rule = {
  id: "793-3.7-RETX-CONSISTENT",
  section: "RFC 9293 3.4, 3.8.1",
  level: "IMPLIED",
  summary: "a number that is sent again carries the same octet",
  breach(sighting) {
    const { segment, flow } = sighting;
    if (!isInConnection(flow, segment) || isKeepAlive(sighting)) return undefined;
    for (const [i, octet] of segment.text.entries()) {
      const number = add(segment.seq, i);
      const before = octetSentAt(flow, number);
      if (before !== undefined && before !== octet)
        return `octet ${i} was 0x${before.toString(16)} the first time and is 0x${octet.toString(16)} now`;
    }
    const end = add(segment.seq, segment.text.length);
    if ((segment.flags & FIN) === 0) return undefined;
    if (flow.fin !== undefined && end !== flow.fin) return `FIN has moved by ${diff(end, flow.fin)}`;
    return octetSentAt(flow, end) === undefined ? undefined : "FIN takes the number of an octet";
  },
};
