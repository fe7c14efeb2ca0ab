/** Mistakes in the marks of congestion, and in how two ends agree on them. */

import type { Mutant } from "./mutant";

const AGREES = 'return ecn !== "off" && both === (ECE | CWR);';
const TRAFFIC_CLASS = "const trafficClass = (diffserv << 2) | (ect ? ECT_0 : 0);";

export const ECN_MUTANTS: readonly Mutant[] = [
  {
    name: "ecn-for-who-asks-half",
    breaks: "3168-6.1.1-SYNACK",
    file: "ecn.ts",
    find: AGREES,
    replace: 'return ecn !== "off" && both !== 0;',
  },
  {
    name: "ecn-for-who-does-not-ask",
    breaks: "3168-6.1.1-SYNACK",
    file: "ecn.ts",
    find: AGREES,
    replace: 'return ecn !== "off";',
  },
  {
    name: "ecn-is-promised-and-refused",
    breaks: "SHLD-8",
    file: "ecn.ts",
    find: AGREES,
    replace: "return false;",
  },
  {
    // RFC 3168 6.1.1.2
    name: "ecn-bits-of-the-syn-reflected",
    breaks: "3168-6.1.1-UNWILLING",
    file: "ecn.ts",
    find: "return agreed.ecn ? ECE : 0;",
    replace: "return agreed.ecn ? ECE | CWR : 0;",
  },
  {
    name: "syn-with-ece-alone",
    breaks: "3168-6.1.1-UNWILLING",
    file: "ecn.ts",
    find: 'return ecn === "request" && lostSyns === 0 ? ECE | CWR : 0;',
    replace: "return ECE;",
  },
  {
    name: "reflected-ecn-bits-taken-for-agreement",
    breaks: "3168-6.1.1-REFLECT",
    file: "ecn.ts",
    find: 'if (isAnswer) return ecn === "request" && lostSyns === 0 && both === ECE;',
    replace: "if (isAnswer) return both !== 0;",
  },
  {
    name: "ecn-that-nobody-offered",
    breaks: "3168-6.1.1-ECT-DATA",
    file: "ecn.ts",
    find: 'if (isAnswer) return ecn === "request" && lostSyns === 0 && both === ECE;',
    replace: "if (isAnswer) return both === ECE;",
  },
  {
    name: "ecn-after-any-answer",
    breaks: "3168-6.1.1-ECT-DATA",
    file: "ecn.ts",
    find: 'if (isAnswer) return ecn === "request" && lostSyns === 0 && both === ECE;',
    replace: "if (isAnswer) return true;",
  },
  {
    name: "ecn-stays-when-the-caller-thinks-better",
    breaks: "3168-6.1.1-ECT-DATA",
    file: "ecn.ts",
    find: "if (isSynAgain && !isAsking)",
    replace: "if (isSynAgain && isAsking)",
  },
  {
    name: "ect-on-a-syn",
    breaks: "3168-6.1.1-ECT-SYN",
    file: "host.ts",
    find: TRAFFIC_CLASS,
    replace: "const trafficClass = (diffserv << 2) | (ect || (segment.flags & SYN) !== 0 ? ECT_0 : 0);",
  },
  {
    name: "deaf-to-a-syn-with-cwr",
    breaks: "3168-6.1.1-ALLFORMS",
    file: "host.ts",
    find: "const local = { address: ip.destination, port: segment.destinationPort };\n    const foreign",
    replace: `if ((segment.flags & SYN) !== 0 && (segment.flags & 0x80) !== 0) return;
    const local = { address: ip.destination, port: segment.destinationPort };
    const foreign`,
  },
  {
    name: "ect-1",
    breaks: "3168-6.1.2-ECT0",
    file: "host.ts",
    find: "const ECT_0 = 2;",
    replace: "const ECT_0 = 1;",
  },
  {
    name: "echoes-make-no-difference-to-the-window",
    breaks: "3168-6.1.2-HALVE",
    file: "congestion.ts",
    find: "return { ...c, ssthresh, cwnd: Math.min(c.cwnd, ssthresh), counted: 0, shrunk: nxt };",
    replace: "return { ...c, ssthresh, counted: 0, shrunk: nxt };",
  },
  {
    name: "echoes-take-a-quarter-off-the-window",
    breaks: "3168-6.1.2-HALVE",
    file: "congestion.ts",
    find: "return { ...c, ssthresh, cwnd: Math.min(c.cwnd, ssthresh), counted: 0, shrunk: nxt };",
    replace: "return { ...c, ssthresh, cwnd: Math.floor((c.cwnd * 3) / 4), counted: 0, shrunk: nxt };",
  },
  {
    name: "each-echo-halves-the-window",
    breaks: "3168-6.1.2-HALVE",
    file: "congestion.ts",
    find: 'if (isAnswered || c.phase !== "open") return c;',
    replace: 'void isAnswered;\n  if (c.phase !== "open") return c;',
  },
  {
    name: "the-last-echo-of-a-window-halves-it-again",
    breaks: "3168-6.1.2-HALVE",
    file: "congestion.ts",
    find: "const isAnswered = precedes(add(una, -1), c.shrunk);",
    replace: "const isAnswered = precedes(una, c.shrunk);",
  },
  {
    name: "the-window-grows-with-echoes",
    breaks: "3168-6.1.2-NOGROW",
    file: "acknowledgment.ts",
    find: "const growth = hasEcho ? 0 : acked;",
    replace: "const growth = hasEcho ? acked : acked;",
  },
  {
    name: "cwr-never",
    breaks: "3168-6.1.1-CWR-DUTY",
    file: "ecn.ts",
    find: "if (tcb.congestion !== before) tcb.snd.cwr = true;",
    replace: "",
  },
  {
    name: "cwr-for-ever",
    breaks: "3168-6.1.2-CWR",
    file: "ecn.ts",
    find: "tcb.snd.cwr = false;",
    replace: "",
  },
  {
    name: "cwr-on-what-goes-again",
    breaks: "3168-6.1.2-CWR",
    file: "ecn.ts",
    find: "if (!isNewText || !tcb.snd.cwr) return ece;",
    replace: "if (!tcb.snd.cwr) return ece;",
  },
  {
    name: "no-cwr-after-a-time-out",
    breaks: "3168-6.1.2-CWR",
    file: "retransmission.ts",
    find: "  tcb.snd.cwr = true;",
    replace: "",
  },
  {
    name: "no-cwr-after-a-fast-retransmit",
    breaks: "3168-6.1.2-CWR",
    file: "acknowledgment.ts",
    find: "  tcb.snd.cwr = true;\n  retransmitAtOnce(turn);",
    replace: "  retransmitAtOnce(turn);",
  },
  {
    name: "no-cwr-after-a-recovery-with-sack",
    breaks: "3168-6.1.2-CWR",
    file: "acknowledgment.ts",
    find: "  tcb.snd.cwr = true;\n  tcb.lostUntil = edge;",
    replace: "  tcb.lostUntil = edge;",
  },
  {
    name: "cwr-for-each-echo",
    breaks: "3168-6.1.2-CWR",
    file: "ecn.ts",
    find: "if (tcb.congestion !== before) tcb.snd.cwr = true;",
    replace: "void before;\n  tcb.snd.cwr = true;",
  },
  {
    name: "marks-are-not-told",
    breaks: "3168-6.1.3-ECE-SET",
    file: "ecn.ts",
    find: "if (isMarked && segment.text.length > 0) tcb.rcv.marked = true;",
    replace: "void isMarked;",
  },
  {
    name: "marks-are-told-once",
    breaks: "3168-6.1.3-ECE-SET",
    file: "ecn.ts",
    find: "const ece = tcb.rcv.marked ? ECE : 0;",
    replace: "const ece = tcb.rcv.marked ? ECE : 0;\n  tcb.rcv.marked = false;",
  },
  {
    name: "the-last-segment-alone-tells-of-a-mark",
    breaks: "3168-6.1.3-ECE-SET",
    file: "ecn.ts",
    find: "if (isMarked && segment.text.length > 0) tcb.rcv.marked = true;",
    replace: "if (segment.text.length > 0) tcb.rcv.marked = isMarked;",
  },
  {
    name: "deaf-to-cwr",
    breaks: "3168-6.1.3-ECE-CLEAR",
    file: "ecn.ts",
    find: "if ((segment.flags & CWR) !== 0) tcb.rcv.marked = false;",
    replace: "",
  },
  {
    name: "cwr-hides-the-mark-beside-it",
    breaks: "3168-6.1.3-ECE-CLEAR",
    file: "ecn.ts",
    find: "if (isMarked && segment.text.length > 0)",
    replace: "if (isMarked && segment.text.length > 0 && (segment.flags & CWR) === 0)",
  },
  {
    // RFC 3168 6.1.1.1: a mark is no sign of agreement.
    name: "a-mark-taken-for-agreement",
    breaks: "3168-6.1.1-NONEG-CE",
    file: "ecn.ts",
    find: "if (!tcb.agreed.ecn) return;",
    replace: "if (isMarked) tcb.agreed = { ...tcb.agreed, ecn: true };",
  },
  {
    name: "ect-on-everything",
    breaks: "3168-6.1.4-PUREACK",
    file: "transmit.ts",
    find: "ect: isNewText && tcb.agreed.ecn,",
    replace: "ect: tcb.agreed.ecn,",
  },
  {
    name: "ect-on-what-goes-again",
    breaks: "3168-6.1.5-RETX",
    file: "transmit.ts",
    find: "ect: isNewText && tcb.agreed.ecn,",
    replace: "ect: text.length > 0 && tcb.agreed.ecn,",
  },
  {
    name: "marks-count-outside-the-window",
    breaks: "3168-6.1.5-OOW-CE",
    file: "segment-arrives/synchronized.ts",
    find: `  const segment = checkSequence(turn, arrived);
  if (segment === undefined) return;
  noteMarks(turn, arrived, isMarked);`,
    replace: `  noteMarks(turn, arrived, isMarked);
  const segment = checkSequence(turn, arrived);
  if (segment === undefined) return;`,
  },
  {
    name: "marks-on-probes-are-not-told",
    breaks: "3168-6.1.6-PROBE-RCV",
    file: "ecn.ts",
    find: "if (isMarked && segment.text.length > 0)",
    replace: "if (isMarked && segment.text.length > 0 && tcb.rcv.wnd > 0)",
  },
  {
    name: "probes-count-as-new-text",
    breaks: "3168-6.1.6-PROBE",
    file: "output.ts",
    find: "const isNewText = length > 0 && tcb.snd.wnd > 0 && start === tcb.snd.nxt;",
    replace: "const isNewText = length > 0 && start === tcb.snd.nxt;",
  },
  {
    name: "new-text-at-the-smallest-window",
    breaks: "3168-6.1.2-CWND1",
    file: "ecn.ts",
    find: "tcb.snd.held = true;",
    replace: "",
  },
];
