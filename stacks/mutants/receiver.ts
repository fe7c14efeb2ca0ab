/** Mistakes with the window that the stack itself offers. */

import type { Mutant } from "./mutant";

const ACCEPTABILITY = "acceptability.ts";
const RECEIVE_WINDOW = "receive-window.ts";
const SYNCHRONIZED = "segment-arrives/synchronized.ts";

export const RECEIVER_MUTANTS: readonly Mutant[] = [
  {
    name: "text-at-a-closed-window-draws-nothing",
    breaks: "793-3.7-ZWND-ACK",
    file: ACCEPTABILITY,
    find: "if (rcv.wnd === 0) return false;",
    replace: "if (rcv.wnd === 0) return seq === rcv.nxt;",
  },
  {
    name: "takes-text-that-it-has-no-room-for",
    breaks: "793-3.9-SEGARR-SEQ-LNW0",
    file: SYNCHRONIZED,
    find: "    turn.ackNow = true;\n    return trim(segment, rcv);",
    replace: "    turn.ackNow = true;\n    return segment;",
  },
  {
    name: "closed-window-answers-nothing-beside-it",
    breaks: "793-3.9-SEGARR-SEQ-L0W0",
    file: SYNCHRONIZED,
    find: "  else sendAck(turn);",
    replace: "  else if (rcv.wnd > 0) sendAck(turn);",
  },
  {
    name: "closed-window-takes-any-ack",
    breaks: "793-3.9-SEGARR-SEQ-L0W0",
    file: ACCEPTABILITY,
    find: "if (length === 0 && rcv.wnd === 0) return seq === rcv.nxt;",
    replace: "if (length === 0 && rcv.wnd === 0) return true;",
  },
  {
    name: "closed-window-takes-no-reset",
    breaks: "MUST-66",
    file: ACCEPTABILITY,
    find: "if (length === 0 && rcv.wnd === 0) return seq === rcv.nxt;",
    replace: "if (length === 0 && rcv.wnd === 0) return false;",
  },
  {
    name: "urgent-pointer-is-refused-with-its-text",
    breaks: "MUST-66",
    file: SYNCHRONIZED,
    find: "    turn.ackNow = true;\n    return trim(segment, rcv);",
    replace: "    sendAck(turn);\n    return undefined;",
  },
  {
    name: "closed-window-takes-no-urgent-pointer",
    breaks: "MUST-66",
    file: SYNCHRONIZED,
    find: "      noteUrgent(turn.tcb, segment);",
    replace: "      if (turn.tcb.rcv.wnd > 0) noteUrgent(turn.tcb, segment);",
  },
  {
    name: "window-never-opens-again",
    breaks: "793-3.9-RECV-WINDOWACK",
    file: RECEIVE_WINDOW,
    find: "    tcb.rcv.wnd = space(tcb, options);",
    replace: "    void tcb.rcv.wnd;",
  },
  {
    name: "window-opens-without-a-word",
    breaks: "793-3.7-ZWND-RESUME",
    file: RECEIVE_WINDOW,
    find: "return isWorthTelling && (isPeerShort",
    replace: "return isWorthTelling && reduction < 0 && (isPeerShort",
  },
  {
    name: "window-opens-by-each-octet",
    breaks: "MUST-39",
    file: RECEIVE_WINDOW,
    find: "if (reduction >= Math.min(FR * options.receiveBuffer, effectiveSendMss(tcb, options))) {",
    replace: "if (reduction > 0) {\n    void FR;\n    void effectiveSendMss;",
  },
  {
    name: "window-opens-by-each-octet-while-there-is-room",
    breaks: "MUST-39",
    file: RECEIVE_WINDOW,
    find: "if (reduction >= Math.min(FR * options.receiveBuffer, effectiveSendMss(tcb, options))) {",
    replace:
      "if (tcb.rcv.wnd > 0 || reduction >= Math.min(FR * options.receiveBuffer, effectiveSendMss(tcb, options))) {",
  },
  {
    name: "right-edge-recedes",
    breaks: "SHLD-14",
    file: SYNCHRONIZED,
    find: "rcv.wnd -= text.length;",
    replace: "rcv.wnd -= Math.min(2 * text.length, rcv.wnd);",
  },
];
