// RFC 9293 3.9.1.1: where the datagrams of a stack come from. RFC 8200 8.3 and RFC 2675 5.1: how large they are over IPv6.

import {
  ACK,
  answersProbe,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  MINIMUM_RTO,
  mss,
  peer,
  RCV,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
} from "../../harness/scenario";

const CALL = { seq: IRS, options: [mss(1460)] } as const;

/** The address that was called, or that OPEN has named. A host that has one only has no other to take. */
const OWN = { ip: { source: "stack" } } as const;

/** RFC 2675 5.1: as much as the path takes. */
const NO_LIMIT = 65_535;

export const datagrams = suite("header/datagrams", [
  scenario("from-the-address-that-was-called", "a connection from SYN to FIN -> every segment from one address", {
    covers: ["MUST-45"],
    steps: [
      user.listen("echo"),
      peer.sends(SYN, CALL),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, ...OWN }),
      peer.sends(ACK),
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      stack.sends(DATA, { seq: SND.NXT, text: 10, within: RTO, ...OWN }),
      peer.sends(ACK),
      peer.sends(FIN_ACK),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, within: RTO, ...OWN }),
    ],
  }),

  scenario("again-from-the-address-that-was-called", "ESTABLISHED: text goes again -> from the same address", {
    covers: ["MUST-45"],
    from: [
      user.listen("echo"),
      peer.sends(SYN, CALL),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      peer.sends(DATA, { ack: SND.UNA, text: 10 }),
      stack.sends(DATA, { seq: SND.NXT, text: 10, within: RTO, as: "the text" }),
      stack.resends("the text", { after: MINIMUM_RTO }),
    ],
    steps: [stack.sends(DATA, { seq: SND.UNA, text: 10, within: RTO.times(8), ...OWN }), peer.sends(ACK)],
  }),

  scenario("from-the-address-that-calls", "active OPEN from an address -> SYN, ACK, text and FIN from there", {
    covers: ["MUST-45"],
    steps: [
      user.connect(),
      stack.sends(SYN, OWN),
      peer.sends(SYN_ACK, CALL),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, ...OWN }),
      user.isTold("established"),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, ...OWN }),
      peer.sends(DATA, { text: 10 }),
      stack.sends(ACK, { ack: RCV.NXT, ...OWN }),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, ...OWN }),
    ],
  }),

  scenario("mss-over-ipv6", "LISTEN: SYN over IPv6 -> SYN,ACK with the MTU less 60 as its MSS", {
    covers: ["8200-8.3-MSS"],
    ip: 6,
    steps: [user.listen("discard"), peer.sends(SYN, CALL), stack.sends(SYN_ACK, { mss: "of the link" })],
  }),

  scenario("no-limit-over-ipv6", "LISTEN: SYN over IPv6 with an MSS of 65535 -> datagrams that the link takes", {
    covers: ["2675-MSS65535"],
    ip: 6,
    steps: [
      user.listen(),
      peer.sends(SYN, { seq: IRS, options: [mss(NO_LIMIT)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      user.send(3000),
      stack.sends(DATA, { seq: SND.NXT, ip: { fitsLink: true } }),
      // The rest comes at once, or as congestion control and Nagle's algorithm let it.
      ...[1, 2, 3].flatMap(() => [stack.flight({}), peer.sends(ACK)]),
      ...answersProbe(),
    ],
  }),
]);
