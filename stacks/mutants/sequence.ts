/** Mistakes in comparing sequence numbers, and in putting text together. */

import type { Mutant } from "./mutant";

export const SEQUENCE_MUTANTS: readonly Mutant[] = [
  {
    name: "window-does-not-wrap",
    breaks: "793-3.3-SEQ-MOD32",
    file: "acceptability.ts",
    find: "return inWindow(seq, rcv.nxt, rcv.wnd) || inWindow(last, rcv.nxt, rcv.wnd);",
    replace: "return seq < rcv.nxt + rcv.wnd && last >= rcv.nxt;",
  },
  {
    name: "looks-at-the-first-octet-alone",
    breaks: "793-3.9-SEGARR-SEQ-TRIM-LEFT",
    file: "acceptability.ts",
    find: "return inWindow(seq, rcv.nxt, rcv.wnd) || inWindow(last, rcv.nxt, rcv.wnd);",
    replace: "return inWindow(seq, rcv.nxt, rcv.wnd);",
  },
  {
    name: "takes-old-octets-again",
    breaks: "793-3.9-SEGARR-SEQ-TRIM-LEFT",
    file: "acceptability.ts",
    find: "text: segment.text.subarray(Math.min(old - syn, segment.text.length)),",
    replace: "text: segment.text,",
  },
  {
    name: "trims-an-octet-too-many",
    breaks: "793-3.9-SEGARR-SEQ-TRIM-LEFT",
    file: "acceptability.ts",
    find: "text: segment.text.subarray(Math.min(old - syn, segment.text.length)),",
    replace: "text: segment.text.subarray(Math.min(old - syn + 1, segment.text.length)),",
  },
  {
    name: "fin-goes-with-the-old-text",
    breaks: "793-3.9-SEGARR-SEQ-TRIM-LEFT",
    file: "acceptability.ts",
    find: "flags: segment.flags & ~SYN,",
    replace: "flags: segment.flags & ~(SYN | FIN),",
  },
  {
    name: "keeps-nothing-that-is-early",
    breaks: "SHLD-31",
    file: "segment-arrives/synchronized.ts",
    find: "const all = hold(rcv.held, segment.seq, segment.text);",
    replace: "const all = isEarly ? rcv.held : hold(rcv.held, segment.seq, segment.text);",
  },
  {
    name: "forgets-what-lies-between",
    breaks: "793-3.9-SEGARR-OVERLAP-QUEUED",
    file: "reassembly.ts",
    find: "if (before !== undefined) result.push(before);",
    replace: "",
  },
  {
    name: "forgets-what-lies-behind",
    breaks: "793-3.9-SEGARR-OVERLAP-QUEUED",
    file: "reassembly.ts",
    find: "rest = from(rest, endOf(piece));",
    replace: "rest = undefined;",
  },
  {
    name: "text-with-a-wild-ack-is-taken",
    breaks: "793-3.9-SEGARR-ESTAB-ACK",
    file: "segment-arrives/check-ack.ts",
    find: "if (precedes(tcb.snd.nxt, segment.ack)) {",
    replace: "if (precedes(tcb.snd.nxt, segment.ack) && segment.text.length === 0) {",
  },
  {
    name: "ack-does-not-wrap",
    breaks: "793-3.3-SEQ-MOD32",
    file: "segment-arrives/check-ack.ts",
    find: "if (precedes(tcb.snd.nxt, segment.ack)) {",
    replace: "if (tcb.snd.nxt < segment.ack && segment.ack - tcb.snd.nxt < 2 ** 30) {",
  },
];
