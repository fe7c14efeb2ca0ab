/** Full-sized segments and initial windows in octets: RFC 5681 2 and 3.1, RFC 6928 2. */

import type { Profile } from "../port/profile";
import { partsOf, type FlightSize, type InitialWindowName } from "../scenario/flight";
import type { IpVersion } from "../wire/packet";
import type { SequenceView } from "./sequence-view";

/**
 * SMSS: what the peer's SYN offers, as no scenario offers more than every link takes. Options take room from it (RFC 6691), but
 * none that a right stack sends with text while the peer has sent nothing out of order, nor timestamps.
 */
export function senderMss({ peerMss }: SequenceView, ip: IpVersion): number {
  // MUST-15
  return peerMss ?? (ip === 4 ? 536 : 1220);
}

/** The octets that a size stands for. */
export function octetsOfFlight(size: FlightSize, smss: number, profile: Profile): number {
  const { initial, segments } = partsOf(size);
  const window = initial === undefined ? 0 : initialWindow(initial, smss, profile);
  return window + Math.round(segments * smss);
}

function initialWindow(name: InitialWindowName, smss: number, profile: Profile): number {
  if (profile.initialWindow === "rfc5681") {
    // RFC 5681 3.1: after a lost SYN one segment
    if (name === "IW1") return smss;
    if (smss > 2190) return 2 * smss;
    // RFC 3390 1 lets the octets of three large segments go in more that are smaller
    return smss > 1095 ? Math.max(3 * smss, 4380) : 4 * smss;
  }
  // RFC 6928 2: one lost SYN is no reason for a smaller one
  return Math.min(10 * smss, Math.max(2 * smss, 14_600));
}
