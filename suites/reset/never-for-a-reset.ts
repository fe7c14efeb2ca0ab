// RFC 9293 3.5.2 and 3.10.7: nothing that has RST set is answered with a reset, whatever else it has.

import {
  ACK,
  answersProbe,
  DATA,
  established,
  FIN,
  IRS,
  ISS,
  listening,
  mss,
  peer,
  PSH,
  RCV,
  RST,
  RTO,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synSent,
  URG,
  user,
  type Step,
} from "../../harness/scenario";

/** What else a reset may have set. */
const COMPANIONS = [SYN, FIN, FIN | ACK, SYN | ACK, SYN | FIN, PSH | ACK, URG | ACK, SYN | FIN | PSH | ACK | URG];

/** A volley of resets, each from `seq` and with an ACK that fits nothing. */
const volley = (seq: typeof IRS): readonly Step[] =>
  COMPANIONS.map((companion) => peer.sends(RST | companion, { seq, ack: 90_210, text: 5 }));

export const neverForAReset = suite("reset/never-for-a-reset", [
  scenario("closed", "CLOSED: RST with all kinds of flags and text -> nothing", {
    covers: ["793-3.4-RST-NEVER-FOR-RST", "793-3.9-SEGARR-CLOSED-RST"],
    steps: [
      volley(IRS),
      stack.staysSilent(RTO),
      peer.sends(ACK, { seq: IRS, ack: 777 }),
      stack.sends(RST, { optionalFlags: ACK, seq: 777 }),
    ],
  }),

  scenario("listen", "LISTEN: RST with all kinds of flags and text -> nothing, still LISTEN", {
    covers: ["793-3.4-RST-NEVER-FOR-RST", "793-3.9-SEGARR-LISTEN-RST"],
    from: listening(),
    steps: [
      volley(IRS),
      stack.staysSilent(RTO),
      stack.isIn("LISTEN"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    ],
  }),

  scenario(
    "syn-sent",
    "SYN-SENT: RST with all kinds of flags and an ACK of something else -> nothing, still SYN-SENT",
    {
      covers: ["793-3.4-RST-NEVER-FOR-RST", "793-3.9-SEGARR-SYNSENT-ACKBAD-RST"],
      from: synSent(),
      steps: [
        COMPANIONS.map((companion) => peer.sends(RST | ACK | companion, { seq: IRS, ack: ISS.minus(5), text: 5 })),
        stack.staysSilent(RTO.times(0.5)),
        stack.isIn("SYN-SENT"),
        peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
        stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
      ],
    },
  ),

  // RFC 5961 4.2 looks at SYN only behind RST: a reset is a reset.
  scenario("established", "ESTABLISHED: RST left of the window with all kinds of flags -> nothing, still ESTABLISHED", {
    covers: ["793-3.4-RST-NEVER-FOR-RST", "793-3.9-SEGARR-SEQ-RST-SILENT", "5961-3.2-RST-OUTSIDE"],
    from: established(),
    steps: [
      volley(RCV.NXT.minus(100)),
      stack.staysSilent(RTO),
      stack.isIn("ESTABLISHED"),
      answersProbe(),
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      user.receives(10),
    ],
  }),
]);
