/** Mistakes that show when somebody sends what no honest peer would. */

import type { Mutant } from "./mutant";

const ELSEWHERE = "segment-arrives/synchronized.ts";
const CHECK_ACK = "segment-arrives/check-ack.ts";

export const ATTACK_MUTANTS: readonly Mutant[] = [
  {
    name: "syn-just-left-of-the-window-resets",
    breaks: "5961-4.2-SYN-CORNER",
    file: ELSEWHERE,
    find: "  if (isChallenge) sendChallenge(turn);\n",
    replace:
      "  if (isChallenge && segment.seq === add(rcv.nxt, -1)) deleteTcb(turn);\n  else if (isChallenge) sendChallenge(turn);\n",
  },
  {
    name: "low-ack-is-refused-in-silence",
    breaks: "5961-5.2-ACK-LOW",
    file: CHECK_ACK,
    find: "    if (precedes(segment.ack, oldest)) {\n      sendChallenge(turn);\n",
    replace: "    if (precedes(segment.ack, oldest)) {\n",
  },
  {
    name: "ghost-ack-resets",
    breaks: "5961-5.2-ACK-NEVERSENT",
    file: CHECK_ACK,
    find: '  if (options.ackProcessing === "rfc5961") {\n',
    replace: `  if (!precedes(tcb.iss, segment.ack)) {
    sendReset(turn, segment);
    deleteTcb(turn);
    return false;
  }
  if (options.ackProcessing === "rfc5961") {
`,
  },
  {
    name: "text-ahead-needs-no-right-ack",
    breaks: "5961-5.2-ACK-HIGH",
    file: ELSEWHERE,
    find: "  if (!checkAck(turn, arrived, segment)) return;\n",
    replace: "  if (!checkAck(turn, arrived, segment) && segment.seq === turn.tcb.rcv.nxt) return;\n",
  },
  {
    name: "reset-in-time-wait-waits-for-a-close",
    breaks: "1337-3-F2",
    file: ELSEWHERE,
    find: "      if (!options.ignoreRstInTimeWait) deleteTcb(turn);\n",
    replace: '      if (!options.ignoreRstInTimeWait) tcb.state = "CLOSE-WAIT";\n',
  },
  {
    name: "full-backlog-costs-everybody",
    breaks: "793-3.1-HDR-PORTDEMUX",
    file: "host.ts",
    find: "    if (isCall && listener.halfOpen >= options.backlog) return;\n",
    replace: `    if (isCall && listener.halfOpen >= options.backlog) {
      for (const each of [...byName.values()]) if (each !== listener) remove(each);
      return;
    }
`,
  },
  {
    name: "half-open-for-ever",
    breaks: "793-3.9-SEGARR-SYNRCVD-RST",
    file: "host.ts",
    find: "      listener.halfOpen -= 1;\n",
    replace: '      if (tcb.state !== "LISTEN") listener.halfOpen -= 1;\n',
  },
  {
    name: "call-from-itself-ends-the-listener",
    breaks: "793-3.9-SEGARR-LISTEN-SYN",
    file: "host.ts",
    find: "    const connection = byPair.get(local, foreign);\n    if (connection !== undefined && mayReopen",
    replace: `    if (local.address === foreign.address) openEnded.clear();
    const connection = byPair.get(local, foreign);
    if (connection !== undefined && mayReopen`,
  },
];
