/** Mistakes that only some arriving segments meet, by what they are, where they stand, and in which state. */

import type { Mutant } from "./mutant";

const CLOSED = "segment-arrives/closed.ts";
const LISTEN = "segment-arrives/listen.ts";
const SYN_SENT = "segment-arrives/syn-sent.ts";
const ELSEWHERE = "segment-arrives/synchronized.ts";
const CHECK_ACK = "segment-arrives/check-ack.ts";

/** The answer to what lies outside of the window, and the mistakes with some of it. */
const ANSWER = "  else sendAck(turn);\n  return undefined;";

const unanswered = (name: string, breaks: string, unless: string): Mutant => ({
  name,
  breaks,
  file: ELSEWHERE,
  find: ANSWER,
  replace: `  else if (${unless}) sendAck(turn);\n  return undefined;`,
});

export const ARRIVAL_MUTANTS: readonly Mutant[] = [
  unanswered(
    "right-of-the-window-is-dropped",
    "793-3.9-SEGARR-ESTAB-SEQ",
    "precedes(segment.seq, add(rcv.nxt, rcv.wnd))",
  ),
  unanswered(
    "far-from-the-window-is-dropped",
    "793-3.9-SEGARR-ESTAB-SEQ",
    "precedes(add(rcv.nxt, -60_000), segment.seq) && precedes(segment.seq, add(rcv.nxt, 100_000))",
  ),
  unanswered("only-keep-alives-are-answered", "793-3.9-SEGARR-ESTAB-SEQ", "segmentLength(segment) <= 1"),
  unanswered("outside-without-ack-is-dropped", "793-3.9-SEGARR-ESTAB-SEQ", "(segment.flags & ACK) !== 0"),
  unanswered("fin-outside-of-the-window-is-dropped", "793-3.9-SEGARR-ESTAB-SEQ", "(segment.flags & FIN) === 0"),
  unanswered("syn-again-in-syn-received-is-dropped", "793-3.9-SEGARR-SYNRCVD-SEQ", "(segment.flags & SYN) === 0"),
  {
    name: "syn-outside-of-the-window-is-dropped",
    breaks: "793-3.9-SEGARR-ESTAB-SEQ",
    file: ELSEWHERE,
    find: "if (isChallenge) sendChallenge(turn);\n  else sendAck(turn);",
    replace: "if (!isChallenge) sendAck(turn);",
  },
  {
    name: "no-ack-is-reset",
    breaks: "793-3.9-SEGARR-ACK-OFF",
    file: CHECK_ACK,
    find: "if ((segment.flags & ACK) === 0) return false;",
    replace: `if ((segment.flags & ACK) === 0) {
    sendReset(turn, segment);
    return false;
  }`,
  },
  {
    name: "every-ack-is-acknowledged",
    breaks: "793-3.9-SEGARR-ACK-DUP",
    file: CHECK_ACK,
    find: "  updateWindow(turn, segment, window);\n",
    replace: "  updateWindow(turn, segment, window);\n  if (segmentLength(segment) === 0) turn.ackNow = true;\n",
  },
  {
    name: "empty-segment-sets-rcv-nxt",
    breaks: "793-3.9-SEGARR-ESTAB-SEQ",
    file: ELSEWHERE,
    find: "if (isAcceptable(segment.seq, length, rcv)) return trim(segment, rcv);",
    replace: `if (isAcceptable(segment.seq, length, rcv)) {
    if (length === 0 && !isRst) rcv.nxt = segment.seq;
    return trim(segment, rcv);
  }`,
  },
  {
    name: "text-behind-a-fin-is-taken",
    breaks: "793-3.9-SEGARR-CLOSEW-TEXT",
    file: ELSEWHERE,
    find: "      // The peer has sent its FIN: nothing can follow that.\n      return;",
    replace: "      accept(turn, segment.text);\n      return;",
  },
  {
    name: "second-fin-counts",
    breaks: "793-3.9-SEGARR-CLOSEW-FIN",
    file: ELSEWHERE,
    find: "      // The FIN has been here already.\n      return;",
    replace: "      if ((segment.flags & FIN) !== 0) tcb.rcv.nxt = add(tcb.rcv.nxt, 1);\n      return;",
  },
  {
    name: "second-fin-counts-in-time-wait",
    breaks: "793-3.9-SEGARR-TIMEW-FIN",
    file: ELSEWHERE,
    find: "      turn.ackNow = true;\n      restartTimeWait(turn);",
    replace: "      turn.ackNow = true;\n      tcb.rcv.nxt = add(tcb.rcv.nxt, 1);",
  },
  {
    name: "ack-ends-time-wait",
    breaks: "793-3.9-SEGARR-TIMEW-ACK",
    file: CHECK_ACK,
    find: "  updateWindow(turn, segment, window);\n",
    replace: `  updateWindow(turn, segment, window);
  if (tcb.state === "TIME-WAIT" && segmentLength(segment) === 0) deleteTcb(turn);
`,
  },
  {
    name: "closed-port-knows-plain-acks-alone",
    breaks: "793-3.9-SEGARR-CLOSED-ACK",
    file: CLOSED,
    find: "if ((segment.flags & RST) !== 0) return undefined;",
    replace: `if ((segment.flags & RST) !== 0) return undefined;
  const ack = 0x10;
  if ((segment.flags & ack) !== 0 && segment.flags !== ack) return undefined;`,
  },
  {
    name: "closed-port-tires-of-resetting",
    breaks: "793-3.9-SEGARR-CLOSED-ACK",
    file: "host.ts",
    find: "if (reset !== undefined) transmit(local, foreign, reset, options);",
    replace: `const left = challenges.leftAt(now);
    if (reset === undefined || left <= 0) return;
    challenges.keep(left - options.challenges / 4);
    transmit(local, foreign, reset, options);`,
  },
  {
    name: "listener-is-deaf",
    breaks: "793-3.9-SEGARR-LISTEN-SYN",
    file: LISTEN,
    find: "if ((segment.flags & SYN) === 0) return;",
    replace: "if (segment.flags !== 0) return;",
  },
  {
    name: "listener-resets-resets",
    breaks: "793-3.9-SEGARR-LISTEN-RST",
    file: LISTEN,
    find: "if ((segment.flags & RST) !== 0) return;",
    replace: "if ((segment.flags & (RST | ACK)) === RST) return;",
  },
  {
    name: "whoever-sends-takes-a-place-in-the-queue",
    breaks: "793-3.9-SEGARR-LISTEN-RST",
    file: "host.ts",
    find: "    if (isCall) {\n",
    replace: "    if (!isCall) listener.halfOpen += 1;\n    if (isCall) {\n",
  },
  {
    name: "open-listeners-go-on-listening",
    breaks: "793-3.9-CLOSE-LISTEN",
    file: "host.ts",
    find: "    if (isSpecified(foreign)) byPair.delete(local, foreign);\n    else openEnded.delete(listenerOf(local));",
    replace: "    if (isSpecified(foreign)) byPair.delete(local, foreign);",
  },
  {
    name: "reset-ends-listening",
    breaks: "793-3.9-SEGARR-LISTEN-RST",
    file: LISTEN,
    find: "if ((segment.flags & RST) !== 0) return;",
    replace: `if ((segment.flags & RST) !== 0) tcb.state = "CLOSED";
  if ((segment.flags & RST) !== 0) return;`,
  },
  {
    name: "syn-ack-is-not-acknowledged",
    breaks: "793-3.9-SEGARR-SYNSENT-SYNACK",
    file: SYN_SENT,
    find: "    turn.ackNow = true;\n    processRest",
    replace: "    processRest",
  },
  {
    name: "text-on-the-third-segment-is-dropped",
    breaks: "793-3.9-SEGARR-SYNRCVD-TEXT",
    file: CHECK_ACK,
    find: "    takeWindow(tcb, segment, window);\n  }\n\n  if (options",
    replace:
      "    acknowledge(turn, segment);\n    takeWindow(tcb, segment, window);\n    return false;\n  }\n\n  if (options",
  },
  {
    name: "early-reset-is-answered-with-a-reset",
    breaks: "793-3.4-RST-NEVER-FOR-RST",
    file: ELSEWHERE,
    find: "which\n    sendChallenge(turn);",
    replace: "which\n    sendReset(turn, segment);",
  },
  {
    name: "reset-in-time-wait-is-answered",
    breaks: "793-3.9-SEGARR-TIMEW-RST",
    file: ELSEWHERE,
    find: "if (!options.ignoreRstInTimeWait) deleteTcb(turn);",
    replace: "sendReset(turn, segment);",
  },
  {
    name: "reset-means-nothing-after-close",
    breaks: "793-3.9-SEGARR-FINW2-RST",
    file: ELSEWHERE,
    find: `    default:
      tell(turn, "reset");`,
    replace: `    case "FIN-WAIT-1":
    case "FIN-WAIT-2":
      return false;
    default:
      tell(turn, "reset");`,
  },
  {
    name: "reset-does-not-end-closing",
    breaks: "793-3.9-SEGARR-CLOSING-RST",
    file: ELSEWHERE,
    find: `    case "CLOSING":
    case "LAST-ACK":
      deleteTcb(turn);`,
    replace: `    case "CLOSING":
      return false;
    case "LAST-ACK":
      deleteTcb(turn);`,
  },
  {
    name: "every-reset-is-challenged",
    breaks: "793-3.9-SEGARR-ESTAB-RST",
    file: ELSEWHERE,
    find: `options.rstProcessing === "rfc5961" && segment.seq !== tcb.rcv.nxt`,
    replace: `options.rstProcessing === "rfc5961"`,
  },
  {
    name: "text-is-never-acknowledged",
    breaks: "793-3.9-SEGARR-ESTAB-TEXT",
    file: ELSEWHERE,
    find: "  noteText(turn);",
    replace: "  void noteText;",
  },
  {
    name: "only-the-first-text-is-acknowledged",
    breaks: "793-3.9-SEGARR-ESTAB-TEXT",
    file: "delayed-ack.ts",
    find: "tcb.timers.delayedAck = now + options.delayedAck;",
    replace: `const isFirst = tcb.rcv.lastAckSent === (tcb.irs + 1) >>> 0;
    tcb.timers.delayedAck = isFirst ? now + options.delayedAck : Infinity;`,
  },
  {
    name: "listener-is-deaf-once-it-is-back",
    breaks: "793-3.9-SEGARR-SYNRCVD-RST",
    file: "host.ts",
    find: "    else timetable.update(connection);\n    // MAY-2",
    replace: `    else timetable.update(connection);
    if (before.state === "SYN-RECEIVED" && tcb.state === "LISTEN") byPair.delete(tcb.local, tcb.foreign);
    // MAY-2`,
  },
];
