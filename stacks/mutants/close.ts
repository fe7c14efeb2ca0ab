/** Mistakes in closing a connection. */

import type { Mutant } from "./mutant";

export const CLOSE_MUTANTS: readonly Mutant[] = [
  {
    name: "fin-not-acknowledged",
    breaks: "793-3.3-SYN-FIN-OCCUPY",
    file: "segment-arrives/synchronized.ts",
    find: `  tcb.rcv.nxt = add(tcb.rcv.nxt, 1);
  tcb.rcv.wnd -= 1;`,
    replace: "",
  },
  {
    name: "fin-takes-two-numbers",
    breaks: "793-3.3-SYN-FIN-OCCUPY",
    file: "output.ts",
    find: "const end = add(start, length + (fin ? 1 : 0));",
    replace: "const end = add(start, length + (fin ? 2 : 0));",
  },
  {
    name: "fin-rests-after-any-ack",
    breaks: "793-3.9-TIMEOUT-RETX",
    file: "segment-arrives/check-ack.ts",
    find: "if (isAdvance) acknowledge(turn, segment);",
    replace:
      'if (isAdvance) acknowledge(turn, segment);\n  else if (tcb.state === "LAST-ACK") tcb.timers.retransmission = 1e16;',
  },
  {
    name: "fin-overtakes-the-text",
    breaks: "793-3.5-CLOSE-DELIVERS-QUEUE",
    file: "user-calls.ts",
    find: `    case "ESTABLISHED":
      tcb.closed = true;`,
    replace: `    case "ESTABLISHED":
      tcb.queue = { first: tcb.queue.first, text: drop(tcb.queue.text, tcb.queue.text.length) };
      tcb.closed = true;`,
  },
  {
    name: "closing-is-skipped",
    breaks: "793-3.9-SEGARR-FINW1-FIN",
    file: "segment-arrives/synchronized.ts",
    find: `tcb.state = "CLOSING";`,
    replace: "enterTimeWait(turn);",
  },
  {
    name: "time-wait-of-one-msl",
    breaks: "MUST-13",
    file: "time-wait.ts",
    find: "now + 2 * options.msl",
    replace: "now + options.msl",
  },
  {
    name: "time-wait-never-restarts",
    breaks: "793-3.9-SEGARR-TIMEW-FIN",
    file: "segment-arrives/synchronized.ts",
    find: `if (tcb.state === "TIME-WAIT" && isLastFin) restartTimeWait(turn);`,
    replace: "void isLastFin;",
  },
  {
    name: "time-wait-never-ends",
    breaks: "793-3.9-TIMEOUT-TIMEWAIT",
    file: "timers.ts",
    find: `function timeWaitTimeout(turn: Turn): void {
  deleteTcb(turn);`,
    replace: `function timeWaitTimeout(turn: Turn): void {
  turn.tcb.timers.timeWait = NEVER;`,
  },
  {
    name: "last-ack-waits-too",
    breaks: "793-3.9-SEGARR-LASTACK-ACK",
    file: "segment-arrives/check-ack.ts",
    find: "      deleteTcb(turn);",
    replace: "      enterTimeWait(turn);",
  },
  {
    name: "deaf-after-close",
    breaks: "793-3.9-SEGARR-FINW2-TEXT",
    file: "segment-arrives/synchronized.ts",
    find: `    case "FIN-WAIT-2":
      takeText(turn, segment);`,
    replace: "      takeText(turn, segment);",
  },
  {
    name: "fin-taken-across-a-gap",
    breaks: "793-3.9-SEGARR-ESTAB-FIN",
    file: "segment-arrives/synchronized.ts",
    find: "if (tcb.rcv.fin !== undefined && precedesOrEquals(tcb.rcv.fin, tcb.rcv.nxt)) takeFin(turn);",
    replace: "if (tcb.rcv.fin !== undefined) takeFin(turn);",
  },
  {
    name: "closes-without-being-asked",
    breaks: "793-3.5-FIN-WAITS-FOR-USER",
    file: "segment-arrives/synchronized.ts",
    find: `tcb.state = "CLOSE-WAIT";`,
    replace: `tcb.state = "CLOSE-WAIT";
      tcb.closed = true;`,
  },
  {
    name: "abort-says-nothing",
    breaks: "793-3.9-ABORT-ESTAB",
    file: "user-calls.ts",
    find: "      sendAbort(turn);",
    replace: "      void sendAbort;",
  },
  {
    name: "abort-resets-from-iss",
    breaks: "793-3.9-ABORT-ESTAB",
    file: "transmit.ts",
    find: "seq: tcb.snd.nxt,",
    replace: "seq: tcb.iss,",
  },
  {
    name: "reset-looks-like-a-close",
    breaks: "MUST-12",
    file: "segment-arrives/synchronized.ts",
    find: `    default:
      tell(turn, "reset");`,
    replace: `    default:
      tell(turn, "end of stream");`,
  },
  {
    name: "any-number-reopens",
    breaks: "MAY-2",
    file: "reopening.ts",
    find: "const isBeyond = precedesOrEquals(rcv.nxt, segment.seq);",
    replace: "const isBeyond = precedesOrEquals(segment.seq, segment.seq);",
  },
  {
    name: "earlier-timestamps-reopen",
    breaks: "6191-2-TIMEWAIT-TS",
    file: "reopening.ts",
    find: "return precedes(rcv.tsRecent, value) ||",
    replace: "return isBeyond || precedes(rcv.tsRecent, value) ||",
  },
  {
    name: "later-timestamps-do-not-reopen",
    breaks: "SHLD-4",
    file: "reopening.ts",
    find: "return precedes(rcv.tsRecent, value) ||",
    replace: "return (isBeyond && precedes(rcv.tsRecent, value)) ||",
  },
  {
    name: "same-timestamps-do-not-reopen",
    breaks: "6191-2-TIMEWAIT-TS",
    file: "reopening.ts",
    find: "(value === rcv.tsRecent && isBeyond)",
    replace: "(value !== value && isBeyond)",
  },
  {
    name: "timestamps-must-have-been-there",
    breaks: "6191-2-TIMEWAIT-TS",
    file: "reopening.ts",
    find: "if (!agreed.timestamps) return true;",
    replace: "if (!agreed.timestamps) return isBeyond;",
  },
  {
    name: "timestamps-must-go-on",
    breaks: "6191-2-TIMEWAIT-TS",
    file: "reopening.ts",
    find: "if (stamp === undefined) return isBeyond;",
    replace: "if (stamp === undefined) return isBeyond && !agreed.timestamps;",
  },
  {
    name: "numbers-come-again-after-time-wait",
    breaks: "MAY-2",
    file: "host.ts",
    find: "const issFloor = resumes?.tcb.snd.nxt;",
    replace: "const issFloor = resumes && undefined;",
  },
  {
    name: "time-wait-is-not-resumed",
    breaks: "MAY-2",
    file: "host.ts",
    find: '    if (isGone && before.state === "SYN-RECEIVED" && resumes !== undefined) {\n',
    replace: '    if (isGone && before.state === "SYN-SENT" && resumes !== undefined) {\n',
  },
  {
    name: "time-wait-is-resumed-when-the-call-gets-through",
    breaks: "MAY-2",
    file: "host.ts",
    find: '    if (isGone && before.state === "SYN-RECEIVED" && resumes !== undefined) {\n',
    replace: '    if ((isGone || before.state === "SYN-RECEIVED") && resumes !== undefined) {\n',
  },
  {
    name: "time-wait-is-resumed-after-the-next-connection",
    breaks: "MAY-2",
    file: "host.ts",
    find: '    if (isGone && before.state === "SYN-RECEIVED" && resumes !== undefined) {\n',
    replace: "    if (isGone && resumes !== undefined) {\n",
  },
  {
    name: "anything-ends-time-wait-where-somebody-listens",
    breaks: "793-3.9-SEGARR-TIMEW-ACK",
    file: "reopening.ts",
    find: `state !== "TIME-WAIT" || (segment.flags & (SYN | ACK | RST)) !== SYN`,
    replace: `state !== "TIME-WAIT"`,
  },
  {
    name: "first-timestamp-is-compared",
    breaks: "6191-2-TIMEWAIT-TS",
    file: "reopening.ts",
    find: "if (!agreed.timestamps) return true;",
    replace: "void agreed;",
  },
];
