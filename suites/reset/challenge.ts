// RFC 5961 3.2, 4.2, 5.2 and 7, as RFC 9293 3.10.7.4 has them: challenge ACKs, and their limit. RFC 9293 3.5.3 and RFC 793 allow what
// was usual before.

import {
  ACK,
  ANSWER_SPACING,
  answersProbe,
  closeWait,
  DATA,
  established,
  FIN_ACK,
  IRS,
  isGone,
  mss,
  oneOf,
  peer,
  RCV,
  RST,
  RST_ACK,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synReceived,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
const CHALLENGE = stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT });

const IS_OVER: readonly Step[] = [user.isTold("reset"), stack.isIn("CLOSED"), ...isGone()];

/** Inside the window but not at RCV.NXT. */
const INSIDE = [
  { name: "second", where: "RCV.NXT+1", seq: RCV.NXT.plus(1) },
  { name: "amid", where: "RCV.NXT+1000", seq: RCV.NXT.plus(1000) },
  { name: "last", where: "RCV.NXT+RCV.WND-1", seq: RCV.NXT.plus(RCV.WND).minus(1) },
];

/** A SYN outside the window of ESTABLISHED; each draws an ACK by RFC 793 and by RFC 5961 alike. */
const OUTSIDE = [
  { name: "far-left", where: "far left of it", seq: RCV.NXT.minus(100_000) },
  { name: "just-left", where: "just left of it", seq: RCV.NXT.minus(1) },
  { name: "far-right", where: "far right of it", seq: RCV.NXT.plus(RCV.WND).plus(100_000) },
];

const RESET = peer.sends(RST, { seq: RCV.NXT.plus(10) });
const SYN_OUTSIDE = peer.sends(SYN, { seq: RCV.NXT.minus(100_000) });

/** More than anybody would answer. */
const many = (sends: Step): readonly Step[] => Array.from({ length: 300 }, () => sends);

/** After many of these: one more is not answered now, and is after a while. */
function isLimited(sends: Step): readonly Step[] {
  return [
    // What has been answered so far lies before this.
    user.send(10),
    stack.sends(DATA, { text: 10 }),
    sends,
    stack.staysSilent(RTO.times(0.1)),
    peer.sends(ACK),
    // Twice the interval that RFC 5961 gives as an example, and more.
    wait.past(RTO.times(10)),
    sends,
    CHALLENGE,
    ...answersProbe(),
  ];
}

export const challengeAcks = suite("reset/challenge", [
  ...INSIDE.map(({ name, where, seq }) =>
    scenario(`reset-${name}`, `ESTABLISHED: RST at ${where} -> challenge ACK, the connection stays; or CLOSED`, {
      covers: ["5961-3.2-RST-INWINDOW", "793-3.9-SEGARR-ESTAB-RST"],
      level: "IMPLIED",
      from: established(),
      steps: [
        // A window update may be on its way: where the edge is, only the last one tells.
        stack.acknowledges(),
        peer.sends(RST, { seq }),
        oneOf({
          "RFC 5961 3.2: a challenge ACK": [
            CHALLENGE,
            stack.isIn("ESTABLISHED"),
            peer.sends(DATA, { text: 10 }),
            stack.acknowledges(),
            user.receives(10),
          ],
          "RFC 9293 3.5.3: any reset in the window is believed": IS_OVER,
        }),
      ],
    }),
  ),

  scenario("reset-in-close-wait", "CLOSE-WAIT: RST inside the window -> challenge ACK and then RST counts; or CLOSED", {
    covers: ["5961-3.2-RST-INWINDOW", "5961-3.2-RST-SECOND", "793-3.9-SEGARR-CLOSEW-RST"],
    level: "IMPLIED",
    from: closeWait(),
    steps: [
      peer.sends(RST, { seq: RCV.NXT.plus(10) }),
      oneOf({
        "RFC 5961 3.2: a challenge ACK; a reset at its number is believed": [
          CHALLENGE,
          stack.isIn("CLOSE-WAIT"),
          peer.sends(RST, { seq: RCV.NXT }),
          ...IS_OVER,
        ],
        "RFC 9293 3.5.3: any reset in the window is believed": IS_OVER,
      }),
    ],
  }),

  scenario("reset-in-syn-received", "SYN-RECEIVED: RST inside the window -> challenge ACK, still waiting; or LISTEN", {
    covers: ["5961-3.2-RST-SYNRCVD", "793-3.9-SEGARR-SYNRCVD-RST"],
    level: "IMPLIED",
    from: synReceived(),
    steps: [
      peer.sends(RST, { seq: RCV.NXT.plus(10) }),
      oneOf({
        "RFC 5961 3.2: a challenge ACK, and the handshake completes": [
          CHALLENGE,
          peer.sends(ACK),
          user.isTold("established"),
          ...answersProbe(),
        ],
        "RFC 9293 3.10.7.4, second: LISTEN": [
          stack.staysSilent(RTO.times(0.5)),
          // Which of the two it is an ACK tells.
          peer.sends(ACK),
          oneOf({
            "the ACK finds a listener": [stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT })],
            "RFC 5961 7: the challenge fell under a limit, and the handshake completes": [
              user.isTold("established"),
              ...answersProbe(),
            ],
          }),
        ],
      }),
    ],
  }),

  ...OUTSIDE.flatMap(({ name, where, seq }) => [
    scenario(`syn-${name}`, `ESTABLISHED: SYN outside the window, ${where} -> ACK, the connection stays`, {
      covers: ["5961-4.2-SYN-CHALLENGE", "793-3.9-SEGARR-ESTAB-SYN"],
      from: established(),
      steps: [peer.sends(SYN, { seq, options: [mss(1460)] }), CHALLENGE, stack.isIn("ESTABLISHED"), answersProbe()],
    }),
    scenario(`syn-ack-${name}`, `ESTABLISHED: SYN,ACK outside the window, ${where} -> ACK, the connection stays`, {
      covers: ["5961-4.2-SYN-CHALLENGE", "793-3.9-SEGARR-ESTAB-SYN"],
      from: established(),
      steps: [peer.sends(SYN_ACK, { seq, options: [mss(1460)] }), CHALLENGE, stack.isIn("ESTABLISHED"), answersProbe()],
    }),
  ]),

  scenario("syn-in-close-wait", "CLOSE-WAIT: SYN outside the window -> ACK, the connection stays", {
    covers: ["5961-4.2-SYN-CHALLENGE"],
    from: closeWait(),
    steps: [
      peer.sends(SYN, { seq: RCV.NXT.minus(100_000), options: [mss(1460)] }),
      CHALLENGE,
      stack.isIn("CLOSE-WAIT"),
      answersProbe(),
    ],
  }),

  scenario(
    "restarted-peer",
    "ESTABLISHED: SYN -> challenge ACK; RST with its number -> CLOSED; the SYN again finds nobody",
    {
      covers: ["5961-4.2-SYN-REBOOT", "5961-3.2-RST-EXACT"],
      from: established(),
      steps: [
        peer.sends(SYN, { seq: RCV.NXT.plus(1_000_000), options: [mss(1460)] }),
        CHALLENGE,
        peer.sends(RST, { seq: RCV.NXT }),
        user.isTold("reset"),
        peer.sends(SYN, { seq: IRS.plus(1_000_000), options: [mss(1460)] }),
        oneOf({
          "nobody listens any more": [stack.sends(RST_ACK, { seq: 0, ack: RCV.NXT })],
          "the listener takes the next call": [stack.sends(SYN_ACK, { ack: RCV.NXT })],
        }),
      ],
    },
  ),

  // RFC 5961 5.2: what the peer could not have known is not taken, a FIN no more than text.
  scenario("fin-with-wild-ack", "ESTABLISHED: FIN whose ACK is of what was never sent -> ACK, still ESTABLISHED", {
    covers: ["5961-5.2-FIN-SPOOF", "793-3.9-SEGARR-ESTAB-ACK"],
    from: established(),
    steps: [
      peer.sends(FIN_ACK, { ack: SND.NXT.plus(1) }),
      stack.sends(ACK, { seq: SND.NXT, ack: IRS.plus(1) }),
      stack.isIn("ESTABLISHED"),
      wait.past(ANSWER_SPACING),
      peer.sends(FIN_ACK, { seq: IRS.plus(1), ack: SND.NXT }),
      stack.sends(ACK, { seq: SND.NXT, ack: IRS.plus(2) }),
      stack.isIn("CLOSE-WAIT"),
    ],
  }),

  // RFC 5961 7: a host that answers each of many is a tool for others. How many are enough is its own choice.
  scenario(
    "limit-for-resets",
    "ESTABLISHED: hundreds of RSTs inside the window -> not each is answered; later one is again",
    {
      covers: ["5961-7-THROTTLE"],
      from: established(),
      steps: [
        many(RESET),
        oneOf({
          "RFC 5961 3.2: a challenge ACK": [CHALLENGE, ...isLimited(RESET)],
          "RFC 9293 3.5.3: any reset in the window is believed": IS_OVER,
        }),
      ],
    },
  ),

  scenario(
    "limit-for-syns",
    "ESTABLISHED: hundreds of SYNs outside the window -> not each is answered; later one is again",
    {
      covers: ["5961-7-THROTTLE"],
      from: established(),
      steps: [many(SYN_OUTSIDE), CHALLENGE, isLimited(SYN_OUTSIDE)],
    },
  ),
]);
