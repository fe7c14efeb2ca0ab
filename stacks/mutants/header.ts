/** Mistakes in what is made of the header, and of the addresses before it. */

import type { Mutant } from "./mutant";

export const HEADER_MUTANTS: readonly Mutant[] = [
  {
    name: "checksum-never-verified",
    breaks: "MUST-3",
    file: "host.ts",
    find: "if (!checksums.ip || !checksums.transport) return;",
    replace: "if (!checksums.ip) return;",
  },
  {
    name: "checksum-may-be-left-out",
    breaks: "MUST-3",
    file: "host.ts",
    find: "if (!checksums.ip || !checksums.transport) return;",
    replace: `const hasNone = packet.value.kind === "tcp" && packet.value.segment.checksum <= 1;
    if (!checksums.ip || (!checksums.transport && !hasNone)) return;`,
  },
  {
    name: "believes-any-source",
    breaks: "MUST-63",
    file: "host.ts",
    find: "if (!isUnicast(ip.source)) return;",
    replace: "",
  },
  {
    name: "answers-calls-to-everybody",
    breaks: "MUST-57",
    file: "host.ts",
    find: "if (!environment.addresses.includes(ip.destination)) return;",
    replace: "if (!environment.addresses.includes(ip.destination) && isUnicast(ip.destination)) return;",
  },
  {
    name: "reserved-bits-are-refused",
    breaks: "793-3.1-HDR-RESERVED",
    file: "host.ts",
    find: "const local = { address: ip.destination, port: segment.destinationPort };",
    replace: `if (segment.reserved !== 0) return;
    const local = { address: ip.destination, port: segment.destinationPort };`,
  },
  {
    name: "ports-are-not-compared",
    breaks: "793-3.1-HDR-PORTDEMUX",
    file: "host.ts",
    find: `const connection = byPair.get(local, foreign);
    if (connection !== undefined && mayReopen`,
    replace: `const connection = byPair.get(local, foreign) ?? [...byName.values()].at(-1);
    if (connection !== undefined && mayReopen`,
  },
  {
    name: "dies-of-a-wrong-data-offset",
    breaks: "793-3.1-HDR-DATAOFFSET",
    file: "host.ts",
    find: `if (!packet.ok || packet.value.kind === "other") return;`,
    replace: `if (!packet.ok) throw new Error("a header that cannot be read");
    if (packet.value.kind === "other") return;`,
  },
  {
    name: "urgent-text-goes-unnoticed",
    breaks: "MUST-30",
    file: "segment-arrives/synchronized.ts",
    find: "signalUrgent(turn);\n      return;",
    replace: "void signalUrgent;\n      return;",
  },
  {
    name: "urgent-text-is-taken-out-of-line",
    breaks: "6093-4-URG-SEMANTIC",
    file: "segment-arrives/synchronized.ts",
    find: "accept(turn, segment.text);\n    return;",
    replace: `const isUrgent = (segment.flags & 0x20) !== 0;
    accept(turn, isUrgent ? segment.text.map((octet, i) => (i === segment.urgentPointer - 1 ? 0 : octet)) : segment.text);
    return;`,
  },
];
