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
    // What nobody has read yet is gone, and the peer does not hear of it.
    name: "close-forgets-what-is-unread",
    breaks: "SHLD-3",
    file: FILE,
    find: `    case "ESTABLISHED":
      tcb.closed = true;
      tcb.state = "FIN-WAIT-1";`,
    replace: `    case "ESTABLISHED":
      tcb.closed = true;
      tcb.rcv.text = drop(tcb.rcv.text, tcb.rcv.text.length);
      tcb.state = "FIN-WAIT-1";`,
  },
  {
    // CLOSE ends reading, and what comes is acknowledged all the same.
    name: "close-ends-reading-in-silence",
    breaks: "SHLD-3",
    file: FILE,
    find: `  const { tcb } = turn;
  const { rcv } = tcb;
  const urgent`,
    replace: `  const { tcb } = turn;
  if (tcb.closed) return failure("connection closing");
  const { rcv } = tcb;
  const urgent`,
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
    name: "abort-in-an-attempt-is-silent",
    breaks: "793-3.9-ABORT-SYNRCVD",
    file: FILE,
    find: "      sendAbort(turn);\n",
    replace: `      if (tcb.state !== "SYN-RECEIVED" || tcb.origin === "passive") sendAbort(turn);\n`,
  },
  {
    // As in SYN-SENT.
    name: "close-gives-an-attempt-up",
    breaks: "793-3.9-CLOSE-SYNRCVD-IDLE",
    file: FILE,
    find: `    case "SYN-RECEIVED":
      tcb.closed = true;`,
    replace: `    case "SYN-RECEIVED":
      if (tcb.origin === "active") {
        deleteTcb(turn);
        return OK;
      }
      tcb.closed = true;`,
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
  {
    name: "calls-groups",
    breaks: "MUST-46",
    file: "host.ts",
    find: "if (isSpecified(foreign) && !isUnicast(foreign.address)) {",
    replace: "if (isSpecified(foreign) && foreign.address === local.address) {",
  },
  {
    name: "calls-nobody",
    breaks: "793-3.9-OPEN-CLOSED-ACTIVE-UNSPEC",
    file: "host.ts",
    find: `if (!isSpecified(foreign)) return failure("foreign socket unspecified");`,
    replace: "if (!isSpecified(foreign)) return OK;",
  },
  {
    name: "listener-calls-nobody",
    breaks: "793-3.9-OPEN-LISTEN-UNSPEC",
    file: FILE,
    find: `if (!isSpecified(tcb.foreign)) return failure("foreign socket unspecified");
      openActively(turn);
      return OK;`,
    replace: `openActively(turn);
      return OK;`,
  },
  {
    name: "calls-from-nowhere",
    breaks: "MUST-44",
    file: "host.ts",
    find: "if (!isUnspecified(asked)) return asked;",
    replace: `if (!isUnspecified(asked) || asked !== "") return asked;`,
  },
  {
    name: "listener-for-one-takes-anybody",
    breaks: "793-3.9-OPEN-CLOSED-PASSIVE-SPEC",
    file: "host.ts",
    find: `const listener = openEnded.get(listenerOf(local));
    if (listener !== undefined) {
      callListener(`,
    replace: `const listener =
      openEnded.get(listenerOf(local)) ?? [...byName.values()].find(({ tcb }) => tcb.state === "LISTEN");
    if (listener !== undefined) {
      callListener(`,
  },
  {
    name: "callers-share-what-is-filled-in",
    breaks: "793-3.9-SEGARR-LISTEN-FILLREMOTE",
    file: "host.ts",
    find: "const tcb = { ...newTcb(local, foreign,",
    replace: `const [known] = [...byName.values()].filter(({ listener: of }) => of === listener);
    const tcb = { ...newTcb(local, known?.tcb.foreign ?? foreign,`,
  },
  {
    name: "listener-puts-an-end-to-connections",
    breaks: "MUST-41",
    file: "host.ts",
    find: `if (kind === "passive") {
      add(connection);`,
    replace: `if (kind === "passive") {
      for (const each of [...byName.values()]) if (each.tcb.local.port === local.port) remove(each);
      add(connection);`,
  },
  {
    name: "no-listener-beside-a-handshake",
    breaks: "MUST-42",
    file: "host.ts",
    find: `if (isTaken) return failure("connection already exists");`,
    replace: `const isBusy = [...byName.values()].some(({ tcb }) => tcb.state === "SYN-SENT" || tcb.state === "SYN-RECEIVED");
    if (isTaken || (kind === "passive" && isBusy)) return failure("connection already exists");`,
  },
  {
    name: "refused-send-takes-an-octet-with-it",
    breaks: "793-3.9-SEND-NORESOURCES",
    file: FILE,
    find: `if (!hasRoom(turn, text)) return failure("insufficient resources");`,
    replace: `if (!hasRoom(turn, text)) {
    tcb.queue = { ...tcb.queue, text: drop(tcb.queue.text, 1) };
    return failure("insufficient resources");
  }`,
  },
  {
    name: "everything-counts-as-acknowledged",
    breaks: "793-3.9-SEGARR-ACK-USEROK",
    file: "host.ts",
    find: "unacknowledged: String(tcb.queue.text.length),",
    replace: "unacknowledged: String(tcb.queue.text.length % 20),",
  },
  {
    name: "nobody-knows-what-is-urgent",
    breaks: "MUST-33",
    file: "host.ts",
    find: `urgentAhead(tcb) > 0 ? "yes" : "no"`,
    replace: `urgentAhead(tcb) > 1000 ? "yes" : "no"`,
  },
  {
    name: "receive-goes-past-the-mark",
    breaks: "793-3.8-RECV-URG-BOUNDARY",
    file: FILE,
    find: "Math.min(limit, rcv.text.length, urgent > 0 ? urgent : limit);",
    replace: "Math.min(limit, rcv.text.length, urgent > limit ? urgent : limit);",
  },
  {
    name: "pointer-without-urg-is-told",
    breaks: "793-3.1-HDR-URGPTR-NOFLAG",
    file: "urgent.ts",
    find: "if ((segment.flags & URG) === 0) return;",
    replace: "if (segment.urgentPointer === 0) return;",
  },
  {
    name: "mark-moves-with-what-is-cut-off",
    breaks: "793-3.9-SEGARR-SEQ-TRIM-LEFT",
    file: "acceptability.ts",
    find: "urgentPointer: Math.max(segment.urgentPointer - old, 0),",
    replace: "urgentPointer: segment.urgentPointer,",
  },
];
