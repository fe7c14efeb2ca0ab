/** The traffic class, once the type of service: six bits of Diffserv (RFC 2474 3), two of ECN (RFC 3168 5). */

/** What the two bits of ECN stand for. */
export const ECN_CODEPOINTS = ["Not-ECT", "ECT(1)", "ECT(0)", "CE"] as const;

export type EcnCodepoint = (typeof ECN_CODEPOINTS)[number];

export interface TrafficClass {
  readonly ecn: EcnCodepoint;
  /** 0 to 63. */
  readonly diffserv: number;
}

const ECN_BITS = 2;
const ECN_MASK = 0b11;

export function splitTrafficClass(octet: number): TrafficClass {
  return { ecn: ECN_CODEPOINTS[octet & ECN_MASK] ?? "Not-ECT", diffserv: octet >>> ECN_BITS };
}

/** The octet. A Diffserv codepoint beyond 63 makes one that the encoders of IP refuse. */
export function joinTrafficClass({ ecn, diffserv }: TrafficClass): number {
  return (diffserv << ECN_BITS) | ECN_CODEPOINTS.indexOf(ecn);
}

/** `DSCP=46 ECN=CE`; what is 0 is left out. */
export function printTrafficClass(octet: number): string {
  const { ecn, diffserv } = splitTrafficClass(octet);
  return [diffserv === 0 ? "" : `DSCP=${diffserv}`, ecn === "Not-ECT" ? "" : `ECN=${ecn}`]
    .filter((part) => part !== "")
    .join(" ");
}
