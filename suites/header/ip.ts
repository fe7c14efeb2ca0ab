// What a TCP makes of the IP header before a segment: RFC 9293 A.1.1 and RFC 2873 (precedence), 3.9.2 (options), RFC 8200 8.1.

import {
  ACK,
  connection,
  DATA,
  established,
  FIN_ACK,
  IRS,
  ipOption,
  ISS,
  isGone,
  listening,
  mss,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synSent,
  user,
} from "../../harness/scenario";

const CALL = { seq: IRS, options: [mss(1460)] } as const;

/** The class selectors of RFC 2474 4.2.2 are where precedence was; RFC 791 has names for its eight values. */
const ROUTINE = 0;
const PRIORITY = 8;
const CRITICAL = 40;
const NETWORK_CONTROL = 56;

/** A number that is assigned to nothing. In IPv6 its first bits have it skipped (RFC 8200 4.2). */
const UNASSIGNED = ipOption(26, 1, 2, 3, 4);

/** A datagram with an option that does nothing: a host that takes it does not drop options as such. */
const WITH_PADDING = { ip: { options: ["padding"] } } as const;

export const ipHeader = suite("header/ip", [
  ...[PRIORITY, CRITICAL, NETWORK_CONTROL].map((diffserv) =>
    scenario(`syn-with-diffserv-${diffserv}`, `LISTEN: SYN with precedence ${diffserv / 8} -> SYN,ACK`, {
      covers: ["793-3.9-SEGARR-LISTEN-SYN-PREC"],
      from: listening(),
      steps: [
        peer.sends(SYN, { ...CALL, ip: { diffserv } }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
        stack.isIn("SYN-RECEIVED"),
      ],
    }),
  ),

  scenario(
    "precedence-changes",
    "a connection each segment of which has another precedence -> no reset, from SYN to FIN",
    {
      covers: ["793-3.9-SEGARR-PREC-IGNORED"],
      steps: [
        user.listen("echo"),
        peer.sends(SYN, { ...CALL, ip: { diffserv: ROUTINE } }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
        peer.sends(ACK, { ip: { diffserv: NETWORK_CONTROL } }),
        peer.sends(DATA, { text: 10, ip: { diffserv: PRIORITY } }),
        stack.acknowledges(),
        stack.transmits(10),
        peer.sends(ACK, { ip: { diffserv: CRITICAL } }),
        peer.sends(FIN_ACK, { ip: { diffserv: ROUTINE } }),
        stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, within: RTO }),
        peer.sends(ACK, { ip: { diffserv: NETWORK_CONTROL } }),
        isGone(),
      ],
    },
  ),

  scenario("precedence-of-an-answer", "SYN-SENT: SYN,ACK with another precedence -> ESTABLISHED", {
    covers: ["793-3.9-SEGARR-PREC-IGNORED"],
    from: synSent(),
    steps: [
      peer.sends(SYN_ACK, { ...CALL, ip: { diffserv: NETWORK_CONTROL } }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.isTold("established"),
      peer.sends(DATA, { text: 10, ip: { diffserv: PRIORITY } }),
      stack.acknowledges(),
      user.receives(10),
    ],
  }),

  scenario("precedence-of-a-reset", "ESTABLISHED: RST with another precedence -> CLOSED", {
    covers: ["793-3.9-SEGARR-PREC-IGNORED"],
    from: established(),
    steps: [peer.sends(RST, { ip: { diffserv: CRITICAL } }), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  scenario("unknown-option-before-text", "ESTABLISHED: text behind an IP option of unknown number -> taken", {
    covers: ["MUST-50"],
    ip: 4,
    // A host that drops any datagram with options never lets the question come to its TCP.
    from: [
      user.listen("echo"),
      peer.sends(SYN, { ...CALL, ...WITH_PADDING }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
    ],
    steps: [
      peer.sends(DATA, { text: 10, ip: { options: [UNASSIGNED] } }),
      stack.acknowledges(),
      stack.transmits(10),
      peer.sends(ACK, { ip: { options: [UNASSIGNED] } }),
      stack.staysSilent(RTO.times(4)),
      peer.sends(FIN_ACK, { ip: { options: ["padding", UNASSIGNED, "padding"] } }),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, within: RTO }),
    ],
  }),

  scenario("unknown-option-before-a-syn", "LISTEN: SYN behind an IP option of unknown number -> SYN,ACK", {
    covers: ["MUST-50"],
    ip: 4,
    from: [
      connection("another").user.listen(),
      connection("another").peer.sends(SYN, { ...CALL, ...WITH_PADDING }),
      connection("another").stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    ],
    steps: [
      user.listen(),
      peer.sends(SYN, { ...CALL, ip: { options: [UNASSIGNED] } }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    ],
  }),

  // RFC 8200 8.1: the length in the pseudo-header is that of the segment, without the headers before it, and the protocol TCP's.
  ...[
    { name: "hop-by-hop-options", ip: { options: [UNASSIGNED] } },
    { name: "destination-options", ip: { destinationOptions: [UNASSIGNED] } },
    { name: "both-kinds-of-options", ip: { options: [UNASSIGNED], destinationOptions: [UNASSIGNED] } },
  ].map(({ name, ip }) =>
    scenario(`behind-${name}`, `ESTABLISHED: text behind ${name.replaceAll("-", " ")} of IPv6 -> taken`, {
      covers: ["8200-8.1-PSEUDO-EXT"],
      ip: 6,
      steps: [
        user.listen("echo"),
        peer.sends(SYN, CALL),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
        peer.sends(ACK),
        peer.sends(DATA, { text: 10, ip }),
        stack.acknowledges(),
        stack.transmits(10),
        peer.sends(ACK, { ip }),
      ],
    }),
  ),

  scenario("pseudo-header", "over IPv6: what has the checksum of RFC 8200 is taken, what has not is dropped", {
    covers: ["8200-8.1-PSEUDO"],
    ip: 6,
    steps: [
      user.listen("echo"),
      peer.sends(SYN, CALL),
      // Its checksum, as that of every segment of the stack's, is looked at beside the script.
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      peer.sends(DATA, { text: 11, checksum: "wrong" }),
      stack.staysSilent(RTO),
      peer.sends(DATA, { text: 11 }),
      stack.acknowledges(),
      stack.transmits(11),
    ],
  }),
]);
