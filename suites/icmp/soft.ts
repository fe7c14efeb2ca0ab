// RFC 9293 3.9.2.2 and 3.9.1.8: ICMP errors that may pass. They end nothing, and the user is told of them.

import {
  ACK,
  answersProbe,
  DATA,
  established,
  HOP_LIMIT_EXCEEDED,
  HOST_UNREACHABLE,
  IRS,
  isGone,
  mss,
  NETWORK_UNREACHABLE,
  oneOf,
  PARAMETER_PROBLEM,
  peer,
  RCV,
  REASSEMBLY_TIME_EXCEEDED,
  router,
  RST,
  scenario,
  SECONDS,
  SND,
  SOURCE_ROUTE_FAILED,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synSent,
  UNRECOGNIZED_OPTION,
  user,
  type Step,
} from "../../harness/scenario";

/** All that RFC 9293 3.9.2.2 counts among the soft errors. */
const SOFT_ERRORS = [
  { name: "network-unreachable", error: NETWORK_UNREACHABLE },
  { name: "host-unreachable", error: HOST_UNREACHABLE },
  { name: "source-route-failed", error: SOURCE_ROUTE_FAILED, ip: 4 },
  { name: "hop-limit-exceeded", error: HOP_LIMIT_EXCEEDED },
  { name: "reassembly-time-exceeded", error: REASSEMBLY_TIME_EXCEEDED },
  { name: "parameter-problem", error: PARAMETER_PROBLEM },
  { name: "unrecognized-option", error: UNRECOGNIZED_OPTION, ip: 6 },
] as const;

/** Text of the stack's is on its way. */
const SENT: readonly Step[] = [...established(), user.send(100), stack.transmits(100)];

/** It arrives, and more after it. */
const goesOn: readonly Step[] = [
  peer.sends(ACK),
  user.send(50),
  stack.transmits(50),
  peer.sends(DATA, { text: 20 }),
  stack.acknowledges(),
  ...answersProbe(),
];

export const softErrors = suite("icmp/soft", [
  ...SOFT_ERRORS.map(({ name, error, ...about }) =>
    scenario(`${name}-for-text`, `ESTABLISHED: ${name.replaceAll("-", " ")}, of text -> the connection goes on`, {
      covers: ["MUST-56"],
      ...about,
      from: SENT,
      steps: [router.reports(error), ...goesOn],
    }),
  ),

  // 3.9.2.2, at its end: many stacks take any error as the last word on a connection that is not there yet.
  scenario("syn-sent", "SYN-SENT: host unreachable -> the call goes on, or the user is told that it has failed", {
    covers: ["5461-SOFT-SYN"],
    level: "MUST",
    from: synSent(),
    steps: [
      router.reports(HOST_UNREACHABLE),
      oneOf({
        "RFC 5461 4: a call fails at any error": [
          user.isTold("refused", "reset", "timeout"),
          peer.sends(SYN_ACK, { seq: IRS }),
          stack.sends(RST, { seq: SND.NXT }),
        ],
        "RFC 9293 3.9.2.2: soft errors end nothing": [
          stack.staysSilent(SECONDS.times(0.1)),
          peer.sends(SYN_ACK, { seq: IRS }),
          stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
          ...answersProbe(),
        ],
      }),
    ],
  }),

  scenario("syn-received", "SYN-RECEIVED: host unreachable -> the handshake goes on, or begins anew", {
    covers: ["5461-SOFT-SYN"],
    level: "MUST",
    steps: [
      user.listen(),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { ack: RCV.NXT }),
      router.reports(HOST_UNREACHABLE),
      peer.sends(DATA, { text: 20 }),
      oneOf({
        "RFC 9293 3.9.2.2: soft errors end nothing": [stack.acknowledges(), ...answersProbe()],
        "RFC 5461 4: a handshake fails at any error": [
          stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
          ...isGone(),
        ],
      }),
    ],
  }),

  scenario("user-is-told", "ESTABLISHED: an ICMP error that may pass -> the user is told", {
    covers: ["MUST-47"],
    from: SENT,
    steps: [router.reports(NETWORK_UNREACHABLE), user.isTold("soft error"), ...goesOn],
  }),

  ...SOFT_ERRORS.map(({ name, error, ...about }) =>
    scenario(`user-is-told-${name}`, `ESTABLISHED: ${name.replaceAll("-", " ")} -> the user is told`, {
      covers: ["SHLD-25"],
      ...about,
      from: SENT,
      steps: [router.reports(error), user.isTold("soft error"), ...goesOn],
    }),
  ),

  scenario("user-wants-to-hear-nothing", "ESTABLISHED: reports switched off -> the user is not told, and later again", {
    covers: ["SHLD-20"],
    from: SENT,
    steps: [
      user.chooses({ softErrors: false }),
      router.reports(NETWORK_UNREACHABLE),
      user.isNotTold("soft error"),
      user.chooses({ softErrors: true }),
      router.reports(NETWORK_UNREACHABLE),
      user.isTold("soft error"),
      ...goesOn,
    ],
  }),
]);
