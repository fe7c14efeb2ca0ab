/** Mistakes in what is made of the IP header, and of TCP options that are for others. */

import type { Mutant } from "./mutant";

const ARRIVES = "const local = { address: ip.destination, port: segment.destinationPort };\n    const foreign";
const FIELDS = "const ip = { source: local.address, destination: foreign.address, hopLimit, trafficClass };";
const LOOKED_AT = "noteRepeated(turn, arrived);";

export const IP_MUTANTS: readonly Mutant[] = [
  {
    // RFC 793 3.9 would have it so, which RFC 2873 has withdrawn.
    name: "calls-must-be-routine",
    breaks: "793-3.9-SEGARR-LISTEN-SYN-PREC",
    file: "host.ts",
    find: ARRIVES,
    replace: `if ((segment.flags & (SYN | ACK)) === SYN && ip.trafficClass >> 5 !== 0) return;
    ${ARRIVES}`,
  },
  {
    name: "precedence-must-stay-as-it-is",
    breaks: "793-3.9-SEGARR-PREC-IGNORED",
    file: "host.ts",
    find: ARRIVES,
    replace: `if ((segment.flags & (SYN | ACK)) !== SYN && ip.trafficClass >> 5 !== 0) return;
    ${ARRIVES}`,
  },
  {
    name: "unknown-options-of-ip-are-refused",
    breaks: "MUST-50",
    file: "host.ts",
    find: ARRIVES,
    replace: `if (ip.version === 4 && ip.options.some((octet) => octet > 1)) return;
    ${ARRIVES}`,
  },
  {
    name: "extension-headers-count-in-the-pseudo-header",
    breaks: "8200-8.1-PSEUDO-EXT",
    file: "host.ts",
    find: ARRIVES,
    replace: `if (ip.version === 6 && ip.extensions.length > 0) return;
    ${ARRIVES}`,
  },
  {
    name: "diffserv-cannot-be-chosen",
    breaks: "MUST-48",
    file: "host.ts",
    find: FIELDS,
    replace: `${FIELDS.slice(0, -" };".length).replace("trafficClass", "trafficClass: trafficClass & 3")} };`,
  },
  {
    // RFC 1349 had four bits for the type of service and three for precedence, and the last one was to be zero.
    name: "diffserv-loses-its-last-bit",
    breaks: "SHLD-22",
    file: "host.ts",
    find: FIELDS,
    replace: `${FIELDS.slice(0, -" };".length).replace("trafficClass", "trafficClass: trafficClass & 0xfb")} };`,
  },
  {
    name: "diffserv-is-chosen-once",
    breaks: "SHLD-21",
    file: "host.ts",
    find: "connection.options = { ...connection.options, ...spacing, ...choices };",
    replace: `const { diffserv: before } = connection.options;
      connection.options = { ...connection.options, ...spacing, ...choices };
      if (before !== 0) connection.options = { ...connection.options, diffserv: before };`,
  },
  {
    name: "hop-limit-cannot-be-chosen",
    breaks: "MUST-49",
    file: "host.ts",
    find: FIELDS,
    replace: FIELDS.replace("hopLimit", "hopLimit: 64 + 0 * hopLimit"),
  },
  {
    name: "fast-open-for-everybody",
    breaks: "7413-4.2-OFF",
    file: "header-options.ts",
    find: "const result = [mss(receiveMss(tcb.local.address, options))];",
    replace: `const cookie = Uint8Array.of(1, 2, 3, 4);
  const result = [mss(receiveMss(tcb.local.address, options)), { kind: "fast-open", cookie }];`,
  },
  {
    name: "a-cookie-of-no-length-is-refused",
    breaks: "7413-4.1.1-OPTION",
    file: "host.ts",
    find: ARRIVES,
    replace: `if (segment.options.some((each) => each.kind === "unknown" && each.code === 34)) return;
    ${ARRIVES}`,
  },
  {
    name: "a-cookie-without-syn-is-refused",
    breaks: "7413-4.1.1-OPTION",
    file: "host.ts",
    find: ARRIVES,
    replace: `if ((segment.flags & SYN) === 0 && segment.options.some(({ kind }) => kind === "fast-open")) return;
    ${ARRIVES}`,
  },
  {
    name: "no-user-timeout-option-is-tolerated",
    breaks: "5482-3.3-TOLERATE",
    file: "host.ts",
    find: ARRIVES,
    replace: `if (segment.options.some(({ kind }) => kind === "user-timeout")) return;
    ${ARRIVES}`,
  },
  {
    name: "a-user-timeout-option-of-another-length-is-refused",
    breaks: "5482-3.3-TOLERATE",
    file: "host.ts",
    find: ARRIVES,
    replace: `if (segment.options.some((each) => each.kind === "unknown" && each.code === 28)) return;
    ${ARRIVES}`,
  },
  {
    name: "a-user-timeout-of-zero-is-believed",
    breaks: "5482-3.4-ZERO",
    file: "segment-arrives/synchronized.ts",
    find: LOOKED_AT,
    replace: `${LOOKED_AT}
  if (arrived.options.some((each) => each.kind === "user-timeout" && each.value === 0)) turn.tcb.userTimeout = 1;`,
  },
  {
    name: "text-comes-from-another-address",
    breaks: "MUST-45",
    file: "host.ts",
    find: FIELDS,
    replace: `const other = local.address.includes(":") ? "2001:db8::77" : "192.0.2.77";
    ${FIELDS.replace("source: local.address", "source: segment.text === undefined || segment.text.length === 0 ? local.address : other")}`,
  },
  {
    name: "no-limit-is-taken-at-its-word",
    breaks: "2675-MSS65535",
    file: "segment-size.ts",
    find: "const size = Math.min(tcb.snd.mss + TCP_HEADER, mmsS) - TCP_HEADER",
    replace: "const size = Math.min(tcb.snd.mss + TCP_HEADER, tcb.snd.mss === 65535 ? 65535 : mmsS) - TCP_HEADER",
  },
];
