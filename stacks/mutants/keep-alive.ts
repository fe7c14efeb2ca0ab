/** Mistakes with keep-alives. */

import type { Mutant } from "./mutant";

export const KEEP_ALIVE_MUTANTS: readonly Mutant[] = [
  {
    name: "keep-alives-cannot-be-switched-off",
    breaks: "MUST-24",
    file: "host.ts",
    find: "      connection.options = { ...connection.options, ...spacing, ...choices };\n",
    replace: `      const keepAlive = connection.options.keepAlive || choices.keepAlive === true;
      connection.options = { ...connection.options, ...spacing, ...choices, keepAlive };
`,
  },
  {
    name: "keep-alives-unless-switched-off",
    breaks: "MUST-25",
    file: "options.ts",
    find: "  keepAlive: false,\n",
    replace: "  keepAlive: true,\n",
  },
  {
    name: "keep-alives-whatever-comes",
    breaks: "MUST-26",
    file: "keep-alive.ts",
    find: "  tcb.keepAlives = 0;\n  tcb.timers.keepAlive = NEVER;\n",
    replace: "  tcb.keepAlives = 0;\n",
  },
  {
    name: "keep-alives-beside-text",
    breaks: "MUST-26",
    file: "keep-alive.ts",
    find: "!options.keepAlive || !isIdle || !isOpen",
    replace: "!options.keepAlive || !isOpen",
  },
  {
    name: "keep-alives-in-time-wait",
    breaks: "793-3.9-SEGARR-FINW2-FIN",
    file: "keep-alive.ts",
    find: 'tcb.state === "FIN-WAIT-2";',
    replace: 'tcb.state === "FIN-WAIT-2" || tcb.state === "TIME-WAIT";',
  },
  {
    name: "keep-alives-at-intervals-of-their-own",
    breaks: "MUST-27",
    file: "keep-alive.ts",
    find: "now + options.keepAliveInterval",
    replace: "now + Math.min(options.keepAliveInterval, 3_000_000_000)",
  },
  {
    name: "keep-alives-every-hour",
    breaks: "MUST-28",
    file: "options.ts",
    find: "  keepAliveInterval: 120 * MINUTE,\n",
    replace: "  keepAliveInterval: 60 * MINUTE,\n",
  },
  {
    name: "one-keep-alive-and-over",
    breaks: "MUST-29",
    file: "keep-alive.ts",
    find: "tcb.keepAlives >= options.keepAliveProbes",
    replace: "tcb.keepAlives >= 1",
  },
  {
    name: "keep-alives-with-text",
    breaks: "SHLD-12",
    file: "keep-alive.ts",
    find: "transmit(turn, add(tcb.snd.nxt, -1), ACK);",
    replace: "transmit(turn, add(tcb.snd.nxt, -1), ACK, new Uint8Array(1));",
  },
  {
    name: "garbage-is-not-answered",
    breaks: "MAY-6",
    file: "segment-arrives/synchronized.ts",
    find: "  else sendAck(turn);\n  return undefined;",
    replace: "  else if (segment.text.length !== 1) sendAck(turn);\n  return undefined;",
  },
];
