/** Mistakes with acknowledgments: too late, too many, too few. */

import type { Mutant } from "./mutant";

const DELAYED_ACK = "delayed-ack.ts";
const SYNCHRONIZED = "segment-arrives/synchronized.ts";
const TRANSMIT = "transmit.ts";

export const ACK_MUTANTS: readonly Mutant[] = [
  {
    // RFC 2525 2.13
    name: "one-small-segment-is-never-acknowledged",
    breaks: "MUST-40",
    file: DELAYED_ACK,
    find: "tcb.timers.delayedAck = now + options.delayedAck;",
    replace: "void now;",
  },
  {
    name: "ack-waits-too-long",
    breaks: "MUST-40",
    file: DELAYED_ACK,
    find: "now + options.delayedAck;",
    replace: "now + 3 * options.delayedAck;",
  },
  {
    name: "more-text-puts-the-ack-off",
    breaks: "5681-4.2-DELACK-500",
    file: DELAYED_ACK,
    find: "tcb.rcv.unacknowledged >= 2",
    replace: "tcb.rcv.unacknowledged >= 9",
  },
  {
    name: "every-third-segment-is-acknowledged",
    breaks: "SHLD-19",
    file: DELAYED_ACK,
    find: "tcb.rcv.unacknowledged >= 2",
    replace: "tcb.rcv.unacknowledged >= 3",
  },
  {
    name: "acks-are-not-delayed",
    breaks: "SHLD-18",
    file: DELAYED_ACK,
    find: "options.delayedAck === 0 ||",
    replace: "options.delayedAck >= 0 ||",
  },
  {
    name: "two-acks-for-a-segment",
    breaks: "5681-4.2-ONEACK",
    file: TRANSMIT,
    find: "  transmit(turn, turn.tcb.snd.nxt, ACK);",
    replace: "  for (let i = 0; i < 2; i++) transmit(turn, turn.tcb.snd.nxt, ACK);",
  },
  {
    name: "text-and-fin-have-an-ack-each",
    breaks: "MUST-58",
    file: SYNCHRONIZED,
    find: "  processText(turn, segment);\n  checkFin(turn, segment);",
    replace:
      "  processText(turn, segment);\n  if (segment.text.length > 0 && (segment.flags & FIN) !== 0) sendAck(turn);\n  checkFin(turn, segment);",
  },
  {
    name: "queued-segments-have-an-ack-each",
    breaks: "MUST-59",
    file: SYNCHRONIZED,
    find: "for (const text of texts) accept(turn, text);",
    replace: "for (const text of texts) {\n    accept(turn, text);\n    sendAck(turn);\n  }",
  },
  {
    name: "gap-is-not-told-of",
    breaks: "5681-3.2-DUPACK-OOO",
    file: SYNCHRONIZED,
    find: "(isEarly || rcv.held.length > 0)",
    replace: "rcv.held.length > 0",
  },
  {
    name: "gap-is-filled-without-a-word",
    breaks: "5681-3.2-ACK-FILL",
    file: SYNCHRONIZED,
    find: "(isEarly || rcv.held.length > 0)",
    replace: "isEarly",
  },
  {
    name: "early-text-is-reset",
    breaks: "MAY-13",
    file: SYNCHRONIZED,
    find: "  noteFin(rcv, segment);\n",
    replace: "  if (isEarly && segment.text.length > 0) sendReset(turn, segment);\n  noteFin(rcv, segment);\n",
  },
  {
    name: "old-text-takes-the-ack-back",
    breaks: "793-3.3-ACK-MONOTONIC",
    file: SYNCHRONIZED,
    find: "  else sendAck(turn);",
    replace:
      "  else {\n    const { nxt } = tcb.rcv;\n    tcb.rcv.nxt = add(segment.seq, segment.text.length);\n    sendAck(turn);\n    tcb.rcv.nxt = nxt;\n  }",
  },
  {
    name: "text-has-the-ack-before-the-last",
    breaks: "793-3.1-HDR-ACK-ALWAYS",
    file: TRANSMIT,
    find: "ack: tcb.rcv.nxt,\n      flags: flags",
    replace: "ack: text.length > 0 ? tcb.rcv.lastAckSent : tcb.rcv.nxt,\n      flags: flags",
  },
  {
    name: "text-goes-again-with-the-first-ack",
    breaks: "793-3.1-HDR-ACK-ALWAYS",
    file: TRANSMIT,
    find: "ack: tcb.rcv.nxt,\n      flags: flags",
    replace: "ack: text.length > 0 && seq !== tcb.snd.nxt ? tcb.irs : tcb.rcv.nxt,\n      flags: flags",
  },
];
