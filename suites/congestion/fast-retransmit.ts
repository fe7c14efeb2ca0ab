// RFC 5681 2, 3.2; RFC 6582 3.2: what duplicate ACKs are, and what three of them bring.

import {
  ACK,
  DATA,
  generated,
  goesOnGenerating,
  IRS,
  ISS,
  mss,
  oneOf,
  peer,
  RCV,
  REACTION,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";
import {
  A_WHILE,
  acked,
  ackOfAll,
  duplicate,
  echoing,
  eightSent,
  goesAgain,
  goesAgainInTime,
  goesOn,
  justEightSent,
  sent,
  SIZE,
  times,
} from "./flights";

/** Nothing goes again before an RTO is over. */
const nothingAgain: readonly Step[] = [stack.flight({ again: 0, during: A_WHILE }), ...goesOn];

/** A server above the stack that only listens. */
const discarding: readonly Step[] = [
  user.listen("discard"),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
];

/** Text of the peer's beyond a gap of ten octets. */
const beyondTheGap = peer.sends(DATA, { seq: RCV.NXT.plus(10), text: 10 });

export const fastRetransmit = suite("congestion/fast-retransmit", [
  scenario("three", "ESTABLISHED: three duplicate ACKs -> what is missing goes again with the third, and not before", {
    covers: ["5681-3.2-FASTRETX"],
    // The one wait is no longer than a stack needs to react: by the third the RTO must not be over.
    from: justEightSent(),
    steps: [duplicate, duplicate, stack.flight({ again: 0 }), duplicate, goesAgain, ackOfAll],
  }),

  scenario(
    "without-end",
    "ESTABLISHED: three duplicate ACKs of text without end -> what is missing goes again at once",
    {
      covers: ["5681-3.2-FASTRETX"],
      // The peer's window is full: the first two bring nothing new (RFC 3042 2), whose end would have to be waited for.
      from: [...generated([mss(SIZE)], 4 * SIZE), goesOnGenerating, stack.flight({ atLeast: 4 })],
      steps: [times(3, [duplicate]), goesAgain, ackOfAll, goesOnGenerating],
    },
  ),

  scenario("with-text", "ESTABLISHED: three ACKs of the same number with text -> they are no duplicates", {
    covers: ["5681-3.2-DUPACK-DEF"],
    from: eightSent(),
    steps: [times(3, [peer.sends(DATA, { ack: SND.UNA, text: SIZE })]), nothingAgain],
  }),

  scenario(
    "other-windows",
    "ESTABLISHED: three ACKs of the same number with larger windows -> they are no duplicates",
    {
      covers: ["5681-3.2-DUPACK-DEF"],
      from: eightSent([], 30_000),
      steps: [[31_000, 32_000, 33_000].map((window) => peer.sends(ACK, { ack: SND.UNA, window })), nothingAgain],
    },
  ),

  scenario("older", "ESTABLISHED: three ACKs of an older number -> they are no duplicates", {
    covers: ["5681-3.2-DUPACK-DEF"],
    from: eightSent(),
    steps: [times(3, [peer.sends(ACK, { ack: SND.UNA.minus(SIZE) })]), nothingAgain],
  }),

  scenario("nothing-on-the-way", "ESTABLISHED: three ACKs of the same number, nothing on the way -> nothing goes", {
    covers: ["5681-3.2-DUPACK-DEF"],
    from: eightSent(),
    steps: [ackOfAll, times(3, [ackOfAll]), stack.flight({ atMost: 0, again: 0, during: A_WHILE }), sent(2)],
  }),

  scenario(
    "first-text",
    "ESTABLISHED: three duplicates of the ACK of the SYN -> what is missing goes at once, or by RTO",
    {
      covers: ["6582-3.2-RECOVER-INIT"],
      from: [...echoing(), ...sent(4)],
      steps: [
        times(3, [duplicate]),
        oneOf({
          "RFC 5681 3.2, at once": [stack.sends(DATA, { seq: SND.UNA, within: REACTION })],
          "RFC 6582 3.2 (1), after an RTO, since recover is ISS": [
            stack.sends(DATA, { seq: SND.UNA, within: RTO.times(8) }),
          ],
        }),
        goesOn,
      ],
    },
  ),

  scenario("after-a-timeout", "ESTABLISHED: duplicates of what went before a timeout -> no fast retransmit", {
    covers: ["6582-3.2-RECOVER-CHECK", "6582-3.2-RTO-RECOVER", "6582-4-HEURISTIC"],
    needs: ["slow-start"],
    from: [...eightSent(), goesAgainInTime, acked(1), stack.flight({ since: "the first", atMost: 2 })],
    steps: [
      times(3, [duplicate]),
      oneOf({
        "RFC 6582 3.2 (2), (4), nothing goes again for them": [stack.flight({ again: 0, during: A_WHILE })],
        "RFC 6582 4, ACK or timestamp tell that it is a loss": [stack.sends(DATA, { seq: SND.UNA })],
      }),
      goesOn,
    ],
  }),

  // What went twice for nothing draws them (RFC 6582 3.2), and 4.1 agrees: eight segments at once were acknowledged, more than four.
  scenario("at-recover", "ESTABLISHED: a timeout, an ACK of all, duplicates of that -> no fast retransmit", {
    covers: ["6582-3.2-RECOVER-CHECK", "6582-3.2-RTO-RECOVER"],
    // Guidance to all, and binding on who claims to follow it.
    level: "IMPLIED",
    needs: ["newreno"],
    from: [...eightSent(), goesAgainInTime, ackOfAll, ...sent(2)],
    steps: [times(3, [duplicate]), nothingAgain],
  }),

  scenario("beyond-recover", "ESTABLISHED: duplicates of what went after a timeout -> fast retransmit", {
    covers: ["6582-3.2-RECOVER-CHECK"],
    // RFC 5681 3.2
    level: "SHOULD",
    from: [
      ...eightSent(),
      goesAgainInTime,
      ackOfAll,
      // Slow start goes on to where four segments are on the way.
      ...sent(2),
      ...times(2, [acked(1)]),
      ...sent(3),
      ...times(3, [acked(1)]),
      ...sent(4),
      ...times(4, [acked(1)]),
      ...sent(5),
      acked(1),
    ],
    steps: [times(3, [duplicate]), goesAgain, ackOfAll],
  }),

  scenario("beyond-a-gap", "ESTABLISHED: text beyond a gap -> an ACK of what is missing, at once", {
    covers: ["5681-3.2-DUPACK-OOO"],
    from: discarding,
    steps: [beyondTheGap, stack.sends(ACK, { ack: RCV.NXT, within: REACTION })],
  }),

  scenario("gap-filled", "ESTABLISHED: text that fills a part of a gap, or all of it -> an ACK at once", {
    covers: ["5681-3.2-ACK-FILL"],
    from: [...discarding, beyondTheGap, stack.sends(ACK, { ack: RCV.NXT })],
    steps: [
      peer.sends(DATA, { text: 5 }),
      stack.sends(ACK, { ack: RCV.NXT, within: REACTION }),
      peer.sends(DATA, { text: 5 }),
      stack.sends(ACK, { ack: RCV.NXT, within: REACTION }),
    ],
  }),
]);
