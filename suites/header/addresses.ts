// RFC 9293 3.9.2.3: a call must come from one host and be meant for one.

import {
  IRS,
  ISS,
  listening,
  mss,
  peer,
  RTO,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  ACK,
} from "../../harness/scenario";

const OFFER = { seq: IRS, options: [mss(1460)] } as const;

/** No answer, and a caller with an address of its own is heard. */
const GOES_ON = [
  stack.staysSilent(RTO.times(2)),
  stack.isIn("LISTEN"),
  peer.sends(SYN, OFFER),
  stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
  peer.sends(ACK),
  user.isTold("established"),
] as const;

export const addresses = suite("header/addresses", [
  ...(["broadcast", "multicast", "loopback", "unspecified"] as const).map((source) =>
    scenario(
      `syn-from-${source}`,
      `LISTEN: SYN from ${source === "unspecified" ? "the" : "a"} ${source} address -> nothing, still LISTEN`,
      {
        covers: ["MUST-63"],
        from: listening(),
        steps: [peer.sends(SYN, { ...OFFER, source }), ...GOES_ON],
      },
    ),
  ),

  ...(["broadcast", "multicast"] as const).map((destination) =>
    scenario(`syn-to-${destination}`, `LISTEN: SYN to a ${destination} address -> nothing, still LISTEN`, {
      covers: ["MUST-57"],
      from: listening(),
      steps: [peer.sends(SYN, { ...OFFER, destination }), ...GOES_ON],
    }),
  ),
]);
