/** Mistakes in sending resets, and in believing them. */

import type { Mutant } from "./mutant";

export const RESET_MUTANTS: readonly Mutant[] = [
  {
    name: "resets-what-is-outside",
    breaks: "793-3.9-SEGARR-SEQ-LNWN",
    file: "segment-arrives/synchronized.ts",
    find: "  else sendAck(turn);\n  return undefined;",
    replace: "  else sendReset(turn, segment);\n  return undefined;",
  },
  {
    name: "reset-needs-a-right-ack",
    breaks: "793-3.4-RST-SEQ-ONLY",
    file: "segment-arrives/synchronized.ts",
    find: "if ((segment.flags & RST) === 0) return true;",
    replace: `if ((segment.flags & RST) === 0) return true;
  if (segment.ack !== 0 && segment.ack !== turn.tcb.snd.nxt) return false;`,
  },
  {
    name: "reset-with-text-is-dropped",
    breaks: "SHLD-2",
    file: "segment-arrives/synchronized.ts",
    find: "if ((segment.flags & RST) === 0) return true;",
    replace: `if ((segment.flags & RST) === 0) return true;
  if (segment.text.length > 0) return false;`,
  },
  {
    name: "reset-with-fin-is-a-fin",
    breaks: "793-3.4-RST-SEQ-ONLY",
    file: "segment-arrives/synchronized.ts",
    find: "if ((segment.flags & RST) === 0) return true;",
    replace: "if ((segment.flags & RST) === 0 || (segment.flags & FIN) !== 0) return true;",
  },
  {
    name: "no-challenge",
    breaks: "5961-3.2-RST-INWINDOW",
    file: "segment-arrives/synchronized.ts",
    find: "which\n    sendChallenge(turn);",
    replace: "which\n",
  },
  {
    name: "challenges-without-limit",
    breaks: "5961-7-THROTTLE",
    file: "challenge.ts",
    find: "  if (turn.challengesLeft <= 0) return;\n",
    replace: "",
  },
  {
    name: "challenges-never-again",
    breaks: "5961-7-THROTTLE",
    file: "challenge.ts",
    find: "if (current !== interval) left = challenges;",
    replace: "if (interval === -1) left = challenges;",
  },
  {
    name: "listener-answers-a-reset-with-syn",
    breaks: "793-3.4-RST-NEVER-FOR-RST",
    file: "segment-arrives/listen.ts",
    find: "if ((segment.flags & RST) !== 0) return;",
    replace: "if ((segment.flags & (RST | SYN)) === RST) return;",
  },
];
