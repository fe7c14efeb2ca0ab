/** Mistakes with the peer's window. */

import type { Mutant } from "./mutant";

const OUTPUT = "output.ts";
const CHECK_ACK = "segment-arrives/check-ack.ts";
const USABLE = "const usable = diff(add(tcb.snd.una, tcb.snd.wnd), start);";

export const WINDOW_MUTANTS: readonly Mutant[] = [
  {
    name: "window-is-signed",
    breaks: "MUST-1",
    file: "handshake.ts",
    find: "tcb.snd.wnd = window;",
    replace: "tcb.snd.wnd = (window << 16) >> 16;",
  },
  {
    name: "sends-beyond-the-edge",
    breaks: "793-3.7-WND-OBEY",
    file: OUTPUT,
    find: USABLE,
    replace: "const usable = diff(add(tcb.snd.una, tcb.snd.wnd), start) + 400;",
  },
  {
    name: "window-begins-with-what-is-next",
    breaks: "793-3.7-WND-OBEY",
    file: OUTPUT,
    find: USABLE,
    replace: "const usable = tcb.snd.wnd;",
  },
  {
    name: "edge-never-recedes",
    breaks: "SHLD-15",
    file: CHECK_ACK,
    find: "takeWindow(tcb, segment, window);\n  if (wasClosed",
    replace: "takeWindow(tcb, segment, Math.max(window, tcb.snd.wnd));\n  if (wasClosed",
  },
  {
    // RFC 2525 2.12
    name: "closed-window-is-not-probed",
    breaks: "MUST-36",
    file: "persist.ts",
    find: "const { tcb, now, options } = turn;\n  if (tcb.retransmissions >=",
    replace:
      "const { tcb, now, options } = turn;\n  tcb.timers.persist = NEVER;\n  if (now > 0) return;\n  if (tcb.retransmissions >=",
  },
  {
    name: "one-probe-is-enough",
    breaks: "MUST-37",
    file: "persist.ts",
    find: "if (tcb.retransmissions >= options.dataRetries) {",
    replace: "if (tcb.probeInterval > tcb.rto) {",
  },
  {
    name: "probes-at-once",
    breaks: "SHLD-29",
    file: "persist.ts",
    find: "  return tcb.snd.wnd === 0 && !isSynUnacknowledged(tcb);",
    replace: "  return tcb.snd.wnd < 0 && !isSynUnacknowledged(tcb);",
  },
  {
    name: "window-opens-with-a-new-ack-alone",
    breaks: "1122-4.2.2.20g",
    file: CHECK_ACK,
    find: "precedesOrEquals(snd.wl2, segment.ack)",
    replace: "precedes(snd.wl2, segment.ack)",
  },
  {
    name: "window-of-an-old-ack-counts",
    breaks: "793-3.9-SEGARR-ESTAB-ACK",
    file: CHECK_ACK,
    find: "if (precedes(segment.ack, snd.una)) return;\n  if (snd.wnd",
    replace: "if (precedes(segment.ack, snd.una)) takeWindow(tcb, segment, window);\n  if (snd.wnd",
  },
  {
    name: "ack-of-what-waits-counts",
    breaks: "793-3.9-SEGARR-ACK-FUTURE",
    file: CHECK_ACK,
    find: "if (precedes(tcb.snd.nxt, segment.ack)) {",
    replace:
      "if (precedes(tcb.snd.nxt, segment.ack) && precedes(add(tcb.snd.una, tcb.queue.text.length), segment.ack)) {",
  },
  {
    name: "silly-windows-are-filled",
    breaks: "MUST-38",
    file: OUTPUT,
    find: "if (!fin && !isOverridden && !isWorthSending(turn, start, d, u, mss)) return;",
    replace: "void isOverridden;\n    void isWorthSending;",
  },
  {
    name: "nagle-waits-for-ever",
    breaks: "MUST-60",
    file: OUTPUT,
    find: "if (options.nagle && !isIdle) return false;",
    replace: "if (options.nagle && (!isIdle || diff(start, tcb.iss) > 1)) return false;",
  },
  {
    name: "answered-probes-count-as-unanswered",
    breaks: "1122-4.2.2.17-ZWND-NOTIMEOUT",
    file: "persist.ts",
    find: "  tcb.retransmissions = 0;\n  tcb.timers.user = NEVER;",
    replace: "  tcb.timers.user = NEVER;",
  },
  {
    name: "probes-at-one-rate",
    breaks: "SHLD-30",
    file: "persist.ts",
    find: "tcb.probeInterval = backedOff(tcb.probeInterval, options);",
    replace: "tcb.probeInterval = tcb.rto;",
  },
  {
    name: "probe-takes-no-number",
    breaks: "MUST-36",
    file: "persist.ts",
    find: "if (tcb.snd.una !== tcb.snd.nxt) {",
    replace: "if (tcb.snd.una !== tcb.snd.nxt || tcb.queue.text.length > 0) {",
  },
  {
    name: "fin-is-no-probe",
    breaks: "SHLD-29",
    file: "persist.ts",
    find: "const fin = tcb.snd.nxt === endOfText(tcb.queue);",
    replace: "const fin = tcb.snd.nxt === endOfText(tcb.queue) && tcb.probeInterval > tcb.rto;",
  },
  {
    name: "silly-windows-are-filled-when-idle",
    breaks: "MUST-38",
    file: OUTPUT,
    find: "return Math.min(d, u) >= FS * tcb.snd.maxWnd;",
    replace: "return tcb.snd.maxWnd >= FS;",
  },
  {
    name: "override-is-a-probe",
    breaks: "MUST-38",
    file: "persist.ts",
    find: "if (isWindowClosed(turn.tcb)) {",
    replace: "if (turn.tcb.probeInterval > 0) {",
  },
  {
    name: "fin-with-every-segment",
    breaks: "793-3.5-CLOSE-DELIVERS-QUEUE",
    file: OUTPUT,
    find: "tcb.closed && length === d && length < u;",
    replace: "tcb.closed && length < u;",
  },
  {
    name: "nothing-is-sent-in-closing",
    breaks: "793-3.5-CLOSE-DELIVERS-QUEUE",
    file: OUTPUT,
    find: `"FIN-WAIT-1", "CLOSING"]`,
    replace: `"FIN-WAIT-1"]`,
  },
  {
    name: "no-nagle",
    breaks: "SHLD-7",
    file: OUTPUT,
    find: "if (options.nagle && !isIdle) return false;",
    replace: "void isIdle;",
  },
  {
    name: "nagle-is-for-everybody",
    breaks: "MUST-17",
    file: OUTPUT,
    find: "if (options.nagle && !isIdle) return false;",
    replace: "if (!isIdle) return false;",
  },
  {
    name: "no-push",
    breaks: "MUST-61",
    file: OUTPUT,
    find: "const psh = length > 0 && isLast ? PSH : 0;",
    replace: "const psh = isLast ? 0 : 0 * PSH;",
  },
  {
    name: "segments-of-100-octets",
    breaks: "SHLD-27",
    file: OUTPUT,
    find: "Math.max(Math.min(d, u, mss), 0)",
    replace: "Math.max(Math.min(d, u, mss, 100), 0)",
  },
  {
    name: "text-without-push-is-not-taken",
    breaks: "1122-4.2.2.2-RCV-HOLD",
    file: "segment-arrives/synchronized.ts",
    find: "      takeText(turn, segment);",
    replace: "      if (segment.text.length === 0 || (segment.flags & 8) !== 0) takeText(turn, segment);",
  },
  {
    name: "fin-goes-with-what-fits",
    breaks: "793-3.7-WND-OBEY",
    file: "output.ts",
    find: "const fin = tcb.closed && length === d && length < u;",
    replace: "const fin = tcb.closed && (length === d ? length < u : length < mss);",
  },
];
