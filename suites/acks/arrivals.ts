// RFC 9293 3.10.7.4, RFC 5681 3.2 and 4.2: which segments are acknowledged at once, which number the ACK has, and how many there are.

import {
  ACK,
  answersProbe,
  ANSWER_SPACING,
  DATA,
  established,
  FIN_ACK,
  IRS,
  ISS,
  LONGEST_ACK_DELAY,
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
  wait,
  type Step,
} from "../../harness/scenario";

const SIZE = 100;

const segment = peer.sends(DATA, { text: SIZE });

/** The segment that many places behind the next one. */
const early = (places: number): Step => peer.sends(DATA, { seq: RCV.NXT.plus(places * SIZE), text: SIZE });

const atOnce = { within: REACTION } as const;

/** Whether an early segment draws an ACK, and how late, is the matter of others. */
const answeredOrNot = oneOf({
  "RFC 5681 4.2, an ACK": [stack.sends(ACK, { ack: RCV.NXT, isNext: true })],
  "RFC 9293 3.10.7.4, MAY-13: none": [stack.sendsNothing(REACTION)],
});

/** An application that takes what has come makes room, and may tell of that. */
const nothingMore = oneOf({
  "no second ACK": [stack.staysSilent(LONGEST_ACK_DELAY)],
  "RFC 5681 4.2, a window update": [
    stack.sends(ACK, { ack: RCV.NXT, opensBy: 1, within: LONGEST_ACK_DELAY }),
    stack.staysSilent(LONGEST_ACK_DELAY),
  ],
});

export const arrivals = suite("acks/arrivals", [
  scenario("one-for-each", "ESTABLISHED: segments, one at a time -> one ACK for each and no more", {
    covers: ["5681-4.2-ONEACK"],
    from: established(),
    steps: [...[1, 2, 3].flatMap(() => [segment, stack.acknowledges(), nothingMore]), answersProbe()],
  }),

  scenario("text-and-fin", "ESTABLISHED: FIN with text -> one ACK of both", {
    covers: ["MUST-58", "5681-4.2-ONEACK"],
    from: established(),
    steps: [
      peer.sends(FIN_ACK, { text: SIZE }),
      stack.sends(ACK, { ack: RCV.NXT, isNext: true }),
      stack.staysSilent(LONGEST_ACK_DELAY),
      answersProbe(),
    ],
  }),

  scenario("early", "ESTABLISHED: segments beyond a gap -> each draws at once an ACK of what comes before the gap", {
    covers: ["5681-3.2-DUPACK-OOO"],
    from: established(),
    steps: [1, 2, 4].flatMap((places) => [early(places), stack.sends(ACK, { ack: RCV.NXT, ...atOnce })]),
  }),

  scenario("early-or-not", "ESTABLISHED: a segment beyond a gap -> an ACK of what comes before the gap, or none", {
    covers: ["MAY-13"],
    level: "IMPLIED",
    from: established(),
    steps: [
      early(1),
      oneOf({
        "MAY-13, an ACK": [stack.sends(ACK, { ack: RCV.NXT, seq: SND.NXT })],
        "RFC 9293 3.10.7.4, none": [stack.staysSilent(LONGEST_ACK_DELAY)],
      }),
      answersProbe(),
    ],
  }),

  scenario("fills", "ESTABLISHED: segments that fill a gap, or a part of one -> an ACK at once", {
    covers: ["5681-3.2-ACK-FILL"],
    from: established(),
    steps: [
      early(1),
      answeredOrNot,
      segment,
      oneOf({
        "RFC 5681 4.2, an ACK of all": [
          stack.sends(ACK, { ack: RCV.NXT, ...atOnce }),
          early(2),
          answeredOrNot,
          segment,
          stack.sends(ACK, { ack: RCV.NXT, ...atOnce }),
        ],
        "RFC 9293 3.10.7.4, SHLD-31: nothing was kept, there was no gap": [
          stack.sends(ACK, { ack: RCV.NXT.minus(SIZE) }),
          peer.sends(DATA, { seq: RCV.NXT.minus(SIZE), text: SIZE }),
          stack.acknowledges(),
        ],
      }),
    ],
  }),

  scenario("queue", "ESTABLISHED: the segment that was missing -> the first ACK is of all that waited behind it", {
    covers: ["MUST-59"],
    from: established(),
    steps: [
      early(1),
      answeredOrNot,
      early(2),
      answeredOrNot,
      early(3),
      answeredOrNot,
      segment,
      oneOf({
        "MUST-59, an ACK of all": [stack.sends(ACK, { ack: RCV.NXT, isNext: true })],
        "RFC 9293 3.10.7.4, SHLD-31: nothing was kept": [
          stack.sends(ACK, { ack: RCV.NXT.minus(3 * SIZE), isNext: true }),
          stack.sendsNothing(LONGEST_ACK_DELAY),
          peer.sends(DATA, { seq: RCV.NXT.minus(3 * SIZE), text: 3 * SIZE }),
          stack.acknowledges(),
          ...answersProbe(),
        ],
      }),
    ],
  }),

  // Two that did so, each with a gap, would never come to rest.
  scenario("empty-behind-a-gap", "ESTABLISHED: an empty segment in order, while there is a gap -> no answer", {
    covers: ["793-3.9-SEGARR-ACK-DUP"],
    from: established(),
    steps: [
      early(1),
      answeredOrNot,
      wait.past(LONGEST_ACK_DELAY),
      peer.sends(ACK),
      stack.staysSilent(LONGEST_ACK_DELAY),
      segment,
      // Of what was kept as well, or not.
      stack.sends(ACK, { seq: SND.NXT, within: LONGEST_ACK_DELAY }),
    ],
  }),

  scenario("never-back", "ESTABLISHED: old segments, with a gap and without -> no ACK is lower than the last one", {
    covers: ["793-3.3-ACK-MONOTONIC"],
    from: established(),
    steps: [
      segment,
      stack.acknowledges(),
      segment,
      stack.acknowledges(),
      wait.past(ANSWER_SPACING),
      peer.sends(DATA, { seq: RCV.NXT.minus(2 * SIZE), text: SIZE }),
      stack.sends(ACK, { ack: RCV.NXT, isNext: true }),
      early(1),
      answeredOrNot,
      wait.past(ANSWER_SPACING),
      peer.sends(DATA, { seq: RCV.NXT.minus(SIZE), text: SIZE }),
      stack.sends(ACK, { ack: RCV.NXT, isNext: true }),
    ],
  }),

  scenario("in-every-segment", "ESTABLISHED: text both ways -> text has the ACK of all that came before it", {
    covers: ["793-3.1-HDR-ACK-ALWAYS"],
    from: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
    ],
    steps: ["a", "b", "c"].flatMap((text) => [
      peer.sends(DATA, { text }),
      stack.sends(DATA, { seq: SND.NXT, ack: RCV.NXT, text, within: RTO }),
    ]),
  }),

  scenario("in-what-is-sent-again", "ESTABLISHED: text comes while some is on its way -> that goes again with an ACK", {
    covers: ["793-3.1-HDR-ACK-ALWAYS"],
    from: [
      ...established(),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, ack: RCV.NXT, text: 10 }),
      stack.sends(DATA, { seq: SND.UNA, ack: RCV.NXT, text: 10, within: RTO.times(3) }),
    ],
    steps: [
      peer.sends(DATA, { ack: SND.UNA, text: SIZE }),
      stack.acknowledges(),
      oneOf({
        "RFC 9293 3.4, of what has come since": [
          stack.sends(DATA, { seq: SND.UNA, ack: RCV.NXT, text: 10, within: RTO.times(3) }),
        ],
        "RFC 9293 3.8.1, MAY-4: the same segment as it was": [
          stack.sends(DATA, { seq: SND.UNA, ack: RCV.NXT.minus(SIZE), text: 10, within: RTO.times(3) }),
        ],
      }),
    ],
  }),
]);
