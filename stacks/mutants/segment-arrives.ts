/** Mistakes in what arriving segments do (RFC 9293 3.10.7), one for each check. */

import type { Mutant } from "./mutant";

const CLOSED = "segment-arrives/closed.ts";
const LISTEN = "segment-arrives/listen.ts";
const SYN_SENT = "segment-arrives/syn-sent.ts";
const ELSEWHERE = "segment-arrives/synchronized.ts";
const CHECK_ACK = "segment-arrives/check-ack.ts";

export const SEGMENT_ARRIVES_MUTANTS: readonly Mutant[] = [
  {
    name: "closed-port-drops-what-has-no-ack",
    breaks: "793-3.9-SEGARR-CLOSED-NOACK",
    file: CLOSED,
    find: "if ((segment.flags & RST) !== 0) return undefined;",
    replace: "if ((segment.flags & RST) !== 0 || segment.ack === 0) return undefined;",
  },
  {
    name: "reset-takes-its-seq-from-no-ack",
    breaks: "793-3.4-RSTGEN-CLOSED-SEQ",
    file: "resets.ts",
    find: "seq: seq(0), ack, flags: RST | ACK",
    replace: "seq: seq(segment.ack), ack, flags: RST | ACK",
  },
  {
    name: "syn-and-fin-take-one-number",
    breaks: "793-3.9-SEGARR-CLOSED-NOACK",
    file: "acceptability.ts",
    find: "return syn + segment.text.length + fin;",
    replace: "return Math.max(syn, fin) + segment.text.length;",
  },
  {
    name: "listener-answers-resets",
    breaks: "793-3.9-SEGARR-LISTEN-RST",
    file: LISTEN,
    find: "if ((segment.flags & RST) !== 0) return;",
    replace: "if ((segment.flags & (RST | SYN)) === RST) return;",
  },
  {
    name: "listener-resets-what-is-no-syn",
    breaks: "793-3.9-SEGARR-LISTEN-OTHER",
    file: LISTEN,
    find: "if ((segment.flags & SYN) === 0) return;",
    replace: "if ((segment.flags & SYN) === 0) return sendReset(turn, segment);",
  },
  {
    name: "listener-drops-a-syn-with-more",
    breaks: "793-3.9-SEGARR-LISTEN-SYN-DATA",
    file: LISTEN,
    find: "if ((segment.flags & SYN) === 0) return;",
    replace: "if (segment.flags !== SYN) return;",
  },
  {
    name: "syn-sent-answers-resets",
    breaks: "793-3.9-SEGARR-SYNSENT-ACKBAD-RST",
    file: SYN_SENT,
    find: "if (!hasRst) sendReset(turn, segment);",
    replace: "sendReset(turn, segment);",
  },
  {
    name: "syn-sent-takes-iss-for-its-ack",
    breaks: "793-3.9-SEGARR-SYNSENT-ACKBAD",
    file: SYN_SENT,
    find: "precedes(tcb.snd.una, segment.ack) && precedesOrEquals(segment.ack, tcb.snd.nxt);",
    replace: "precedesOrEquals(tcb.snd.una, segment.ack) && precedesOrEquals(segment.ack, tcb.snd.nxt);",
  },
  {
    name: "syn-sent-tells-nobody-of-the-reset",
    breaks: "793-3.9-SEGARR-SYNSENT-RST-ACKOK",
    file: SYN_SENT,
    find: `    tell(turn, "reset");\n`,
    replace: "    void tell;\n",
  },
  {
    name: "syn-sent-resets-what-is-no-syn",
    breaks: "793-3.9-SEGARR-SYNSENT-NONE",
    file: SYN_SENT,
    find: "if ((segment.flags & SYN) === 0) return;",
    replace: "if ((segment.flags & SYN) === 0) return sendReset(turn, segment);",
  },
  {
    name: "outside-of-the-window-is-dropped",
    breaks: "793-3.9-SEGARR-ESTAB-SEQ",
    file: ELSEWHERE,
    find: "  else sendAck(turn);\n",
    replace: "",
  },
  {
    name: "reset-outside-of-the-window-is-answered",
    breaks: "793-3.9-SEGARR-SEQ-RST-SILENT",
    file: ELSEWHERE,
    find: "if (isRst) return undefined;",
    replace: "",
  },
  {
    name: "window-has-one-number-more",
    breaks: "793-3.9-SEGARR-SEQ-L0WN",
    file: "acceptability.ts",
    find: "if (length === 0) return inWindow(seq, rcv.nxt, rcv.wnd);",
    replace: "if (length === 0) return inWindow(seq, rcv.nxt, rcv.wnd + 1);",
  },
  {
    name: "window-begins-one-number-early",
    breaks: "793-3.9-SEGARR-SEQ-L0WN",
    file: "acceptability.ts",
    find: "if (length === 0) return inWindow(seq, rcv.nxt, rcv.wnd);",
    replace: "if (length === 0) return inWindow(seq, add(rcv.nxt, -1), rcv.wnd + 1);",
  },
  {
    name: "overlap-on-the-left-is-refused",
    breaks: "793-3.9-SEGARR-SEQ-LNWN",
    file: "acceptability.ts",
    find: "return inWindow(seq, rcv.nxt, rcv.wnd) || inWindow(last, rcv.nxt, rcv.wnd);",
    replace: "return inWindow(seq, rcv.nxt, rcv.wnd) && inWindow(last, rcv.nxt, rcv.wnd);",
  },
  {
    name: "old-octets-are-taken-again",
    breaks: "793-3.9-SEGARR-SEQ-TRIM-LEFT",
    file: "acceptability.ts",
    find: "text: segment.text.subarray(Math.min(old - syn, segment.text.length)),",
    replace: "text: segment.text,",
  },
  {
    name: "reset-needs-an-ack",
    breaks: "793-3.4-RST-SEQ-ONLY",
    file: ELSEWHERE,
    find: "if ((segment.flags & RST) === 0) return true;",
    replace: "if ((segment.flags & (RST | ACK)) !== (RST | ACK)) return true;",
  },
  {
    name: "syn-is-looked-at-before-rst",
    breaks: "793-3.9-SEGARR-ORDER",
    file: ELSEWHERE,
    find: "if (!checkRst(turn, segment)) return;",
    replace: "if (!checkSyn(turn, arrived, segment) || !checkRst(turn, segment)) return;",
  },
  {
    name: "reset-in-the-window-is-dropped",
    breaks: "5961-3.2-RST-INWINDOW",
    file: ELSEWHERE,
    find: "    sendChallenge(turn);\n    return false;\n  }\n  switch",
    replace: "    return false;\n  }\n  switch",
  },
  {
    name: "refused-caller-is-not-told",
    breaks: "793-3.9-SEGARR-SYNRCVD-RST",
    file: ELSEWHERE,
    find: `        tell(turn, "refused");\n`,
    replace: "",
  },
  {
    name: "reset-does-not-end-last-ack",
    breaks: "793-3.9-SEGARR-LASTACK-RST",
    file: ELSEWHERE,
    find: `    case "CLOSING":
    case "LAST-ACK":
      deleteTcb(turn);`,
    replace: `    case "CLOSING":
      deleteTcb(turn);
      return false;
    case "LAST-ACK":`,
  },
  {
    name: "syn-in-syn-received-is-dropped",
    breaks: "793-3.9-SEGARR-SYNRCVD-SYN",
    file: ELSEWHERE,
    find: `    if (!isSynInWindow) return true;
    if (tcb.origin === "passive") {
      returnToListen(turn);`,
    replace: `    if (!isSynInWindow) return true;
    if (tcb.origin === "passive") {`,
  },
  {
    name: "syn-in-the-window-is-dropped",
    breaks: "793-3.9-SEGARR-ESTAB-SYN",
    file: ELSEWHERE,
    find: "if (isSyn) sendChallenge(turn);",
    replace: "",
  },
  {
    name: "text-needs-no-ack",
    breaks: "793-3.9-SEGARR-ACK-OFF",
    file: CHECK_ACK,
    find: "if ((segment.flags & ACK) === 0) return false;",
    replace: "if ((segment.flags & ACK) === 0) return true;",
  },
  {
    name: "syn-received-takes-iss-for-its-ack",
    breaks: "793-3.9-SEGARR-SYNRCVD-ACK",
    file: CHECK_ACK,
    find: "precedes(tcb.snd.una, segment.ack) && precedesOrEquals(segment.ack, tcb.snd.nxt);",
    replace: "precedesOrEquals(tcb.snd.una, segment.ack) && precedesOrEquals(segment.ack, tcb.snd.nxt);",
  },
  {
    name: "syn-received-drops-a-wrong-ack",
    breaks: "793-3.9-SEGARR-SYNRCVD-ACK",
    file: CHECK_ACK,
    find: "      sendReset(turn, segment);\n",
    replace: "",
  },
  {
    name: "ack-of-the-unsent-is-dropped",
    breaks: "793-3.9-SEGARR-ACK-FUTURE",
    file: CHECK_ACK,
    find: "    sendAck(turn);\n    return false;",
    replace: "    return false;",
  },
  {
    name: "text-with-an-ack-of-the-unsent-is-taken",
    breaks: "793-3.9-SEGARR-ACK-FUTURE",
    file: CHECK_ACK,
    find: "    sendAck(turn);\n    return false;",
    replace: "    sendAck(turn);\n    return segment.text.length > 0;",
  },
  {
    name: "text-with-an-old-ack-is-dropped",
    breaks: "793-3.9-SEGARR-ACK-DUP",
    file: CHECK_ACK,
    find: "const isAdvance = precedes(tcb.snd.una, segment.ack);",
    replace:
      "const isAdvance = precedes(tcb.snd.una, segment.ack);\n  if (precedes(segment.ack, tcb.snd.una)) return false;",
  },
  {
    name: "only-an-ack-of-everything-counts",
    breaks: "793-3.9-SEGARR-ACK-NEW",
    file: CHECK_ACK,
    find: "if (isAdvance) acknowledge(turn, segment);",
    replace: "if (isAdvance && segment.ack === tcb.snd.nxt) acknowledge(turn, segment);",
  },
  {
    name: "fin-wait-1-is-for-ever",
    breaks: "793-3.9-SEGARR-FINW1-ACK",
    file: CHECK_ACK,
    find: `      tcb.state = "FIN-WAIT-2";
`,
    replace: "",
  },
  {
    name: "closing-ends-with-any-ack",
    breaks: "793-3.9-SEGARR-CLOSING-ACK",
    file: CHECK_ACK,
    find: "if (!isFinAcknowledged(tcb)) return;",
    replace: `if (tcb.state !== "CLOSING" && !isFinAcknowledged(tcb)) return;`,
  },
  {
    name: "last-ack-ends-with-any-ack",
    breaks: "793-3.9-SEGARR-LASTACK-ACK",
    file: CHECK_ACK,
    find: "if (!isFinAcknowledged(tcb)) return;",
    replace: `if (tcb.state !== "LAST-ACK" && !isFinAcknowledged(tcb)) return;`,
  },
  {
    name: "deaf-to-urgent-data-after-close",
    breaks: "793-3.9-SEGARR-FINW2-URG",
    file: ELSEWHERE,
    find: `    case "FIN-WAIT-2":
      noteUrgent(`,
    replace: "      noteUrgent(",
  },
  {
    name: "deaf-to-urgent-data-before-its-fin-is-acknowledged",
    breaks: "793-3.9-SEGARR-FINW1-URG",
    file: ELSEWHERE,
    find: `    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
      noteUrgent(`,
    replace: `    case "FIN-WAIT-2":
      noteUrgent(`,
  },
  {
    name: "fin-again-starts-time-wait",
    breaks: "793-3.9-SEGARR-CLOSEW-FIN",
    file: ELSEWHERE,
    find: `if (tcb.state === "TIME-WAIT" && isLastFin) restartTimeWait(turn);`,
    replace: "if (isLastFin) restartTimeWait(turn);",
  },
  {
    name: "answers-whatever-comes-behind-a-gap",
    breaks: "793-3.9-SEGARR-ACK-DUP",
    file: ELSEWHERE,
    find: "if (segment.text.length > 0 && (isEarly || rcv.held.length > 0)) turn.ackNow = true;",
    replace: "if (isEarly || rcv.held.length > 0) turn.ackNow = true;",
  },
  {
    name: "older-segment-sets-the-window",
    breaks: "793-3.9-SEGARR-ACK-WNDUPD",
    file: CHECK_ACK,
    find: "if (!isNewer && !isAsNew) return;",
    replace: "void [isNewer, isAsNew];",
  },
  {
    name: "fin-in-fin-wait-2-leads-to-close-wait",
    breaks: "793-3.9-SEGARR-FINW2-FIN",
    file: ELSEWHERE,
    find: `    case "FIN-WAIT-2":
      enterTimeWait(turn);`,
    replace: `    case "FIN-WAIT-2":
      tcb.state = "CLOSE-WAIT";`,
  },
  {
    name: "old-ack-sets-the-window",
    breaks: "793-3.9-SEGARR-ACK-WNDUPD",
    file: CHECK_ACK,
    find: "if (precedes(segment.ack, snd.una)) return;",
    replace: "",
  },
];
