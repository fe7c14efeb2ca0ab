/** The form of the header (RFC 9293 3.1, 3.2). */

import { ACK, CWR, ECE, FIN, printFlags, RST, SYN } from "../../wire/flags";
import type { Segment } from "../../wire/segment";
import { verifyChecksums } from "../../wire/verify-checksums";
import type { Rule } from "./rule";

export const checksum: Rule = {
  id: "MUST-2",
  section: "RFC 9293 3.1",
  level: "MUST",
  summary: "every segment carries the right checksum",
  breach({ event }) {
    const right = verifyChecksums(event.bytes);
    if (!right.ip) return "the IPv4 header checksum is wrong";
    return right.transport ? undefined : "the TCP checksum is wrong";
  },
};

export const reservedBits: Rule = {
  id: "793-3.1-HDR-RESERVED",
  section: "RFC 9293 3.1",
  level: "IMPLIED",
  summary: "reserved bits are sent as zero",
  breach: ({ segment }) =>
    segment.reserved === 0 || isAccurateEcnOffer(segment)
      ? undefined
      : `the reserved bits are ${segment.reserved.toString(2).padStart(4, "0")}`,
};

/** RFC 9768 3.1.1: a SYN that asks for more accurate ECN has the bit beside CWR as well, AE. */
const AE = 0b0001;

function isAccurateEcnOffer({ flags, reserved }: Segment): boolean {
  return reserved === AE && (flags & (SYN | ACK | ECE | CWR)) === (SYN | ECE | CWR);
}

/** Each control bit has its place in the life of a connection; these mixtures have none (RFC 9293 3.10). */
const SENSELESS = [SYN | FIN, SYN | RST, FIN | RST] as const;

export const sensibleFlags: Rule = {
  id: "793-3.1-HDR-ACK-ALWAYS",
  section: "RFC 9293 3.1, 3.10",
  level: "IMPLIED",
  summary: "every segment but the first SYN and a reset carries ACK, and no senseless mixture of flags",
  breach({ segment: { flags } }) {
    const mixture = SENSELESS.find((bits) => (flags & bits) === bits);
    if (mixture !== undefined) return `the flags are ${printFlags(flags)}`;
    if ((flags & (ACK | SYN | RST)) === 0) return `ACK is missing: the flags are ${printFlags(flags)}`;
    return undefined;
  },
};

export const optionForm: Rule = {
  id: "MUST-68",
  section: "RFC 9293 3.2",
  level: "MUST",
  summary: "options are well formed",
  breach({ segment }) {
    const broken = segment.options.find(({ kind }) => kind === "malformed");
    return broken === undefined ? undefined : "an option has an impossible length";
  },
};

export const zeroPadding: Rule = {
  id: "MUST-69",
  section: "RFC 9293 3.1",
  level: "MUST",
  summary: "the header is filled with zeros after the end of the option list",
  breach({ segment }) {
    for (const option of segment.options)
      if (option.kind === "end" && option.padding.some((octet) => octet !== 0)) return "the padding is not zero";
    return undefined;
  },
};

export const mssOnlyOnSyn: Rule = {
  id: "MUST-65",
  section: "RFC 9293 3.2",
  level: "MUST NOT",
  summary: "the MSS option is sent on SYNs only",
  breach: ({ segment }) =>
    (segment.flags & SYN) === 0 && segment.options.some(({ kind }) => kind === "mss")
      ? "a segment without SYN carries an MSS option"
      : undefined,
};

export const sackPermittedOnlyOnSyn: Rule = {
  id: "2018-2-SACKPERM-SYNONLY",
  section: "RFC 2018 2",
  level: "MUST NOT",
  summary: "the SACK-permitted option is sent on SYNs only",
  breach: ({ segment }) =>
    (segment.flags & SYN) === 0 && segment.options.some(({ kind }) => kind === "sack-permitted")
      ? "a segment without SYN carries a SACK-permitted option"
      : undefined,
};
