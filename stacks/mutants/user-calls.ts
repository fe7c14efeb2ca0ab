/** Mistakes in what user calls do and answer. */

import type { Mutant } from "./mutant";

const FILE = "user-calls.ts";

export const USER_CALL_MUTANTS: readonly Mutant[] = [
  {
    name: "opens-what-is-closing",
    breaks: "793-3.9-OPEN-OTHER",
    file: "host.ts",
    find: `known.tcb.state !== "LISTEN") return failure("connection already exists");`,
    replace: `known.tcb.state !== "LISTEN") return known.tcb.closed ? OK : failure("connection already exists");`,
  },
  {
    name: "send-is-lost-in-syn-received",
    breaks: "793-3.9-SEND-SYNRCVD",
    file: FILE,
    find: `    case "SYN-RECEIVED":
    case "ESTABLISHED":
    case "CLOSE-WAIT":
      if`,
    replace: `    case "SYN-RECEIVED":
      return OK;
    case "ESTABLISHED":
    case "CLOSE-WAIT":
      if`,
  },
  {
    name: "send-is-taken-in-last-ack",
    breaks: "793-3.9-SEND-CLOSINGSTATES",
    file: FILE,
    find: `if (tcb.closed) return failure("connection closing");
      return queue(turn, made);`,
    replace: `if (tcb.closed) return failure("connection closing");
      return queue(turn, made);
    case "LAST-ACK":
      return OK;`,
  },
  {
    name: "abort-counts-what-was-never-sent",
    breaks: "793-3.9-ABORT-ESTAB",
    file: "transmit.ts",
    find: "seq: tcb.snd.nxt,",
    replace: "seq: ((tcb.queue.first + tcb.queue.text.length) >>> 0) as Seq,",
  },
  {
    name: "close-drops-what-is-queued",
    breaks: "793-3.9-CLOSE-SYNRCVD-PENDING",
    file: FILE,
    find: `if (tcb.queue.text.length === 0) tcb.state = "FIN-WAIT-1";`,
    replace: `tcb.queue = { first: tcb.queue.first, text: drop(tcb.queue.text, tcb.queue.text.length) };
      tcb.state = "FIN-WAIT-1";`,
  },
  {
    name: "receive-brings-an-octet-twice",
    breaks: "793-3.9-RECV-ESTAB",
    file: FILE,
    find: "rcv.text = drop(rcv.text, octets);",
    replace: "rcv.text = drop(rcv.text, octets > 1 ? octets - 1 : octets);",
  },
  {
    name: "receive-fails-before-established",
    breaks: "793-3.9-RECV-PREESTAB",
    file: FILE,
    find: `    case "SYN-RECEIVED":
      return OK;`,
    replace: `    case "SYN-RECEIVED":
      return failure("connection does not exist");`,
  },
  {
    name: "receive-is-over-after-close",
    breaks: "793-3.5-CLOSE-HALF-RECV",
    file: FILE,
    find: `    case "FIN-WAIT-1":
    case "FIN-WAIT-2": {`,
    replace: `      return take(turn, limit);
    case "FIN-WAIT-1":
    case "FIN-WAIT-2": {
      if (tcb.closed) return failure("connection closing");`,
  },
  {
    name: "urgent-pointer-on-the-last-octet",
    breaks: "MUST-62",
    file: "urgent.ts",
    find: "return Math.min(diff(tcb.snd.up, seq), LARGEST_POINTER);",
    replace: "return Math.min(diff(tcb.snd.up, seq) - 1, LARGEST_POINTER);",
  },
  {
    name: "nobody-is-told-of-urgent-data",
    breaks: "MUST-32",
    file: "urgent.ts",
    find: `tell(turn, "urgent data");`,
    replace: "void tell;",
  },
  {
    name: "no-user-timeout",
    breaks: "793-3.9-TIMEOUT-USER",
    file: "timers.ts",
    find: "timers.user = now + tcb.userTimeout;",
    replace: "timers.user = now + 100 * tcb.userTimeout;",
  },
  {
    name: "user-timeout-runs-when-idle",
    breaks: "793-3.9-TIMEOUT-USER",
    file: "timers.ts",
    find: `if (!isOutstanding && !isUnsent) timers.user = NEVER;
  else if (timers.user`,
    replace: "if (timers.user",
  },
  {
    name: "send-succeeds-after-the-end",
    breaks: "793-3.9-SEND-CLOSED",
    file: "host.ts",
    find: `if (connection === undefined) return MISSING;
      const call = { kind: "send"`,
    replace: `if (connection === undefined) return OK;
      const call = { kind: "send"`,
  },
];
