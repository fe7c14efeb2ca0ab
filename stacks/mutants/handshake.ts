/** Mistakes in opening a connection. */

import type { Mutant } from "./mutant";

export const HANDSHAKE_MUTANTS: readonly Mutant[] = [
  {
    name: "ack-is-isn",
    breaks: "793-3.3-SYN-FIN-OCCUPY",
    file: "handshake.ts",
    find: "tcb.rcv.nxt = add(segment.seq, 1);",
    replace: "tcb.rcv.nxt = segment.seq;",
  },
  {
    name: "reset-takes-no-seq-from-ack",
    breaks: "793-3.4-RSTGEN-CLOSED-SEQ",
    file: "resets.ts",
    find: "seq: segment.ack, flags: RST, window: 0",
    replace: "seq: seq(0), flags: RST, window: 0",
  },
  {
    name: "reset-does-not-count-the-segment",
    breaks: "793-3.4-RSTGEN-CLOSED-SEQ",
    file: "resets.ts",
    find: "const ack = add(segment.seq, segmentLength(segment));",
    replace: "const ack = add(segment.seq, segment.text.length);",
  },
  {
    name: "reset-is-answered",
    breaks: "793-3.4-RST-NEVER-FOR-RST",
    file: "segment-arrives/closed.ts",
    find: "if ((segment.flags & RST) !== 0) return undefined;",
    replace: "",
  },
  {
    name: "listener-drops-stray-acks",
    breaks: "793-3.9-SEGARR-LISTEN-ACK",
    file: "segment-arrives/listen.ts",
    find: "sendReset(turn, segment);",
    replace: "",
  },
  {
    name: "reset-ends-the-listener",
    breaks: "793-3.9-SEGARR-SYNRCVD-RST",
    file: "segment-arrives/synchronized.ts",
    find: `if (tcb.origin === "passive") {
        returnToListen(turn);`,
    replace: `if (tcb.origin === "passive") {
        deleteTcb(turn);`,
  },
  {
    name: "syn-sent-believes-any-reset",
    breaks: "793-3.9-SEGARR-SYNSENT-RST-NOACK",
    file: "segment-arrives/syn-sent.ts",
    find: "if (!hasAck) return;",
    replace: "",
  },
  {
    name: "syn-sent-believes-any-ack",
    breaks: "793-3.9-SEGARR-SYNSENT-ACKBAD",
    file: "segment-arrives/syn-sent.ts",
    find: "if (hasAck && !isAckAcceptable) {",
    replace: "if (hasAck && !isAckAcceptable && hasRst) {",
  },
  {
    name: "crossing-syn-is-dropped",
    breaks: "MUST-10",
    file: "segment-arrives/syn-sent.ts",
    find: "    answerCrossingSyn(turn, segment);",
    replace: "    void answerCrossingSyn;",
  },
  {
    name: "no-syn-is-sent-again",
    breaks: "793-3.9-TIMEOUT-RETX",
    file: "retransmission.ts",
    find: "  retransmitFront(turn);\n",
    replace: "",
  },
  {
    name: "no-back-off",
    breaks: "6298-5.5-DOUBLE",
    file: "retransmission.ts",
    find: "tcb.rto = backedOff(tcb.rto, options);",
    replace: "void backedOff;",
  },
  {
    name: "text-on-the-syn-is-delivered-twice",
    breaks: "793-3.9-SEGARR-LISTEN-SYN-DATA",
    file: "handshake.ts",
    find: "tcb.rcv.held = hold(tcb.rcv.held, rest.seq, rest.text);",
    replace:
      "tcb.rcv.held = hold(hold(tcb.rcv.held, rest.seq, rest.text), add(rest.seq, rest.text.length), rest.text);",
  },
];
