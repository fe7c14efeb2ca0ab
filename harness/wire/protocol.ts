/** The numbers by which IP knows what it carries (IANA), as far as this folder cares. */
export const PROTOCOL = {
  hopByHopOptions: 0,
  icmp: 1,
  tcp: 6,
  routing: 43,
  fragment: 44,
  encapsulatingSecurityPayload: 50,
  authenticationHeader: 51,
  icmpv6: 58,
  noNextHeader: 59,
  destinationOptions: 60,
} as const;
