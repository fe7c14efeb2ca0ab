// RFC 3168 6.1.1, 6.1.2, 6.1.5 and 6.1.6: which segments a sender lets routers mark, and CWR, its answer to a congestion echo.

import {
  ACK,
  CWR,
  DATA,
  ECE,
  MINIMUM_RTO,
  oneOf,
  peer,
  RTO,
  sackPermitted,
  scenario,
  SND,
  stack,
  suite,
  type Step,
} from "../../harness/scenario";
import { agreed, NOT_ECT, sendsText, SIZE } from "./agreed";

/** The program has ten octets to echo. What the peer acknowledges with them is everything. */
const asks = peer.sends(DATA, { text: 10 });
const asksWithEcho = peer.sends(DATA | ECE, { text: 10 });

/** After a first flight, with which RFC 6582 3.2 would have no fast retransmit begin, four segments that nobody acknowledges. */
const fourSegments: readonly Step[] = [
  asks,
  sendsText({ text: 10 }),
  peer.sends(ACK),
  ...[1, 2, 3, 4].map(() => peer.sends(DATA, { text: SIZE, ack: SND.UNA })),
  ...[1, 2, 3, 4].map(() => sendsText({ text: SIZE })),
];

/** A time-out: only where text goes again at all is there something to be seen of it. */
const textGoesAgain: readonly Step[] = [
  ...agreed("echo"),
  asks,
  sendsText({ text: 10 }),
  stack.sends(DATA, { seq: SND.UNA, text: 10, within: MINIMUM_RTO }),
];

/** New text with CWR, and none on what follows it. */
const reducedOnce: readonly Step[] = [
  sendsText({ text: 10 }, DATA | CWR),
  asks,
  sendsText({ text: 10, withoutFlags: CWR }),
  asks,
  sendsText({ text: 10, withoutFlags: CWR }),
];

export const ecnSender = suite("ecn/sender", [
  scenario("codepoint", "ESTABLISHED: new text is ECT(0), if it is ECT", {
    covers: ["3168-6.1.2-ECT0"],
    needs: ["ecn"],
    from: agreed("echo"),
    steps: [
      asks,
      oneOf({
        "RFC 3168 6.1.2, ECT(0)": [sendsText({ text: 10, ip: { ecn: "ECT(0)" } })],
        "RFC 3168 6.1.1, not ECT: nobody has to": [sendsText({ text: 10, ip: NOT_ECT })],
      }),
    ],
  }),

  scenario("echo", "ESTABLISHED: ECE -> CWR on the first new text, and only there", {
    covers: ["3168-6.1.1-CWR-DUTY", "3168-6.1.2-CWR"],
    needs: ["ecn"],
    from: agreed("echo"),
    steps: [
      asks,
      oneOf({
        "RFC 3168 6.1.1, ECT: CWR is owed from now on": [
          sendsText({ text: 10, withoutFlags: CWR, ip: { ecn: ["ECT(0)", "ECT(1)"] } }),
          asksWithEcho,
          ...reducedOnce,
        ],
        "RFC 3168 6.1.1, not ECT: no router has marked anything": [sendsText({ text: 10, ip: NOT_ECT })],
      }),
    ],
  }),

  scenario("time-out", "ESTABLISHED: a time-out -> what goes again is not ECT and has no CWR; the next text has CWR", {
    covers: ["3168-6.1.2-CWR"],
    needs: ["ecn"],
    from: textGoesAgain,
    steps: [
      stack.sends(DATA, { seq: SND.UNA, text: 10, withoutFlags: CWR, within: MINIMUM_RTO.times(2) }),
      asks,
      reducedOnce,
    ],
  }),

  scenario("sent-again", "ESTABLISHED: no ACK -> what goes again is not ECT, by the timer", {
    covers: ["3168-6.1.5-RETX"],
    needs: ["ecn"],
    from: textGoesAgain,
    steps: [
      stack.sends(DATA, { seq: SND.UNA, text: 10, ip: NOT_ECT, within: MINIMUM_RTO.times(2) }),
      stack.sends(DATA, { seq: SND.UNA, text: 10, ip: NOT_ECT, within: MINIMUM_RTO.times(4) }),
    ],
  }),

  scenario("fast-retransmit", "ESTABLISHED: three duplicate ACKs -> what goes again is not ECT", {
    covers: ["3168-6.1.5-RETX"],
    needs: ["ecn"],
    from: [...agreed("echo"), ...fourSegments],
    steps: [
      ...[1, 2, 3].map(() => peer.sends(ACK, { ack: SND.UNA })),
      stack.sends(DATA, { seq: SND.UNA, text: SIZE, ip: NOT_ECT, within: MINIMUM_RTO }),
    ],
  }),

  scenario("fast-retransmit-reduces", "ESTABLISHED: a fast retransmit has no CWR; the next new text has", {
    covers: ["3168-6.1.2-CWR"],
    needs: ["ecn"],
    from: [...agreed("echo"), ...fourSegments],
    steps: [
      ...[1, 2, 3].map(() => peer.sends(ACK, { ack: SND.UNA })),
      stack.sends(DATA, { seq: SND.UNA, text: SIZE, withoutFlags: CWR, within: MINIMUM_RTO }),
      peer.sends(ACK),
      asks,
      reducedOnce,
    ],
  }),

  scenario(
    "sack-recovery-reduces",
    "ESTABLISHED: a loss that SACK tells of -> no CWR on what goes again; the next text has it",
    {
      covers: ["3168-6.1.2-CWR"],
      needs: ["ecn", "sack-recovery"],
      from: [...agreed("echo", SIZE, [sackPermitted]), ...fourSegments],
      steps: [
        ...[2, 3, 4].map((to) =>
          peer.sends(ACK, { ack: SND.UNA, sack: [[SND.UNA.plus(SIZE), SND.UNA.plus(to * SIZE)]] }),
        ),
        stack.sends(DATA, { seq: SND.UNA, text: SIZE, withoutFlags: CWR, within: MINIMUM_RTO }),
        peer.sends(ACK),
        asks,
        reducedOnce,
      ],
    },
  ),

  // RFC 3168 6.1.2: the second echo is of the same window, of which CWR has told.
  scenario("one-cwr", "ESTABLISHED: ECE, and again before CWR has arrived -> CWR once", {
    covers: ["3168-6.1.2-CWR"],
    needs: ["ecn"],
    from: agreed("echo"),
    steps: [
      asks,
      sendsText({ text: 10 }),
      asksWithEcho,
      sendsText({ text: 10 }, DATA | CWR),
      peer.sends(DATA | ECE, { text: 10, ack: SND.UNA }),
      peer.sends(ACK),
      sendsText({ text: 10, withoutFlags: CWR }),
    ],
  }),

  scenario("probe", "ESTABLISHED, the window closed: probes are not ECT and have no CWR, though one is due", {
    covers: ["3168-6.1.6-PROBE"],
    needs: ["ecn"],
    from: agreed("echo"),
    steps: [
      asks,
      sendsText({ text: 10 }),
      peer.sends(DATA | ECE, { text: 10, window: 0 }),
      ...[3, 6].flatMap((patience) => {
        const within = RTO.times(patience);
        const probe = { withoutFlags: CWR, ip: NOT_ECT, within };
        return [
          oneOf({
            "RFC 9293 3.8.6.1, the first octet beyond the window": [stack.sends(DATA, { seq: SND.UNA, ...probe })],
            "an octet that is acknowledged already, which draws an ACK as well": [
              stack.sends(DATA, { seq: SND.UNA.minus(1), ...probe }),
            ],
            "an empty segment left of the window, which draws an ACK as well": [
              stack.sends(ACK, { seq: SND.UNA.minus(1), ...probe }),
            ],
          }),
          peer.sends(ACK, { ack: SND.UNA, window: 0 }),
        ];
      }),
    ],
  }),

  scenario("smallest-window", "ESTABLISHED, after a time-out: ECE on the ACK -> new text waits for the timer", {
    covers: ["3168-6.1.2-CWND1"],
    needs: ["ecn"],
    // RFC 5681 3.1: the loss window is one segment.
    from: textGoesAgain,
    steps: [
      asksWithEcho,
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      // RFC 6298 5.5: the timer may have doubled, and no sample has shortened it.
      sendsText({ text: 10, within: MINIMUM_RTO.times(4) }),
    ],
  }),
]);
