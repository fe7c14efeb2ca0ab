// RFC 9293 3.8.6.3, RFC 5681 4.2: how long an acknowledgment may wait for company, and for how much of it.

import {
  ACK,
  answersProbe,
  DATA,
  established,
  LONGEST_ACK_DELAY,
  oneOf,
  peer,
  RCV,
  REACTION,
  RMSS,
  scenario,
  stack,
  suite,
  wait,
  type Step,
} from "../../harness/scenario";

const repeated = (times: number, ...steps: readonly Step[]): readonly Step[] =>
  Array.from({ length: times }, () => steps).flat();

/** More than a stack acknowledges at once while it does not know the peer yet. */
const PAST_QUICK_ACKS = 20;

/** Of so many small segments and one more, the ACK of one at least is held back. */
function delayedWithin(segments: number): readonly Step[] {
  const later = [stack.sendsNothing(REACTION), stack.acknowledges()];
  if (segments === 0) return [peer.sends(DATA, { text: 1 }), ...later];
  return [
    peer.sends(DATA, { text: 1 }),
    oneOf({
      "SHLD-18, an ACK later": later,
      "MUST-40, an ACK at once": [stack.sends(ACK, { ack: RCV.NXT, isNext: true }), ...delayedWithin(segments - 1)],
    }),
  ];
}

export const delayedAcks = suite("acks/delayed", [
  scenario("small-segment", "ESTABLISHED: a small segment -> its ACK within half a second", {
    covers: ["MUST-40", "5681-4.2-DELACK-500"],
    from: established(),
    steps: repeated(
      3,
      peer.sends(DATA, { text: 1 }),
      stack.sends(ACK, { ack: RCV.NXT, within: LONGEST_ACK_DELAY }),
      wait.past(LONGEST_ACK_DELAY.times(2)),
    ),
  }),

  scenario("odd-segment", "ESTABLISHED: three full-sized segments at once -> the third is acknowledged in time, too", {
    covers: ["MUST-40", "5681-4.2-DELACK-500"],
    from: established(),
    steps: [
      repeated(3, peer.sends(DATA, { text: RMSS })),
      stack.sends(ACK, { ack: RCV.NXT, within: LONGEST_ACK_DELAY }),
    ],
  }),

  scenario("counts-from-the-first", "ESTABLISHED: more small segments before the ACK -> they do not put it off", {
    covers: ["MUST-40", "5681-4.2-DELACK-500"],
    from: established(),
    steps: [
      repeated(2, peer.sends(DATA, { text: 1 }), wait.shortOf(LONGEST_ACK_DELAY.times(0.4))),
      peer.sends(DATA, { text: 1 }),
      // Of the first of them, be it alone.
      stack.sends(ACK, { within: LONGEST_ACK_DELAY.times(0.2) }),
      stack.acknowledges(),
    ],
  }),

  scenario("every-second", "ESTABLISHED: full-sized segments in twos -> an ACK for each second one, at once", {
    covers: ["SHLD-19", "1122-4.2.3.2-ACK2ND"],
    from: established(),
    steps: repeated(
      4,
      peer.sends(DATA, { text: RMSS }),
      peer.sends(DATA, { text: RMSS }),
      // Of both, or of the first alone, when one is left.
      stack.sends(ACK, { within: REACTION }),
      stack.acknowledges(),
    ),
  }),

  scenario("waits", "ESTABLISHED: many small segments -> there is one whose ACK comes later", {
    covers: ["SHLD-18"],
    from: established(),
    steps: [...delayedWithin(PAST_QUICK_ACKS), answersProbe()],
  }),
]);
