// RFC 9293 3.9.2.2: ICMP errors that will not pass, and whose connection an error is about.

import {
  ACK,
  answersProbe,
  connection,
  DATA,
  established,
  IRS,
  ISS,
  isGone,
  oneOf,
  peer,
  PORT_UNREACHABLE,
  PROTOCOL_UNREACHABLE,
  RCV,
  router,
  RST,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  SYN_ACK,
  synSent,
  user,
  type Step,
} from "../../harness/scenario";

const second = connection("second");

/** The call that was made first is answered. */
const callGoesOn: readonly Step[] = [
  peer.sends(SYN_ACK, { seq: IRS }),
  stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
  ...answersProbe(),
];

/** Text of the stack's is on its way. */
const SENT: readonly Step[] = [...established(), user.send(100), stack.transmits(100)];

const ACCEPTED: readonly Step[] = [
  peer.sends(ACK),
  user.send(50),
  stack.transmits(50),
  peer.sends(ACK),
  ...answersProbe(),
];

export const hardErrors = suite("icmp/hard", [
  scenario(
    "syn-sent",
    "SYN-SENT: port unreachable -> the user is told that the call has failed; a late SYN,ACK is reset",
    {
      covers: ["SHLD-26"],
      from: synSent(),
      steps: [
        router.reports(PORT_UNREACHABLE),
        user.isTold("refused", "reset", "timeout"),
        peer.sends(SYN_ACK, { seq: IRS }),
        stack.sends(RST, { seq: SND.NXT }),
      ],
    },
  ),

  scenario("protocol-in-syn-sent", "SYN-SENT: protocol unreachable -> the user is told that the call has failed", {
    covers: ["SHLD-26"],
    ip: 4,
    from: synSent(),
    steps: [
      router.reports(PROTOCOL_UNREACHABLE),
      user.isTold("refused", "reset", "timeout"),
      peer.sends(SYN_ACK, { seq: IRS }),
      stack.sends(RST, { seq: SND.NXT }),
    ],
  }),

  // The RFC itself points to those who do not abort then; it is only to be one or the other.
  scenario("established", "ESTABLISHED: port unreachable -> the connection is gone, or goes on", {
    covers: ["MUST-54"],
    from: SENT,
    steps: [
      router.reports(PORT_UNREACHABLE),
      oneOf({
        "RFC 9293 3.9.2.2: a hard error aborts, with a reset": [stack.sends(RST, { optionalFlags: ACK }), ...isGone()],
        "RFC 9293 3.9.2.2: a hard error aborts": [user.isTold("reset", "refused", "timeout"), ...isGone()],
        "RFC 5461 4, RFC 5927 5.2: a synchronized connection goes on": [
          stack.staysSilent(SECONDS.times(0.1)),
          ...ACCEPTED,
        ],
      }),
    ],
  }),

  scenario("whose-call", "SYN-SENT twice: port unreachable, of the second SYN -> the first call goes on", {
    covers: ["MUST-54"],
    from: [...synSent(), ...synSent("second")],
    steps: [
      second.router.reports(PORT_UNREACHABLE),
      user.isNotTold("refused", "reset", "timeout", "soft error"),
      ...callGoesOn,
    ],
  }),

  scenario("whose-text", "two ESTABLISHED: port unreachable, of the second one's text -> the first goes on", {
    covers: ["MUST-54"],
    from: [...SENT, ...established("second"), second.user.send(10), second.stack.transmits(10)],
    steps: [second.router.reports(PORT_UNREACHABLE), ...ACCEPTED],
  }),

  scenario("nobodys-segment", "SYN-SENT: port unreachable, of a segment to another port -> nothing happens", {
    covers: ["MUST-54"],
    from: synSent(),
    steps: [
      router.reports(PORT_UNREACHABLE, { peerPort: "other" }),
      user.isNotTold("refused", "reset", "timeout"),
      ...callGoesOn,
    ],
  }),

  scenario("eight-octets", "SYN-SENT: port unreachable that quotes eight octets of the SYN -> the user is told", {
    covers: ["SHLD-26"],
    from: synSent(),
    steps: [
      router.reports(PORT_UNREACHABLE, { octets: 8 }),
      user.isTold("refused", "reset", "timeout"),
      peer.sends(SYN_ACK, { seq: IRS }),
      stack.sends(RST, { seq: SND.NXT }),
    ],
  }),

  // RFC 5927 4.1: one who cannot see the segments has to guess a number that is on its way. It is advice, and no rule.
  scenario(
    "guessed-number",
    "SYN-SENT: port unreachable that quotes a number which was never sent -> nothing happens",
    {
      covers: ["MUST-54"],
      level: "GUIDANCE",
      from: synSent(),
      steps: [
        router.reports(PORT_UNREACHABLE, { seq: ISS.plus(100_000) }),
        user.isNotTold("refused", "reset", "timeout"),
        ...callGoesOn,
      ],
    },
  ),

  scenario(
    "guessed-number-of-text",
    "ESTABLISHED: port unreachable that quotes what is acknowledged -> nothing happens",
    {
      covers: ["MUST-54"],
      level: "GUIDANCE",
      from: SENT,
      steps: [
        router.reports(PORT_UNREACHABLE, { seq: ISS }),
        user.isNotTold("refused", "reset", "timeout"),
        peer.sends(DATA, { text: 20, ack: SND.UNA }),
        stack.acknowledges(),
        ...ACCEPTED,
      ],
    },
  ),
]);
