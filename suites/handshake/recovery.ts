// RFC 9293 3.5 and 3.5.1, figures 8 to 11 (RFC 793 3.4, figures 9 to 12): old duplicates, half-open connections, strays.

import {
  ACK,
  answersProbe,
  DATA,
  established,
  IRS,
  ISS,
  isGone,
  listening,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  RCV,
  RST,
  RST_ACK,
  RTO,
  scenario,
  settles,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synSent,
  user,
} from "../../harness/scenario";

const CONNECTION_IS_RESET = [user.isTold("reset"), stack.isIn("CLOSED"), ...isGone()] as const;

export const recovery = suite("handshake/recovery", [
  scenario(
    "old-syn-at-the-listener",
    "LISTEN: an old SYN -> SYN,ACK; RST -> LISTEN; the new SYN is answered for itself",
    {
      covers: ["793-3.4-FIG9-OLDDUP-SYN", "793-3.9-SEGARR-SYNRCVD-RST"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS.plus(90_000), options: [mss(1460)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
        // The caller knows nothing of that SYN: it takes SEQ from the ACK, so that it is believed.
        peer.sends(RST),
        stack.isIn("LISTEN"),
        peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
        stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
        peer.sends(ACK),
        stack.isIn("ESTABLISHED"),
      ],
    },
  ),

  scenario(
    "syn-ack-for-an-old-syn",
    "SYN-SENT: SYN,ACK of a number that was never sent -> RST with SEQ=SEG.ACK, still SYN-SENT",
    {
      covers: ["793-3.4-FIG9-OLDDUP-SYN", "793-3.9-SEGARR-SYNSENT-ACKBAD", "793-3.4-RSTGEN-CLOSED-SEQ"],
      from: synSent(),
      steps: [
        peer.sends(SYN_ACK, { seq: IRS, ack: ISS.minus(90) }),
        stack.sends(RST, { seq: ISS.minus(90) }),
        stack.isIn("SYN-SENT"),
        peer.sends(SYN_ACK, { seq: IRS.plus(300), options: [mss(1460)] }),
        stack.sends(ACK, { seq: ISS.plus(1), ack: RCV.NXT }),
        stack.isIn("ESTABLISHED"),
      ],
    },
  ),

  scenario(
    "restarted-caller",
    "SYN-SENT: an ACK of the connection before -> RST with SEQ=SEG.ACK; the SYN is tried again",
    {
      covers: ["793-3.4-FIG10-REBOOTED-SIDE", "793-3.9-SEGARR-SYNSENT-ACKBAD", "793-3.9-TIMEOUT-RETX"],
      from: synSent(),
      steps: [
        settles("793-3.9-SEGARR-SYNSENT-ACKBAD"),
        peer.sends(ACK, { seq: IRS, ack: ISS.minus(300) }),
        stack.sends(RST, { optionalFlags: ACK, seq: ISS.minus(300) }),
        stack.isIn("SYN-SENT"),
        // At once or by its timer: both are seen.
        settles("793-3.9-TIMEOUT-RETX"),
        stack.sends(SYN, { seq: ISS, within: RTO }),
        settles("793-3.4-FIG10-REBOOTED-SIDE"),
        peer.sends(SYN_ACK, { seq: IRS.plus(4000), options: [mss(1460)] }),
        stack.sends(ACK, { seq: ISS.plus(1), ack: RCV.NXT }),
        stack.isIn("ESTABLISHED"),
      ],
    },
  ),

  scenario("restarted-peer-calls", "ESTABLISHED: SYN outside the window -> ACK; RST that it provokes -> CLOSED", {
    covers: ["793-3.4-FIG10-HALFOPEN-SYN", "793-3.9-SEGARR-ESTAB-SYN", "793-3.9-SEGARR-ESTAB-RST"],
    from: established(),
    steps: [
      peer.sends(SYN, { seq: RCV.NXT.minus(100_000) }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("ESTABLISHED"),
      peer.sends(RST, { seq: RCV.NXT }),
      user.isTold("reset"),
      stack.isIn("CLOSED"),
      isGone(),
    ],
  }),

  scenario("syn-in-the-window", "ESTABLISHED: SYN inside the window -> ACK and nothing changes, or RST and CLOSED", {
    covers: ["793-3.9-SEGARR-ESTAB-SYN", "5961-4.2-SYN-CHALLENGE"],
    level: "IMPLIED",
    from: established(),
    steps: [
      peer.sends(SYN, { seq: RCV.NXT.plus(10) }),
      oneOf({
        "RFC 9293 3.10.7.4, fourth, as RFC 5961 4.2 has it: an ACK": [
          stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
          stack.isIn("ESTABLISHED"),
          ...answersProbe(),
        ],
        // The text gives this reset no form.
        "RFC 9293 3.10.7.4, fourth, as RFC 793 has it: RST": [stack.sends(RST), ...CONNECTION_IS_RESET],
        "RFC 9293 3.10.7.4, fourth, as RFC 793 has it: RST with ACK": [stack.sends(RST_ACK), ...CONNECTION_IS_RESET],
      }),
    ],
  }),

  scenario(
    "reset-inside-the-window",
    "ESTABLISHED: RST inside the window, not at RCV.NXT -> ACK and then RST counts; or CLOSED",
    {
      covers: ["793-3.9-SEGARR-ESTAB-RST", "5961-3.2-RST-INWINDOW", "5961-3.2-RST-SECOND"],
      level: "IMPLIED",
      from: established(),
      steps: [
        peer.sends(RST, { seq: RCV.NXT.plus(10) }),
        oneOf({
          "RFC 5961 3.2: an ACK; a reset at its number is believed": [
            stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
            stack.isIn("ESTABLISHED"),
            peer.sends(RST, { seq: RCV.NXT }),
            ...CONNECTION_IS_RESET,
          ],
          "RFC 9293 3.5.3: any reset in the window is believed": [
            user.isTold("reset"),
            stack.isIn("CLOSED"),
            ...isGone(),
          ],
        }),
      ],
    },
  ),

  scenario("restarted-peer-is-sent-to", "ESTABLISHED: data draws RST -> CLOSED, nothing is sent again", {
    covers: ["793-3.4-FIG11-HALFOPEN-DATA", "793-3.9-SEGARR-ESTAB-RST", "MUST-12"],
    from: established(),
    steps: [
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10 }),
      peer.sends(RST),
      user.isTold("reset"),
      stack.isIn("CLOSED"),
      stack.staysSilent(MINIMUM_RTO.times(4)),
      isGone(),
    ],
  }),

  scenario("two-listeners", "LISTEN: a stray SYN,ACK -> RST with SEQ=SEG.ACK, still LISTEN", {
    covers: ["793-3.4-FIG12-TWO-LISTENERS", "793-3.9-SEGARR-LISTEN-ACK", "793-3.4-RSTGEN-CLOSED-SEQ"],
    from: listening(),
    steps: [
      peer.sends(SYN_ACK, { seq: IRS, ack: 40_001 }),
      stack.sends(RST, { seq: 40_001 }),
      stack.isIn("LISTEN"),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    ],
  }),

  scenario("reset-left-of-the-window", "ESTABLISHED: RST just left of the window -> nothing", {
    covers: ["793-3.9-SEGARR-ESTAB-RST", "5961-3.2-RST-OUTSIDE", "793-3.9-SEGARR-SEQ-RST-SILENT"],
    from: established(),
    steps: [
      peer.sends(RST, { seq: RCV.NXT.minus(1) }),
      stack.staysSilent(RTO),
      stack.isIn("ESTABLISHED"),
      answersProbe(),
    ],
  }),

  scenario("reset-right-of-the-window", "ESTABLISHED: RST at the first number right of the window -> nothing", {
    covers: ["5961-3.2-RST-OUTSIDE", "793-3.9-SEGARR-ESTAB-RST", "793-3.9-SEGARR-SEQ-RST-SILENT"],
    from: established(),
    steps: [
      // A window update may be on its way: where the edge is, only the last one tells.
      stack.acknowledges(),
      peer.sends(RST, { seq: RCV.NXT.plus(RCV.WND) }),
      stack.staysSilent(RTO),
      stack.isIn("ESTABLISHED"),
      answersProbe(),
    ],
  }),
]);
