/** Mistakes in ordinary life: calls that come at an unusual time, states under another name, options that are left out. */

import type { Mutant } from "./mutant";

const CALLS = "user-calls.ts";
const HOST = "host.ts";

export const ORDINARY_MUTANTS: readonly Mutant[] = [
  {
    name: "opens-what-is-open",
    breaks: "793-3.9-OPEN-OTHER",
    file: HOST,
    find: `known.tcb.state !== "LISTEN") return failure("connection already exists");`,
    replace: `known.tcb.state !== "LISTEN") return known.tcb.closed ? failure("connection already exists") : OK;`,
  },
  {
    name: "open-loses-the-listener",
    breaks: "793-3.9-OPEN-LISTEN-ACTIVE",
    file: HOST,
    find: "isSpecified(foreign) ? foreign : connection.tcb.foreign };\n    add(connection);",
    replace: "isSpecified(foreign) ? foreign : connection.tcb.foreign };",
  },
  {
    name: "time-wait-knows-no-connection",
    breaks: "793-3.9-SEND-CLOSINGSTATES",
    file: CALLS,
    find: `    case "TIME-WAIT":
      return failure("connection closing");
  }
}

function hasRoom`,
    replace: `      return failure("connection closing");
    case "TIME-WAIT":
      return failure("connection does not exist");
  }
}

function hasRoom`,
  },
  {
    name: "receive-ends-the-listener",
    breaks: "793-3.9-RECV-PREESTAB",
    file: CALLS,
    find: `    case "LISTEN":
    case "SYN-SENT":
    case "SYN-RECEIVED":
      return OK;`,
    replace: `    case "LISTEN":
      deleteTcb(turn);
      return OK;
    case "SYN-SENT":
    case "SYN-RECEIVED":
      return OK;`,
  },
  {
    name: "receive-at-the-end-knows-no-connection",
    breaks: "793-3.9-RECV-CLOSEWAIT-EMPTY",
    file: CALLS,
    find: "if (isEmpty) return { ok: true, text: NO_TEXT, endOfStream: true };",
    replace: `if (isEmpty) return failure("connection does not exist");`,
  },
  {
    name: "receive-after-close-knows-no-connection",
    breaks: "793-3.9-RECV-CLOSINGSTATES",
    file: CALLS,
    find: `if (isEmpty) return failure("connection closing");`,
    replace: `if (isEmpty) return failure("connection does not exist");`,
  },
  {
    name: "close-means-nothing-in-syn-sent",
    breaks: "793-3.9-CLOSE-SYNSENT",
    file: CALLS,
    find: `    case "LISTEN":
    case "SYN-SENT":
      deleteTcb(turn);`,
    replace: `    case "SYN-SENT":
      return OK;
    case "LISTEN":
      deleteTcb(turn);`,
  },
  {
    name: "abort-means-nothing-in-syn-sent",
    breaks: "793-3.9-ABORT-SYNSENT",
    file: CALLS,
    find: `    case "LISTEN":
    case "SYN-SENT":
    case "CLOSING":`,
    replace: `    case "SYN-SENT":
      return OK;
    case "LISTEN":
    case "CLOSING":`,
  },
  {
    name: "abort-means-nothing-while-closing",
    breaks: "793-3.9-ABORT-CLOSINGSTATES",
    file: CALLS,
    find: `    case "CLOSING":
    case "LAST-ACK":
    case "TIME-WAIT":
      deleteTcb(turn);`,
    replace: `    case "CLOSING":
    case "LAST-ACK":
      return OK;
    case "TIME-WAIT":
      deleteTcb(turn);`,
  },
  {
    name: "abort-finds-no-resources-in-time-wait",
    breaks: "793-3.9-ABORT-CLOSINGSTATES",
    file: CALLS,
    find: `    case "LAST-ACK":
    case "TIME-WAIT":
      deleteTcb(turn);`,
    replace: `    case "LAST-ACK":
      deleteTcb(turn);
      return OK;
    case "TIME-WAIT":
      return failure("insufficient resources");`,
  },
  {
    name: "close-wait-ends-by-itself",
    breaks: "793-3.5-FIN-WAITS-FOR-USER",
    file: "segment-arrives/synchronized.ts",
    find: `tcb.state = "CLOSE-WAIT";`,
    replace: `tcb.state = "CLOSE-WAIT";
      tcb.timers.timeWait = turn.now + turn.options.initialRto;`,
  },
  {
    name: "status-of-nothing-is-listen",
    breaks: "793-3.9-STATUS-CLOSED",
    file: HOST,
    find: `if (tcb === undefined) return { state: "CLOSED" };`,
    replace: `if (tcb === undefined) return { state: "LISTEN" };`,
  },
  {
    name: "status-knows-established-alone",
    breaks: "793-3.9-STATUS-ALL",
    file: HOST,
    find: "return { state: tcb.state, variables };",
    replace: `return { state: tcb.state === "ESTABLISHED" ? tcb.state : "CLOSED", variables };`,
  },
  {
    name: "text-with-a-stray-pointer-is-dropped",
    breaks: "793-3.1-HDR-URGPTR-NOFLAG",
    file: "segment-arrives/synchronized.ts",
    find: "      takeText(turn, segment);",
    replace: "      if (segment.urgentPointer === 0 || (segment.flags & 0x20) !== 0) takeText(turn, segment);",
  },
  {
    name: "equal-timestamp-is-old",
    breaks: "7323-5.3-PAWS-EQUAL",
    file: "timestamps.ts",
    find: "return precedes(seq(option.value), tcb.rcv.tsRecent)",
    replace: "return precedesOrEquals(seq(option.value), tcb.rcv.tsRecent) && segment.text.length > 0",
  },
  {
    name: "syn-ack-echoes-nothing",
    breaks: "7323-3.2-TS-SYN",
    file: "header-options.ts",
    find: "result.push(timestamps(timestampClock(tcb, now), tcb.rcv.tsRecent));\n  if",
    replace: "result.push(timestamps(timestampClock(tcb, now), 0));\n  if",
  },
  {
    name: "syn-ack-does-not-permit-sack",
    breaks: "2018-2-SACKPERM-SYNONLY",
    file: "header-options.ts",
    find: "if (those.sack) result.push(sackPermitted);",
    replace: "void sackPermitted;",
  },
  {
    name: "pushed-text-waits-for-more",
    breaks: "793-2.8-PSH-RECV",
    file: CALLS,
    find: "const octets = Math.min(limit,",
    replace: "const octets = rcv.text.length === 1 ? 0 : Math.min(limit,",
  },
];
