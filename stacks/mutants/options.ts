/** Mistakes with the options of segments. */

import type { Mutant } from "./mutant";

const ARRIVES = "const local = { address: ip.destination, port: segment.destinationPort };";

export const OPTION_MUTANTS: readonly Mutant[] = [
  {
    name: "mss-is-not-obeyed",
    breaks: "MUST-14",
    file: "segment-size.ts",
    find: `if (option.kind === "mss") return Math.max(option.value, 1);`,
    replace: `if (option.kind === "mss") return 1460;`,
  },
  {
    name: "mss-of-the-path-by-default",
    breaks: "MUST-15",
    file: "segment-size.ts",
    find: "=== 4 ? 536 : 1220;",
    replace: "=== 4 ? 1460 : 1440;",
  },
  {
    // RFC 2525 2.18
    name: "options-are-left-out-of-the-mss",
    breaks: "6691-2-SENDER-REDUCE",
    file: "segment-size.ts",
    find: " - (tcb.agreed.timestamps ? TIMESTAMPS_OCTETS : 0);",
    replace: ";",
  },
  {
    name: "mss-is-not-offered",
    breaks: "SHLD-5",
    file: "header-options.ts",
    find: "const result = [mss(receiveMss(tcb.local.address, options))];",
    replace: "const result: TcpOption[] = [];\n  void mss;",
  },
  {
    name: "unknown-option-ends-the-list",
    breaks: "MUST-6",
    file: "segment-size.ts",
    find: "// A size of 0 would let nothing through.",
    replace: `if (option.kind === "unknown") break;`,
  },
  {
    name: "unknown-option-is-taken-for-an-mss",
    breaks: "MUST-68",
    file: "segment-size.ts",
    find: "// A size of 0 would let nothing through.",
    replace: `if (options.some(({ kind }) => kind === "unknown")) return 256;`,
  },
  {
    name: "nop-ends-the-list",
    breaks: "MUST-4",
    file: "segment-size.ts",
    find: "// A size of 0 would let nothing through.",
    replace: `if (option.kind === "nop") break;`,
  },
  {
    name: "options-are-for-syns-alone",
    breaks: "MUST-5",
    file: "host.ts",
    find: ARRIVES,
    replace: `if ((segment.flags & SYN) === 0 && segment.options.some(({ kind }) => kind === "unknown")) return;
    ${ARRIVES}`,
  },
  {
    name: "dies-of-a-malformed-option",
    breaks: "MUST-7",
    file: "host.ts",
    find: ARRIVES,
    replace: `for (const option of segment.options)
      if (option.kind === "malformed" || (option.kind === "unknown" && option.code === 2)) throw new Error("options");
    ${ARRIVES}`,
  },
  {
    name: "windows-are-not-scaled",
    breaks: "7323-2.3-WS-IN-SHIFT",
    file: "window-scale.ts",
    find: "? window << snd.shift : window",
    replace: "? window << (0 * snd.shift) : window",
  },
  {
    name: "window-of-a-syn-is-scaled",
    breaks: "7323-2.2-WS-SYN-UNSCALED",
    file: "handshake.ts",
    find: "takeWindow(tcb, segment, segment.window);",
    replace: "takeWindow(tcb, segment, segment.window << tcb.snd.shift);",
  },
  {
    name: "window-scale-on-any-segment",
    breaks: "7323-2.2-WS-NONSYN-IGNORED",
    file: "window-scale.ts",
    find: "{ flags, window }: Segment): number {\n  return (flags & SYN) === 0 ? window << snd.shift",
    replace:
      "{ flags, window, options }: Segment): number {\n  return (flags & SYN) === 0 ? window << (shiftOf(options) || snd.shift)",
  },
  {
    name: "window-scale-unasked",
    breaks: "7323-2.2-WS-SYNACK-ONLYIF",
    file: "header-options.ts",
    find: "if (those.windowScale) result",
    replace: "if (options.windowScale) result",
  },
  {
    name: "window-scale-never",
    breaks: "7323-2.3-WS-REPLY",
    file: "header-options.ts",
    find: "if (those.windowScale) result",
    replace: "if (those.windowScale && options.mtu < 0) result",
  },
  {
    name: "timestamps-unasked",
    breaks: "7323-3.2-TS-SYNACK-ONLYIF",
    file: "header-options.ts",
    find: "if (those.timestamps) result",
    replace: "if (options.timestamps) result",
  },
  {
    name: "timestamps-on-syns-alone",
    breaks: "7323-3.2-TS-ALWAYS",
    file: "header-options.ts",
    find: "if (!tcb.agreed.timestamps && !hasBlocks) return NONE;",
    replace: "if (!hasBlocks) return NONE;",
  },
  {
    name: "timestamps-are-not-looked-at",
    breaks: "7323-5.3-PAWS-R1",
    file: "timestamps.ts",
    find: `return precedes(seq(option.value), tcb.rcv.tsRecent) ? "old" : "current";`,
    replace: `return "current";`,
  },
  {
    name: "timestamps-do-not-wrap",
    breaks: "7323-5.3-PAWS-WRAP",
    file: "timestamps.ts",
    find: "return precedes(seq(option.value), tcb.rcv.tsRecent)",
    replace: "return option.value < tcb.rcv.tsRecent",
  },
  {
    name: "equal-timestamps-are-old",
    breaks: "7323-5.3-PAWS-EQUAL",
    file: "timestamps.ts",
    find: "return precedes(seq(option.value), tcb.rcv.tsRecent)",
    replace: "return precedesOrEquals(seq(option.value), tcb.rcv.tsRecent)",
  },
  {
    name: "resets-grow-old",
    breaks: "7323-5.2-PAWS-RST",
    file: "timestamps.ts",
    find: `if ((segment.flags & RST) !== 0) return "current";`,
    replace: "",
  },
  {
    name: "missing-timestamps-do-not-matter",
    breaks: "7323-3.2-TS-MISSING-DROP",
    file: "timestamps.ts",
    find: `if (option === undefined) return "without timestamps";`,
    replace: `if (option === undefined) return "current";`,
  },
  {
    name: "missing-timestamps-are-the-end",
    breaks: "7323-3.2-TS-MISSING-NOABORT",
    file: "segment-arrives/synchronized.ts",
    find: `case "without timestamps":
      return;`,
    replace: `case "without timestamps":
      deleteTcb(turn);
      return;`,
  },
  {
    name: "echoes-what-lies-beyond-a-gap",
    breaks: "7323-4.3-TSRECENT-HOLE",
    file: "timestamps.ts",
    find: "if (!isInSequence) return;",
    replace: "void isInSequence;",
  },
  {
    name: "echoes-the-first-timestamp-for-ever",
    breaks: "7323-3.2-TS-ECHO",
    file: "timestamps.ts",
    find: "tcb.rcv.tsRecent = seq(option.value);",
    replace: "",
  },
  {
    name: "resets-without-timestamps",
    breaks: "7323-3.2-TS-RST",
    file: "resets.ts",
    find: "const echo = echoIn(segment, options);",
    replace: "const echo: readonly TcpOption[] = [];\n  void echoIn;",
  },
  {
    name: "sack-unasked",
    breaks: "2018-4-NO-SACK-UNLESS",
    file: "sack-blocks.ts",
    find: "if (!tcb.agreed.sack) return 0;",
    replace: "",
  },
  {
    name: "sack-blocks-in-the-order-of-arrival",
    breaks: "2018-4-FIRSTBLOCK",
    file: "sack-blocks.ts",
    find: "return [first, ...others];",
    replace: "return [...others, first];",
  },
  {
    name: "sack-of-one-block",
    breaks: "2018-4-REPEAT",
    file: "sack-blocks.ts",
    find: "return agreed.timestamps ? 3 : 4;",
    replace: "return agreed.timestamps ? 1 : 1;",
  },
  {
    name: "sack-of-what-is-acknowledged",
    breaks: "2018-3-BLOCKFORM",
    file: "segment-arrives/synchronized.ts",
    find: "rcv.blocks = within(rcv.blocks, rcv.nxt, rcv.fin);",
    replace: "void within;",
  },
  {
    name: "repetitions-are-not-told",
    breaks: "2883-4-DSACK-FIRST",
    file: "sack-blocks.ts",
    find: "rcv.repeated = repeatedPart(",
    replace: "void repeatedPart(",
  },
  {
    name: "options-are-taken-off-the-mss",
    breaks: "6691-2-MSS-NOOPT",
    file: "header-options.ts",
    find: "const result = [mss(receiveMss(tcb.local.address, options))];",
    replace: "const result = [mss(receiveMss(tcb.local.address, options) - (those.timestamps ? 12 : 0))];",
  },
  {
    name: "mss-of-the-mtu",
    breaks: "6691-2-MSS-FIXED",
    file: "segment-size.ts",
    find: "return mtu - ipHeader(local) - TCP_HEADER;",
    replace: "return mtu - ipHeader(local);",
  },
  {
    name: "mss-of-more-than-can-be-had",
    breaks: "MUST-67",
    file: "host.ts",
    find: ARRIVES,
    replace: `if (segment.text.length >= 1400) return;
    ${ARRIVES}`,
  },
  {
    name: "a-needless-mss-is-refused",
    breaks: "MAY-3",
    file: "host.ts",
    find: ARRIVES,
    replace: `if (segment.options.some((each) => each.kind === "mss" && [536, 1220].includes(each.value))) return;
    ${ARRIVES}`,
  },
  {
    name: "sack-permitted-on-every-segment",
    breaks: "2018-2-SACKPERM-SYNONLY",
    file: "header-options.ts",
    find: "if (!tcb.agreed.timestamps && !hasBlocks) return NONE;",
    replace: "if (!tcb.agreed.timestamps && !hasBlocks) return tcb.agreed.sack ? [sackPermitted] : NONE;",
  },
  {
    name: "sack-without-a-gap",
    breaks: "2018-7-EXAMPLES",
    file: "header-options.ts",
    find: "if (!tcb.agreed.timestamps && !hasBlocks) return NONE;",
    replace: `if (tcb.agreed.sack && !hasBlocks) return [nop, nop, sack({ left: tcb.rcv.lastAckSent, right: tcb.rcv.nxt })];
  if (!tcb.agreed.timestamps && !hasBlocks) return NONE;`,
  },
  {
    name: "neighbouring-blocks-stay-apart",
    breaks: "2018-3-BLOCKFORM",
    file: "sack-blocks.ts",
    find: "precedes(block.right, left) || precedes(right, block.left);",
    replace: "!precedes(left, block.right) || !precedes(block.left, right);",
  },
  {
    name: "the-last-repeated-part-is-told",
    breaks: "2883-4.2-PARTIAL",
    file: "sack-blocks.ts",
    find: "precedes(from, first.left))) first",
    replace: "precedes(first.left, from))) first",
  },
  {
    name: "repetitions-are-told-whole",
    breaks: "2883-4-DSACK-EDGES",
    file: "sack-blocks.ts",
    find: "return { left, right: earlier(right, nxt) };",
    replace: "return { left, right };",
  },
];
