/** Mistakes with errors of ICMP, and with what the user is told of them. */

import type { Mutant } from "./mutant";

/** What happens to a soft error in the reference. */
const NOTED = "      // MUST-56\n      note(turn, error);\n";

export const ICMP_MUTANTS: readonly Mutant[] = [
  {
    name: "soft-error-aborts",
    breaks: "MUST-56",
    file: "icmp-errors.ts",
    find: NOTED,
    replace: "      abortByError(turn);\n",
  },
  {
    name: "time-exceeded-aborts",
    breaks: "MUST-56",
    file: "network-error.ts",
    find: "    case 11:\n",
    replace: '    case 11:\n      return { kind: "hard", type, code, seq };\n',
  },
  {
    name: "soft-error-drops-the-call",
    breaks: "5461-SOFT-SYN",
    file: "icmp-errors.ts",
    find: NOTED,
    replace: "      if (isSynUnacknowledged(tcb)) deleteTcb(turn);\n      else note(turn, error);\n",
  },
  {
    name: "soft-error-ends-in-time-wait",
    breaks: "5461-SOFT-SYN",
    file: "icmp-errors.ts",
    find: NOTED,
    replace: '      note(turn, error);\n      if (tcb.state === "SYN-RECEIVED") tcb.state = "TIME-WAIT";\n',
  },
  {
    name: "nobody-hears-of-errors",
    breaks: "MUST-47",
    file: "host.ts",
    find: '          if (connection.options.softErrors) environment.tell(connection.id, "soft error");\n',
    replace: "",
  },
  {
    name: "reports-cannot-be-switched-off",
    breaks: "SHLD-20",
    file: "host.ts",
    find: "if (connection.options.softErrors) environment",
    replace: "environment",
  },
  {
    name: "no-report-of-r1",
    breaks: "SHLD-9",
    file: "retransmission.ts",
    find: '    actions.push({ kind: "report", report: { kind: "excessive retransmission" } });\n',
    replace: "",
  },
  {
    name: "hard-error-is-noted",
    breaks: "SHLD-26",
    file: "icmp-errors.ts",
    find: "      else abortByError(turn);\n",
    replace: "      else note(turn, error);\n",
  },
  {
    name: "hard-error-leaves-the-connection",
    breaks: "MUST-54",
    file: "icmp-errors.ts",
    find: '  tell(turn, isSynUnacknowledged(tcb) ? "refused" : "reset");\n  deleteTcb(turn);\n',
    replace: '  tell(turn, isSynUnacknowledged(tcb) ? "refused" : "reset");\n',
  },
  {
    name: "protocol-unreachable-is-soft",
    breaks: "SHLD-26",
    file: "network-error.ts",
    find: "code === 2 || code === 3",
    replace: "code === 3",
  },
  {
    name: "short-quotes-are-unreadable",
    breaks: "SHLD-26",
    file: "host.ts",
    find: "if (known === undefined || error.quoted === undefined) return;",
    replace: "if (known === undefined || error.quoted === undefined || error.quote.length < 40) return;",
  },
  {
    name: "error-hits-all-connections",
    breaks: "MUST-54",
    file: "host.ts",
    find: '    if (connection !== undefined) run(connection, { kind: "error", error: known }, now);\n',
    replace: `    if (connection === undefined) return;
    for (const each of [...byName.values()]) {
      run(each, { kind: "error", error: { ...known, seq: each.tcb.snd.una } }, now);
    }
`,
  },
  {
    name: "error-finds-its-port-alone",
    breaks: "MUST-54",
    file: "host.ts",
    find: "    const connection = byPair.get(local, foreign);\n    if (connection !== undefined) run(",
    replace: `    const connection =
      byPair.get(local, foreign) ?? [...byName.values()].find(({ tcb }) => tcb.local.port === sourcePort);
    if (connection !== undefined) run(`,
  },
  {
    name: "source-quench-aborts",
    breaks: "MUST-55",
    file: "network-error.ts",
    find: "    case 11:\n",
    replace: '    case 4:\n      return { kind: "hard", type, code, seq };\n    case 11:\n',
  },
  {
    name: "source-quench-slows",
    breaks: "MUST-55",
    file: "host.ts",
    find: "    const known = networkError(ip.version, error);\n",
    replace: `    const known = networkError(ip.version, error);
    if (ip.version === 4 && error.type === 4)
      for (const connection of byName.values()) {
        const { tcb } = connection;
        connection.tcb = { ...tcb, congestion: { ...tcb.congestion, cwnd: tcb.snd.mss } };
      }
`,
  },
  {
    name: "too-big-means-nothing",
    breaks: "7323-5.7-PMTUD",
    file: "icmp-errors.ts",
    find: "      shrink(turn, error.mtu);\n",
    replace: "",
  },
  {
    name: "small-segments-fill-the-old-window",
    breaks: "5681-3.1-PMTU-CWND",
    file: "icmp-errors.ts",
    find: "  tcb.congestion = rescaled(tcb.congestion, before, senderMss(tcb, options));\n",
    replace: "",
  },
];
