// RFC 9293 3.4.1 and RFC 6528 3: initial sequence numbers go with a clock, and each pair of sockets has its own secret offset.

import {
  ACK,
  connection,
  IRS,
  isns,
  peer,
  RST,
  RTO,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** `count` connections from as many ports of the peer: the stack's SYN+ACK shows its number, and a reset ends it. */
function calls(count: number): readonly Step[] {
  return Array.from({ length: count }, (_, i) => connection(`call ${i + 1}`)).flatMap(({ user, peer, stack }) => [
    user.listen(),
    peer.sends(SYN, { seq: IRS }),
    stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    peer.sends(RST),
  ]);
}

/** The same pair of sockets once more, after a while. */
function again(pause: number): readonly Step[] {
  return [
    wait.past(RTO.times(pause)),
    peer.sends(SYN, { seq: IRS }),
    stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
    peer.sends(RST),
  ];
}

export const initialSequenceNumbers = suite("isn", [
  scenario("differ", "a dozen connections to one port -> a dozen initial sequence numbers", {
    covers: ["6528-3-PERTUPLE", "SHLD-1"],
    level: "SHOULD", // A clock alone satisfies MUST-8, and stands still from one call to the next.
    steps: [...calls(12), isns("differ")],
  }),

  scenario("differ-when-calling", "a dozen connections that the stack opens -> a dozen initial sequence numbers", {
    covers: ["6528-3-PERTUPLE", "SHLD-1"],
    level: "SHOULD",
    steps: [
      ...Array.from({ length: 12 }, (_, i) => connection(`call ${i + 1}`)).flatMap(({ user, peer, stack }) => [
        user.connect(),
        stack.sends(SYN),
        peer.sends(RST | ACK, { seq: 0 }),
        user.isTold("refused", "reset"),
      ]),
      isns("differ"),
    ],
  }),

  scenario("advance", "the same pair of sockets again and again -> each number lies ahead of the last, by the clock", {
    covers: ["MUST-8", "6528-3-MONOTONIC-REUSE"],
    steps: [
      user.listen(),
      peer.sends(SYN, { seq: IRS }),
      stack.sends(SYN_ACK, { ack: IRS.plus(1) }),
      peer.sends(RST),
      // Of different lengths: what counts connections does not go with them.
      ...again(1),
      ...again(3),
      // So often that numbers by chance, each of which lies ahead every other time, do not pass.
      ...Array.from({ length: 9 }, () => again(0.5)).flat(),
      isns("advance"),
    ],
  }),

  scenario("unpredictable", "256 connections -> the next number cannot be guessed from those before", {
    covers: ["SHLD-1", "6528-3-FORMULA", "MUST-9"],
    level: "SHOULD", // Of MUST-9 numbers can only give a hint; a clock without a secret departs from SHLD-1.
    steps: [...calls(256), isns("unpredictable")],
  }),
]);
