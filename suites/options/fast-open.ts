// RFC 7413: TCP Fast Open, of which a listener that nobody has asked for it knows nothing.

import {
  ACK,
  DATA,
  established,
  FIN_ACK,
  IRS,
  ISS,
  listening,
  mss,
  oneOf,
  peer,
  RCV,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  unknownOption,
  user,
  type Step,
  type TcpOption,
} from "../../harness/scenario";

/** The option with a cookie of so many octets; of none, it asks for one (RFC 7413 4.1.1). */
const fastOpen = (octets: number): TcpOption =>
  unknownOption(34, ...Array.from({ length: octets }, (_, place) => place + 1));

/** Ten octets on the SYN, with the option; the answer is as if it were not there, and then the handshake is complete. */
function callsWithText(option: TcpOption, ...meanwhile: readonly Step[]): readonly Step[] {
  const answer = { seq: ISS, without: ["fast-open"] } as const;
  return [
    peer.sends(SYN, { seq: IRS, text: 10, options: [mss(1460), option] }),
    oneOf({
      "RFC 7413 4.2.2, ACK of the SYN alone": [
        stack.sends(SYN_ACK, { ...answer, ack: IRS.plus(1) }),
        ...meanwhile,
        peer.sends(ACK, { seq: IRS.plus(1) }),
      ],
      "RFC 9293 3.4, the text is held and acknowledged": [
        stack.sends(SYN_ACK, { ...answer, ack: IRS.plus(11) }),
        ...meanwhile,
        peer.sends(ACK, { seq: IRS.plus(11) }),
      ],
    }),
  ];
}

/** Held or not, the text that comes again is there once. */
const deliveredOnce: readonly Step[] = [
  user.isTold("established"),
  peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
  stack.acknowledges(),
  user.receives(10),
  peer.sends(DATA, { text: 5 }),
  stack.acknowledges(),
  user.receives(5),
];

export const fastOpenOption = suite("options/fast-open", [
  scenario("asked-for", "LISTEN: SYN that asks for a cookie -> SYN,ACK without one", {
    covers: ["7413-4.2-OFF"],
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(1460), fastOpen(0)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, without: ["fast-open"] }),
      peer.sends(ACK),
      user.isTold("established"),
    ],
  }),

  scenario("asked-for-with-text", "LISTEN: SYN with text that asks for a cookie -> no cookie; the text is there once", {
    covers: ["7413-4.2-OFF", "7413-4.2.2-NOCOOKIE"],
    from: listening(),
    steps: [callsWithText(fastOpen(0)), deliveredOnce],
  }),

  scenario("made-up-cookie", "LISTEN: SYN with text and a made-up cookie -> no cookie; the text is there once", {
    covers: ["7413-4.2-OFF", "7413-4.2.2-NOCOOKIE"],
    from: listening(),
    steps: [callsWithText(fastOpen(8)), deliveredOnce],
  }),

  scenario(
    "not-echoed-early",
    "LISTEN: SYN with text and a made-up cookie -> no echo before the handshake is complete",
    {
      covers: ["7413-4.2.2-NOCOOKIE", "7413-4.2-OFF"],
      steps: [
        user.listen("echo"),
        callsWithText(fastOpen(8), stack.staysSilent(RTO.times(0.5))),
        peer.sends(DATA, { seq: IRS.plus(1), text: 10 }),
        stack.transmits(10),
      ],
    },
  ),

  ...[1, 2, 3, 5, 17, 18].map((octets) =>
    scenario(`cookie-of-${octets}`, `LISTEN: SYN with a cookie of ${octets}, which is no length for one -> SYN,ACK`, {
      covers: ["7413-4.1.1-OPTION"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS, options: [mss(1460), fastOpen(octets)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, without: ["fast-open"] }),
        peer.sends(ACK),
        user.isTold("established"),
      ],
    }),
  ),

  scenario("on-other-segments", "ESTABLISHED: the option on an ACK, on text and on a FIN -> it does nothing", {
    covers: ["7413-4.1.1-OPTION"],
    from: established(),
    steps: [
      peer.sends(ACK, { options: [fastOpen(8)] }),
      peer.sends(DATA, { text: 5, options: [fastOpen(8)] }),
      stack.sends(ACK, { ack: RCV.NXT, without: ["fast-open"] }),
      peer.sends(DATA, { text: 5, options: [fastOpen(0)] }),
      stack.sends(ACK, { ack: RCV.NXT, without: ["fast-open"] }),
      user.receives(10),
      peer.sends(FIN_ACK, { options: [fastOpen(8)] }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.isTold("end of stream"),
      stack.isIn("CLOSE-WAIT"),
    ],
  }),
]);
